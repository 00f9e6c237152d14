// Vaults of every schema version ever released must open, with everything that was in them. And a vault
// that was changed from outside is refused or told, never believed.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "app/services/audit.h"
#include "app/services/mailbox.h"
#include "app/services/session_state.h"
#include "core/vault/schema.h"
#include "tests/support/test_data.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

base::SecretBytes secret(std::string_view text) {
    return base::SecretBytes::copyOf(base::asBytes(text));
}

/// A copy of the frozen vault that a test may change.
struct Copy {
    explicit Copy(const std::string& version = "v1")
        : folder(Path(temporary.path().toStdString()) / "vault") {
        std::filesystem::copy(test::vectorFolder() / "vault" / version, folder,
                              std::filesystem::copy_options::recursive);
    }
    base::Result<std::unique_ptr<app::Session>> open(vault::Credential credential = {
                                                         vault::SlotKind::kPassphrase,
                                                         secret(test::Ward::kPassphrase)}) {
        return app::openSession(base::systemFileSystem(), clock, folder, credential);
    }
    QTemporaryDir temporary;
    Path folder;
    base::SystemClock clock;
};

base::Bytes readFile(const Path& path) {
    return base::readWholeFile(base::systemFileSystem(), path, 1 << 26).value();
}
void writeFile(const Path& path, base::ByteView content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
}

}  // namespace

