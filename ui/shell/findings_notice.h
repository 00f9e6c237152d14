// Stands over everything when the profile opened and something about it is amiss: all that was found, until
// the person has read it. Owned by the shell.
#pragma once

#include <QPlainTextEdit>
#include <array>

#include "app/jobs/session_lane.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class FindingsNotice final : public QFrame {
    Q_OBJECT
  public:
    explicit FindingsNotice(app::SessionLane& lane);
    /// Nothing where there are none.
    void show(const std::vector<app::Finding>& findings);

  private:
    void remove(base::Result<std::size_t> (*work)(app::Session& session));
    app::SessionLane& m_lane;
    QLabel* m_title;
    QPlainTextEdit* m_list;
    QPushButton* m_remove;
    /// What can be removed, with the button that does it.
    struct Removal {
        base::ErrorCode code;
        QPushButton* button;
        base::Result<std::size_t> (*work)(app::Session& session);
        bool found = false;
    };
    std::array<Removal, 3> m_removals;
};

}  // namespace medveil::ui
