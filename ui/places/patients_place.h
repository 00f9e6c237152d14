// Patients: who they are, their messages, and the correction of a name. Owned by the shell; the window's
// thread.
#pragma once

#include <QListWidget>
#include <QStackedWidget>

#include "ui/places/place.h"

namespace medveil::ui {

class PatientsPlace final : public Place {
    Q_OBJECT
  public:
    explicit PatientsPlace(app::SessionLane& lane);
    void refresh() override;

  Q_SIGNALS:
    void wantsMessagesOf(const medveil::app::Patient& patient, medveil::app::Folder folder);

  protected:
    QWidget* firstControl() override { return m_list; }

  private:
    QWidget* buildDetail();
    QWidget* buildCorrection();
    const app::PatientRow* chosen() const;
    void show();
    void beginCorrection();
    void updateCorrection();
    void correct();

    std::vector<app::PatientRow> m_rows;
    QLineEdit* m_search;
    QListWidget* m_list;
    QStackedWidget* m_pages;
    QWidget* m_detail;
    QLabel* m_who;
    QLabel* m_source;
    QPushButton* m_received;
    QPushButton* m_sent;
    QPushButton* m_begin;
    QWidget* m_correction;
    QLineEdit* m_name;
    QLineEdit* m_reason;
    QPushButton* m_write;
    int m_request = 0;
};

}  // namespace medveil::ui
