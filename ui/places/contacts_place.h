// People: who was accepted, who wants to write, who is on the share; one person's keys and safety number.
// Owned by the shell.
#pragma once

#include <QListWidget>
#include <QScrollArea>

#include "app/services/contacts.h"
#include "ui/places/place.h"

namespace medveil::ui {

class ContactsPlace final : public Place {
    Q_OBJECT
  public:
    explicit ContactsPlace(app::SessionLane& lane);
    void refresh() override;

  Q_SIGNALS:
    /// Somebody was accepted, refused or removed.
    void peopleChanged();

  protected:
    QWidget* firstControl() override { return m_list; }

  private:
    void fill(const std::vector<app::Person>& people);
    void choose();
    void showPerson(const app::SafetyNumber& number);
    QWidget* warnings(const app::SafetyNumber& number);
    QWidget* decisions(const app::Person& person);
    QFrame* numberCard(const app::SafetyNumber& number);
    QWidget* removal(const app::Person& person);
    std::string chosenId() const;
    /// Runs a change on the lane, then shows what became of it.
    void change(const std::string& id,
                base::Result<void> (*work)(app::Contacts& contacts, const std::string& id));
    void addFromFile();
    void addCard(const QString& path);
    void exportCard();
    void exportCardTo(const QString& path);
    QListWidget* m_list;
    QScrollArea* m_detail;
    QLineEdit* m_search;
    std::string m_shown;  ///< id of the person on the right
};

}  // namespace medveil::ui
