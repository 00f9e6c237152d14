// The recovery kit: twelve words and a QR code, to print or save, and a check that it really opens the vault.
// Shown in the first run and in Settings. Owned by whoever shows it.
#pragma once

#include <QPagedPaintDevice>
#include <QPlainTextEdit>

#include "app/jobs/session_lane.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class RecoverySheet final : public QWidget {
    Q_OBJECT
  public:
    explicit RecoverySheet(app::SessionLane& lane, QWidget* parent = nullptr);
    /// Makes a new kit; an earlier one stops working.
    void make();

  Q_SIGNALS:
    void checked();

  private:
    void showWords();
    void print();
    void save();
    void render(QPagedPaintDevice& device);
    void check();
    app::SessionLane& m_lane;
    Banner* m_banner;
    QLabel* m_words;
    QLabel* m_code;
    QPlainTextEdit* m_typed;
    base::SecretBytes m_secret;
};

}  // namespace medveil::ui
