#include "ui/widgets/pieces.h"

#include <QGuiApplication>
#include <QLocale>
#include <QShortcut>
#include <QStyle>
#include <algorithm>

#include "app/messages/error_text.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

QString isolated(const QString& text) {
    // Nothing below Hebrew runs from right to left: left as it is in a window that does not either.
    constexpr char16_t kHebrew = 0x590, kFirstStrongIsolate = 0x2068, kPopIsolate = 0x2069;
    const bool plain = std::ranges::all_of(text, [](QChar c) { return c.unicode() < kHebrew; });
    if (plain && !QGuiApplication::isRightToLeft())
        return text;
    return QChar(kFirstStrongIsolate) + text + QChar(kPopIsolate);
}

QString whenText(base::Timestamp time) {
    const auto local = QDateTime::fromMSecsSinceEpoch(time);
    const auto format =
        local.date() == QDate::currentDate() ? u"HH:mm"_s : QLocale().dateTimeFormat(QLocale::ShortFormat);
    return isolated(QLocale().toString(local, format));
}

QString momentText(base::Timestamp time, QLocale::FormatType format) {
    return isolated(QLocale().toString(QDateTime::fromMSecsSinceEpoch(time), format));
}

QString dayText(base::Timestamp time) {
    return isolated(QLocale().toString(QDateTime::fromMSecsSinceEpoch(time).date(), QLocale::LongFormat));
}

QString sizeText(std::uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes));
}

QLabel* label(const QString& text, TextRole role) {
    auto* widget = new QLabel(text);
    widget->setTextFormat(Qt::PlainText);
    widget->setWordWrap(role != TextRole::kNumber);
    // On the window's leading side, whatever language the text itself is in.
    widget->setAlignment(Qt::AlignVCenter | Qt::AlignAbsolute |
                         (QGuiApplication::isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft));
    static const QString kRoles[] = {QString(), u"title"_s, u"heading"_s, u"quiet"_s, u"number"_s};
    widget->setProperty("role", kRoles[static_cast<int>(role)]);
    return widget;
}

QPushButton* button(const QString& text, const QString& iconName) {
    auto* widget = new QPushButton(text);
    widget->setAutoDefault(false);
    if (!iconName.isEmpty())
        widget->setIcon(icon(iconName, &Colours::text));
    return widget;
}

QPushButton* primaryButton(const QString& text) {
    auto* widget = button(text);
    widget->setProperty("primary", true);
    return widget;
}

QFrame* card(QLayout* content) {
    auto* frame = new QFrame;
    frame->setProperty("role", u"card"_s);
    content->setContentsMargins(16, 16, 16, 16);
    frame->setLayout(content);
    return frame;
}

Banner::Banner(QWidget* parent)
    : QFrame(parent), m_icon(new QLabel), m_title(label({}, TextRole::kHeading)), m_text(label({})) {
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(m_title);
    texts->addWidget(m_text);
    m_icon->setAlignment(Qt::AlignTop);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = button({}, u"close"_s);
    close->setAccessibleName(tr("Dismiss this message"));
    close->setFlat(true);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(12);
    row->addWidget(m_icon);
    row->addLayout(texts, 1);
    row->addWidget(close, 0, Qt::AlignTop);
    hide();
}

void Banner::show(Kind kind, const QString& title, const QString& text) {
    static const QString kNames[] = {u"info"_s, u"good"_s, u"warn"_s, u"bad"_s};
    qDeleteAll(findChildren<QShortcut*>());
    const auto& c = currentColours();
    const QColor colours[] = {c.accent, c.good, c.warn, c.bad};
    const auto index = static_cast<int>(kind);
    setProperty("banner", kNames[index]);
    style()->unpolish(this);
    style()->polish(this);
    m_icon->setPixmap(icon(kind == Kind::kGood   ? u"check"_s
                           : kind == Kind::kInfo ? u"medveil"_s
                                                 : u"warning"_s,
                           colours[index])
                          .pixmap(24, 24));
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
    QFrame::show();
}

