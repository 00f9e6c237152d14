// What every place of the window has: the session's lane, a banner, and a moment when it is shown. Owned by
// the shell.
#pragma once

#include <QWidget>

#include "app/jobs/session_lane.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class Place : public QWidget {
    Q_OBJECT
  public:
    explicit Place(app::SessionLane& lane) : m_lane(lane), m_banner(new Banner(this)) {}
    /// Called whenever the person comes to this place, and when something arrived.
    virtual void refresh() {}
    Banner& banner() { return *m_banner; }
    /// For who comes here by keyboard: to the control that one begins with, or the first that can be used.
    void takeFocus();

  Q_SIGNALS:
    /// Something was sent or changed: a good moment to look at the share.
    void wantsSync();

  protected:
    virtual QWidget* firstControl() { return nullptr; }
    app::SessionLane& m_lane;
    Banner* m_banner;
};

}  // namespace medveil::ui
