#include "ui/places/contacts_place.h"

#include <QGridLayout>
#include <QSplitter>
#include <QTimer>

#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"
#include "ui/widgets/person_text.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {
QString iconOf(const app::Person& person) {
    if (!person.looksLike.empty() || person.trust == app::Trust::kChanged ||
        person.trust == app::Trust::kOtherwise)
        return u"warning"_s;
    return person.trust == app::Trust::kVerified ? u"check"_s : u"contacts"_s;
}
}  // namespace

ContactsPlace::ContactsPlace(app::SessionLane& lane)
    : Place(lane), m_list(new QListWidget), m_detail(new QScrollArea), m_search(new QLineEdit) {
    m_search->setPlaceholderText(tr("Search people here and on the share"));
    m_search->setAccessibleName(tr("Search people"));
    m_search->setClearButtonEnabled(true);
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
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(12, 12, 12, 0);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
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
    // The list gives way before the twelve groups are cut.
    constexpr int kDetail = 440;
    m_detail->setMinimumWidth(kDetail);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(m_banner);
    page->addWidget(split, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, &ContactsPlace::choose);
    auto* typing = new QTimer(this);
    typing->setSingleShot(true);
    typing->setInterval(250);
    connect(m_search, &QLineEdit::textChanged, typing, qOverload<>(&QTimer::start));
    connect(typing, &QTimer::timeout, this, &ContactsPlace::refresh);
}

void ContactsPlace::refresh() {
    m_lane.ask(
        this,
        [words = fromQt(m_search->text().trimmed())](app::Session& session, base::TaskContext&) {
            app::Contacts contacts(session);
            constexpr std::size_t kMost = 100;
            return words.empty() ? contacts.choices() : contacts.search(words, kMost);
        },
        [this](base::Result<std::vector<app::Person>> people) {
            if (people)
                fill(*people);
            else
                m_banner->showError(people.error());
        });
}

std::string ContactsPlace::chosenId() const {
    const auto* item = m_list->currentItem();
    return item == nullptr ? std::string() : fromQt(item->data(Qt::UserRole).toString());
}

void ContactsPlace::fill(const std::vector<app::Person>& people) {
    const auto current = chosenId();
    m_list->clear();
    auto sorted = people;
    // Who wants to write first, then contacts, then the others on the share.
    std::ranges::stable_sort(sorted, {}, [](const app::Person& person) {
        return person.standing == app::Standing::kAsks      ? 0
               : person.standing == app::Standing::kContact ? 1
                                                            : 2;
    });
    int row = sorted.empty() ? -1 : 0;
    for (const auto& person : sorted) {
        auto* item =
            new QListWidgetItem(icon(iconOf(person)), toQt(person.shown) + u"\n"_s + standingText(person));
        // Two lines of whatever script: a font that stands in for another may be taller.
        item->setSizeHint({0, 2 * m_list->fontMetrics().lineSpacing() + 20});
        item->setData(Qt::AccessibleTextRole, standingText(person) + u", "_s + toQt(person.shown));
        item->setData(Qt::UserRole, toQt(person.id));
        m_list->addItem(item);
        if (person.id == current)
            row = m_list->count() - 1;
    }
    m_list->setCurrentRow(row);
    if (!people.empty())
        return;
    m_shown.clear();
    m_detail->setWidget(
        m_search->text().isEmpty()
            ? emptyState(
                  u"contacts"_s, tr("Nobody known yet"),
                  tr("People whose cards lie in the shared folder appear here. You can also add somebody "
                     "from a card file they gave you."))
            : emptyState(u"contacts"_s, tr("Nobody found"),
                         tr("Nobody here or on the share has these words in the name or facility.")));
}

void ContactsPlace::choose() {
    const auto id = chosenId();
    if (id.empty())
        return;
    m_shown = id;
    m_lane.ask(
        this,
        [id](app::Session& session, base::TaskContext&) { return app::Contacts(session).safetyNumber(id); },
        [this, id](const base::Result<app::SafetyNumber>& number) {
            // Only the person who was chosen last.
            if (id != m_shown)
                return;
            if (number)
                showPerson(*number);
            else
                m_banner->showError(number.error());
        });
}

