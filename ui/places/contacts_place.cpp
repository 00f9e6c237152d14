#include "ui/places/contacts_place.h"

#include <QFileDialog>
#include <QGridLayout>
#include <QSplitter>

#include "app/services/contacts.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
QString trustText(app::Trust trust) {
    switch (trust) {
        case app::Trust::kUnverified:
            return ContactsPlace::tr("Not compared yet");
        case app::Trust::kVerified:
            return ContactsPlace::tr("Verified by you");
        case app::Trust::kChanged:
            return ContactsPlace::tr("Key changed – look at it before you send");
    }
    return {};
}
QString trustIcon(app::Trust trust) {
    return trust == app::Trust::kVerified  ? u"check"_s
           : trust == app::Trust::kChanged ? u"warning"_s
                                           : u"contacts"_s;
}
}  // namespace

QString roleText(const std::vector<app::Role>& roles) {
    QStringList names;
    for (const auto role : roles) {
        switch (role) {
            case app::Role::kAdministrator:
                names << ContactsPlace::tr("Administrator");
                break;
            case app::Role::kDoctor:
                names << ContactsPlace::tr("Doctor");
                break;
            case app::Role::kLab:
                names << ContactsPlace::tr("Laboratory");
                break;
            case app::Role::kPatient:
                names << ContactsPlace::tr("Patient");
                break;
            case app::Role::kResearcher:
                names << ContactsPlace::tr("Researcher");
                break;
        }
    }
    return names.join(u", "_s);
}

ContactsPlace::ContactsPlace(app::SessionLane& lane)
    : Place(lane), m_list(new QListWidget), m_detail(new QScrollArea) {
    m_list->setSpacing(3);
    m_list->setAccessibleName(tr("People"));
    m_list->setIconSize({24, 24});
    m_detail->setWidgetResizable(true);
    m_detail->setFrameShape(QFrame::NoFrame);
    m_detail->setAccessibleName(tr("Person"));
    auto* add = button(tr("Add from a card file…"));
    auto* give = button(tr("Save my own card…"));
    connect(add, &QPushButton::clicked, this, &ContactsPlace::addFromFile);
    connect(give, &QPushButton::clicked, this, &ContactsPlace::exportCard);
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 12);
    column->addWidget(m_list, 1);
    for (auto* each : {add, give}) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(12, 0, 12, 0);
        row->addWidget(each);
        column->addLayout(row);
    }
    auto* split = new QSplitter;
    split->addWidget(side);
    split->addWidget(m_detail);
    split->setStretchFactor(1, 1);
    split->setSizes({340, 700});
    split->setChildrenCollapsible(false);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(m_banner);
    page->addWidget(split, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, &ContactsPlace::choose);
}

void ContactsPlace::refresh() {
    m_lane.ask(
        this, [](app::Session& session, base::TaskContext&) { return app::Contacts(session).all(); },
        [this](base::Result<std::vector<app::Person>> people) {
            if (people)
                fill(*people);
            else
                m_banner->showError(people.error());
        });
}

void ContactsPlace::fill(const std::vector<app::Person>& people) {
    const auto current = m_list->currentRow() >= 0
                             ? m_people[static_cast<std::size_t>(m_list->currentRow())].id
                             : std::string();
    m_people = people;
    m_list->clear();
    int row = people.empty() ? -1 : 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const auto& person = people[i];
        auto* item = new QListWidgetItem(icon(trustIcon(person.trust)),
                                         toQt(person.name) + u"\n"_s + trustText(person.trust));
        // Two lines of whatever script: a font that stands in for another may be taller.
        item->setSizeHint({0, 2 * m_list->fontMetrics().lineSpacing() + 20});
        item->setData(Qt::AccessibleTextRole, toQt(person.name) + u", "_s + trustText(person.trust));
        m_list->addItem(item);
        if (person.id == current)
            row = static_cast<int>(i);
    }
    m_list->setCurrentRow(row);
    if (people.empty())
        m_detail->setWidget(emptyState(u"contacts"_s, tr("Nobody known yet"),
                                       tr("People whose cards lie in the shared folder appear here. You can "
                                          "also add somebody from a card file they gave you.")));
}

