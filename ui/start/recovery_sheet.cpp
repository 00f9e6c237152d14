#include "ui/start/recovery_sheet.h"

#include <QBuffer>
#include <QGridLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QPrintDialog>
#include <QPrinter>

#include <qrencode.h>

#include "app/messages/error_text.h"
#include "app/services/account.h"
#include "core/base/closed_folder.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

QImage qrCode(base::ByteView text) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeData(static_cast<int>(text.size()), text.data(), 0, QR_ECLEVEL_M), QRcode_free);
    if (!code)
        return {};
    constexpr int kQuiet = 4;
    QImage image(code->width + 2 * kQuiet, code->width + 2 * kQuiet, QImage::Format_Grayscale8);
    image.fill(Qt::white);
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (code->data[y * code->width + x] & 1)
                image.setPixel(x + kQuiet, y + kQuiet, qRgb(0, 0, 0));
    return image;
}

QStringList wordsOf(const base::SecretBytes& secret) {
    return QString::fromUtf8(reinterpret_cast<const char*>(secret.view().data()),
                             static_cast<qsizetype>(secret.size()))
        .split(QLatin1Char(' '));
}

/// For the printed page, three in a line.
QString wordsText(const base::SecretBytes& secret) {
    const auto words = wordsOf(secret);
    QString text;
    for (int i = 0; i < words.size(); ++i)
        text += QString::number(i + 1).rightJustified(2) + u". "_s + words[i].leftJustified(12) +
                (i % 3 == 2 ? u"\n"_s : u"  "_s);
    return text.trimmed();
}

}  // namespace

WordGrid::WordGrid(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(16);
    // The layout must not hold the page wider than the window: the columns follow the width, not the other
    // way.
    m_grid->setSizeConstraint(QLayout::SetNoConstraint);
    setMinimumWidth(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
}

void WordGrid::setWords(const QStringList& words) {
    clear();
    for (int i = 0; i < words.size(); ++i) {
        auto* word = label(QString::number(i + 1) + u". "_s + words[i], TextRole::kNumber);
        word->setWordWrap(false);
        m_labels.push_back(word);
    }
    arrange();
}

void WordGrid::clear() {
    qDeleteAll(m_labels);
    m_labels.clear();
    m_columns = 0;
}

void WordGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void WordGrid::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

void WordGrid::arrange() {
    int widest = 1;
    int tallest = 1;
    for (const auto* word : m_labels) {
        widest = std::max(widest, word->sizeHint().width());
        tallest = std::max(tallest, word->sizeHint().height());
    }
    const int spacing = m_grid->horizontalSpacing();
    const int columns = std::clamp((width() + spacing) / (widest + spacing), 1, 3);
    const int rows = (static_cast<int>(m_labels.size()) + columns - 1) / columns;
    setMinimumHeight(rows * (tallest + std::max(0, m_grid->verticalSpacing())));
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < static_cast<int>(m_labels.size()); ++i)
        m_grid->addWidget(m_labels[static_cast<std::size_t>(i)], i / columns, i % columns);
}

RecoverySheet::RecoverySheet(app::SessionLane& lane, QWidget* parent)
    : QWidget(parent),
      m_lane(lane),
      m_banner(new Banner),
      m_passphrase(new PassphraseField(tr("Your passphrase"))),
      m_asking(buildAsking()),
      m_words(new WordGrid),
      m_code(new QLabel),
      m_typed(new QPlainTextEdit),
      m_print(button(tr("Print…"))) {
    m_shown = buildWords();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(m_banner);
    column->addWidget(
        label(tr("If you forget your passphrase, these twelve words open your vault. Nothing else can. Keep "
                 "them on paper, where you keep your passport.")));
    column->addWidget(m_asking);
    column->addWidget(m_shown);
    m_asking->hide();
    m_shown->hide();
}

QWidget* RecoverySheet::buildAsking() {
    auto* show = primaryButton(tr("Show me new words"));
    connect(show, &QPushButton::clicked, this, &RecoverySheet::unlockWords);
    connect(m_passphrase, &QLineEdit::returnPressed, this, &RecoverySheet::unlockWords);
    m_passphrase->setPlaceholderText(tr("Your passphrase"));
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(
        label(tr("Your present kit keeps working until you have printed or saved the new words "
                 "and typed them in here.")));
    column->addWidget(m_passphrase);
    column->addWidget(show, 0, Qt::AlignLeading);
    return box;
}

QWidget* RecoverySheet::buildWords() {
    m_words->setAccessibleName(tr("Recovery words"));
    m_code->setAccessibleName(tr("The same words as a QR code"));
    m_typed->setAccessibleName(tr("Type the twelve words from your print-out"));
    m_typed->setPlaceholderText(tr("Type the twelve words from your print-out"));
    m_typed->setMaximumHeight(84);
    m_typed->setTabChangesFocus(true);
    auto* saveIt = button(tr("Save as PDF…"));
    auto* checkIt = primaryButton(tr("Check that it opens my vault"));
    connect(m_print, &QPushButton::clicked, this, &RecoverySheet::print);
    connect(saveIt, &QPushButton::clicked, this, &RecoverySheet::save);
    connect(checkIt, &QPushButton::clicked, this, &RecoverySheet::check);
    auto* shown = new QVBoxLayout;
    shown->addWidget(m_words);
    shown->addWidget(m_code, 0, Qt::AlignLeading);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_print);
    buttons->addWidget(saveIt);
    buttons->addStretch();
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(card(shown));
    column->addLayout(buttons);
    column->addWidget(m_typed);
    column->addWidget(checkIt, 0, Qt::AlignLeading);
    return box;
}

