// One row about a person that cannot be read: the others stay as they were, their mail comes in, nothing is
// set aside for what is the reader's own damage, and it is told and can be removed.
#include <QProcess>
#include <QtTest>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/patients.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using namespace Qt::StringLiterals;

namespace {

const app::Patient kPatient{true, "2004", "Ida Berg", {}};

/// A noisy picture that nobody used before.
base::Path makeCover(const base::Path& folder) {
    static int number = 0;
    const auto path = folder / ("holiday-" + std::to_string(++number) + ".png");
    QProcess::execute(u"convert"_s, {u"-size"_s, u"500x400"_s, u"plasma:fractal"_s, u"+noise"_s,
                                     u"Gaussian"_s, u"png24:"_s + QString::fromStdString(path.string())});
    return path;
}

}  // namespace

class TestDamagedPeople : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<app::Session> m_jonas;  ///< whose vault is damaged
    std::unique_ptr<app::Session> m_amal;   ///< a contact
    std::unique_ptr<app::Session> m_badr;   ///< a contact
    std::unique_ptr<app::Session> m_chen;   ///< a stranger

    void change(const std::string& sql) {
        const auto done = m_jonas->state().vault.database().execute(sql);
        QVERIFY2(done, done ? "" : done.error().detail.c_str());
        m_jonas.reset();
        m_jonas = m_ward->enter("Jonas").value();
    }
    base::Result<app::SyncReport> sync(app::Session& session) { return app::Sync(session).run(m_task); }
    base::Result<app::SendReport> send(app::Session& from, const std::string& to, bool hidden) {
        app::Letter letter;
        MEDVEIL_ASSIGN(const auto person, app::Contacts(from).resolve(to));
        letter.recipients = {person.id};
        letter.patient = kPatient;
        letter.text = "text";
        if (hidden)
            letter.cover = makeCover(m_ward->root);
        return app::Compose(from).send(letter, m_task);
    }
    /// A letter and one in a cover, on the share.
    void writeToJonas(app::Session& from) {
        for (const bool hidden : {false, true}) {
            const auto sent = send(from, "Jonas", hidden);
            QVERIFY2(sent, sent ? "" : sent.error().detail.c_str());
        }
        QVERIFY(sync(from).has_value());
    }
    std::vector<std::string> choices() {
        std::vector<std::string> names;
        const auto people = app::Contacts(*m_jonas).choices().value();
        for (const auto& person : people)
            names.push_back(person.name);
        std::ranges::sort(names);
        return names;
    }
    std::uint64_t inInbox() { return app::Mailbox(*m_jonas).count(app::Folder::kInbox).value(); }
    std::size_t setAside() { return m_jonas->state().deliveries.held().value().size(); }

  private Q_SLOTS:
    void init() {
        m_ward = std::make_unique<test::Ward>();
        m_jonas = m_ward->admit("Jonas");
        m_amal = m_ward->admit("Amal");
        m_badr = m_ward->admit("Badr");
        for (auto* session : {m_jonas.get(), m_amal.get(), m_badr.get(), m_jonas.get()})
            QVERIFY(sync(*session).has_value());
        QVERIFY(test::Ward::introduce({m_jonas.get(), m_amal.get(), m_badr.get()}));
        m_chen = m_ward->admit("Chen");
        QVERIFY(sync(*m_chen).has_value());
        QVERIFY(send(*m_badr, "Jonas", false).has_value());
        QVERIFY(sync(*m_badr).has_value());
        QCOMPARE(sync(*m_jonas)->received, std::size_t{1});
        QCOMPARE(choices(), (std::vector<std::string>{"Amal", "Badr", "Chen"}));
    }
    void cleanup() {
        for (auto* session : {&m_jonas, &m_amal, &m_badr, &m_chen})
            session->reset();
        m_ward.reset();
    }

    void oneDamagedPersonHoldsUpNobodyElse_data() {
        QTest::addColumn<QString>("sql");
        for (const char* sql :
             {"UPDATE contacts SET card = x'00'", "UPDATE contacts SET card = x''",
              "UPDATE contacts SET changed_card = x'00'", "UPDATE contacts SET trust = 9",
              "UPDATE contacts SET key_before = x'01'", "UPDATE contacts SET verified_key = x'02'",
              "UPDATE contacts SET card = (SELECT card FROM contacts WHERE name = 'Amal')"})
            QTest::addRow("%s", sql) << sql;
        for (const char* sql : {"UPDATE strangers SET card = x'00'", "UPDATE strangers SET card = x''",
                                "UPDATE strangers SET standing = 9"})
            QTest::addRow("%s", sql) << sql;
    }
    void oneDamagedPersonHoldsUpNobodyElse() {
        QFETCH(QString, sql);
        const bool stranger = sql.contains("strangers"_L1);
        const std::string name = stranger ? "Chen" : "Badr";
        auto& victim = stranger ? *m_chen : *m_badr;
        const auto others =
            stranger ? std::vector<std::string>{"Amal", "Badr"} : std::vector<std::string>{"Amal", "Chen"};
        change(sql.toStdString() + " WHERE name = '" + name + "'");
        const auto findings = m_jonas->findings();
        QCOMPARE(findings.size(), std::size_t{1});
        QCOMPARE(base::errorName(findings[0].code), std::string_view("contacts-damaged"));
        QCOMPARE(findings[0].what, std::string("1"));

        // The others can be chosen, compared and written to.
        QCOMPARE(choices(), others);
        app::Contacts contacts(*m_jonas);
        QVERIFY(contacts.safetyNumber(contacts.resolve("Amal").value().id).has_value());
        QVERIFY(send(*m_jonas, "Amal", false).has_value());
        // The damaged one is not taken for somebody new.
        QCOMPARE(contacts.resolve(name).error().code, ErrorCode::kContactsDamaged);

        // Mail comes in, hidden or not, cards are read; what the damaged one wrote waits, and is not set
        // aside.
        const auto dana = m_ward->admit("Dana");
        QVERIFY(sync(*dana).has_value());
        writeToJonas(*m_amal);
        writeToJonas(victim);
        for (int i = 0; i < 2; ++i) {
            const auto report = sync(*m_jonas);
            QVERIFY2(report, report ? "" : report.error().detail.c_str());
            QCOMPARE(report->received, std::size_t{i == 0 ? 2U : 0U});
            QCOMPARE(report->newPeople, std::size_t{i == 0 ? 1U : 0U});
            QCOMPARE(base::errorName(report->problem), std::string_view("contacts-damaged"));
            QCOMPARE(setAside(), std::size_t{0});
        }
        // What came before can be read, and so can the register.
        app::Mailbox mailbox(*m_jonas);
        const auto page = mailbox.page(app::Folder::kInbox, {}, 10).value();
        QVERIFY(!page.empty());
        for (const auto& row : page) {
            const auto opened = mailbox.open(row.number);
            QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        }
        QVERIFY(mailbox.gaps().has_value());
        QCOMPARE(app::Patients(*m_jonas).list("", 10).value().size(), std::size_t{1});
    }

    void damagedPeopleAreRemovedAndNoOthers_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("note");
        QTest::addRow("a contact") << "UPDATE contacts SET trust = 9 WHERE name = 'Badr'" << "contact Badr";
        QTest::addRow("a stranger") << "UPDATE strangers SET standing = 9 WHERE name = 'Chen'"
                                    << "stranger Chen";
        QTest::addRow("a number that is none")
            << "UPDATE contacts SET person = 'nobody' WHERE name = 'Badr'" << "contact Badr";
    }
    void damagedPeopleAreRemovedAndNoOthers() {
        QFETCH(QString, sql);
        QFETCH(QString, note);
        const std::string name = note.endsWith("Chen"_L1) ? "Chen" : "Badr";
        auto& victim = name == "Chen" ? *m_chen : *m_badr;
        QCOMPARE(app::Contacts(*m_jonas).removeDamaged().value(), std::size_t{0});
        change(sql.toStdString());
        writeToJonas(victim);
        QVERIFY(sync(*m_jonas).has_value());
        const auto lines = app::Audit(*m_jonas).count().value();
        app::Contacts contacts(*m_jonas);
        QCOMPARE(contacts.removeDamaged().value(), std::size_t{1});
        QVERIFY(m_jonas->findings().empty());
        QCOMPARE(app::Audit(*m_jonas).count().value(), lines + 1);
        const auto line = app::Audit(*m_jonas).newest(0, 1).value().at(0);
        QCOMPARE(line.action, std::string("damage-removed"));
        QCOMPARE(line.note, note.toStdString());
        // Found on the share again, in the same session, and accepted again: their mail comes in.
        QVERIFY(sync(*m_jonas).has_value());
        QCOMPARE(choices(), (std::vector<std::string>{"Amal", "Badr", "Chen"}));
        QCOMPARE(inInbox(), std::uint64_t{1});
        QVERIFY(contacts.accept(contacts.resolve(name).value().id).has_value());
        QCOMPARE(sync(*m_jonas)->received, std::size_t{2});
        QCOMPARE(inInbox(), std::uint64_t{3});
    }

    /// Somebody named the patient, and nobody who comes later counts for more than "nobody".
    void whoNamedAPatientIsDamagedAndNotNobody_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("damaged");
        QTest::addRow("too short") << "x'01'" << true;
        QTest::addRow("too long") << "zeroblob(33)" << true;
        QTest::addRow("a text") << "'Badr'" << true;
        QTest::addRow("nobody") << "x''" << false;
    }
    void whoNamedAPatientIsDamagedAndNotNobody() {
        QFETCH(QString, value);
        QFETCH(bool, damaged);
        change("UPDATE patients SET named_by = " + value.toStdString());
        app::Patients patients(*m_jonas);
        QCOMPARE(patients.list("", 10).value().at(0).damaged, damaged);
        QVERIFY(patients.find({}, kPatient.id)->doubtful);
        app::Letter letter;
        letter.recipients = {app::Contacts(*m_amal).resolve("Jonas").value().id};
        letter.patient = kPatient;
        letter.patient.name = "Somebody Else";
        QVERIFY(app::Compose(*m_amal).send(letter, m_task).has_value());
        QVERIFY(sync(*m_amal).has_value());
        // The message comes in and can be read, and says how the patient was called.
        QCOMPARE(sync(*m_jonas)->received, std::size_t{1});
        QCOMPARE(patients.find({}, kPatient.id)->name, damaged ? kPatient.name : letter.patient.name);
        app::Mailbox mailbox(*m_jonas);
        const auto newest = mailbox.page(app::Folder::kInbox, {}, 1).value().at(0).number;
        QCOMPARE(mailbox.open(newest)->otherPatientName, damaged ? kPatient.name : std::string());
        // This person says it anew, the same name too.
        QVERIFY(patients.correct(kPatient, "Ida Berg", "asked her").has_value());
        const auto said = patients.find({}, kPatient.id).value();
        QVERIFY(!said.damaged && !said.doubtful);
        QCOMPARE(said.name, kPatient.name);
    }

    void aDamagedReasonHoldsNoMail_data() {
        QTest::addColumn<QString>("value");
        for (const char* value : {"-1", "0", "'no number'", "x''"})
            QTest::addRow("%s", value) << value;
    }
    void aDamagedReasonHoldsNoMail() {
        QFETCH(QString, value);
        writeToJonas(*m_chen);
        QVERIFY(sync(*m_jonas).has_value());
        QCOMPARE(setAside(), std::size_t{2});
        change("UPDATE held SET reason = " + value.toStdString());
        // Looked at again, and set aside again for the right reason.
        QCOMPARE(setAside(), std::size_t{0});
        QVERIFY(sync(*m_jonas).has_value());
        const auto held = m_jonas->state().deliveries.held().value();
        QCOMPARE(held.size(), std::size_t{2});
        for (const auto& file : held)
            QCOMPARE(static_cast<ErrorCode>(file.reason), ErrorCode::kUnknownContact);
    }
};

QTEST_GUILESS_MAIN(TestDamagedPeople)
#include "test_damaged_people.moc"