void ContactsPlace::showPerson(const app::SafetyNumber& number) {
    const auto& person = number.person;
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 24);
    column->setSpacing(16);
    column->addWidget(label(toQt(person.shown), TextRole::kTitle));
    QStringList about;
    about << roleText(person.roles) << toQt(person.facility)
          << tr("first seen %1").arg(whenText(person.firstSeen));
    about.removeAll(QString());
    column->addWidget(label(about.join(u"  ·  "_s), TextRole::kQuiet));
    column->addWidget(label(tr("Words of the key: %1").arg(isolated(toQt(person.words))), TextRole::kQuiet));
    column->addWidget(warnings(number));
    if (person.standing != app::Standing::kContact)
        column->addWidget(decisions(person));
    column->addWidget(numberCard(number));
    if (person.standing == app::Standing::kContact)
        column->addWidget(removal(person));
    column->addStretch();
    m_detail->setWidget(page);
}

QWidget* ContactsPlace::warnings(const app::SafetyNumber& number) {
    const auto& person = number.person;
    const auto name = isolated(toQt(person.shown));
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins({});
    const auto warn = [column](const QString& title, const QString& text) {
        auto* warning = new Banner;
        column->addWidget(warning);
        warning->show(Banner::Kind::kBad, title, text);
    };
    if (!person.looksLike.empty())
        warn(tr("This is not %1").arg(isolated(toQt(person.looksLike))),
             tr("The two names look alike and are written with other letters. Make sure who this is before "
                "you "
                "accept or write."));
    if (number.ofChangedCard)
        warn(tr("%1's key has changed").arg(name), tr("Nothing can be sent until you have compared the new "
                                                      "safety number below with %1, by telephone or "
                                                      "face to face. If it differs, keep the key you know.")
                                                       .arg(name));
    if (person.trust == app::Trust::kOtherwise)
        warn(person.verifiedName == person.name
                 ? tr("%1 has another key now").arg(name)
                 : tr("You verified this person as %1").arg(isolated(toQt(person.verifiedName))),
             tr("The key known before vouches for the change. Ask the person about it, compare the safety "
                "number and "
                "trust them anew."));
    return box;
}

QWidget* ContactsPlace::decisions(const app::Person& person) {
    auto* box = new QVBoxLayout;
    box->setSpacing(12);
    const auto name = isolated(toQt(person.shown));
    const bool asks = person.standing == app::Standing::kAsks;
    box->addWidget(label(asks ? tr("Somebody by the name of %1 wants to write to you").arg(name)
                              : tr("%1 is on this share").arg(name),
                         TextRole::kHeading));
    box->addWidget(
        label(asks ? tr("Their messages wait in the shared folder until you accept. Anybody who can write "
                        "there can take any name.")
                   : tr("Nothing of theirs comes in until you accept them. Whom you write to, you accept."),
              TextRole::kQuiet));
    auto* row = new QHBoxLayout;
    auto* accept = primaryButton(tr("Accept %1").arg(name));
    connect(accept, &QPushButton::clicked, this, [this, id = person.id] {
        change(id, [](app::Contacts& contacts, const std::string& who) -> base::Result<void> {
            MEDVEIL_TRY(contacts.accept(who));
            return {};
        });
    });
    row->addWidget(accept);
    if (asks) {
        auto* refuse = button(tr("Do not show this again"));
        connect(refuse, &QPushButton::clicked, this, [this, id = person.id] {
            change(id, [](app::Contacts& contacts, const std::string& who) { return contacts.refuse(who); });
        });
        row->addWidget(refuse);
    }
    row->addStretch();
    box->addLayout(row);
    return card(box);
}

