// The folder of a profile under everything that people, backups and synchronising programs do to it: files
// that are missing, empty, cut, older, doubled or somebody else's. Nothing is deleted that the vault did not
// write, nothing is made over anything, and the right file put back opens everything.
#include <QtTest>
#include <fstream>
#include <map>
#include <random>

#include <sys/wait.h>
#include <unistd.h>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

using Snapshot = std::map<std::string, std::string>;

std::string contentOf(const Path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void writeContent(const Path& path, const std::string& content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

/// Every file below the folder, by its path in it.
Snapshot snapshotOf(const Path& folder) {
    Snapshot files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files[std::filesystem::relative(entry.path(), folder).string()] = contentOf(entry.path());
    }
    return files;
}

void restore(const Path& folder, const Snapshot& files) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder / "attachments");
    std::filesystem::create_directories(folder / "spool");
    for (const auto& [name, content] : files)
        writeContent(folder / name, content);
}

QByteArray difference(const Snapshot& before, const Snapshot& after) {
    QByteArray text;
    for (const auto& [name, content] : before) {
        const auto now = after.find(name);
        if (now == after.end())
            text += "gone: " + QByteArray::fromStdString(name) + "\n";
        else if (now->second != content)
            text += "changed: " + QByteArray::fromStdString(name) + "\n";
    }
    for (const auto& [name, content] : after) {
        if (!before.contains(name))
            text += "new: " + QByteArray::fromStdString(name) + "\n";
    }
    return text;
}

int scale() {
    return std::max(1, qEnvironmentVariableIntValue("MEDVEIL_TEST_SCALE"));
}

}  // namespace

