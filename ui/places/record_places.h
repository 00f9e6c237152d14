// Patients and Audit: two short lists. Owned by the shell.
#pragma once

#include <QListWidget>
#include <QStackedWidget>
#include <QTreeWidget>

#include "ui/places/place.h"

namespace medveil::ui {

class PatientsPlace final : public Place {
    Q_OBJECT
  public:
    explicit PatientsPlace(app::SessionLane& lane);
    void refresh() override;
  Q_SIGNALS:
    void wantsMessagesOf(const QString& patientId);

  private:
    QLineEdit* m_search;
    QListWidget* m_list;
    QStackedWidget* m_pages;
};

class AuditPlace final : public Place {
    Q_OBJECT
  public:
    explicit AuditPlace(app::SessionLane& lane);
    void refresh() override;

  private:
    QTreeWidget* m_rows;
};

QString actionText(const std::string& action);

}  // namespace medveil::ui
