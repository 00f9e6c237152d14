// Stands over everything when the profile was opened in another place than the one it was used in, until the
// person has said what it is. Owned by the shell.
#pragma once

#include "app/jobs/session_lane.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class CopiedNotice final : public QWidget {
    Q_OBJECT
  public:
    explicit CopiedNotice(app::SessionLane& lane);

  Q_SIGNALS:
    void settled();

  private:
    void settle(base::Result<void> (*work)(app::Session& session));
    app::SessionLane& m_lane;
    Banner* m_banner;
};

}  // namespace medveil::ui
