// The gate before scans are given away without names: what is kept, a person's word for every image, and the
// report. Owned by the Scans place; the window's thread.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QTreeWidget>

#include "app/services/deidentify.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class ReleasePanel final : public QWidget {
    Q_OBJECT
  public:
    ReleasePanel();
    /// The series that are chosen, by their keys; whose they are; how many images, and how many of those were
    /// on the screen. A person's word holds for one choice: another takes it back.
    void showQueue(const QStringList& series, const QStringList& patients, std::size_t images,
                   std::size_t seen);
    void showReport(const std::vector<app::DeidentifiedFile>& files, const QString& folder);
    void setBusy(bool busy);
    app::DeidentifyChoice choice() const;

  Q_SIGNALS:
    void wantsRelease();
    void wantsReportSaved(const QString& text);

  private:
    void updateButtons();
    QString reportText() const;

    QLabel* m_queue;
    QCheckBox* m_uids;
    QCheckBox* m_device;
    QCheckBox* m_institution;
    QCheckBox* m_patient;
    QComboBox* m_dates;
    QCheckBox* m_signed;
    QPushButton* m_release;
    QLabel* m_summary;
    QTreeWidget* m_report;
    QPushButton* m_save;
    QStringList m_series;
    bool m_onePatient = true;
    bool m_allSeen = false;
    bool m_busy = false;
};

}  // namespace medveil::ui