void ContactsPlace::choose(int row) {
    if (row < 0 || row >= static_cast<int>(m_people.size()))
        return;
    const auto id = m_people[static_cast<std::size_t>(row)].id;
    m_lane.ask(
        this,
        [id](app::Session& session, base::TaskContext&) { return app::Contacts(session).safetyNumber(id); },
        [this, id](base::Result<app::SafetyNumber> number) {
            if (!number) {
                m_banner->showError(number.error());
                return;
            }
            const auto& person = number->person;
            auto* page = new QWidget;
            auto* column = new QVBoxLayout(page);
            column->setContentsMargins(24, 16, 24, 24);
            column->setSpacing(16);
            column->addWidget(label(toQt(person.name), TextRole::kTitle));
            QStringList about;
            about << roleText(person.roles) << toQt(person.facility)
                  << tr("first seen %1").arg(whenText(person.firstSeen));
            about.removeAll(QString());
            column->addWidget(label(about.join(u"  ·  "_s), TextRole::kQuiet));
            if (number->ofChangedCard) {
                auto* warning = new Banner;
                warning->show(Banner::Kind::kBad, tr("%1's key has changed").arg(isolated(toQt(person.name))),
                              tr("Nothing can be sent until you have compared the new safety number below "
                                 "with %1, by telephone or face to face.")
                                  .arg(isolated(toQt(person.name))));
                column->addWidget(warning);
            }
            // Digits are read from left to right in every language: both people see the groups in one order.
            auto* digits = new QWidget;
            digits->setLayoutDirection(Qt::LeftToRight);
            auto* grid = new QGridLayout(digits);
            grid->setContentsMargins({});
            grid->setHorizontalSpacing(24);
            grid->setVerticalSpacing(8);
            QString spoken;
            for (int i = 0; i < 12; ++i) {
                const auto group = toQt(number->groups[static_cast<std::size_t>(i)]);
                spoken += group + QLatin1Char(' ');
                grid->addWidget(label(group, TextRole::kNumber), i / 4, i % 4);
            }
            auto* box = new QVBoxLayout;
            box->setSpacing(12);
            box->addWidget(label(tr("Safety number"), TextRole::kHeading));
            box->addWidget(label(tr("Read it to each other. If all twelve groups are the same on both "
                                    "screens, nobody stands between you."),
                                 TextRole::kQuiet));
            box->addWidget(digits);
            auto* same = primaryButton(tr("It is the same: trust %1").arg(isolated(toQt(person.name))));
            same->setVisible(person.trust != app::Trust::kVerified);
            connect(same, &QPushButton::clicked, this, [this, id] { verify(id); });
            box->addWidget(same, 0, Qt::AlignLeading);
            if (person.trust == app::Trust::kVerified)
                box->addWidget(label(tr("You compared it on %1.").arg(whenText(person.verifiedAt))));
            auto* frame = card(box);
            frame->setAccessibleName(tr("Safety number %1").arg(spoken));
            column->addWidget(frame);
            column->addStretch();
            m_detail->setWidget(page);
        });
}

void ContactsPlace::verify(const std::string& id) {
    m_lane.ask(
        this,
        [id](app::Session& session, base::TaskContext&) { return app::Contacts(session).markVerified(id); },
        [this](base::Result<void> done) {
            if (!done)
                m_banner->showError(done.error());
            refresh();
            Q_EMIT wantsSync();
        });
}

void ContactsPlace::addFromFile() {
    const auto path = QFileDialog::getOpenFileName(this, tr("Add a person"), {}, tr("Cards (*.card)"));
    if (path.isEmpty())
        return;
    m_lane.ask(
        this,
        [path = path.toStdString()](app::Session& session, base::TaskContext&) {
            return app::Contacts(session).addFile(path);
        },
        [this](base::Result<app::Person> person) {
            if (person)
                m_banner->show(Banner::Kind::kGood, tr("%1 was added").arg(isolated(toQt(person->name))),
                               tr("Compare the safety number before you send anything important."));
            else
                m_banner->showError(person.error());
            refresh();
        });
}

void ContactsPlace::exportCard() {
    const auto path =
        QFileDialog::getSaveFileName(this, tr("Save my card"), tr("my.card"), tr("Cards (*.card)"));
    if (path.isEmpty())
        return;
    m_lane.ask(
        this,
        [path = path.toStdString()](app::Session& session, base::TaskContext&) {
            return app::Contacts(session).exportOwnCard(path);
        },
        [this, path](base::Result<void> done) {
            if (done)
                m_banner->show(Banner::Kind::kGood, tr("Your card was saved"), path);
            else
                m_banner->showError(done.error());
        });
}

}  // namespace medveil::ui
