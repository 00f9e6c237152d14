// Writing a message: people, patient, text, attachments, cover. Owned by the shell. The draft is kept in the
// vault.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTimer>

#include "app/services/compose.h"
#include "ui/places/cover_panel.h"
#include "ui/places/patient_card.h"
#include "ui/places/place.h"

namespace medveil::ui {

class ComposePlace final : public Place {
    Q_OBJECT
  public:
    explicit ComposePlace(app::SessionLane& lane);
    void refresh() override;
    /// A message about this patient with these files; what was being written stays.
    void begin(const QStringList& files, const app::Patient& patient);
    /// Writes the draft now: before the window locks.
    void saveDraft();

  Q_SIGNALS:
    void sent(qint64 number);

  protected:
    QWidget* firstControl() override { return m_recipients; }
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    QWidget* buildPeople();
    QWidget* buildPatient();
    QWidget* buildContent();
    QWidget* buildCover();
    app::Letter letter() const;
    void changed();
    void updateButton();
    void attach(const QStringList& paths);
    void pasteImage();
    void attachPasted(app::PastedAttachment pasted);
    void sayNoPicture();
    /// What the message is about, or carries, is another: nothing that was confirmed holds any more.
    void patientChanged();
    void checkPatient();
    void setPatient(const app::Patient& patient);
    void send(bool insist);
    void clear();
    void loadDraft();
    std::vector<const app::Person*> chosen() const;

    std::vector<app::Person> m_people;
    QListWidget* m_recipients;
    QLineEdit* m_patientId;
    QLineEdit* m_patientName;
    QCheckBox* m_noPatient;
    QLineEdit* m_patientAuthority;
    PatientCard* m_patients;
    QTimer m_lookLater;  ///< not while somebody types
    QPlainTextEdit* m_text;
    QListWidget* m_attachments;
    QComboBox* m_suite;
    CoverPanel* m_cover;
    QPushButton* m_send;
    QPushButton* m_insist;
    std::vector<app::PastedAttachment> m_pasted;
    std::vector<base::Path> m_files;
    std::int64_t m_draft = 0;
    bool m_draftLoaded = false;
    bool m_filling = false;
    bool m_sending = false;
    int m_pasting = 0;       ///< pictures that the helper still looks at
    int m_letterNumber = 0;  ///< of this window: what was pasted for one letter is not for the next
    QTimer m_later;
};

}  // namespace medveil::ui
