// Audit: a short list. Owned by the shell.
#pragma once

#include <QTreeWidget>

#include "ui/places/place.h"

namespace medveil::ui {

class AuditPlace final : public Place {
    Q_OBJECT
  public:
    explicit AuditPlace(app::SessionLane& lane);
    void refresh() override;

  private:
    void exportTo(const QString& path);
    QTreeWidget* m_rows;
};

QString actionText(const std::string& action);

}  // namespace medveil::ui
