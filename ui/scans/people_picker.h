// A list of the people one knows, to tick. The window's thread; reads the contacts on the session's lane.
#pragma once

#include <QListWidget>

#include "app/jobs/session_lane.h"

namespace medveil::ui {

class PeoplePicker final : public QListWidget {
    Q_OBJECT
  public:
    explicit PeoplePicker(app::SessionLane& lane);
    void refresh();
    /// Ids of those who are ticked.
    std::vector<std::string> chosen() const;
    QString names() const;

  private:
    app::SessionLane& m_lane;
};

}  // namespace medveil::ui
