// The demonstration ward in the window: runs the exchange with its steps shown, then opens both people's
// windows. Deletes itself when closed.
#pragma once

#include <QTextEdit>

#include "app/jobs/lane.h"
#include "app/services/demo.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class Demonstration final : public QWidget {
    Q_OBJECT
  public:
    Demonstration();

  Q_SIGNALS:
    void finished();

  private:
    void openWindows(app::DemoWard ward);
    app::Lane m_lane;
    Banner* m_banner;
    QVBoxLayout* m_steps;
};

}  // namespace medveil::ui
