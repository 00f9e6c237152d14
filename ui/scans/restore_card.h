// A sealed original under another patient's header: both side by side, and a person's word before it is
// shown. Owned by the Scans place; the window's thread.
#pragma once

#include <map>

#include "app/services/sealed_images.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class RestoreCard final : public QFrame {
    Q_OBJECT
  public:
    RestoreCard();
    void ask(const base::Path& file, const app::HeaderConflict& conflict);
    /// This file is on the screen now: a question about another one goes.
    void shows(const base::Path& file);
    /// What was confirmed for this file; nothing otherwise.
    std::optional<app::HeaderConflict> confirmed(const base::Path& file) const;

  Q_SIGNALS:
    void confirmedNow();

  private:
    base::Path m_file;
    std::optional<app::HeaderConflict> m_asked;
    std::map<base::Path, app::HeaderConflict> m_confirmed;
    QLabel* m_outside;
    QLabel* m_inside;
    QPushButton* m_confirm;
};

}  // namespace medveil::ui