class TestFrozenVault : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;

    void holdsEverything(app::Session& session) {
        app::Mailbox mailbox(session);
        QCOMPARE(mailbox.count(app::Folder::kInbox).value(), std::uint64_t{2});
        const auto rows = mailbox.page(app::Folder::kInbox, {}, 10).value();
        QCOMPARE(rows.size(), std::size_t{2});
        int potassium = 0;
        for (const auto& row : rows) {
            const auto detail = mailbox.open(row.number);
            QVERIFY2(detail, detail ? "" : detail.error().detail.c_str());
            QCOMPARE(detail->sender.name, std::string("Jonas Weber"));
            QCOMPARE(detail->patient.id, std::string("MRN-77"));
            QCOMPARE(detail->patient.name, std::string("Pat Example"));
            potassium += std::string(detail->text.begin(), detail->text.end()) == "Potassium 6.1 mmol/L";
            QCOMPARE(detail->attachments.size(), std::size_t{1});
            QVERIFY(mailbox.attachmentBytes(row.number, 0, 10'000).value() == base::WipedBytes(3000, 5));
        }
        QCOMPARE(potassium, 1);
        QCOMPARE(mailbox.search("potassium", std::nullopt, 10).value().size(), std::size_t{1});
        QCOMPARE(app::Contacts(session).all().value().size(), std::size_t{1});
        QVERIFY(app::Audit(session).verify().has_value());
    }

  private Q_SLOTS:
    void everyVersionOpens_data() {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("v1") << QStringLiteral("v1")
                            << QByteArray(
                                   "liquid heavily phoenix riddance imaginary blatancy extortion "
                                   "gruffly throbbing chaps expose hasty");
        QTest::newRow("v6") << QStringLiteral("v6")
                            << QByteArray(
                                   "consensus vanquish ducky viewing predator outing vastness "
                                   "repeated each lustily scavenger driveway");
        QTest::newRow("v8") << QStringLiteral("v8")
                            << QByteArray(
                                   "drowsily reorder dyslexia utilize hangover kung culpable "
                                   "unthread ducking net treason context");
    }
    void everyVersionOpens() {
        QFETCH(QString, version);
        QFETCH(QByteArray, words);
        Copy copy(version.toStdString());
        {
            const auto session = copy.open();
            QVERIFY2(session, session ? "" : session.error().detail.c_str());
            QCOMPARE((*session)->me().name, std::string("Amal Haddad"));
            QVERIFY(!(*session)->rolledBack());
            holdsEverything(**session);
        }
        const auto kit = app::recoveryCredential(base::asBytes(words.toStdString()));
        QVERIFY(kit.has_value());
        const auto session = copy.open({vault::SlotKind::kRecoveryKit, kit->secret.clone()});
        QVERIFY(session.has_value());
        holdsEverything(**session);
    }

    /// A schema that no frozen vault has is one that may be broken without notice.
    void theNewestSchemaIsFrozen() {
        const auto newest = "v" + std::to_string(vault::kSchemaVersion);
        QVERIFY2(std::filesystem::exists(test::vectorFolder() / "vault" / newest), newest.c_str());
    }

    void wrongPassphrase() {
        Copy copy;
        for (const std::string_view wrong :
             {"", "canary-passphrase heron laddeR", "canary-passphrase heron ladder "})
            QCOMPARE(copy.open({vault::SlotKind::kPassphrase, secret(wrong)}).error().code,
                     ErrorCode::kUnlockFailed);
    }

    void everyChangedByteOfTheSlots() {
        Copy copy;
        const auto slots = readFile(copy.folder / "slots");
        int refused = 0;
        for (std::size_t at = 0; at < slots.size(); ++at) {
            auto changed = slots;
            changed[at] = static_cast<base::Byte>(changed[at] ^ 0x11U);
            writeFile(copy.folder / "slots", changed);
            const auto session = copy.open();
            QVERIFY2(!session, qPrintable(QString::number(at)));
            const auto code = session.error().code;
            QVERIFY(code == ErrorCode::kUnlockFailed || code == ErrorCode::kVaultDamaged ||
                    code == ErrorCode::kVaultTooNew || code == ErrorCode::kMalformed ||
                    code == ErrorCode::kTooLarge || code == ErrorCode::kUnexpectedEnd ||
                    code == ErrorCode::kOutOfMemory);
            ++refused;
        }
        QCOMPARE(static_cast<std::size_t>(refused), slots.size());
        writeFile(copy.folder / "slots", slots);
        QVERIFY(copy.open().has_value());
    }

    void changedPagesOfTheDatabase() {
        Copy copy;
        const auto path = copy.folder / "vault-0.db";
        const auto database = readFile(path);
        int caught = 0;
        int tried = 0;
        for (std::size_t at = 100; at < database.size(); at += 4096, ++tried) {
            auto changed = database;
            changed[at] = static_cast<base::Byte>(changed[at] ^ 1U);
            writeFile(path, changed);
            std::filesystem::remove(path.string() + "-wal");
            std::filesystem::remove(path.string() + "-shm");
            const auto session = copy.open();
            if (!session) {
                ++caught;
                continue;
            }
            // A page nobody has read yet: asked for as a whole, it is found.
            caught += !(*session)->state().vault.database().checkIntegrity().has_value();
        }
        QCOMPARE(caught, tried);
        QVERIFY(tried > 20);
    }

    void aNewerVaultIsLeftAlone() {
        Copy copy;
        {
            const auto session = copy.open().value().release();
            const std::unique_ptr<app::Session> owner(session);
            QVERIFY(session->state()
                        .vault.database()
                        .execute("PRAGMA user_version = " + std::to_string(vault::kSchemaVersion + 1))
                        .has_value());
        }
        QCOMPARE(copy.open().error().code, ErrorCode::kVaultTooNew);
    }

    void aDamagedAttachmentIsTold() {
        Copy copy;
        for (const auto& entry : std::filesystem::directory_iterator(copy.folder / "attachments")) {
            auto content = readFile(entry.path());
            content[content.size() / 2] = static_cast<base::Byte>(content[content.size() / 2] ^ 1U);
            writeFile(entry.path(), content);
        }
        const auto session = copy.open();
        QVERIFY(session.has_value());
        app::Mailbox mailbox(**session);
        const auto rows = mailbox.page(app::Folder::kInbox, {}, 10).value();
        for (const auto& row : rows)
            QVERIFY(!mailbox.attachmentBytes(row.number, 0, 10'000).has_value());
        const auto out = copy.folder.parent_path() / "out.bin";
        QVERIFY(!mailbox.saveAttachment(rows[0].number, 0, out, m_task));
        QVERIFY(!std::filesystem::exists(out));
    }

    void anOldCopyIsTold() {
        Copy copy;
        Copy old;
        for (int i = 0; i < 2; ++i)
            QVERIFY(copy.open().has_value());
        const auto bring = [&](bool withAnchor) {
            for (const auto* name : {"vault-0.db", "vault-0.db-wal", "vault-0.db-shm"})
                std::filesystem::remove(copy.folder / name);
            std::filesystem::copy_file(old.folder / "vault-0.db", copy.folder / "vault-0.db");
            if (!withAnchor)
                std::filesystem::remove(copy.folder / "anchor");
        };
        bring(true);
        QVERIFY(copy.open().value()->rolledBack());
        bring(false);
        QVERIFY(copy.open().value()->rolledBack());
        QVERIFY(!old.open().value()->rolledBack());
    }

    void aReplacedSlotLeavesNoKey() {
        Copy copy;
        auto session = copy.open().value();
        auto& vault = session->state().vault;
        const auto keys = [&] {
            auto select = vault.database().prepare("SELECT count(*) FROM slot_keys").value();
            (void)select.step();
            return select.integer(0);
        };
        const auto before = keys();
        QVERIFY(vault.setSlot({vault::SlotKind::kPassphrase, secret("another heron")}, test::kCheap));
        QCOMPARE(keys(), before);
        const auto rotated = vault.rotateKey(m_task);
        QVERIFY2(rotated, rotated ? "" : rotated.error().detail.c_str());
        session.reset();
        QCOMPARE(copy.open().error().code, ErrorCode::kUnlockFailed);
        QVERIFY(copy.open({vault::SlotKind::kPassphrase, secret("another heron")}).has_value());
    }

    void weakParametersAreRaisedAtUnlock() {
        Copy copy;
        {
            const auto session = app::Session::unlock(copy.folder, app::CredentialKind::kPassphrase,
                                                      secret(test::Ward::kPassphrase), m_task);
            QVERIFY(session.has_value());
        }
        const auto session = copy.open();
        QVERIFY(session.has_value());
        const auto parameters = (*session)->state().vault.passphraseParameters();
        QVERIFY(parameters->memoryKib >= crypto::kUsualLeastKib);
        QVERIFY(parameters->operations >= 3);
    }
};

QTEST_GUILESS_MAIN(TestFrozenVault)
#include "test_frozen_vault.moc"
