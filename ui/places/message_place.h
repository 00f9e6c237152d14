// Inbox and Sent: the list on the left, the message on the right. Owned by the shell.
#pragma once

#include <QListView>
#include <QStackedWidget>

#include "ui/places/message_model.h"
#include "ui/places/message_view.h"
#include "ui/places/set_aside_view.h"

namespace medveil::ui {

class MessagePlace final : public Place {
    Q_OBJECT
  public:
    MessagePlace(app::SessionLane& lane, app::Folder folder);
    void refresh() override;
    /// The whole folder, with this message chosen in it.
    void open(std::int64_t number);
    /// The message that is open; 0: none.
    std::int64_t shown() const { return m_shown; }
    /// Only messages that concern this patient, by the whole number.
    void showPatient(const app::Patient& patient);

  protected:
    QWidget* firstControl() override { return m_list; }

  private:
    void chosen(const QModelIndex& index);
    void loaded();
    /// Of what is on the screen; nothing of it stays when the list has it no longer.
    void fetch(std::int64_t number, bool first);
    void close();
    void addSetAside(QVBoxLayout* column);
    void removed();
    void lookForGaps();

    MessageModel* m_model;
    QListView* m_list;
    QStackedWidget* m_left;
    MessageView* m_view;
    QLineEdit* m_search;
    SetAsideView* m_aside = nullptr;  ///< of the Inbox
    std::size_t m_gaps = 0;           ///< that were announced
    QWidget* m_filter;
    QLabel* m_filterText;
    std::optional<app::Patient> m_patient;
    std::int64_t m_shown = 0;
    QString m_shownState;
    std::int64_t m_wanted = 0;  ///< to be chosen when the list has it
};

}  // namespace medveil::ui
