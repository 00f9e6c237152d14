#include "ui/scans/restore_card.h"

#include <utility>

#include "ui/places/patient_card.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

RestoreCard::RestoreCard()
    : m_outside(label({}, TextRole::kHeading)),
      m_inside(label({}, TextRole::kHeading)),
      m_confirm(button({})) {
    setProperty("banner", u"bad"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(
        label(tr("The original is another patient's than the file around it says"), TextRole::kHeading));
    auto* sides = new QHBoxLayout;
    for (const auto& [name, who] :
         {std::pair(tr("The file says"), m_outside), std::pair(tr("The sealed original is of"), m_inside)}) {
        auto* side = new QVBoxLayout;
        side->setSpacing(4);
        side->addWidget(label(name, TextRole::kQuiet));
        side->addWidget(who);
        sides->addWidget(card(side));
    }
    column->addLayout(sides);
    auto* actions = new QHBoxLayout;
    auto* leave = button(tr("Leave it sealed"));
    actions->addWidget(m_confirm);
    actions->addWidget(leave);
    actions->addStretch();
    column->addLayout(actions);
    connect(leave, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        hide();
        if (!m_asked)
            return;
        m_confirmed.insert_or_assign(m_file, *std::exchange(m_asked, std::nullopt));
        Q_EMIT confirmedNow();
    });
    hide();
}

void RestoreCard::ask(const base::Path& file, const app::HeaderConflict& conflict) {
    m_file = file;
    m_asked = conflict;
    const auto inside = patientText(conflict.inside, conflict.insideBirthDate);
    m_outside->setText(patientText(conflict.outside, conflict.outsideBirthDate));
    m_inside->setText(inside);
    const auto& who = conflict.inside.name.empty() ? conflict.inside.id : conflict.inside.name;
    m_confirm->setText(tr("Restore it as %1's").arg(isolated(toQt(who))));
    setAccessibleName(tr("The file says") + u": "_s + m_outside->text() + u". "_s +
                      tr("The sealed original is of") + u": "_s + inside);
    QFrame::show();
}

void RestoreCard::shows(const base::Path& file) {
    if (file == m_file)
        return;
    m_asked.reset();
    m_file.clear();
    hide();
}

std::optional<app::HeaderConflict> RestoreCard::confirmed(const base::Path& file) const {
    const auto found = m_confirmed.find(file);
    return found == m_confirmed.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace medveil::ui
