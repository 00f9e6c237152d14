// The patients that a message would mix, side by side, and a person's word for each pair. Owned by the
// Compose place; the window's thread, asking on the lane.
#pragma once

#include <QCheckBox>

#include "app/jobs/session_lane.h"
#include "app/services/compose.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class PatientCard final : public QWidget {
    Q_OBJECT
  public:
    explicit PatientCard(app::SessionLane& lane);

    /// Something changed: whatever was ticked no longer holds, and nothing may leave before look().
    void forget();
    /// Asks everything that the letter carries whom it is about.
    void look(std::shared_ptr<const app::Letter> letter);
    /// Nothing names another patient, or a person has said for each pair that it is meant.
    bool isResolved() const;
    bool isLooking() const { return m_looking; }
    std::vector<app::PatientConfirmation> confirmed() const;

  Q_SIGNALS:
    void changed();
    /// The message is about this one.
    void wantsPatient(const medveil::app::Patient& patient);

  private:
    void show(const app::Patient& patient, app::PatientCheck check);
    QWidget* pair(std::size_t index);

    app::SessionLane& m_lane;
    QVBoxLayout* m_column;
    app::Patient m_patient;
    app::PatientCheck m_check;
    base::ErrorCode m_problem{};
    std::vector<QCheckBox*> m_ticks;  ///< one for each of m_check.others; none where nothing is held back
    int m_request = 0;
    bool m_looking = false;
    bool m_stale = true;
};

/// Name, number, who gave it out, date of birth: as far as they are known.
QString patientText(const app::Patient& patient, const std::string& birthDate = {});

}  // namespace medveil::ui
