// The register of patients, and finding what concerns one of them: whole numbers, who gave them out, whose
// word a name is, and what a correction leaves behind.
#include <QtTest>
#include <filesystem>
#include <fstream>
#include <functional>
#include <utility>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/import.h"
#include "app/services/mailbox.h"
#include "app/services/patients.h"
#include "app/services/sync.h"
#include "core/crypto/random.h"
#include "core/format/file_digest.h"
#include "core/message/seal.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using namespace Qt::StringLiterals;

class TestPatients : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<app::Session> m_jonas;
    std::unique_ptr<app::Session> m_amal;
    std::unique_ptr<app::Session> m_noor;

    app::Letter letterTo(app::Session& from, const std::string& to, const app::Patient& patient) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve(to).value().id};
        letter.patient = patient;
        const std::string_view text = "See the film";
        letter.text.assign(text.begin(), text.end());
        return letter;
    }
    base::Result<app::SendReport> send(app::Session& from, const std::string& to,
                                       const app::Patient& patient) {
        return app::Compose(from).send(letterTo(from, to, patient), m_task);
    }
    void syncAll() {
        for (int round = 0; round < 2; ++round) {
            for (auto* session : {m_jonas.get(), m_amal.get(), m_noor.get()})
                QVERIFY(app::Sync(*session).run(m_task).has_value());
        }
    }
    app::MessageDetail newest(app::Session& session) {
        app::Mailbox mailbox(session);
        return mailbox.open(mailbox.page(app::Folder::kInbox, {}, 1).value().at(0).number).value();
    }
    /// What a program that brings no number to a form sends from Jonas to Amal, byte for byte.
    base::Result<app::Imported> importFromJonas(const format::PatientRef& patient) {
        auto& jonas = m_jonas->state();
        message::Draft draft;
        format::MessageBody body;
        body.patient = patient;
        body.text = "See the film";
        draft.body = format::encodeBody(body);
        message::SealOptions options;
        options.message = crypto::randomValue<format::MessageId>();
        options.sequence = app::nextSequence(jonas).value();
        options.created = jonas.clock.now();
        base::Bytes blob;
        base::MemorySink sink(blob);
        const auto info = message::seal(jonas.identity, {m_amal->state().identity.card.card}, draft, options,
                                        message::KeyTransport::kStanzas, sink, m_task)
                              .value();
        base::MemorySource bytes(blob);
        app::ImportSource source;
        source.bytes = &bytes;
        source.size = blob.size();
        source.digest = info.digest;
        return app::importBlob(m_amal->state(), source, m_task);
    }
    std::size_t inboxOf(const app::Patient& patient) {
        return app::Mailbox(*m_amal).pageOf(patient, app::Folder::kInbox, {}, 10).value().size();
    }
    std::string nameOf(app::Session& session, const std::string& id, const std::string& authority = {}) {
        const auto row = app::Patients(session).find(authority, id);
        return row ? row->name : std::string();
    }

  private Q_SLOTS:
    void init() {
        m_ward = std::make_unique<test::Ward>();
        m_jonas = m_ward->admit("Jonas");
        m_amal = m_ward->admit("Amal");
        m_noor = m_ward->admit("Noor");
        syncAll();
        QVERIFY(test::Ward::introduce({m_jonas.get(), m_amal.get(), m_noor.get()}));
        QVERIFY(app::Contacts(*m_amal)
                    .markVerified(app::Contacts(*m_amal).resolve("Jonas").value().id)
                    .has_value());
    }
    void cleanup() {
        m_jonas.reset();
        m_amal.reset();
        m_noor.reset();
        m_ward.reset();
    }

    void numbersAreMatchedWhole() {
        QVERIFY(send(*m_jonas, "Amal", {true, "2004", "Ida Berg"}));
        QVERIFY(send(*m_jonas, "Amal", {true, "20044", "Karim Haddad"}));
        syncAll();
        app::Patients patients(*m_amal);
        QCOMPARE(patients.list("2004", 10).value().size(), std::size_t{1});
        QCOMPARE(patients.list("2004", 10).value()[0].name, std::string("Ida Berg"));
        QCOMPARE(patients.list("200", 10).value().size(), std::size_t{0});
        QCOMPARE(patients.list("", 10).value().size(), std::size_t{2});
        QCOMPARE(patients.list("haddad", 10).value().size(), std::size_t{1});
        app::Mailbox mailbox(*m_amal);
        const auto of = mailbox.pageOf({true, "2004", {}}, app::Folder::kInbox, {}, 10).value();
        QCOMPARE(of.size(), std::size_t{1});
        QCOMPARE(of[0].patient.name, std::string("Ida Berg"));
        const auto found = mailbox.search("2004", app::Folder::kInbox, 10).value();
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].patient.id, std::string("2004"));
        // Words are found by their beginnings, as before.
        QCOMPARE(mailbox.search("had fil", app::Folder::kInbox, 10).value().size(), std::size_t{1});
    }

    /// Every script's capitals are its small letters, and one letter may be two: whoever types finds.
    void theRegisterFindsNamesInAnyCase_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("typed");
        const auto row = [](const char* name, const char* typed) {
            QTest::addRow("%s", typed) << QString::fromUtf8(name) << QString::fromUtf8(typed);
        };
        row("Jürgen Müller", "MÜLLER");
        row("JÜRGEN MÜLLER", "ürgen mü");
        row("Jürgen Müller", "MU\xcc\x88LLER");  // two code points
        row("Änne Östlund", "ä");
        row("Ελένη Παπαδοπούλου", "ΕΛΈΝΗ");
        row("ΟΔΥΣΣΕΎΣ ΡΊΤΣΟΣ", "οδυσσεύς");  // final sigma
        row("Наталья Ким", "НАТАЛЬЯ");
        row("Anna Groß", "GROSS");
        row("Anna GROSS", "groß");
    }
    void theRegisterFindsNamesInAnyCase() {
        QFETCH(QString, name);
        QFETCH(QString, typed);
        QVERIFY(send(*m_jonas, "Amal", {true, "1", name.toStdString()}));
        QVERIFY(send(*m_jonas, "Amal", {true, "2", "Zoe Muller"}));
        const auto found = app::Patients(*m_jonas).list(typed.toStdString(), 10).value();
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].name, name.toStdString());
        // Marks stay: Müller is not Muller.
        QVERIFY(app::Patients(*m_jonas).list("muller", 10).value().size() == 1);
    }

    /// So does the search of messages, in names and texts, by a whole word and by its beginning.
    void theSearchFindsWordsInAnyCase_data() {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("typed");
        const auto row = [](const char* written, const char* typed) {
            QTest::addRow("%s by %s", written, typed)
                << QString::fromUtf8(written) << QString::fromUtf8(typed);
        };
        row("Straße", "strasse");
        row("Strasse", "Straße");
        row("STRASSE", "straß");
        row("STRA\u1e9eE", "strass");
        row("Straße", "STRASSE");
        row("\ufb01brin", "fibrin");
        row("ΟΔΥΣΣΕΎΣ", "οδυσσεύς");
        row("НАТАЛЬЯ", "наталья");
        row("Müller", "MU\u0308LLER");
    }
    void theSearchFindsWordsInAnyCase() {
        QFETCH(QString, written);
        QFETCH(QString, typed);
        app::Mailbox mailbox(*m_jonas);
        const auto found = [&] { return mailbox.search(typed.toStdString(), std::nullopt, 10)->size(); };
        QVERIFY(send(*m_jonas, "Amal", {true, "1", "Ida Berg"}));
        QVERIFY(send(*m_jonas, "Amal", {true, "2", written.toStdString()}));
        QCOMPARE(found(), std::size_t{1});
        auto letter = letterTo(*m_jonas, "Amal", {true, "1", "Ida Berg"});
        const auto text = (u"Seen in ("_s + written + u") on Monday"_s).toStdString();
        letter.text.assign(text.begin(), text.end());
        const auto sent = app::Compose(*m_jonas).send(letter, m_task);
        QVERIFY(sent.has_value());
        QCOMPARE(found(), std::size_t{2});
        QVERIFY(mailbox.remove(sent->number).has_value());
        QCOMPARE(found(), std::size_t{1});
        const auto whole = m_jonas->state().vault.database().execute(
            "INSERT INTO messages_search(messages_search, rank) VALUES ('integrity-check', 1)");
        QVERIFY(whole.has_value());
    }

    /// What an earlier version indexed is found likewise.
    void messagesIndexedBeforeAreFoundInAnyCase() {
        QVERIFY(send(*m_jonas, "Amal", {true, "1", "Anna Groß"}));
        const auto changed = m_jonas->state().vault.database().execute(R"(
            DROP TABLE messages_search;
            CREATE VIRTUAL TABLE messages_search USING fts5(
                patient_id, patient_name, text, people, content = 'messages', content_rowid = 'number',
                tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
            INSERT INTO messages_search(messages_search) VALUES ('rebuild');
            PRAGMA user_version = 7)");
        QVERIFY2(changed, changed ? "" : changed.error().detail.c_str());
        m_jonas.reset();
        auto opened = m_ward->enter("Jonas");
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().detail.c_str());
        m_jonas = std::move(*opened);
        QCOMPARE(app::Mailbox(*m_jonas).search("gross", std::nullopt, 10)->size(), std::size_t{1});
        // The index is carried into a vault that is encrypted anew.
        QVERIFY(app::Account(*m_jonas).rotateVaultKey(m_task).has_value());
        QCOMPARE(app::Mailbox(*m_jonas).search("GROSS film", std::nullopt, 10)->size(), std::size_t{1});
    }

    void searchStaysInItsFolder() {
        QVERIFY(send(*m_jonas, "Amal", {true, "1", "Ida Berg"}));
        QVERIFY(send(*m_amal, "Jonas", {true, "1", "Ida Berg"}));
        syncAll();
        app::Mailbox mailbox(*m_jonas);
        const auto inbox = mailbox.search("Berg", app::Folder::kInbox, 10).value();
        const auto sent = mailbox.search("Berg", app::Folder::kSent, 10).value();
        QCOMPARE(inbox.size(), std::size_t{1});
        QCOMPARE(sent.size(), std::size_t{1});
        QVERIFY(inbox[0].folder == app::Folder::kInbox && sent[0].folder == app::Folder::kSent);
        QVERIFY(inbox[0].number != sent[0].number);
        QCOMPARE(mailbox.search("Berg", std::nullopt, 10).value().size(), std::size_t{2});
    }

    /// Two hospitals give out the same number.
    void anotherAuthorityIsAnotherPatient() {
        QVERIFY(send(*m_jonas, "Amal", {true, "2004", "Ida Berg"}));
        QVERIFY(send(*m_jonas, "Amal", {true, "2004", "Karim Haddad", "South Hospital"}));
        syncAll();
        QCOMPARE(nameOf(*m_amal, "2004"), std::string("Ida Berg"));
        QCOMPARE(nameOf(*m_amal, "2004", "South Hospital"), std::string("Karim Haddad"));
        const auto of = app::Mailbox(*m_amal)
                            .pageOf({true, "2004", {}, "South Hospital"}, app::Folder::kInbox, {}, 10)
                            .value();
        QCOMPARE(of.size(), std::size_t{1});
        const auto detail = app::Mailbox(*m_amal).open(of[0].number).value();
        QCOMPARE(detail.patient.authority, std::string("South Hospital"));
        QVERIFY(detail.otherPatientName.empty());
    }

    void aDraftKeepsTheAuthority() {
        const auto letter = letterTo(*m_jonas, "Amal", {true, "2004", "Karim Haddad", "South Hospital"});
        app::Compose compose(*m_jonas);
        QVERIFY(compose.saveDraft(0, letter).has_value());
        QVERIFY(compose.drafts().value().at(0).letter.patient == letter.patient);
    }

    /// A letter that goes out in spite of another name changes no name, and what is right stays unquestioned.
    void overrulingTeachesNothing() {
        QVERIFY(send(*m_jonas, "Amal", {true, "MRN-7", "Amal Rossi"}));
        auto wrong = letterTo(*m_jonas, "Amal", {true, "MRN-7", "Amal Rosi"});
        app::Compose compose(*m_jonas);
        QCOMPARE(compose.send(wrong, m_task).error().code, ErrorCode::kPatientMismatch);
        const auto check = compose.checkPatient(wrong, m_task).value();
        wrong.confirmed = app::confirmationOf(wrong.patient, check);
        QVERIFY(compose.send(wrong, m_task).has_value());
        QCOMPARE(nameOf(*m_jonas, "MRN-7"), std::string("Amal Rossi"));
        QVERIFY(compose.checkPatient(letterTo(*m_jonas, "Amal", {true, "MRN-7", "Amal Rossi"}), m_task)
                    .value()
                    .others.empty());
        // The same name in other words is the same.
        QVERIFY(send(*m_jonas, "Amal", {true, "MRN-7", "rossi, amal"}));
    }

    /// "I have checked" is said of what the files hold: one that was replaced by as many bytes, under its old
    /// time, is another one. So is one that changes while it is being sealed.
    void aWordIsForTheContent() {
        const auto note = m_ward->root / "note.txt";
        const auto record = m_ward->root / "record.json";
        const auto write = [&](const Path& file, std::string_view text) {
            const bool there = std::filesystem::exists(file);
            const auto time =
                there ? std::filesystem::last_write_time(file) : std::filesystem::file_time_type();
            std::ofstream(file, std::ios::binary) << text;
            if (there)
                std::filesystem::last_write_time(file, time);
        };
        write(note, "Potassium 3.1");
        write(
            record,
            R"({"resourceType":"Patient","id":"x","identifier":[{"value":"MRN-3"}],"name":[{"text":"Ida Berg"}]})");
        auto letter = letterTo(*m_jonas, "Amal", {true, "MRN-7", "Amal Rossi"});
        letter.files = {note, record};
        app::Compose compose(*m_jonas);
        letter.confirmed = app::confirmationOf(letter.patient, compose.checkPatient(letter, m_task).value());
        write(note, "Potassium 6.1");
        QCOMPARE(compose.send(letter, m_task).error().code, ErrorCode::kPatientMismatch);
        letter.confirmed = app::confirmationOf(letter.patient, compose.checkPatient(letter, m_task).value());
        QVERIFY(compose.send(letter, m_task).has_value());

        // More than one piece, the last of which changes while the first is read.
        const std::string large(9'000'000, 'a');
        write(note, large);
        struct Meddler final : base::TaskContext {
            std::function<void()> meddle;
            bool cancelled() const override { return false; }
            void report(const base::Progress& progress) override {
                if (progress.stage == base::Stage::kReading && meddle)
                    std::exchange(meddle, {})();
            }
        } meddler;
        meddler.meddle = [&] { write(note, large.substr(1) + "b"); };
        letter.confirmed = app::confirmationOf(letter.patient, compose.checkPatient(letter, m_task).value());
        QCOMPARE(compose.send(letter, meddler).error().code, ErrorCode::kPatientMismatch);
        QVERIFY(!meddler.meddle);
        QVERIFY(app::Mailbox(*m_jonas).page(app::Folder::kSent, {}, 10).value().size() == 1);
    }

    /// FHIR as XML names its patient as FHIR as JSON does: the own one's goes out, another one's is asked
    /// about.
    void fhirXmlNamesItsPatient() {
        const auto file = m_ward->root / "record.xml";
        const auto write = [&](std::string_view family, std::string_view given, std::string_view number) {
            std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- ";
            xml += std::string(5000, '.') + " -->\n<f:Patient xmlns:f=\"http://hl7.org/fhir\"><f:identifier>";
            xml +=
                "<f:value value=\"" + std::string(number) + "\"/></f:identifier><f:name><f:family value=\"";
            xml += std::string(family) + "\"/><f:given value=\"" + std::string(given) +
                   "\"/></f:name></f:Patient>";
            return base::writeWholeFile(base::systemFileSystem(), file, base::asBytes(xml)).has_value();
        };
        auto letter = letterTo(*m_jonas, "Amal", {true, "MRN-3", "Ida Berg"});
        letter.files = {file};
        app::Compose compose(*m_jonas);
        QVERIFY(write("Berg", "Ida", "MRN-3"));
        QVERIFY(compose.checkPatient(letter, m_task).value().others.empty());
        QVERIFY(write("Haddad", "Karim", "MRN-9"));
        const auto check = compose.checkPatient(letter, m_task).value();
        QCOMPARE(check.others.size(), std::size_t{1});
        QCOMPARE(check.others[0].name, std::string("Karim Haddad"));
        QCOMPARE(check.others[0].id, std::string("MRN-9"));
        QCOMPARE(compose.send(letter, m_task).error().code, ErrorCode::kPatientMismatch);
    }

    /// What no reader of FHIR takes, and what stands behind much of nothing, may still be read by a person.
    void noFormOfFhirPassesUnasked_data() {
        QTest::addColumn<QByteArray>("content");
        const QByteArray record =
            R"({"resourceType":"Patient","identifier":[{"value":"9999"}],"name":[{"text":"Karim Haddad"}]})";
        QTest::addRow("blanks in front") << QByteArray(70'000, ' ') + record;
        QByteArray wide("\xff\xfe", 2);
        for (const char c : record)
            wide.append(c).append('\0');
        QTest::addRow("UTF-16") << wide;
        QTest::addRow("a comment in front") << "// exported\n" + record;
        QTest::addRow("a line in front") << "patient record:\n" + record;
        QTest::addRow("a zero in front") << QByteArray(1, '\0') + record;
        QTest::addRow("two types") << QByteArray(record).replace("\"name\"",
                                                                 "\"resourceType\":\"Basic\",\"name\"");
        QTest::addRow("a participant")
            << QByteArray(R"({"resourceType":"Appointment","participant":[{"actor":{"type":"Patient",)"
                          R"("identifier":{"value":"9999"}}}]})");
    }
    void noFormOfFhirPassesUnasked() {
        QFETCH(QByteArray, content);
        auto letter = letterTo(*m_jonas, "Amal", {true, "MRN-3", "Ida Berg"});
        letter.files = {m_ward->root / "record.json"};
        QVERIFY(base::writeWholeFile(base::systemFileSystem(), letter.files.front(),
                                     base::asBytes(std::string_view(
                                         content.constData(), static_cast<std::size_t>(content.size()))))
                    .has_value());
        app::Compose compose(*m_jonas);
        QCOMPARE(compose.checkPatient(letter, m_task).value().others.size(), std::size_t{1});
        QCOMPARE(compose.send(letter, m_task).error().code, ErrorCode::kPatientMismatch);
    }

    void aNumberIsOneHoweverItIsTyped() {
        QVERIFY(send(*m_amal, "Jonas", {true, "MRN-7", "Ida Berg"}));
        for (const char* typed : {"MRN-7 ", " MRN-7", "MRN-7\u00a0", "MRN-7\u2003"}) {
            const auto other = letterTo(*m_amal, "Jonas", {true, typed, "Karim Haddad"});
            QCOMPARE(app::Compose(*m_amal).send(other, m_task).error().code, ErrorCode::kPatientMismatch);
            QVERIFY(send(*m_amal, "Jonas", {true, typed, "Ida Berg"}));
        }
        QCOMPARE(app::Patients(*m_amal).list("MRN-7", 10)->size(), std::size_t{1});
        QCOMPARE(app::Patients(*m_amal).list(" MRN-7 ", 10)->size(), std::size_t{1});
        // What is not seen makes no other number, and no other name.
        for (const char* hidden : {"\u00ad", "\u200d", "\u200f", "\u061c", "\u2062", "\u3164", "\ufe0f",
                                   "\ufffc", "\U0001d159", "\U00013441"}) {
            for (const app::Patient& patient :
                 {app::Patient{true, std::string("MRN-7") + hidden, "Ida Berg"},
                  app::Patient{true, "MRN-7", std::string("Ida") + hidden + " Berg"},
                  app::Patient{true, "MRN-7", "Ida Berg", std::string("North") + hidden}})
                QCOMPARE(app::Compose(*m_amal).send(letterTo(*m_amal, "Jonas", patient), m_task).error().code,
                         ErrorCode::kMalformed);
        }
    }

    /// What the register counts under a number, the list of that number shows, however the sender wrote it.
    void aReceivedNumberIsOneHoweverItWasSent() {
        for (const char* sent : {"MRN-\u00c57", "MRN-A\u030a7", " MRN-\u00c57", "MRN-\u00c57\u00a0"})
            QVERIFY(importFromJonas({true, sent, "Ida Berg", "North\u00a0"}).has_value());
        const auto rows = app::Patients(*m_amal).list("", 10).value();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].received, std::uint64_t{4});
        for (const char* typed : {"MRN-\u00c57", "MRN-A\u030a7 "})
            QCOMPARE(inboxOf({true, typed, {}, "North"}), std::size_t{4});
        QCOMPARE(app::Mailbox(*m_amal).search("MRN-\u00c57", std::nullopt, 10)->size(), std::size_t{4});
        QCOMPARE(newest(*m_amal).patient.id, std::string("MRN-\u00c57"));
    }

    /// A number nobody can see is none. It is refused whole: nothing of it is stored, and the next one comes
    /// in.
    void aReceivedNumberThatIsNotSeenIsRefused_data() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("authority");
        QTest::addRow("hidden in the number") << u"MRN\u200d-7"_s << QString();
        QTest::addRow("hidden at its end") << u"MRN-7\u2060"_s << QString();
        QTest::addRow("hidden in the authority") << u"MRN-7"_s << u"Nor\u00adth"_s;
        QTest::addRow("blank") << u"\u00a0\u2003"_s << QString();
        QTest::addRow("blank authority") << u"MRN-7"_s << u"\u3000"_s;
    }
    void aReceivedNumberThatIsNotSeenIsRefused() {
        QFETCH(QString, id);
        QFETCH(QString, authority);
        const format::PatientRef patient{true, id.toStdString(), "Ida Berg", authority.toStdString()};
        const auto refused = importFromJonas(patient);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::kMalformed);
        QCOMPARE(app::Mailbox(*m_amal).count(app::Folder::kInbox).value(), std::uint64_t{0});
        QVERIFY(app::Patients(*m_amal).list("", 10)->empty());
        QVERIFY(importFromJonas({true, "MRN-7", "Ida Berg", {}}).has_value());
        QCOMPARE(inboxOf({true, "MRN-7", {}}), std::size_t{1});
    }

    /// So are those that an earlier version stored as they came, in messages and in the register.
    void numbersStoredBeforeAreBroughtToTheForm() {
        QVERIFY(importFromJonas({true, "MRN-\u00c57", "Ida Berg", {}}).has_value());
        QVERIFY(importFromJonas({true, "MRN-\u00c57", "Ida Berg", "North"}).has_value());
        QVERIFY(importFromJonas({true, "MRN-8", "Karim Haddad", {}}).has_value());
        QVERIFY(importFromJonas({true, "MRN-9", "Zoe Muller", {}}).has_value());
        const auto change = [this](const std::string& sql) {
            const auto done = m_amal->state().vault.database().execute(sql);
            QVERIFY2(done, done ? "" : done.error().detail.c_str());
        };
        change("DROP TRIGGER IF EXISTS messages_changed; PRAGMA user_version = 6");
        change("UPDATE messages SET patient_id = ' MRN-A\u030a7\u00a0' WHERE patient_id = 'MRN-\u00c57'");
        change("UPDATE messages SET patient_authority = 'North ' WHERE patient_authority = 'North'");
        change("UPDATE patients SET id = ' MRN-A\u030a7' WHERE authority = 'North'");
        // One row in its form and one beside it, as they were written before: the one in its form was looked
        // up, and so is the newer word.
        change(
            "INSERT INTO patients SELECT authority, id || ' ', 'Somebody Else', named_by, since - 1 FROM "
            "patients WHERE id = 'MRN-8'");
        // A hidden character that an earlier version let in stays, and makes another number.
        change("UPDATE messages SET patient_id = 'MRN-9\u200d' WHERE patient_id = 'MRN-9'");
        m_amal.reset();
        auto opened = m_ward->enter("Amal");
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().detail.c_str());
        m_amal = std::move(*opened);
        QCOMPARE(inboxOf({true, "MRN-\u00c57", {}}), std::size_t{1});
        QCOMPARE(inboxOf({true, "MRN-\u00c57", {}, "North"}), std::size_t{1});
        QCOMPARE(inboxOf({true, "MRN-9\u200d", {}}), std::size_t{1});
        QCOMPARE(inboxOf({true, "MRN-9", {}}), std::size_t{0});
        QCOMPARE(nameOf(*m_amal, "MRN-\u00c57", "North"), std::string("Ida Berg"));
        QCOMPARE(nameOf(*m_amal, "MRN-8"), std::string("Karim Haddad"));
        const auto rows = app::Patients(*m_amal).list("", 10).value();
        QCOMPARE(rows.size(), std::size_t{4});
        QCOMPARE(std::ranges::count_if(rows, [](const auto& row) { return row.received == 1; }), 3);
        // The search's index goes with its messages.
        QCOMPARE(app::Mailbox(*m_amal).search("MRN-\u00c57", std::nullopt, 10)->size(), std::size_t{2});
        change("INSERT INTO messages_search(messages_search, rank) VALUES ('integrity-check', 1)");
    }

    /// Who nobody compared neither renames a patient nor holds up a person's own message: both are shown.
    void aStrangersNameHoldsNothingBack() {
        QVERIFY(send(*m_noor, "Amal", {true, "MRN-5", "Wrong Name"}));
        syncAll();
        const auto own = letterTo(*m_amal, "Jonas", {true, "MRN-5", "Ida Berg"});
        const auto check = app::Compose(*m_amal).checkPatient(own, m_task).value();
        QCOMPARE(check.others.size(), std::size_t{1});
        QVERIFY(check.others[0].advisory);
        QCOMPARE(check.others[0].saidBy, std::string("Noor"));
        QVERIFY(app::Compose(*m_amal).send(own, m_task).has_value());
        QCOMPARE(nameOf(*m_amal, "MRN-5"), std::string("Ida Berg"));
        QVERIFY(send(*m_noor, "Amal", {true, "MRN-5", "Wrong Name"}));
        syncAll();
        QCOMPARE(nameOf(*m_amal, "MRN-5"), std::string("Ida Berg"));
        const auto detail = newest(*m_amal);
        QCOMPARE(detail.otherPatientName, std::string("Ida Berg"));
        QVERIFY(!detail.otherNameWeak);
    }

    void aComparedPersonsNameReplacesAStrangers() {
        QVERIFY(send(*m_noor, "Amal", {true, "MRN-6", "Wrong Name"}));
        syncAll();
        QVERIFY(send(*m_jonas, "Amal", {true, "MRN-6", "Karim Haddad"}));
        syncAll();
        QCOMPARE(nameOf(*m_amal, "MRN-6"), std::string("Karim Haddad"));
        // The right message is not the one that is flagged.
        QVERIFY(newest(*m_amal).otherPatientName.empty());
        // What a compared person says holds a letter back.
        auto other = letterTo(*m_amal, "Jonas", {true, "MRN-6", "Somebody Else"});
        QCOMPARE(app::Compose(*m_amal).send(other, m_task).error().code, ErrorCode::kPatientMismatch);
        QCOMPARE(app::Compose(*m_amal).checkPatient(other, m_task).value().others[0].saidBy,
                 std::string("Jonas"));
    }

    void aCorrectionIsInTheLogWithItsReason() {
        QVERIFY(send(*m_jonas, "Amal", {true, "MRN-7", "Amal Rosi"}));
        app::Patients patients(*m_jonas);
        const app::Patient patient{true, "MRN-7", "Amal Rosi"};
        QCOMPARE(patients.correct(patient, "Amal Rossi", " ").error().code, ErrorCode::kInvalidArgument);
        QCOMPARE(patients.correct({true, "MRN-8", {}}, "Amal Rossi", "typing").error().code,
                 ErrorCode::kNotFound);
        QVERIFY(patients.correct(patient, "Amal Rossi", "typing mistake").has_value());
        QCOMPARE(nameOf(*m_jonas, "MRN-7"), std::string("Amal Rossi"));
        const auto row = app::Audit(*m_jonas).newest(0, 1).value().at(0);
        QCOMPARE(row.action, std::string("patient-corrected"));
        for (const char* part : {"MRN-7", "Amal Rosi\"", "Amal Rossi\"", "typing mistake"})
            QVERIFY2(row.note.find(part) != std::string::npos, row.note.c_str());
        QVERIFY(app::Audit(*m_jonas).verify().has_value());
        // The corrected name goes out without a question, the old one no longer.
        QVERIFY(send(*m_jonas, "Amal", {true, "MRN-7", "Amal Rossi"}));
        QCOMPARE(send(*m_jonas, "Amal", {true, "MRN-7", "Amal Rosi"}).error().code,
                 ErrorCode::kPatientMismatch);
    }
};

QTEST_GUILESS_MAIN(TestPatients)
#include "test_patients.moc"
