#include "ui/places/set_aside_view.h"

#include "app/messages/error_text.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t kMost = 1'000;
}

SetAsideView::SetAsideView(app::SessionLane& lane, Banner& banner)
    : m_lane(lane),
      m_banner(banner),
      m_list(new QListWidget),
      m_again(button(tr("Try again"))),
      m_remove(button(tr("Remove…"))),
      m_really(button(tr("Remove it from the shared folder for good"))) {
    m_list->setAccessibleName(tr("Mail set aside"));
    m_list->setWordWrap(true);
    m_list->setSpacing(3);
    auto* back = button(tr("Back to the Inbox"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 0, 12, 12);
    column->addWidget(label(tr("Set aside: these could not be opened"), TextRole::kHeading));
    column->addWidget(m_list, 1);
    for (auto* each : {m_again, m_remove, m_really, back})
        column->addWidget(each);
    m_really->hide();
    connect(back, &QPushButton::clicked, this, &SetAsideView::wantsBack);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        m_again->setEnabled(row >= 0);
        m_remove->setEnabled(row >= 0);
        m_really->hide();
    });
    connect(m_again, &QPushButton::clicked, this, [this] {
        change([](app::SetAside& aside, const std::string& id) { return aside.release(id); });
    });
    // Asked once more in its place.
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_really->show();
        m_really->setFocus();
    });
    connect(m_really, &QPushButton::clicked, this,
            [this] { change([](app::SetAside& aside, const std::string& id) { return aside.remove(id); }); });
}

void SetAsideView::refresh() {
    m_lane.ask(
        this, [](app::Session& session, base::TaskContext&) { return app::SetAside(session).list(kMost); },
        [this](base::Result<std::vector<app::SetAsideRow>> rows) {
            if (rows)
                fill(*rows);
            else
                m_banner.showError(rows.error());
        });
}

void SetAsideView::fill(const std::vector<app::SetAsideRow>& rows) {
    m_list->clear();
    for (const auto& row : rows) {
        const auto why = row.reason == base::ErrorCode::kUnknownContact
                             ? tr("From somebody you have not accepted")
                         : row.reason == base::ErrorCode::kNothingFound
                             ? tr("A picture or sound that holds nothing for you")
                         : row.reason == base::ErrorCode::kNotForMe
                             ? tr("Sealed for other people, or its key comes in a cover")
                             : app::errorText(row.reason).title;
        const auto what = row.ending.empty() ? tr("no longer in the shared folder") : sizeText(row.size);
        auto* item = new QListWidgetItem(why + u"\n"_s + whenText(row.since) + u"  ·  "_s + what, m_list);
        item->setData(Qt::UserRole, toQt(row.id));
    }
    m_list->setCurrentRow(rows.empty() ? -1 : 0);
    m_again->setEnabled(!rows.empty());
    m_remove->setEnabled(!rows.empty());
    m_really->hide();
    Q_EMIT counted(static_cast<int>(rows.size()));
}

void SetAsideView::change(base::Result<void> (*work)(app::SetAside& aside, const std::string& id)) {
    const auto* item = m_list->currentItem();
    if (item == nullptr)
        return;
    m_lane.ask(
        this,
        [work, id = fromQt(item->data(Qt::UserRole).toString())](app::Session& session, base::TaskContext&) {
            app::SetAside aside(session);
            return work(aside, id);
        },
        [this](base::Result<void> done) {
            if (!done)
                m_banner.showError(done.error());
            refresh();
            Q_EMIT wantsSync();
        });
}

}  // namespace medveil::ui
