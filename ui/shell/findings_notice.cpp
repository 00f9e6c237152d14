#include "ui/shell/findings_notice.h"

#include <QClipboard>
#include <QGuiApplication>
#include <algorithm>

#include "app/messages/error_text.h"
#include "app/services/compose.h"
#include "app/services/contacts.h"
#include "app/services/mailbox.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

/// What was found, and what belongs to it: the number of an entry, the name of a file, how many.
QString textOf(const app::Finding& finding) {
    const auto text = app::errorText(base::Error{finding.code, finding.what});
    const auto what = finding.what.empty() ? QString() : u" ("_s + isolated(toQt(finding.what)) + u')';
    return text.title + what + u'\n' + text.explanation + u' ' + text.advice;
}

}  // namespace

FindingsNotice::FindingsNotice(app::SessionLane& lane)
    : m_lane(lane),
      m_title(label({}, TextRole::kHeading)),
      m_list(new QPlainTextEdit),
      m_remove(button(tr("Remove what is damaged…"))),
      m_removals({{{base::ErrorCode::kDraftDamaged, button(tr("Remove the damaged drafts for good")),
                    [](app::Session& session) { return app::Compose(session).removeDamagedDrafts(); }},
                   {base::ErrorCode::kOutboxDamaged, button(tr("Remove the damaged mail for good")),
                    [](app::Session& session) { return app::Mailbox(session).removeDamagedMail(); }},
                   {base::ErrorCode::kContactsDamaged, button(tr("Remove the damaged people for good")),
                    [](app::Session& session) { return app::Contacts(session).removeDamaged(); }}}}) {
    setProperty("banner", u"bad"_s);
    auto* picture = new QLabel;
    picture->setPixmap(icon(u"warning"_s, &Colours::bad).pixmap(24, 24));
    picture->setAlignment(Qt::AlignTop);
    m_list->setReadOnly(true);
    // A read-only field takes no cursor from the keyboard by itself.
    m_list->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_list->setTabChangesFocus(true);
    m_list->setAccessibleName(tr("What was found"));
    auto* copy = button(tr("Copy"));
    copy->setAccessibleName(tr("Copy what was found"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_list->toPlainText()); });
    auto* close = button(tr("Dismiss"));
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    // Asked once more in its place.
    connect(m_remove, &QPushButton::clicked, this, [this] {
        for (const auto& removal : m_removals)
            removal.button->setVisible(removal.found);
        const auto first = std::ranges::find(m_removals, true, &Removal::found);
        if (first != m_removals.end())
            first->button->setFocus();
    });
    for (const auto& removal : m_removals)
        connect(removal.button, &QPushButton::clicked, this, [this, work = removal.work] { remove(work); });
    auto* buttons = new QHBoxLayout;
    for (auto* each : {copy, close, m_remove})
        buttons->addWidget(each);
    for (const auto& removal : m_removals)
        buttons->addWidget(removal.button);
    buttons->addStretch();
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(m_title);
    texts->addWidget(m_list);
    texts->addLayout(buttons);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(12);
    row->addWidget(picture);
    row->addLayout(texts, 1);
    hide();
}

void FindingsNotice::show(const std::vector<app::Finding>& findings) {
    if (findings.empty()) {
        hide();
        return;
    }
    QStringList texts;
    for (const auto& finding : findings)
        texts << textOf(finding);
    bool removable = false;
    for (auto& removal : m_removals) {
        removal.found = std::ranges::find(findings, removal.code, &app::Finding::code) != findings.end();
        removal.button->hide();
        removable |= removal.found;
    }
    m_remove->setVisible(removable);
    m_title->setText(
        tr("%n thing(s) about this profile need your attention", nullptr, static_cast<int>(findings.size())));
    m_list->setPlainText(texts.join(u"\n\n"_s));
    // Enough for two of them; the rest is scrolled to, so that the places keep their room.
    constexpr int kMostLines = 6;
    const auto lines = static_cast<int>(std::min<std::size_t>(kMostLines, findings.size() * 3));
    m_list->setFixedHeight(lines * m_list->fontMetrics().lineSpacing() + 24);
    setAccessibleName(m_title->text());
    setAccessibleDescription(m_list->toPlainText());
    QFrame::show();
}

void FindingsNotice::remove(base::Result<std::size_t> (*work)(app::Session& session)) {
    m_lane.ask(
        this,
        [work](app::Session& session, base::TaskContext&) {
            auto done = work(session);
            auto findings = session.findings();
            // Said in the same place: it is amiss, too.
            if (!done)
                findings.insert(findings.begin(), {done.error().code, {}});
            return findings;
        },
        [this](const std::vector<app::Finding>& findings) { show(findings); });
}

}  // namespace medveil::ui
