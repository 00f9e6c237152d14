// Inbox and Sent: the list on the left, the message on the right. Owned by the shell.
#pragma once

#include <QListView>
#include <QStackedWidget>

#include "ui/places/message_model.h"
#include "ui/places/message_view.h"

namespace medveil::ui {

class MessagePlace final : public Place {
    Q_OBJECT
  public:
    MessagePlace(app::SessionLane& lane, app::Folder folder);
    void refresh() override;
    /// Chooses a message by its number once it is in the list; shows it in any case.
    void open(std::int64_t number);
    void searchFor(const QString& words);

  private:
    void chosen(const QModelIndex& index);
    MessageModel* m_model;
    QListView* m_list;
    QStackedWidget* m_left;
    MessageView* m_view;
    QLineEdit* m_search;
    std::int64_t m_shown = 0;
};

}  // namespace medveil::ui
