// Small building blocks that every place uses. Plain widgets; the window's thread.
#pragma once

#include <QDateTime>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "app/model/types.h"
#include "app/services/preview.h"
#include "core/base/secret.h"

namespace medveil::ui {

inline QString toQt(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
inline QString toQt(const base::WipedString& text) {
    return toQt(std::string_view(text.data(), text.size()));
}
inline std::string fromQt(const QString& text) {
    return text.toStdString();
}
/// Text from outside inside a sentence of ours: neither its direction nor its marks turn the rest around (UAX
/// #9, isolates).
QString isolated(const QString& text);
/// Times and days come isolated: from right to left their parts stay together, in their order.
QString whenText(base::Timestamp time);
/// Day and time, also of today.
QString momentText(base::Timestamp time, QLocale::FormatType format);
/// The day in words, for a sentence.
QString dayText(base::Timestamp time);
QString sizeText(std::uint64_t bytes);

enum class TextRole { kBody, kTitle, kHeading, kQuiet, kNumber };
/// Plain text only: nothing that came from outside is ever taken for markup.
QLabel* label(const QString& text, TextRole role = TextRole::kBody);
QPushButton* button(const QString& text, const QString& iconName = {});
QPushButton* primaryButton(const QString& text);
QFrame* card(QLayout* content);

/// A message inside the page instead of a dialog: what happened, what it means, what to do.
class Banner final : public QFrame {
    Q_OBJECT
  public:
    enum class Kind { kInfo, kGood, kWarn, kBad };
    explicit Banner(QWidget* parent = nullptr);
    void show(Kind kind, const QString& title, const QString& text = {});
    void showError(const base::Error& error);
    /// Escape closes what is shown now, and nothing that is shown later.
    void closeOnEscape();

  private:
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
};

/// Says what will be here and how to begin.
QWidget* emptyState(const QString& iconName, const QString& title, const QString& text,
                    QWidget* action = nullptr);

/// For what may be taller than its place: scrolled to, by the mouse or with the control that has the focus.
QScrollArea* scrolled(QWidget* content);

/// The only crossing between the keyboard and guarded memory. What Qt copied on the way it does not wipe: the
/// threat model says so.
class PassphraseField final : public QLineEdit {
    Q_OBJECT
  public:
    explicit PassphraseField(const QString& accessibleName, QWidget* parent = nullptr);
    base::SecretBytes secret() const;
    /// Hands the passphrase over and overwrites the field.
    base::SecretBytes take();
};

/// Pixels that the helper decoded, as Qt shows them.
QImage pictureOf(const app::PreviewPicture& preview);

/// Patient banner: stands over everything that belongs to a patient.
QFrame* patientBanner(const app::Patient& patient);

}  // namespace medveil::ui
