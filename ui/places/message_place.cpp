#include "ui/places/message_place.h"

#include <QSplitter>
#include <QTimer>

#include "app/services/mailbox.h"
#include "ui/places/patient_card.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

MessagePlace::MessagePlace(app::SessionLane& lane, app::Folder folder)
    : Place(lane),
      m_model(new MessageModel(lane, folder, this)),
      m_list(new QListView),
      m_left(new QStackedWidget),
      m_view(new MessageView(lane, *m_banner)),
      m_search(new QLineEdit),
      m_filter(new QWidget),
      m_filterText(label({})) {
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
    m_left->addWidget(scrolled(
        inbox
            ? emptyState(
                  u"inbox"_s, tr("Nothing received yet"),
                  tr("Messages from people whom you have accepted appear here by themselves. Those of others "
                     "wait until you accept them under People."))
            : emptyState(u"sent"_s, tr("Nothing sent yet"),
                         tr("What you send appears here, with its state for each person."))));
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(12, 12, 12, 12);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
    auto* everything = button(tr("Show all"));
    auto* filterRow = new QHBoxLayout(m_filter);
    filterRow->setContentsMargins(12, 0, 12, 8);
    filterRow->addWidget(m_filterText, 1);
    filterRow->addWidget(everything);
    m_filter->hide();
    column->addWidget(m_filter);
    connect(everything, &QPushButton::clicked, this, [this] {
        m_patient.reset();
        refresh();
    });
    column->addWidget(m_left, 1);
    if (inbox)
        addSetAside(column);
    connect(m_view, &MessageView::removed, this, &MessagePlace::removed);
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
    connect(m_model, &MessageModel::loaded, this, &MessagePlace::loaded);
    connect(m_model, &MessageModel::failed, this,
            [this](const base::Error& error) { m_banner->showError(error); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &MessagePlace::chosen);
}

void MessagePlace::refresh() {
    // Words look through the whole folder.
    if (!m_search->text().trimmed().isEmpty())
        m_patient.reset();
    m_filter->setVisible(m_patient.has_value());
    if (m_patient)
        m_filterText->setText(tr("Only about %1").arg(patientText(*m_patient).replace(u'\n', u", "_s)));
    m_model->reload(m_search->text(), m_patient, m_wanted);
    if (m_aside == nullptr)
        return;
    m_aside->refresh();
    lookForGaps();
}

void MessagePlace::addSetAside(QVBoxLayout* column) {
    m_aside = new SetAsideView(m_lane, *m_banner);
    m_left->addWidget(m_aside);
    auto* open = button({});
    open->hide();
    column->addWidget(open);
    connect(open, &QPushButton::clicked, this, [this] { m_left->setCurrentWidget(m_aside); });
    connect(m_aside, &SetAsideView::counted, this, [this, open](int count) {
        open->setText(tr("Set aside: %n", nullptr, count));
        open->setVisible(count > 0);
        if (count == 0 && m_left->currentWidget() == m_aside)
            m_left->setCurrentIndex(0);
    });
    connect(m_aside, &SetAsideView::wantsBack, this, [this] { m_left->setCurrentIndex(0); });
    connect(m_aside, &SetAsideView::wantsSync, this, &Place::wantsSync);
}

void MessagePlace::lookForGaps() {
    m_lane.ask(
        this, [](app::Session& session, base::TaskContext&) { return app::Mailbox(session).gaps(); },
        [this](const base::Result<std::vector<app::GapRow>>& gaps) {
            if (!gaps)
                return;
            if (gaps->size() > m_gaps)
                m_banner->show(
                    Banner::Kind::kWarn,
                    tr("A message of %1 is missing").arg(isolated(toQt(gaps->front().sender))),
                    tr("A later message names it, and it has not arrived. It may still come; if it does "
                       "not, ask the sender."));
            m_gaps = gaps->size();
        });
}

void MessagePlace::removed() {
    close();
    refresh();
}

void MessagePlace::showPatient(const app::Patient& patient) {
    const QSignalBlocker quiet(m_search);
    m_search->clear();
    m_patient = patient;
    refresh();
}

void MessagePlace::open(std::int64_t number) {
    const QSignalBlocker quiet(m_search);
    m_search->clear();
    m_patient.reset();
    m_wanted = number;
    refresh();
}

void MessagePlace::loaded() {
    if (m_left->currentIndex() < 2)
        m_left->setCurrentIndex(m_model->rowCount() == 0 && m_search->text().isEmpty() && !m_patient ? 1 : 0);
    if (const auto row = m_model->rowOf(std::exchange(m_wanted, 0)); row >= 0) {
        m_list->setCurrentIndex(m_model->index(row));
        return;
    }
    if (m_shown == 0)
        return;
    const auto row = m_model->rowOf(m_shown);
    if (row < 0)
        return close();
    m_list->setCurrentIndex(m_model->index(row));
    // The list and the page beside it say the same.
    if (const auto state = stateText(m_model->row(row)); state != m_shownState) {
        m_shownState = state;
        fetch(m_shown, false);
    }
}

void MessagePlace::close() {
    m_shown = 0;
    m_view->showNothing(m_model->folder());
}

void MessagePlace::chosen(const QModelIndex& index) {
    if (!index.isValid())
        return;
    const auto number = m_model->row(index.row()).number;
    if (number == m_shown)
        return;
    const bool fresh = !m_model->row(index.row()).read;
    m_model->markRead(index.row());
    m_shown = number;
    m_shownState = stateText(m_model->row(index.row()));
    fetch(number, true);
    if (fresh && m_model->folder() == app::Folder::kInbox)
        Q_EMIT wantsSync();
}

void MessagePlace::fetch(std::int64_t number, bool first) {
    m_lane.ask(
        this,
        [number, first](app::Session& session, base::TaskContext&) {
            app::Mailbox mailbox(session);
            return first ? mailbox.open(number) : mailbox.again(number);
        },
        [this, number](base::Result<app::MessageDetail> message) {
            // Only the message that was chosen last: a slow one must never stand under another one's name.
            if (number != m_shown)
                return;
            if (!message) {
                close();
                if (message.error().code == base::ErrorCode::kVaultDamaged)
                    m_banner->show(
                        Banner::Kind::kBad, tr("This message is damaged"),
                        tr("What the vault holds of it is not what Medveil wrote, so none of it is shown. "
                           "The other messages are not touched by that. Ask for it to be sent again, or "
                           "restore the vault from a backup."));
                else
                    m_banner->showError(message.error());
                return;
            }
            m_view->showMessage(*message);
        });
}

}  // namespace medveil::ui
