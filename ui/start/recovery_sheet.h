// The recovery kit: twelve words and a QR code, to print or save, and a check that somebody really has them.
// Only then does the new kit count; until then an earlier one opens. Shown in the first run and in Settings.
// Owned by whoever shows it.
#pragma once

#include <QGridLayout>
#include <QPagedPaintDevice>
#include <QPlainTextEdit>

#include "app/jobs/session_lane.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

/// Twelve numbered words in as many columns as there is room for: at every width and size of type all are
/// shown.
class WordGrid final : public QWidget {
    Q_OBJECT
  public:
    explicit WordGrid(QWidget* parent = nullptr);
    void setWords(const QStringList& words);
    void clear();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void arrange();
    QGridLayout* m_grid;
    std::vector<QLabel*> m_labels;
    int m_columns = 0;
};

class RecoverySheet final : public QWidget {
    Q_OBJECT
  public:
    explicit RecoverySheet(app::SessionLane& lane, QWidget* parent = nullptr);
    /// Asks for the passphrase before any word is shown.
    void begin();
    /// Of a profile that has just been made: nobody is asked again, and there is no earlier kit.
    void beginFirst();

  Q_SIGNALS:
    void checked();

  private:
    QWidget* buildAsking();
    QWidget* buildWords();
    void unlockWords();
    void prepare();
    void showWords();
    void print();
    void save();
    void saveAs(const QString& path);
    void render(QPagedPaintDevice& device);
    void check();
    app::SessionLane& m_lane;
    Banner* m_banner;
    PassphraseField* m_passphrase;
    QWidget* m_asking;
    QWidget* m_shown;
    WordGrid* m_words;
    QLabel* m_code;
    QPlainTextEdit* m_typed;
    QPushButton* m_print;
    bool m_first = false;  ///< no kit before this one
    base::SecretBytes m_secret;
};

}  // namespace medveil::ui
