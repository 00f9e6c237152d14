#include "ui/start/recovery_sheet.h"

#include <QFileDialog>
#include <QPainter>
#include <QPdfWriter>
#include <QPrintDialog>
#include <QPrinter>

#include <qrencode.h>

#include "app/services/account.h"
#include "ui/theme/theme.h"

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

QString wordsText(const base::SecretBytes& secret) {
    const auto words = QString::fromUtf8(reinterpret_cast<const char*>(secret.view().data()),
                                         static_cast<qsizetype>(secret.size()))
                           .split(QLatin1Char(' '));
    QString text;
    for (int i = 0; i < words.size(); ++i)
        text += QString::number(i + 1).rightJustified(2) + u". "_s + words[i].leftJustified(12) +
                (i % 3 == 2 ? u"\n"_s : u"  "_s);
    return text.trimmed();
}

}  // namespace

RecoverySheet::RecoverySheet(app::SessionLane& lane, QWidget* parent)
    : QWidget(parent),
      m_lane(lane),
      m_banner(new Banner),
      m_words(label({}, TextRole::kNumber)),
      m_code(new QLabel),
      m_typed(new QPlainTextEdit) {
    m_words->setAccessibleName(tr("Recovery words"));
    m_code->setAccessibleName(tr("The same words as a QR code"));
    m_typed->setAccessibleName(tr("Type the twelve words from your print-out"));
    m_typed->setPlaceholderText(tr("Type the twelve words from your print-out"));
    m_typed->setMaximumHeight(84);
    m_typed->setTabChangesFocus(true);
    auto* printIt = button(tr("Print…"));
    auto* saveIt = button(tr("Save as PDF…"));
    auto* checkIt = primaryButton(tr("Check that it opens my vault"));
    connect(printIt, &QPushButton::clicked, this, &RecoverySheet::print);
    connect(saveIt, &QPushButton::clicked, this, &RecoverySheet::save);
    connect(checkIt, &QPushButton::clicked, this, &RecoverySheet::check);
    auto* shown = new QHBoxLayout;
    shown->addWidget(m_words, 1);
    shown->addWidget(m_code);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(printIt);
    buttons->addWidget(saveIt);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(m_banner);
    column->addWidget(
        label(tr("If you forget your passphrase, these twelve words open your vault. Nothing else can. Keep "
                 "them on paper, where you keep your passport.")));
    column->addWidget(card(shown));
    column->addLayout(buttons);
    column->addWidget(m_typed);
    column->addWidget(checkIt, 0, Qt::AlignLeading);
}

void RecoverySheet::make() {
    m_lane.ask(
        this,
        [](app::Session& session, base::TaskContext&) { return app::Account(session).makeRecoveryKit(); },
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
    m_words->setText(wordsText(m_secret));
    m_code->setPixmap(QPixmap::fromImage(
        qrCode(m_secret.view()).scaled(148, 148, Qt::KeepAspectRatio, Qt::FastTransformation)));
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
    QPrinter printer;
    QPrintDialog dialog(&printer, this);
    if (dialog.exec() == QDialog::Accepted)
        render(printer);
}

void RecoverySheet::save() {
    const auto path = QFileDialog::getSaveFileName(this, tr("Save the recovery kit"),
                                                   u"medveil-recovery-kit.pdf"_s, tr("PDF (*.pdf)"));
    if (path.isEmpty())
        return;
    QPdfWriter writer(path);
    writer.setPageSize(QPageSize(QPageSize::A4));
    render(writer);
    m_banner->show(Banner::Kind::kWarn, tr("Saved"),
                   tr("Print it or put it on a stick that you lock away, and remove it from this machine."));
}

void RecoverySheet::check() {
    const auto bytes = m_typed->toPlainText().toUtf8();
    auto words = std::make_shared<base::SecretBytes>(base::SecretBytes::copyOf(
        {reinterpret_cast<const base::Byte*>(bytes.constData()), static_cast<std::size_t>(bytes.size())}));
    m_lane.ask(
        this,
        [words](app::Session& session, base::TaskContext&) {
            return app::Account(session).checkRecoveryKit(*words);
        },
        [this](base::Result<void> opens) {
            if (!opens) {
                m_banner->show(Banner::Kind::kBad, tr("These words do not open the vault"),
                               tr("Compare them with the page, one by one: a letter may be wrong or two "
                                  "words changed places."));
                return;
            }
            m_banner->show(Banner::Kind::kGood, tr("They open your vault"),
                           tr("The kit works. Keep it safe."));
            m_typed->clear();
            Q_EMIT checked();
        });
}

}  // namespace medveil::ui
