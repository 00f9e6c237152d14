// People: the list, one person's keys and safety number. Owned by the shell.
#pragma once

#include <QListWidget>
#include <QScrollArea>

#include "ui/places/place.h"

namespace medveil::ui {

class ContactsPlace final : public Place {
    Q_OBJECT
  public:
    explicit ContactsPlace(app::SessionLane& lane);
    void refresh() override;

  private:
    void fill(const std::vector<app::Person>& people);
    void choose(int row);
    void addFromFile();
    void exportCard();
    void verify(const std::string& id);
    QListWidget* m_list;
    QScrollArea* m_detail;
    std::vector<app::Person> m_people;
};

QString roleText(const std::vector<app::Role>& roles);

}  // namespace medveil::ui
