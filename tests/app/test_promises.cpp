// What the vault promised: a log whose damage is told and locks nobody out, work that is done whole or not at
// all, files that are kept as long as anything refers to them, drafts as they were, values that are checked,
// and a recovery kit that counts only once somebody has it.
#include <QtTest>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "app/services/unit_of_work.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;

namespace {

std::size_t filesIn(const base::Path& folder) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        count += entry.is_regular_file();
    return count;
}

bool hasFinding(app::Session& session, ErrorCode code) {
    const auto findings = session.findings();
    return std::ranges::any_of(findings, [&](const auto& finding) { return finding.code == code; });
}

}  // namespace

class TestPromises : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;

    static void change(app::Session& session, const std::string& sql) {
        const auto done = session.state().vault.database().execute(sql);
        QVERIFY2(done, done ? "" : done.error().detail.c_str());
    }
    static app::Letter letterTo(app::Session& from, const std::string& name) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve(name).value().id};
        letter.text = "text";
        letter.pasted.push_back({"picture-1.png", "image/png", base::WipedBytes(50'000, 5)});
        return letter;
    }
    void meet(app::Session& one, app::Session& two) {
        for (auto* session : {&one, &two, &one})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({&one, &two}));
    }

  private Q_SLOTS:
    void damageToTheLogIsToldAndLocksNobodyOut_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<int>("from");
        QTest::addRow("log and head gone") << "DELETE FROM audit; DELETE FROM audit_segments" << 0;
        QTest::addRow("log, head and promise gone")
            << "DELETE FROM audit; DELETE FROM audit_segments; DELETE FROM settings WHERE key = 'log-head'"
            << 0;
        QTest::addRow("log gone") << "DELETE FROM audit" << 0;
        QTest::addRow("head gone") << "DELETE FROM audit_segments" << 0;
        QTest::addRow("an entry altered") << "UPDATE audit SET entry = x'00' WHERE sequence = 2" << 2;
        QTest::addRow("an entry missing") << "DELETE FROM audit WHERE sequence = 2" << 2;
        QTest::addRow("the newest missing")
            << "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)" << 0;
        QTest::addRow("two exchanged") << "UPDATE audit SET sequence = -1 WHERE sequence = 1; UPDATE audit "
                                          "SET sequence = 1 WHERE sequence = "
                                          "2; UPDATE audit SET sequence = 2 WHERE sequence = -1"
                                       << 1;
    }
    void damageToTheLogIsToldAndLocksNobodyOut() {
        QFETCH(QString, sql);
        QFETCH(int, from);
        test::Ward ward;
        ward.admit("Jonas").reset();
        for (int i = 0; i < 3; ++i)
            QVERIFY(ward.enter("Jonas").has_value());
        {
            auto session = ward.enter("Jonas").value();
            QVERIFY(app::Audit(*session).verify().has_value());
            // The last line of the session is written over the damage, as a program would that changed it
            // from outside afterwards.
            session->state().audit.reset();
            change(*session, sql.toStdString());
        }
        for (int i = 0; i < 2; ++i) {
            auto opened = ward.enter("Jonas");
            QVERIFY2(opened.has_value(), opened ? "" : opened.error().detail.c_str());
            auto& session = **opened;
            QVERIFY(hasFinding(session, ErrorCode::kAuditBroken));
            QCOMPARE(session.findings().back().what, std::to_string(from));
            app::Audit audit(session);
            QCOMPARE(audit.verify().error().code, ErrorCode::kAuditBroken);
            // What is done now is written, and can be read.
            const auto rows = audit.newest(0, 10).value();
            QVERIFY(!rows.empty());
            QCOMPARE(rows[0].action, std::string("unlocked"));
            QVERIFY(std::ranges::any_of(rows, [](const auto& row) { return row.action == "log-damaged"; }));
            QCOMPARE(std::ranges::count_if(rows, [](const auto& row) { return row.action == "log-damaged"; }),
                     1);
            const auto log =
                access::AuditLog::open(vault::AuditStore(session.state().vault), session.state().identity);
            QCOMPARE(log->damage()->from, static_cast<std::uint64_t>(from));
        }
    }

    void workThatFailsPutsEverythingBack() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto& state = lab->state();
        const auto size = state.audit->size();
        const auto spool = filesIn(state.vault.spoolFolder());
        const auto attachments = filesIn(state.vault.attachmentsFolder());
        {
            app::UnitOfWork work(state);
            const auto sealed = state.vault.sealedFiles().seal(base::asBytes("a picture")).value();
            work.takeSealed(sealed);
            const auto path = work.newSpoolFile("early.blob").value();
            QVERIFY(base::systemFileSystem().createExclusive(path).has_value());
            QVERIFY(work.begin().has_value());
            QVERIFY(work.writeSpool(base::asBytes("a receipt")).has_value());
            QVERIFY(state.settings.setText("colour", "blue").has_value());
            QVERIFY(state.record(access::Action::kExported, {}, {}).has_value());
            QCOMPARE(state.audit->size(), size + 1);
            QCOMPARE(filesIn(state.vault.spoolFolder()), spool + 2);
            // No commit.
        }
        QCOMPARE(state.audit->size(), size);
        QCOMPARE(filesIn(state.vault.spoolFolder()), spool);
        QCOMPARE(filesIn(state.vault.attachmentsFolder()), attachments);
        QCOMPARE(state.settings.text("colour", "none").value(), std::string("none"));
        QVERIFY(state.record(access::Action::kExported, {}, {}).has_value());
        QVERIFY(app::Audit(*lab).verify().has_value());
    }

    void sealedFilesStayAsLongAsAnythingRefersToThem() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        const auto sent = app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).value();
        auto& state = lab->state();
        auto& sealed = state.vault.sealedFiles();
        const auto file = state.messages.find(sent.number).value()->attachments[0].file.clone();
        // A second reference, as a record's would be.
        QVERIFY(sealed.retain(file.name).has_value());
        const auto removeMessage = [&](std::int64_t number) {
            app::UnitOfWork work(state);
            QVERIFY(work.begin().has_value());
            change(*lab, "DELETE FROM messages WHERE number = " + std::to_string(number));
            QVERIFY(work.commit().has_value());
        };
        removeMessage(sent.number);
        QVERIFY(sealed.read(file, 1 << 20).has_value());
        QVERIFY(app::Account(*lab).rotateVaultKey(m_task).has_value());
        lab.reset();
        lab = ward.enter("Jonas").value();
        QCOMPARE(filesIn(lab->state().vault.attachmentsFolder()), std::size_t{1});
        std::string name;
        {
            auto select = lab->state().vault.database().prepare("SELECT name FROM sealed_files").value();
            QVERIFY(select.step().value());
            name = select.text(0);
        }
        auto& again = lab->state().vault.sealedFiles();
        QVERIFY(again.read(again.find(name).value(), 1 << 20).value() == base::WipedBytes(50'000, 5));
        QVERIFY(again.release(name).has_value());
        again.removeFreed();
        QCOMPARE(filesIn(lab->state().vault.attachmentsFolder()), std::size_t{0});
        QVERIFY(!again.release(name).has_value());
    }

    void aDraftSurvivesALockWithItsPicturesAndItsEndDate() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        auto letter = letterTo(*lab, "Amal");
        letter.pasted.push_back({"picture-2.png", "image/png", base::WipedBytes(70'000, 9)});
        letter.expires = 1'900'000'000'000;
        letter.cover = "/somewhere/cover.png";
        letter.insistOnUsedCover = true;
        letter.suite = app::Suite::kAes256;
        const auto number = app::Compose(*lab).saveDraft(0, letter).value();
        // Saved again and again as it is written: what did not change is not written anew.
        std::set<std::filesystem::path> before;
        for (const auto& entry : std::filesystem::directory_iterator(lab->state().vault.attachmentsFolder()))
            before.insert(entry.path());
        letter.text = "more text";
        QCOMPARE(app::Compose(*lab).saveDraft(number, letter).value(), number);
        std::set<std::filesystem::path> after;
        for (const auto& entry : std::filesystem::directory_iterator(lab->state().vault.attachmentsFolder()))
            after.insert(entry.path());
        QVERIFY(before == after);
        QCOMPARE(before.size(), std::size_t{2});
        lab.reset();
        lab = ward.enter("Jonas").value();
        const auto drafts = app::Compose(*lab).drafts().value();
        QCOMPARE(drafts.size(), std::size_t{1});
        const auto& back = drafts[0].letter;
        QVERIFY(back.text == letter.text && back.expires == letter.expires && back.cover == letter.cover);
        QVERIFY(back.insistOnUsedCover && back.suite == letter.suite && drafts[0].lost.empty());
        QCOMPARE(back.pasted.size(), std::size_t{2});
        QVERIFY(back.pasted[1].name == "picture-2.png" && back.pasted[1].content == letter.pasted[1].content);
        // A picture that is taken out goes, and with the draft the rest.
        letter.pasted.pop_back();
        QVERIFY(app::Compose(*lab).saveDraft(number, letter).has_value());
        QCOMPARE(filesIn(lab->state().vault.attachmentsFolder()), std::size_t{1});
        QVERIFY(app::Compose(*lab).removeDraft(number).has_value());
        QCOMPARE(filesIn(lab->state().vault.attachmentsFolder()), std::size_t{0});
    }

    void aValueThatCannotBeIsDamageAndNotAZero_data() {
        QTest::addColumn<QString>("sql");
        for (const char* sql :
             {"UPDATE messages SET sender = x'00'", "UPDATE messages SET id = x''",
              "UPDATE messages SET suite = 7", "UPDATE messages SET hidden = 9",
              "UPDATE messages SET direction = 1, is_read = 5", "UPDATE messages SET blob = x'0102'",
              "UPDATE messages SET device = x'03'", "UPDATE message_people SET state = 77",
              "UPDATE message_people SET person = x'04'", "UPDATE attachments SET size = -1"})
            QTest::addRow("%s", sql) << sql;
    }
    void aValueThatCannotBeIsDamageAndNotAZero() {
        QFETCH(QString, sql);
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        const auto good = app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).value();
        const auto bad = app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).value();
        const bool people =
            sql.contains(QLatin1String("message_people")) || sql.contains(QLatin1String("attachments"));
        change(*lab, sql.toStdString() + (people ? " WHERE message = " : " WHERE number = ") +
                         std::to_string(bad.number));
        const auto opened = app::Mailbox(*lab).open(bad.number);
        QVERIFY(!opened.has_value());
        QCOMPARE(opened.error().code, ErrorCode::kVaultDamaged);
        // The others are there as ever.
        QVERIFY(app::Mailbox(*lab).open(good.number).has_value());
        const auto rows = app::Mailbox(*lab).page(app::Folder::kSent, {}, 10).value();
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(std::ranges::count_if(
                     rows, [&](const auto& row) { return row.damaged && row.number == good.number; }),
                 0);
    }

    void anUnknownOutboxRowHoldsNothingUp() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        for (int i = 0; i < 2; ++i)
            QVERIFY(app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).has_value());
        change(*lab, "UPDATE outbox SET state = 9 WHERE number = (SELECT min(number) FROM outbox)");
        const auto report = app::Sync(*lab).run(m_task);
        QVERIFY(report.has_value());
        QCOMPARE(report->published, std::size_t{1});
    }

    void damagedMailAndDraftsAreToldAndLeftAsTheyAre_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<ErrorCode>("finding");
        QTest::addColumn<int>("count");
        for (const char* sql : {"UPDATE outbox SET state = 9", "UPDATE outbox SET person = x'01'",
                                "UPDATE outbox SET digest = x''", "UPDATE outbox SET receipt = 7"})
            QTest::addRow("%s", sql) << sql << ErrorCode::kOutboxDamaged << 2;
        for (const char* sql : {"UPDATE drafts SET content = x'00'", "UPDATE drafts SET content = x''",
                                "UPDATE draft_files SET digest = x'0102'"})
            QTest::addRow("%s", sql) << sql << ErrorCode::kDraftDamaged << 1;
    }
    void damagedMailAndDraftsAreToldAndLeftAsTheyAre() {
        QFETCH(QString, sql);
        QFETCH(ErrorCode, finding);
        QFETCH(int, count);
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        for (int i = 0; i < 2; ++i)
            QVERIFY(app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).has_value());
        QVERIFY(app::Compose(*lab).saveDraft(0, letterTo(*lab, "Amal")).has_value());
        QVERIFY(lab->findings().empty());
        change(*lab, sql.toStdString());
        for (int i = 0; i < 2; ++i) {
            lab.reset();
            lab = ward.enter("Jonas").value();
            const auto findings = lab->findings();
            QCOMPARE(findings.size(), std::size_t{1});
            QCOMPARE(findings[0].code, finding);
            QCOMPARE(findings[0].what, std::to_string(count));
            QVERIFY(app::Sync(*lab).run(m_task).has_value());
        }
    }

    /// What cannot be read can go when a person says so: it alone, its files with it, and the log says which.
    void damagedDraftsAreRemovedAndNoOthers_data() {
        QTest::addColumn<QString>("sql");
        for (const char* sql : {"UPDATE drafts SET content = x'00' WHERE number = %1",
                                "UPDATE drafts SET content = x'' WHERE number = %1",
                                "UPDATE draft_files SET digest = x'0102' WHERE draft = %1"})
            QTest::addRow("%s", sql) << sql;
    }
    void damagedDraftsAreRemovedAndNoOthers() {
        QFETCH(QString, sql);
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        app::Compose compose(*lab);
        const auto whole = compose.saveDraft(0, letterTo(*lab, "Amal")).value();
        const auto bad = compose.saveDraft(0, letterTo(*lab, "Amal")).value();
        const auto later = compose.saveDraft(0, letterTo(*lab, "Amal")).value();
        const auto lines = app::Audit(*lab).count().value();
        QCOMPARE(compose.removeDamagedDrafts().value(), std::size_t{0});
        QCOMPARE(app::Audit(*lab).count().value(), lines);
        change(*lab, sql.arg(bad).toStdString());
        // One of a later version of the program is not damaged: this one cannot read it, and leaves it.
        change(*lab, "UPDATE drafts SET content = x'820363616263' WHERE number = " + std::to_string(later));
        QCOMPARE(lab->findings().size(), std::size_t{1});
        QCOMPARE(compose.removeDamagedDrafts().value(), std::size_t{1});
        QVERIFY(lab->findings().empty());
        const auto drafts = compose.drafts().value();
        QCOMPARE(drafts.size(), std::size_t{1});
        QCOMPARE(drafts[0].number, whole);
        QCOMPARE(drafts[0].letter.pasted.size(), std::size_t{1});
        QCOMPARE(filesIn(lab->state().vault.attachmentsFolder()), std::size_t{2});
        auto rows = lab->state().vault.database().prepare("SELECT count(*) FROM drafts").value();
        QVERIFY(rows.step().value());
        QCOMPARE(rows.integer(0), std::int64_t{2});
        rows.reset();
        QCOMPARE(app::Audit(*lab).count().value(), lines + 1);
        const auto row = app::Audit(*lab).newest(0, 1).value().at(0);
        QCOMPARE(row.action, std::string("damage-removed"));
        QCOMPARE(row.note, "draft " + std::to_string(bad));
        QVERIFY(app::Audit(*lab).verify().has_value());
    }

    void damagedMailIsRemovedAndNoOther() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        meet(*lab, *doctor);
        for (int i = 0; i < 2; ++i)
            QVERIFY(app::Compose(*lab).send(letterTo(*lab, "Amal"), m_task).has_value());
        const auto spool = filesIn(lab->state().vault.spoolFolder());
        app::Mailbox mailbox(*lab);
        QCOMPARE(mailbox.removeDamagedMail().value(), std::size_t{0});
        change(*lab, "UPDATE outbox SET state = 9 WHERE number = (SELECT min(number) FROM outbox)");
        QCOMPARE(mailbox.removeDamagedMail().value(), std::size_t{1});
        QVERIFY(lab->findings().empty());
        QCOMPARE(filesIn(lab->state().vault.spoolFolder()), spool - 1);
        QCOMPARE(app::Audit(*lab).newest(0, 1)->at(0).action, std::string("damage-removed"));
        QVERIFY(app::Audit(*lab).verify().has_value());
        QCOMPARE(app::Sync(*lab).run(m_task)->published, std::size_t{1});
    }

    void theOldKitOpensUntilTheNewOneIsConfirmed() {
        test::Ward ward;
        auto lab = ward.admit("Jonas");
        app::Account account(*lab);
        const auto old = account.prepareRecoveryKit().value();
        QVERIFY(account.commitRecoveryKit(old).has_value());
        const auto fresh = account.prepareRecoveryKit().value();
        QVERIFY(account.checkRecoveryKit(old).has_value());
        QCOMPARE(account.checkRecoveryKit(fresh).error().code, ErrorCode::kUnlockFailed);
        // Somebody else's words, or the old ones, confirm nothing.
        QCOMPARE(account.confirmRecoveryKit(fresh, old).error().code, ErrorCode::kUnlockFailed);
        QVERIFY(account.checkRecoveryKit(old).has_value());
        QVERIFY(account.confirmRecoveryKit(fresh, fresh).has_value());
        QVERIFY(account.checkRecoveryKit(fresh).has_value());
        QCOMPARE(account.checkRecoveryKit(old).error().code, ErrorCode::kUnlockFailed);
    }
};

QTEST_GUILESS_MAIN(TestPromises)
#include "test_promises.moc"