QFrame* ContactsPlace::numberCard(const app::SafetyNumber& number) {
    const auto& person = number.person;
    // Digits are read from left to right in every language: both people see the groups in one order.
    auto* digits = new QWidget;
    digits->setLayoutDirection(Qt::LeftToRight);
    auto* grid = new QGridLayout(digits);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(8);
    QString spoken;
    for (int i = 0; i < 12; ++i) {
        const auto group = toQt(number.groups[static_cast<std::size_t>(i)]);
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
    auto* same = primaryButton(tr("It is the same: trust %1").arg(isolated(toQt(person.shown))));
    // Never shown before it lies in the card: alone it would be a window, and take the focus with it.
    if (person.trust == app::Trust::kVerified)
        same->hide();
    connect(same, &QPushButton::clicked, this, [this, id = person.id] {
        change(id,
               [](app::Contacts& contacts, const std::string& who) { return contacts.markVerified(who); });
    });
    box->addWidget(same, 0, Qt::AlignLeading);
    if (number.ofChangedCard) {
        auto* keep = button(person.verifiedAt != 0 ? tr("It differs: keep the key I compared")
                                                   : tr("It differs: keep the key known so far"));
        connect(keep, &QPushButton::clicked, this, [this, id = person.id] {
            change(id,
                   [](app::Contacts& contacts, const std::string& who) { return contacts.keepKnown(who); });
        });
        box->addWidget(keep, 0, Qt::AlignLeading);
    }
    if (person.trust == app::Trust::kVerified)
        box->addWidget(label(tr("You compared it on %1.").arg(dayText(person.verifiedAt))));
    auto* frame = card(box);
    frame->setAccessibleName(tr("Safety number %1").arg(spoken));
    return frame;
}

/// Asked once more in its place: the first button only uncovers the second.
QWidget* ContactsPlace::removal(const app::Person& person) {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins({});
    const auto name = isolated(toQt(person.shown));
    auto* ask = button(tr("Remove %1…").arg(name));
    auto* really = button(tr("Remove %1 from the people I know").arg(name));
    auto* what = label(tr("What they sent stays; nothing new comes in until you accept them again."));
    really->hide();
    what->hide();
    connect(ask, &QPushButton::clicked, this, [ask, really, what] {
        ask->hide();
        really->show();
        what->show();
        really->setFocus();
    });
    connect(really, &QPushButton::clicked, this, [this, id = person.id] {
        change(id, [](app::Contacts& contacts, const std::string& who) { return contacts.remove(who); });
    });
    row->addWidget(ask);
    row->addWidget(really);
    row->addWidget(what, 1);
    row->addStretch();
    return box;
}

void ContactsPlace::change(const std::string& id,
                           base::Result<void> (*work)(app::Contacts& contacts, const std::string& id)) {
    m_lane.ask(
        this,
        [id, work](app::Session& session, base::TaskContext&) {
            app::Contacts contacts(session);
            return work(contacts, id);
        },
        [this](base::Result<void> done) {
            if (!done)
                m_banner->showError(done.error());
            refresh();
            Q_EMIT peopleChanged();
            Q_EMIT wantsSync();
        });
}

void ContactsPlace::addFromFile() {
    askForFile(this, tr("Add a person"), tr("Cards (*.card)"),
               [this](const QString& path) { addCard(path); });
}

void ContactsPlace::addCard(const QString& path) {
    m_lane.ask(
        this,
        [path = path.toStdString()](app::Session& session, base::TaskContext&) {
            return app::Contacts(session).addFile(path);
        },
        [this](base::Result<app::Person> person) {
            if (person)
                m_banner->show(Banner::Kind::kGood, tr("%1 was added").arg(isolated(toQt(person->shown))),
                               tr("Compare the safety number before you send anything important."));
            else
                m_banner->showError(person.error());
            refresh();
        });
}

void ContactsPlace::exportCard() {
    askWhereToSave(this, tr("Save my card"), tr("my.card"), tr("Cards (*.card)"),
                   [this](const QString& path) { exportCardTo(path); });
}

void ContactsPlace::exportCardTo(const QString& path) {
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
