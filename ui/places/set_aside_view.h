// Mail that was set aside, with why, to be tried again or removed: a page beside the Inbox's list. Owned by
// its place.
#pragma once

#include <QListWidget>

#include "app/jobs/session_lane.h"
#include "app/services/set_aside.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class SetAsideView final : public QWidget {
    Q_OBJECT
  public:
    SetAsideView(app::SessionLane& lane, Banner& banner);
    void refresh();

  Q_SIGNALS:
    void counted(int count);
    void wantsSync();
    void wantsBack();

  private:
    void fill(const std::vector<app::SetAsideRow>& rows);
    void change(base::Result<void> (*work)(app::SetAside& aside, const std::string& id));
    app::SessionLane& m_lane;
    Banner& m_banner;
    QListWidget* m_list;
    QPushButton* m_again;
    QPushButton* m_remove;
    QPushButton* m_really;
};

}  // namespace medveil::ui