class TestProfileFolder : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    test::Ward m_ward;
    Path m_folder;
    Snapshot m_early;    ///< after one message
    Snapshot m_right;    ///< as a killed session left it: with a write-ahead log
    Snapshot m_foreign;  ///< somebody else's profile

    static app::Letter letterTo(app::Session& from, const std::string& name, const std::string& text) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve(name).value().id};
        letter.text.assign(text.begin(), text.end());
        letter.pasted.push_back({"scan.bin", "x/y", base::WipedBytes(3000, 5)});
        return letter;
    }

    base::Result<std::unique_ptr<app::Session>> enter() { return m_ward.enter("Jonas"); }
    bool found(ErrorCode code) {
        const auto session = enter();
        return session && std::ranges::any_of((*session)->findings(),
                                              [code](const auto& finding) { return finding.code == code; });
    }

    /// Everything that m_right holds is there and opens. Where an older state was opened in between, the
    /// right one misses that session, and this is told.
    enum class Told { kNothing, kPutBack };
    QByteArray missing(Told told = Told::kNothing) {
        auto session = enter();
        if (!session)
            return "does not open: " +
                   QByteArray::fromStdString(std::string(base::errorName(session.error().code)) + " " +
                                             session.error().detail);
        if ((*session)->rolledBack() && told == Told::kNothing)
            return "is taken for an older one";
        app::Mailbox mailbox(**session);
        for (const auto& [folder, count] :
             {std::pair(app::Folder::kInbox, 1U), std::pair(app::Folder::kSent, 2U)}) {
            const auto rows = mailbox.page(folder, {}, 10).value();
            if (rows.size() != count)
                return "messages: " + QByteArray::number(static_cast<qulonglong>(rows.size()));
            for (const auto& row : rows) {
                const auto bytes = mailbox.attachmentBytes(row.number, 0, 10'000);
                if (!mailbox.open(row.number) || !bytes || *bytes != base::WipedBytes(3000, 5))
                    return "an attachment is gone";
            }
        }
        const auto waiting = (*session)->state().deliveries.all().value();
        for (const auto& item : waiting) {
            if (!std::filesystem::exists(m_folder / "spool" / item.spool))
                return "a message on its way out is gone: " + QByteArray::fromStdString(item.spool);
        }
        if (app::Compose(**session).drafts().value().size() != 1)
            return "the draft is gone";
        if (const auto whole = app::Audit(**session).verify(); !whole)
            return "log: " + QByteArray::fromStdString(whole.error().detail);
        return {};
    }

    /// Nothing changed on disk, whatever was answered.
    void refused(ErrorCode code) {
        const auto before = snapshotOf(m_folder);
        const auto session = enter();
        QVERIFY(!session.has_value());
        QCOMPARE(session.error().code, code);
        QCOMPARE(difference(before, snapshotOf(m_folder)), QByteArray());
    }
    void theRightFilesOpenEverything() {
        restore(m_folder, m_right);
        QCOMPARE(missing(), QByteArray());
    }

  private Q_SLOTS:
    void initTestCase() {
        m_folder = m_ward.root / "Jonas";
        {
            auto lab = m_ward.admit("Jonas");
            auto doctor = m_ward.admit("Amal");
            for (auto* session : {lab.get(), doctor.get(), lab.get()})
                QVERIFY(app::Sync(*session).run(m_task).has_value());
            QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
            QVERIFY(app::Compose(*lab).send(letterTo(*lab, "Amal", "one"), m_task).has_value());
            QVERIFY(app::Compose(*doctor).send(letterTo(*doctor, "Jonas", "back"), m_task).has_value());
            QVERIFY(app::Sync(*doctor).run(m_task).has_value());
        }
        m_early = snapshotOf(m_folder);
        {
            auto lab = enter().value();
            QVERIFY(app::Sync(*lab).run(m_task).has_value());
        }
        const pid_t child = ::fork();
        if (child == 0) {
            auto lab = enter();
            const bool done = lab && app::Compose(**lab).send(letterTo(**lab, "Amal", "two"), m_task) &&
                              app::Compose(**lab).saveDraft(0, letterTo(**lab, "Amal", "draft"));
            // Killed: the log is not moved into the database.
            ::_exit(done ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
        m_right = snapshotOf(m_folder);
        QVERIFY(m_right.contains("vault-0.db-wal") && m_right["vault-0.db-wal"].size() > 4096);
        m_foreign = snapshotOf(m_ward.root / "Amal");
    }
    void init() { restore(m_folder, m_right); }

    void theRightFolderOpens() { QCOMPARE(missing(), QByteArray()); }

    void anEmptyDatabaseIsDamageNotANewVault() {
        for (const bool withLog : {true, false}) {
            restore(m_folder, m_right);
            writeContent(m_folder / "vault-0.db", {});
            if (!withLog)
                std::filesystem::remove(m_folder / "vault-0.db-wal");
            refused(ErrorCode::kVaultDamaged);
            theRightFilesOpenEverything();
        }
    }

    void aDatabaseWithoutASchemaIsDamage() {
        crypto::SymmetricKey key;
        {
            const auto file = vault::decodeSlotFile(base::asBytes(m_right["slots"])).value();
            const auto slot = vault::slotKey(file.slots[0], base::asBytes(test::Ward::kPassphrase)).value();
            key = vault::unwrapFrom(file.slots[0], slot).value();
        }
        for (const auto* statement : {"PRAGMA user_version = 1",
                                      "CREATE TABLE settings(key TEXT PRIMARY KEY, value BLOB NOT NULL)"}) {
            restore(m_folder, m_right);
            for (const auto* name : {"vault-0.db-wal", "vault-0.db-shm"})
                std::filesystem::remove(m_folder / name);
            writeContent(m_folder / "vault-0.db", {});
            {
                auto database = vault::Database::open(m_folder / "vault-0.db", key).value();
                QVERIFY(database.execute(statement).has_value());
            }
            refused(ErrorCode::kVaultDamaged);
        }
        theRightFilesOpenEverything();
    }

    void aWrongPassphraseTouchesNothing() {
        for (const bool lockFile : {true, false}) {
            if (!lockFile)
                std::filesystem::remove(m_folder / "lock");
            const auto before = snapshotOf(m_folder);
            const auto session = app::openSession(
                base::systemFileSystem(), m_ward.clock, m_folder,
                {vault::SlotKind::kPassphrase, base::SecretBytes::copyOf(base::asBytes("another heron"))});
            QCOMPARE(session.error().code, ErrorCode::kUnlockFailed);
            QCOMPARE(difference(before, snapshotOf(m_folder)), QByteArray());
        }
    }

    void missingSlotsAreNamedAndNothingIsMadeOverThem() {
        std::filesystem::remove(m_folder / "slots");
        refused(ErrorCode::kVaultSlotsMissing);
        QVERIFY(app::Session::exists(m_folder));
        QCOMPARE(app::Session::check(m_folder).error().code, ErrorCode::kVaultSlotsMissing);
        const auto whole = snapshotOf(m_folder);
        // Also with nothing but one of its files left.
        for (const std::string& left :
             {std::string(), std::string("vault-0.db"), std::string("anchor"), std::string("vault-3.db")}) {
            if (!left.empty())
                restore(m_folder, {{left, "x"}});
            const auto before = snapshotOf(m_folder);
            app::NewProfile profile{
                "Eve", "", {}, base::SecretBytes::copyOf(base::asBytes(test::Ward::kPassphrase))};
            const auto made =
                app::createSession(base::systemFileSystem(), m_ward.clock, m_folder, profile, test::kCheap);
            QCOMPARE(made.error().code, ErrorCode::kVaultSlotsMissing);
            QCOMPARE(difference(before, snapshotOf(m_folder)), QByteArray());
        }
        theRightFilesOpenEverything();
    }

    void aMissingDatabaseIsNamed() {
        for (const auto* name : {"vault-0.db", "vault-0.db-wal", "vault-0.db-shm"})
            std::filesystem::remove(m_folder / name);
        refused(ErrorCode::kVaultDatabaseMissing);
        QCOMPARE(enter().error().detail, std::string("vault-0.db"));
        theRightFilesOpenEverything();
    }

    void strangersAreLeftAloneAndTold() {
        const std::vector<std::string> names = {"vault-0 (conflicted copy).db",
                                                "vault-backup.db",
                                                "vault-0.db.part",
                                                "letter.part",
                                                "vault-7.db",
                                                "notes.txt",
                                                "attachments/foreign",
                                                "spool/foreign",
                                                "attachments/scan.bin.part"};
        for (const auto& name : names)
            writeContent(m_folder / name, "mine");
        for (int i = 0; i < 2; ++i) {
            auto session = enter();
            QVERIFY(session.has_value());
            const auto findings = (*session)->findings();
            QVERIFY(std::ranges::any_of(
                findings, [](const auto& finding) { return finding.code == ErrorCode::kVaultStrangers; }));
            QCOMPARE((*session)->state().vault.strangers().size(), names.size() - 1);
            base::NullTaskContext task;
            if (i == 0)
                QVERIFY(app::Account(**session).rotateVaultKey(task).has_value());
        }
        for (const auto& name : names)
            QCOMPARE(contentOf(m_folder / name), std::string("mine"));
        QCOMPARE(missing(), QByteArray());
    }

    /// Not as an older copy, which it need not be.
    void aMissingAnchorIsNamed() {
        for (const bool empty : {false, true}) {
            std::filesystem::remove(m_folder / "anchor");
            if (empty)
                writeContent(m_folder / "anchor", "");
            QVERIFY(found(ErrorCode::kVaultAnchorMissing) && !found(ErrorCode::kVaultRolledBack));
            theRightFilesOpenEverything();
        }
    }

    void missingAttachmentsAreTold() {
        QVERIFY(!found(ErrorCode::kVaultFilesMissing));
        theRightFilesOpenEverything();
        std::filesystem::remove_all(m_folder / "attachments");
        QVERIFY(found(ErrorCode::kVaultFilesMissing));
        theRightFilesOpenEverything();
    }

    void anOlderDatabaseKeepsTheNewerFiles() {
        for (const auto* name : {"vault-0.db", "vault-0.db-wal", "vault-0.db-shm"})
            std::filesystem::remove(m_folder / name);
        writeContent(m_folder / "vault-0.db", m_early["vault-0.db"]);
        {
            auto session = enter();
            QVERIFY(session.has_value());
            QVERIFY((*session)->rolledBack());
        }
        for (const auto& [name, content] : m_right) {
            if (name.starts_with("attachments/") || name.starts_with("spool/"))
                QCOMPARE(contentOf(m_folder / name), content);
        }
        for (const auto* name : {"vault-0.db", "vault-0.db-wal", "vault-0.db-shm"})
            std::filesystem::remove(m_folder / name);
        for (const auto* name : {"vault-0.db", "vault-0.db-wal"})
            writeContent(m_folder / name, m_right[name]);
        QCOMPARE(missing(Told::kPutBack), QByteArray());
        QCOMPARE(missing(), QByteArray());
    }

    void aDatabasePutBackAfterAKilledSessionIsTold() {
        // The session that was killed never closed; its last state is marked all the same.
        for (const auto* name : {"vault-0.db-wal", "vault-0.db-shm"})
            std::filesystem::remove(m_folder / name);
        auto session = enter();
        QVERIFY(session.has_value());
        QVERIFY((*session)->rolledBack());
    }

    /// A log belongs to the database it was begun over. Over an older one it would bring some of what was
    /// stored and lose the rest, and the newest number in it would vouch for both.
    void anOlderDatabaseUnderTheLogOfAKilledSessionIsRefused() {
        writeContent(m_folder / "vault-0.db", m_early["vault-0.db"]);
        std::filesystem::remove(m_folder / "vault-0.db-shm");
        refused(ErrorCode::kVaultDamaged);
        QCOMPARE(enter().error().detail, std::string("vault-0.db and its -wal are of different times"));
        theRightFilesOpenEverything();
        // Nor does an older log change a newer database.
        const auto later = contentOf(m_folder / "vault-0.db");
        QVERIFY(!std::filesystem::exists(m_folder / "vault-0.db-wal"));
        writeContent(m_folder / "vault-0.db-wal", m_right["vault-0.db-wal"]);
        refused(ErrorCode::kVaultDamaged);
        std::filesystem::remove(m_folder / "vault-0.db-wal");
        QCOMPARE(contentOf(m_folder / "vault-0.db"), later);
        QCOMPARE(missing(), QByteArray());
    }

    void whatIsNoLogIsLeftAlone() {
        theRightFilesOpenEverything();
        writeContent(m_folder / "vault-0.db-wal", "my notes");
        refused(ErrorCode::kVaultDamaged);
        // A power failure may leave zeros.
        writeContent(m_folder / "vault-0.db-wal", std::string(4096, '\0'));
        QCOMPARE(missing(), QByteArray());
    }

    void oldSlotsDoNotBringTheOldPassphraseBack() {
        const auto secret = [](std::string_view text) {
            return base::SecretBytes::copyOf(base::asBytes(text));
        };
        {
            auto session = enter().value();
            QVERIFY(session->state().vault.setSlot({vault::SlotKind::kPassphrase, secret("another heron")},
                                                   test::kCheap));
        }
        const auto open = [&](std::string_view passphrase) {
            return app::openSession(base::systemFileSystem(), m_ward.clock, m_folder,
                                    {vault::SlotKind::kPassphrase, secret(passphrase)});
        };
        const auto current = contentOf(m_folder / "slots");
        writeContent(m_folder / "slots", m_right["slots"]);
        QCOMPARE(open(test::Ward::kPassphrase).error().code, ErrorCode::kVaultSlotsReplaced);
        QCOMPARE(contentOf(m_folder / "slots"), current);
        QCOMPARE(open(test::Ward::kPassphrase).error().code, ErrorCode::kUnlockFailed);
        QVERIFY(open("another heron").has_value());
        QVERIFY(open("another heron").value()->findings().empty());
    }

    /// Both together agree with each other; only the mark beside them has seen more.
    void slotsAndDatabasePutBackTogetherAreTold() {
        {
            auto session = enter().value();
            const auto fresh = base::SecretBytes::copyOf(base::asBytes(std::string_view("another heron")));
            QVERIFY(
                session->state().vault.setSlot({vault::SlotKind::kPassphrase, fresh.clone()}, test::kCheap));
        }
        QCOMPARE(enter().error().code, ErrorCode::kUnlockFailed);
        const auto mark = contentOf(m_folder / "anchor");
        for (const auto* name : {"vault-0.db", "vault-0.db-wal", "vault-0.db-shm"})
            std::filesystem::remove(m_folder / name);
        for (const auto* name : {"vault-0.db", "slots"})
            writeContent(m_folder / name, m_early[name]);
        QVERIFY(!mark.empty() && contentOf(m_folder / "anchor") == mark);
        auto session = enter();
        QVERIFY(session.has_value());
        QVERIFY((*session)->rolledBack());
        const auto findings = (*session)->findings();
        QVERIFY(std::ranges::any_of(
            findings, [](const auto& finding) { return finding.code == ErrorCode::kVaultRolledBack; }));
    }

    void slotsThatTheCredentialOpensBothWaysAreTold() {
        const auto secret = base::SecretBytes::copyOf(base::asBytes(test::Ward::kPassphrase));
        {
            auto session = enter().value();
            app::Account account(*session);
            QVERIFY(account.commitRecoveryKit(account.prepareRecoveryKit().value()).has_value());
        }
        writeContent(m_folder / "slots", m_right["slots"]);
        auto session = enter();
        QVERIFY(session.has_value());
        QCOMPARE((*session)->findings().size(), std::size_t{1});
        QCOMPARE((*session)->findings()[0].code, ErrorCode::kVaultSlotsReplaced);
        QVERIFY(app::Account(**session).hasRecoveryKit());
        session->reset();
        QVERIFY(enter().value()->findings().empty());
    }

    void aCreationThatWasCutOffCanBeDoneAgain() {
        const Path folder = m_ward.root / "New";
        app::NewProfile profile{
            "New", "", {}, base::SecretBytes::copyOf(base::asBytes(test::Ward::kPassphrase))};
        int cut = 0;
        for (std::size_t nth = 0;; ++nth) {
            std::filesystem::remove_all(folder);
            test::FaultyFileSystem faulty(base::systemFileSystem());
            faulty.failFrom(nth, ErrorCode::kNoSpace);
            const bool made =
                app::createSession(faulty, m_ward.clock, folder, profile, test::kCheap).has_value();
            const bool there = app::Session::exists(folder);
            if (there)
                QVERIFY2(m_ward.enter("New").has_value(), qPrintable(QString::number(nth)));
            else
                QVERIFY2(
                    app::createSession(base::systemFileSystem(), m_ward.clock, folder, profile, test::kCheap),
                    qPrintable(QString::number(nth)));
            if (made)
                break;
            ++cut;
        }
        qInfo("%d places to be cut off at", cut);
        QVERIFY(cut > 20);
    }

    void randomCombinations() {
        std::mt19937 random(20261126);
        const auto below = [&](std::size_t bound) {
            return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
        };
        std::vector<std::string> names;
        for (const auto& [name, content] : m_right)
            names.push_back(name);
        const int rounds = 1000 * scale();
        std::map<std::string, int> answers;
        for (int round = 0; round < rounds; ++round) {
            restore(m_folder, m_right);
            std::vector<std::string> touched;
            QByteArray what;
            const auto count = 1 + below(4);
            for (std::size_t i = 0; i < count; ++i)
                what += mutate(names[below(names.size())], below(7), below, touched) + "; ";
            const auto before = snapshotOf(m_folder);
            auto session = enter();
            const auto answer = session ? std::string((*session)->rolledBack() ? "opened, told" : "opened")
                                        : std::string(base::errorName(session.error().code));
            ++answers[answer];
            const bool opened = session.has_value();
            const bool repaired = !opened && session.error().code == ErrorCode::kVaultSlotsReplaced;
            if (opened)
                session->reset();
            const auto after = snapshotOf(m_folder);
            for (const auto& [name, content] : before) {
                const bool own = name == "slots" || name == "anchor" || name == "vault-0.db" ||
                                 name == "vault-0.db-wal" || name == "vault-0.db-shm";
                if ((opened && own) || (repaired && name == "slots"))
                    continue;
                QVERIFY2(after.contains(name), (what + "gone: " + name.c_str()).constData());
                QVERIFY2(after.at(name) == content, (what + "changed: " + name.c_str()).constData());
            }
            if (!opened && !repaired)
                QVERIFY2(before == after, (what + difference(before, after)).constData());
            putRight(touched);
            const bool putBack = opened && std::ranges::any_of(touched, [](const auto& name) {
                                     return name.starts_with("vault-0.db");
                                 });
            const auto lost = missing(putBack ? Told::kPutBack : Told::kNothing);
            QVERIFY2(lost.isEmpty(), (what + answer.c_str() + ": " + lost).constData());
            for (const auto& [name, content] : before) {
                if (!m_right.contains(name))
                    QVERIFY2(contentOf(m_folder / name) == content, (what + name.c_str()).constData());
            }
        }
        QString text;
        for (const auto& [answer, times] : answers)
            text += QString::fromStdString(answer) + QStringLiteral(" %1, ").arg(times);
        qInfo("%d combinations: %s", rounds, qPrintable(text));
        QVERIFY(answers.contains("opened") && answers.contains("vault-damaged") &&
                answers.contains("vault-slots-missing"));
    }

  private:
    template <class Below>
    QByteArray mutate(const std::string& name, std::size_t kind, const Below& below,
                      std::vector<std::string>& touched) {
        const auto path = m_folder / name;
        const auto& right = m_right[name];
        const auto label = QByteArray::fromStdString(name);
        const auto doubled = Path(path.parent_path() /
                                  (path.stem().string() + " (conflicted copy)" + path.extension().string()));
        if (kind == 4) {
            writeContent(doubled, right);
            return label + " doubled";
        }
        touched.push_back(name);
        switch (kind) {
            case 0:
                std::filesystem::remove(path);
                return label + " missing";
            case 1:
                writeContent(path, {});
                return label + " empty";
            case 2:
                writeContent(path, right.substr(0, below(right.size() + 1)));
                return label + " truncated";
            case 3:
                writeContent(path, m_early.contains(name) ? m_early[name] : std::string());
                return label + " older";
            case 5:
                writeContent(path,
                             m_foreign.contains(name) ? m_foreign[name] : std::string("somebody else's"));
                return label + " foreign";
            default: {
                auto changed = right;
                if (!changed.empty())
                    changed[below(changed.size())] ^= 0x21;
                writeContent(path, changed);
                return label + " flipped";
            }
        }
    }

    /// Puts the touched files back. A database and its log belong together, and a session that opened has
    /// moved both.
    void putRight(const std::vector<std::string>& touched) {
        const bool database =
            std::ranges::any_of(touched, [](const auto& name) { return name.starts_with("vault-0.db"); });
        for (const auto& name : touched) {
            if (!name.starts_with("vault-0.db"))
                writeContent(m_folder / name, m_right[name]);
        }
        if (!database)
            return;
        for (const auto* name : {"vault-0.db", "vault-0.db-wal", "vault-0.db-shm"}) {
            std::filesystem::remove(m_folder / name);
            writeContent(m_folder / name, m_right[name]);
        }
    }
};

QTEST_GUILESS_MAIN(TestProfileFolder)
#include "test_profile_folder.moc"
