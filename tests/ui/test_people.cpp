// People and unwanted mail in the window: requests, the key that was compared, what was set aside, removal, a
// copied profile. By mouse, as a person does it.
#include <QApplication>
#include <QCheckBox>
#include <QListView>
#include <QListWidget>
#include <QtTest>
#include <filesystem>

#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/set_aside.h"
#include "app/services/sync.h"
#include "core/crypto/signature.h"
#include "core/identity/contact_card.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/scans/people_picker.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

using namespace medveil;
using namespace Qt::StringLiterals;

namespace {
constexpr int kInbox = 0;
constexpr int kCompose = 1;
constexpr int kSent = 2;
constexpr int kScans = 3;
constexpr int kPeople = 4;
}  // namespace

class TestPeople : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<app::Session> m_lab;
    std::unique_ptr<app::Session> m_doctor;
    std::unique_ptr<ui::MainWindow> m_window;

    void send(app::Session& from, const std::string& to) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve(to).value().id};
        letter.text = {'h', 'e', 'l', 'l', 'o'};
        QVERIFY(app::Compose(from).send(letter, m_task).has_value());
        QVERIFY(app::Sync(from).run(m_task).has_value());
    }
    /// The doctor's window.
    void enter() { enter(std::move(m_doctor), "Amal"); }
    void enter(std::unique_ptr<app::Session> session, const std::string& folder) {
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(session));
        m_window = std::make_unique<ui::MainWindow>(m_ward->root / folder);
        m_window->show(std::move(lane));
        m_window->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->shell()->lane().isBusy(), 20000);
    }
    void press(const QString& text) {
        QTRY_VERIFY2_WITH_TIMEOUT(test::buttonWith(*m_window, text) != nullptr, qPrintable(text), 10000);
        QTest::mouseClick(test::buttonWith(*m_window, text), Qt::LeftButton);
    }
    /// What a list says, one line for each of its rows.
    QStringList rowsOf(const QString& list) {
        const auto* view = test::named<QAbstractItemView>(*m_window, list);
        QStringList rows;
        for (int row = 0; view != nullptr && row < view->model()->rowCount(); ++row) {
            const auto at = view->model()->index(row, 0);
            rows << at.data(Qt::DisplayRole).toString() + u' ' + at.data(Qt::AccessibleTextRole).toString();
        }
        return rows;
    }
    /// Each of the names stands in one row, and no row has two.
    bool tells(const QString& list, const QStringList& names) {
        const auto rows = rowsOf(list);
        return std::ranges::all_of(names, [&](const QString& name) {
            return std::ranges::count_if(rows, [&](const QString& row) { return row.contains(name); }) == 1;
        });
    }
    QListWidget* people() { return test::named<QListWidget>(*m_window, u"People"_s); }
    QString firstPerson() {
        auto* list = people();
        return list != nullptr && list->count() > 0 ? list->item(0)->text() : QString();
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(ui::ThemeKind::kLight); }
    void init() {
        m_ward = std::make_unique<test::Ward>();
        m_lab = m_ward->admit("Jonas");
        m_doctor = m_ward->admit("Amal");
        QVERIFY(app::Sync(*m_lab).run(m_task).has_value());
    }
    void cleanup() {
        m_window.reset();
        m_lab.reset();
        m_doctor.reset();
        m_ward.reset();
    }

    void aRequestIsAcceptedAndTheMailComes() {
        send(*m_lab, "Amal");
        enter();
        m_window->shell()->goTo(kPeople);
        QTRY_VERIFY_WITH_TIMEOUT(firstPerson().contains(u"Wants to write to you"_s), 10000);
        press(u"Accept Jonas"_s);
        QTRY_VERIFY_WITH_TIMEOUT(firstPerson().contains(u"Not compared yet"_s), 10000);
        m_window->shell()->goTo(kInbox);
        auto* inbox = test::named<QListView>(*m_window, u"Received messages"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            (inbox = test::named<QListView>(*m_window, u"Received messages"_s)) != nullptr &&
                inbox->model()->rowCount() == 1,
            20000);
        // Removed again, by two presses.
        inbox->setCurrentIndex(inbox->model()->index(0, 0));
        QTRY_VERIFY_WITH_TIMEOUT(test::named<QPushButton>(*m_window, u"Remove this message"_s) != nullptr,
                                 10000);
        QTest::mouseClick(test::named<QPushButton>(*m_window, u"Remove this message"_s), Qt::LeftButton);
        press(u"Remove this message and its attachments for good"_s);
        QTRY_VERIFY_WITH_TIMEOUT(inbox->model()->rowCount() == 0, 10000);
    }

    void theKeyThatWasComparedCanBeKept() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        app::Contacts contacts(*m_doctor);
        QVERIFY(contacts.markVerified(contacts.resolve("Jonas")->id).has_value());
        // As a vault of the first version has it after a forged card.
        auto& store = m_doctor->state().contacts;
        auto contact = store.find(m_lab->state().identity.person()).value().value();
        const auto forger = crypto::generateSigningKeyPair();
        auto card = contact.card.card;
        card.epoch = 1;
        card.signing = forger.publicKey;
        contact.changedCard = identity::signCard(card, forger.secretKey, &forger.secretKey);
        contact.trust = vault::Trust::kChanged;
        QVERIFY(store.save(contact).has_value());
        enter();
        m_window->shell()->goTo(kPeople);
        QTRY_VERIFY_WITH_TIMEOUT(firstPerson().contains(u"Key changed"_s), 10000);
        press(u"It differs: keep the key I compared"_s);
        QTRY_VERIFY_WITH_TIMEOUT(firstPerson().contains(u"Verified by you"_s), 10000);
    }

    void twoPeopleOfOneNameAreToldApartWhereverTheyStand() {
        auto other = m_ward->admitInto("Amal-2", "Amal");
        for (auto* session : {m_doctor.get(), other.get(), m_lab.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        for (auto* session : {m_doctor.get(), other.get(), m_lab.get()})
            QVERIFY(test::Ward::introduce({session}));
        send(*m_doctor, "Jonas");
        send(*other, "Jonas");
        QVERIFY(app::Sync(*m_lab).run(m_task).has_value());
        QStringList names;
        const auto known = app::Contacts(*m_lab).all().value();
        for (const auto& person : known) {
            names << QString::fromStdString(person.shown);
            QVERIFY2(names.last().contains(u'('), qPrintable(names.last()));
        }
        QCOMPARE(names.size(), 2);
        for (const auto& person : known) {
            app::Letter letter;
            letter.recipients = {person.id};
            letter.text = {'h', 'i'};
            QVERIFY(app::Compose(*m_lab).send(letter, m_task).has_value());
        }
        enter(std::move(m_lab), "Jonas");
        for (const auto& [place, list] :
             {std::pair(kInbox, u"Received messages"_s), std::pair(kCompose, u"Recipients"_s),
              std::pair(kSent, u"Sent messages"_s), std::pair(kPeople, u"People"_s)}) {
            m_window->shell()->goTo(place);
            QTRY_VERIFY2_WITH_TIMEOUT(tells(list, names),
                                      qPrintable(list + u": "_s + rowsOf(list).join(u" | "_s)), 10000);
        }
        // For whom a scan is masked or shared.
        m_window->shell()->goTo(kScans);
        const auto pickers = m_window->findChildren<ui::PeoplePicker*>();
        QVERIFY(pickers.size() >= 2);
        for (auto* picker : pickers) {
            QTRY_COMPARE_WITH_TIMEOUT(picker->count(), 2, 10000);
            for (int i = 0; i < 2; ++i)
                picker->item(i)->setCheckState(Qt::Checked);
            for (const auto& name : std::as_const(names))
                QVERIFY2(picker->names().contains(name), qPrintable(picker->names()));
        }
        // And on the page of a message.
        m_window->shell()->goTo(kInbox);
        auto* inbox = test::named<QListView>(*m_window, u"Received messages"_s);
        const auto row = inbox->model()->index(0, 0);
        const auto name =
            row.data(Qt::AccessibleTextRole).toString().contains(names[0]) ? names[0] : names[1];
        inbox->setCurrentIndex(row);
        QTRY_VERIFY_WITH_TIMEOUT(test::named<QLabel>(*m_window, u"From: "_s + name) != nullptr, 10000);
        // Who is ticked is named on the button.
        m_window->shell()->goTo(kCompose);
        auto* recipients = test::named<QListWidget>(*m_window, u"Recipients"_s);
        recipients->item(1)->setCheckState(Qt::Checked);
        for (auto* box : m_window->findChildren<QCheckBox*>())
            if (box->isVisible() && box->text().contains(u"no patient"_s))
                box->setChecked(true);
        const auto chosen = recipients->item(1)->text().contains(names[0]) ? names[0] : names[1];
        auto* button = test::buttonWith(*m_window, u"Send to"_s);
        QVERIFY(button != nullptr);
        QVERIFY2(button->text().contains(chosen), qPrintable(button->text()));
    }

    void mailSetAsideIsTriedAgainAndArrives() {
        QVERIFY(app::Sync(*m_doctor).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        send(*m_lab, "Amal");
        // An earlier version could not open it.
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_ward->root / "share" / "in"))
            if (entry.path().extension() == ".blob")
                QVERIFY(m_doctor->state().deliveries.hold(
                    entry.path().filename().string(),
                    static_cast<std::uint64_t>(base::ErrorCode::kUnknownVersion), m_ward->clock.now()));
        enter();
        m_window->shell()->goTo(kInbox);
        press(u"Set aside: 1"_s);
        press(u"Try again"_s);
        press(u"Back to the Inbox"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rowsOf(u"Received messages"_s).size() == 1, 20000);
    }

    void mailSetAsideIsShownAndRemoved() {
        send(*m_lab, "Amal");
        enter();
        m_window->shell()->goTo(kInbox);
        press(u"Set aside: 1"_s);
        auto* list = test::named<QListWidget>(*m_window, u"Mail set aside"_s);
        QVERIFY(list != nullptr && list->count() == 1);
        QVERIFY(list->item(0)->text().contains(u"From somebody you have not accepted"_s));
        press(u"Remove…"_s);
        press(u"Remove it from the shared folder for good"_s);
        QTRY_VERIFY_WITH_TIMEOUT(list->count() == 0, 10000);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_ward->root / "share" / "in"))
            QVERIFY2(!entry.is_regular_file(), entry.path().c_str());
    }

    void aCopiedProfileAsksWhatItIs() {
        m_doctor.reset();
        std::filesystem::copy(m_ward->root / "Amal", m_ward->root / "Copy",
                              std::filesystem::copy_options::recursive);
        m_doctor = m_ward->enter("Copy").value();
        enter();
        press(u"This is a second device"_s);
        QTRY_VERIFY_WITH_TIMEOUT(test::buttonWith(*m_window, u"This is a second device"_s) == nullptr, 10000);
    }
};

QTEST_MAIN(TestPeople)
#include "test_people.moc"