void RecoverySheet::begin() {
    m_banner->hide();
    m_shown->hide();
    m_asking->show();
    m_passphrase->setFocus();
}

void RecoverySheet::beginFirst() {
    m_first = true;
    prepare();
}

void RecoverySheet::unlockWords() {
    if (m_passphrase->text().isEmpty())
        return;
    auto passphrase = std::make_shared<base::SecretBytes>(m_passphrase->take());
    m_lane.ask(
        this,
        [passphrase](app::Session& session, base::TaskContext&) {
            return app::Account(session).checkPassphrase(*passphrase);
        },
        [this](base::Result<void> right) {
            if (right)
                prepare();
            else
                m_banner->showError(right.error());
        });
}

void RecoverySheet::prepare() {
    m_lane.ask(
        this,
        [](app::Session& session, base::TaskContext&) { return app::Account(session).prepareRecoveryKit(); },
        [this](base::Result<base::SecretBytes> words) {
            if (!words) {
                m_banner->showError(words.error());
                return;
            }
            m_secret = std::move(*words);
            showWords();
        });
}

void RecoverySheet::showWords() {
    m_banner->hide();
    m_asking->hide();
    m_shown->show();
    m_words->setWords(wordsOf(m_secret));
    m_code->setPixmap(QPixmap::fromImage(
        qrCode(m_secret.view()).scaled(148, 148, Qt::KeepAspectRatio, Qt::FastTransformation)));
    m_print->setFocus();
}

void RecoverySheet::render(QPagedPaintDevice& device) {
    QPainter painter(&device);
    const auto page = painter.viewport();
    const int unit = page.width() / 40;
    QFont title = font();
    title.setPointSize(20);
    QFont body = font();
    body.setPointSize(12);
    QFont mono(u"monospace"_s, 14);
    mono.setStyleHint(QFont::Monospace);
    painter.setFont(title);
    painter.drawText(QRect(2 * unit, 2 * unit, 36 * unit, 3 * unit), Qt::AlignLeading | Qt::AlignVCenter,
                     tr("Medveil recovery kit"));
    painter.setFont(body);
    painter.drawText(QRect(2 * unit, 6 * unit, 36 * unit, 8 * unit), Qt::TextWordWrap,
                     tr("These twelve words open the vault when its passphrase is forgotten. Whoever has "
                        "this page and the machine can read everything in it."));
    painter.setFont(mono);
    painter.drawText(QRect(2 * unit, 14 * unit, 36 * unit, 12 * unit), Qt::AlignLeft, wordsText(m_secret));
    painter.drawImage(QRect(2 * unit, 27 * unit, 12 * unit, 12 * unit), qrCode(m_secret.view()));
}

void RecoverySheet::print() {
    const auto printer = std::make_shared<QPrinter>();
    auto* dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, printer] {
        // Printers that write a file are asked where to.
        const auto place = fromQt(printer->outputFileName());
        const auto allowed =
            place.empty() ? base::Result<void>() : base::checkNotClosed(base::systemFileSystem(), place);
        if (allowed)
            render(*printer);
        else
            m_banner->showError(allowed.error());
    });
    dialog->open();
}

void RecoverySheet::save() {
    askWhereToSave(this, tr("Save the recovery kit"), u"medveil-recovery-kit.pdf"_s, tr("PDF (*.pdf)"),
                   [this](const QString& path) { saveAs(path); });
}

void RecoverySheet::saveAs(const QString& path) {
    QBuffer page;
    page.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&page);
        writer.setPageSize(QPageSize(QPageSize::A4));
        render(writer);
    }
    m_banner->show(Banner::Kind::kInfo, tr("Saving…"), path);
    saveFile(this, path, page.data(), [this](const base::Result<void>& saved) {
        if (!saved)
            m_banner->show(Banner::Kind::kBad, tr("The kit was not saved"),
                           tr("The file could not be written: %1. Choose another place, or print it.")
                               .arg(app::errorText(saved.error()).title));
        else
            m_banner->show(
                Banner::Kind::kWarn, tr("Saved"),
                tr("Print it or put it on a stick that you lock away, and remove it from this machine."));
    });
}

void RecoverySheet::check() {
    const auto bytes = m_typed->toPlainText().toUtf8();
    auto typed = std::make_shared<base::SecretBytes>(base::SecretBytes::copyOf(
        {reinterpret_cast<const base::Byte*>(bytes.constData()), static_cast<std::size_t>(bytes.size())}));
    auto words = std::make_shared<base::SecretBytes>(m_secret.clone());
    m_lane.ask(
        this,
        [words, typed](app::Session& session, base::TaskContext&) {
            return app::Account(session).confirmRecoveryKit(*words, *typed);
        },
        [this](base::Result<void> opens) {
            if (!opens && opens.error().code != base::ErrorCode::kUnlockFailed) {
                m_banner->showError(opens.error());
                return;
            }
            if (!opens) {
                m_banner->show(
                    Banner::Kind::kBad, tr("These are not the words above"),
                    m_first ? tr("Compare them with the page, one by one: a letter may be wrong or two "
                                 "words changed places.")
                            : tr("Compare them with the page, one by one: a letter may be wrong or two "
                                 "words changed places. An earlier kit still opens your vault."));
                return;
            }
            m_banner->show(Banner::Kind::kGood, tr("They open your vault"),
                           m_first
                               ? tr("The kit works. Keep it safe.")
                               : tr("The kit works. Keep it safe. An earlier kit does not work any more."));
            m_first = false;
            m_typed->clear();
            m_words->clear();
            m_code->clear();
            m_secret = {};
            m_shown->hide();
            Q_EMIT checked();
        });
}

}  // namespace medveil::ui
