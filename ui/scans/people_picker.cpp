#include "ui/scans/people_picker.h"

#include "app/services/contacts.h"
#include "ui/widgets/person_text.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

PeoplePicker::PeoplePicker(app::SessionLane& lane) : m_lane(lane) {
    setAccessibleName(tr("People"));
    setMaximumHeight(110);
}

void PeoplePicker::refresh() {
    m_lane.ask(
        this, [](app::Session& session, base::TaskContext&) { return app::Contacts(session).choices(); },
        [this](base::Result<std::vector<app::Person>> people) {
            if (!people)
                return;
            const auto ticked = chosen();
            clear();
            for (const auto& person : *people) {
                auto* item = new QListWidgetItem(pickerText(person), this);
                // Both lines in every script: in a mixed one Qt counts one only.
                item->setSizeHint({0, 2 * fontMetrics().lineSpacing() + 8});
                item->setData(Qt::UserRole, toQt(person.id));
                item->setData(Qt::UserRole + 1, toQt(person.shown));
                const bool before = std::ranges::find(ticked, person.id) != ticked.end();
                item->setCheckState(before ? Qt::Checked : Qt::Unchecked);
                // A changed key is looked at under People first.
                if (person.trust == app::Trust::kChanged) {
                    item->setCheckState(Qt::Unchecked);
                    item->setFlags(Qt::NoItemFlags);
                    item->setToolTip(tr("The key has changed: look at it under People first."));
                }
            }
        });
}

std::vector<std::string> PeoplePicker::chosen() const {
    std::vector<std::string> ids;
    for (int i = 0; i < count(); ++i) {
        if (item(i)->checkState() == Qt::Checked)
            ids.push_back(fromQt(item(i)->data(Qt::UserRole).toString()));
    }
    return ids;
}

QString PeoplePicker::names() const {
    QStringList names;
    for (int i = 0; i < count(); ++i) {
        if (item(i)->checkState() == Qt::Checked)
            names << isolated(item(i)->data(Qt::UserRole + 1).toString());
    }
    return names.join(QStringLiteral(", "));
}

}  // namespace medveil::ui
