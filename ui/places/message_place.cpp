#include "ui/places/message_place.h"

#include <QSplitter>
#include <QTimer>

#include "app/services/mailbox.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

MessagePlace::MessagePlace(app::SessionLane& lane, app::Folder folder)
    : Place(lane),
      m_model(new MessageModel(lane, folder, this)),
      m_list(new QListView),
      m_left(new QStackedWidget),
      m_view(new MessageView(lane, *m_banner)),
      m_search(new QLineEdit) {
    const bool inbox = folder == app::Folder::kInbox;
    m_search->setPlaceholderText(tr("Search names, numbers and words"));
    m_search->setAccessibleName(tr("Search messages"));
    m_search->setClearButtonEnabled(true);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new MessageDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(inbox ? tr("Received messages") : tr("Sent messages"));
    m_left->addWidget(m_list);
    m_left->addWidget(
        inbox
            ? emptyState(
                  u"inbox"_s, tr("Nothing received yet"),
                  tr("Messages from people whose cards lie in the shared folder appear here by themselves."))
            : emptyState(u"sent"_s, tr("Nothing sent yet"),
                         tr("What you send appears here, with its state for each person.")));
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(12, 12, 12, 12);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
    column->addWidget(m_left, 1);
    auto* split = new QSplitter;
    split->addWidget(side);
    split->addWidget(m_view);
    split->setStretchFactor(1, 1);
    split->setSizes({340, 700});
    split->setChildrenCollapsible(false);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_banner);
    page->addWidget(split, 1);
    m_view->showNothing(folder);

    auto* typing = new QTimer(this);
    typing->setSingleShot(true);
    typing->setInterval(150);
    connect(m_search, &QLineEdit::textChanged, typing, qOverload<>(&QTimer::start));
    connect(typing, &QTimer::timeout, this, &MessagePlace::refresh);
    connect(m_model, &MessageModel::loaded, this, [this] {
        m_left->setCurrentIndex(m_model->rowCount() == 0 && m_search->text().isEmpty() ? 1 : 0);
    });
    connect(m_model, &MessageModel::failed, this,
            [this](const base::Error& error) { m_banner->showError(error); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &MessagePlace::chosen);
}

void MessagePlace::refresh() {
    m_model->reload(m_search->text());
}

void MessagePlace::searchFor(const QString& words) {
    m_search->setText(words);
    refresh();
}

void MessagePlace::chosen(const QModelIndex& index) {
    if (!index.isValid())
        return;
    const auto number = m_model->row(index.row()).number;
    const bool fresh = !m_model->row(index.row()).read;
    m_model->markRead(index.row());
    open(number);
    if (fresh && m_model->folder() == app::Folder::kInbox)
        Q_EMIT wantsSync();
}

void MessagePlace::open(std::int64_t number) {
    m_shown = number;
    m_lane.ask(
        this,
        [number](app::Session& session, base::TaskContext&) { return app::Mailbox(session).open(number); },
        [this, number](base::Result<app::MessageDetail> message) {
            // Only the message that was chosen last: a slow one must never stand under another one's name.
            if (number != m_shown)
                return;
            if (!message) {
                m_view->showNothing(m_model->folder());
                m_banner->showError(message.error());
                return;
            }
            m_view->showMessage(*message);
        });
}

}  // namespace medveil::ui
