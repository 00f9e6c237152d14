// Ways out of the Scans place: send, seal, hide, save. Owned by the Scans place; the window's thread.
#pragma once

#include "ui/scans/people_picker.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class SharePanel final : public QWidget {
    Q_OBJECT
  public:
    explicit SharePanel(app::SessionLane& lane);
    void refresh() { m_people->refresh(); }
    /// Whose scan is on the screen; nothing there: nothing to share.
    void showScan(bool there, const QString& patient, bool restored);
    std::vector<std::string> people() const { return m_people->chosen(); }
    QString names() const { return m_people->names(); }

  Q_SIGNALS:
    void wantsSend();
    void wantsSeal();
    void wantsHide();
    void wantsPicture();
    void wantsCopy();

  private:
    void updateButtons();

    bool m_there = false;
    bool m_restored = false;
    QString m_patient;
    QLabel* m_whose;
    QPushButton* m_send;
    PeoplePicker* m_people;
    QPushButton* m_seal;
    QPushButton* m_hide;
    QPushButton* m_picture;
    QPushButton* m_copy;
};

}  // namespace medveil::ui
