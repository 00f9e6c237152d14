#include "ui/shell/copied_notice.h"

#include "app/services/account.h"

namespace medveil::ui {

CopiedNotice::CopiedNotice(app::SessionLane& lane) : m_lane(lane), m_banner(new Banner) {
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_banner);
    auto* row = new QHBoxLayout;
    auto* moved = button(tr("It moved here; the old place is no longer used"));
    auto* second = button(tr("This is a second device"));
    for (auto* each : {moved, second})
        row->addWidget(each);
    row->addStretch();
    column->addLayout(row);
    connect(moved, &QPushButton::clicked, this,
            [this] { settle([](app::Session& session) { return app::Account(session).movedHere(); }); });
    connect(second, &QPushButton::clicked, this,
            [this] { settle([](app::Session& session) { return app::Account(session).secondDevice(); }); });
    hide();
    m_lane.ask(
        this, [](app::Session& session, base::TaskContext&) { return session.copied(); },
        [this](bool copied) {
            if (!copied)
                return;
            m_banner->showError({base::ErrorCode::kProfileCopied, {}});
            show();
        });
}

void CopiedNotice::settle(base::Result<void> (*work)(app::Session& session)) {
    m_lane.ask(
        this, [work](app::Session& session, base::TaskContext&) { return work(session); },
        [this](base::Result<void> done) {
            if (!done) {
                m_banner->showError(done.error());
                return;
            }
            hide();
            Q_EMIT settled();
        });
}

}  // namespace medveil::ui