void Banner::closeOnEscape() {
    new QShortcut(QKeySequence(Qt::Key_Escape), this, this, &QWidget::hide);
}

void Banner::showError(const base::Error& error) {
    if (error.code == base::ErrorCode::kCancelled)
        return;
    const auto text = app::errorText(error);
    show(Kind::kBad, text.title, text.explanation + QLatin1Char(' ') + text.advice);
}

QWidget* emptyState(const QString& iconName, const QString& title, const QString& text, QWidget* action) {
    auto* page = new QWidget;
    auto* picture = new QLabel;
    picture->setPixmap(icon(iconName, &Colours::quiet).pixmap(48, 48));
    picture->setAlignment(Qt::AlignCenter);
    auto* heading = label(title, TextRole::kHeading);
    heading->setAlignment(Qt::AlignCenter);
    auto* words = label(text, TextRole::kQuiet);
    words->setAlignment(Qt::AlignCenter);
    constexpr int kReadable = 380;
    words->setMaximumWidth(kReadable);
    // In a row of its own: a column would ask for the height of the words at its own width.
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(words, kReadable);
    row->addStretch();
    auto* column = new QVBoxLayout(page);
    column->setSpacing(8);
    column->addStretch();
    column->addWidget(picture);
    column->addWidget(heading);
    column->addLayout(row);
    if (action != nullptr)
        column->addWidget(action, 0, Qt::AlignHCenter);
    column->addStretch();
    return page;
}

QScrollArea* scrolled(QWidget* content) {
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    // What lies on it takes the focus; the area itself would show none.
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    return scroll;
}

PassphraseField::PassphraseField(const QString& accessibleName, QWidget* parent) : QLineEdit(parent) {
    setEchoMode(QLineEdit::Password);
    setAccessibleName(accessibleName);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase |
                        Qt::ImhSensitiveData);
    setContextMenuPolicy(Qt::NoContextMenu);
    setMaxLength(1024);
}

base::SecretBytes PassphraseField::secret() const {
    // As it was typed: app::normalisedPassphrase() has the one spelling, for every window and terminal.
    auto bytes = text().toUtf8();
    auto secret = base::SecretBytes::copyOf(
        {reinterpret_cast<const base::Byte*>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
    bytes.fill('\0');
    return secret;
}

base::SecretBytes PassphraseField::take() {
    auto result = secret();
    setText(QString(text().size(), QLatin1Char(' ')));
    clear();
    return result;
}

QFrame* patientBanner(const app::Patient& patient) {
    auto* name =
        label(patient.present ? toQt(patient.name) : QObject::tr("Concerns no patient"), TextRole::kHeading);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(name);
    if (patient.present)
        texts->addWidget(label(patient.authority.empty()
                                   ? QObject::tr("Patient number %1").arg(isolated(toQt(patient.id)))
                                   : QObject::tr("Patient number %1 of %2")
                                         .arg(isolated(toQt(patient.id)), isolated(toQt(patient.authority))),
                               TextRole::kQuiet));
    auto* frame = new QFrame;
    frame->setProperty("role", u"patient"_s);
    auto* picture = new QLabel;
    picture->setPixmap(icon(u"patients"_s, &Colours::good).pixmap(32, 32));
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(12);
    row->addWidget(picture);
    row->addLayout(texts, 1);
    frame->setAccessibleName(patient.present
                                 ? QObject::tr("Patient %1, number %2")
                                       .arg(isolated(toQt(patient.name)), isolated(toQt(patient.id)))
                                 : QObject::tr("Concerns no patient"));
    return frame;
}

QImage pictureOf(const app::PreviewPicture& preview) {
    return QImage(preview.pixels.data(), static_cast<int>(preview.width), static_cast<int>(preview.height),
                  static_cast<qsizetype>(preview.width) * 3, QImage::Format_RGB888)
        .copy();
}

}  // namespace medveil::ui
