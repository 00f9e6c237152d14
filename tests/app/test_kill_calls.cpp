// kill -9 at the calls that change files, one after the other, of sending, receiving, a change of passphrase,
// a new recovery kit and a rotation of the vault's key: nothing is lost, doubled or half there, and nothing
// is left lying. MEDVEIL_TEST_SCALE=100 takes every call; by default they are sampled evenly, but for
// the last of a rotation, where the new takes the place of the old.
#include <QtTest>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "tests/support/kill_at_call.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::Path;

namespace {

constexpr int kPlaces = 30;
constexpr int kLastOfRotation = 200;

base::SecretBytes secret(std::string_view text) {
    return base::SecretBytes::copyOf(base::asBytes(text));
}

}  // namespace

class TestKillCalls : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    test::Ward m_ward;
    Path m_saved;
    base::SecretBytes m_kit;

    void save() {
        m_saved = m_ward.root / "saved";
        std::filesystem::remove_all(m_saved);
        std::filesystem::create_directories(m_saved);
        for (const char* name : {"Jonas", "Amal", "share"})
            std::filesystem::copy(m_ward.root / name, m_saved / name,
                                  std::filesystem::copy_options::recursive);
    }
    /// The folders stay, as what tells a profile from its copy is the folder it lies in.
    void bringBack() {
        for (const char* made : {"Noor", "new share"})
            std::filesystem::remove_all(m_ward.root / made);
        for (const char* name : {"Jonas", "Amal", "share"}) {
            for (const auto& entry : std::filesystem::directory_iterator(m_ward.root / name))
                std::filesystem::remove_all(entry.path());
            std::filesystem::copy(m_saved / name, m_ward.root / name,
                                  std::filesystem::copy_options::recursive);
        }
    }
    base::Result<std::unique_ptr<app::Session>> open(const std::string& name, vault::Credential credential) {
        return app::openSession(base::systemFileSystem(), m_ward.clock, m_ward.root / name, credential);
    }
    static app::Letter letterTo(app::Session& from, const std::string& name, const std::string& text) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve(name).value().id};
        letter.text.assign(text.begin(), text.end());
        letter.pasted.push_back({"scan.bin", "x/y", base::WipedBytes(300'000, 3)});
        return letter;
    }

    /// Runs `work` once through, then kills it at the calls in between; `check` says what is wrong.
    template <class Work, class Check>
    void atEveryCall(const char* what, Work work, Check check, int last = 0) {
        bringBack();
        const auto whole = test::killAtCall(-1, work);
        QCOMPARE(whole.status, 0);
        const int scale = std::max(1, qEnvironmentVariableIntValue("MEDVEIL_TEST_SCALE"));
        const int step = std::max(1, whole.calls / (kPlaces * scale));
        int killed = 0;
        for (int at = 0; at < whole.calls; at += at + last < whole.calls ? step : 1) {
            bringBack();
            killed += test::killAtCall(at, work).killed;
            const QByteArray wrong = check();
            QVERIFY2(wrong.isEmpty(),
                     (QByteArray(what) + ", call " + QByteArray::number(at) + ": " + wrong).constData());
        }
        qInfo("%s: killed at %d of %d calls", what, killed, whole.calls);
        QVERIFY(killed * 10 >= std::min(whole.calls, kPlaces) * 8);
    }

    /// What holds of every vault after every crash.
    QByteArray sound(app::Session& session) {
        if (!session.findings().empty())
            return "told: " +
                   QByteArray::fromStdString(std::string(base::errorName(session.findings()[0].code)) + " " +
                                             session.findings()[0].what);
        if (const auto log = app::Audit(session).verify(); !log)
            return "log: " + QByteArray::fromStdString(log.error().detail);
        if (!session.state().vault.database().checkIntegrity())
            return "pages";
        for (const auto& file : session.state().deliveries.all().value_or(std::vector<vault::OutboxItem>()))
            if (!std::filesystem::exists(session.state().vault.spoolFolder() / file.spool))
                return "spool";
        return {};
    }
    /// The messages' texts; every attachment is whole.
    std::vector<std::string> texts(app::Session& session, app::Folder folder) {
        std::vector<std::string> all;
        app::Mailbox box(session);
        const auto rows = box.page(folder, {}, 100).value();
        for (const auto& row : rows) {
            const auto detail = box.open(row.number).value();
            const auto bytes = box.attachmentBytes(row.number, 0, 1 << 20);
            all.push_back(bytes && bytes->size() == 300'000
                              ? std::string(detail.text.data(), detail.text.size())
                              : "attachment lost");
        }
        std::ranges::sort(all);
        return all;
    }

  private Q_SLOTS:
    void initTestCase() {
        auto lab = m_ward.admit("Jonas");
        auto doctor = m_ward.admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
        m_kit = app::newRecoveryWords().value();
        QVERIFY(app::Account(*lab).commitRecoveryKit(m_kit).has_value());
        QVERIFY(app::Compose(*lab).send(letterTo(*lab, "Amal", "first"), m_task).has_value());
        QVERIFY(app::Sync(*lab).run(m_task).has_value());
        lab.reset();
        doctor.reset();
        save();
    }

    void sending() {
        atEveryCall(
            "send",
            [this] {
                base::NullTaskContext task;
                auto session = m_ward.enter("Jonas");
                return session && app::Compose(**session).send(letterTo(**session, "Amal", "second"), task) &&
                       app::Sync(**session).run(task);
            },
            [this]() -> QByteArray {
                auto lab = m_ward.enter("Jonas");
                if (!lab)
                    return QByteArray::fromStdString(lab.error().detail);
                if (const auto wrong = sound(**lab); !wrong.isEmpty())
                    return wrong;
                if (!app::Sync(**lab).run(m_task))
                    return "sync";
                const auto sent = texts(**lab, app::Folder::kSent);
                auto doctor = m_ward.enter("Amal").value();
                if (!app::Sync(*doctor).run(m_task))
                    return "sync of the other";
                return texts(*doctor, app::Folder::kInbox) == sent && !sent.empty() ? QByteArray()
                                                                                    : "not what was sent";
            });
    }

    void receiving() {
        atEveryCall(
            "receive",
            [this] {
                base::NullTaskContext task;
                auto session = m_ward.enter("Amal");
                return session && app::Sync(**session).run(task);
            },
            [this]() -> QByteArray {
                auto doctor = m_ward.enter("Amal");
                if (!doctor)
                    return QByteArray::fromStdString(doctor.error().detail);
                if (const auto wrong = sound(**doctor); !wrong.isEmpty())
                    return wrong;
                if (!app::Sync(**doctor).run(m_task))
                    return "sync";
                if (texts(**doctor, app::Folder::kInbox) != std::vector<std::string>{"first"})
                    return "not one message";
                auto lab = m_ward.enter("Jonas").value();
                if (!app::Sync(*lab).run(m_task))
                    return "sync of the other";
                const auto rows = app::Mailbox(*lab).page(app::Folder::kSent, {}, 10).value();
                return rows[0].state >= app::Delivery::kDelivered ? QByteArray() : "no receipt";
            });
    }

    void changeOfPassphrase() {
        atEveryCall(
            "passphrase",
            [this] {
                auto session = m_ward.enter("Jonas");
                return session && (*session)->state().vault.setSlot(
                                      {vault::SlotKind::kPassphrase, secret("another heron")}, test::kCheap);
            },
            [this]() -> QByteArray {
                const bool old = m_ward.enter("Jonas").has_value();
                auto fresh = open("Jonas", {vault::SlotKind::kPassphrase, secret("another heron")});
                if (old == fresh.has_value())
                    return old ? "both open" : "neither opens";
                if (!fresh)
                    fresh = m_ward.enter("Jonas");
                return sound(**fresh);
            });
    }

    void newRecoveryKit() {
        const auto words = app::newRecoveryWords().value();
        atEveryCall(
            "recovery kit",
            [this, &words] {
                auto session = m_ward.enter("Jonas");
                return session && app::Account(**session).commitRecoveryKit(words);
            },
            [this, &words]() -> QByteArray {
                const auto with = [&](const base::SecretBytes& kit) {
                    return open("Jonas", app::recoveryCredential(kit.view()).value()).has_value();
                };
                const bool old = with(m_kit);
                if (old == with(words))
                    return old ? "both kits open" : "no kit opens";
                auto session = m_ward.enter("Jonas");
                return session ? sound(**session) : QByteArray::fromStdString(session.error().detail);
            });
    }

    /// Cut off anywhere, before, between or behind profile and share: the same again, or setting the share,
    /// leads to a whole profile on the share.
    void aNewProfileOnANewShare() {
        const auto folder = m_ward.root / "Noor";
        const auto share = m_ward.root / "new share";
        const auto make = [this, folder] {
            const app::NewProfile profile{"Noor",
                                          "North",
                                          {app::Role::kLab},
                                          base::SecretBytes::copyOf(base::asBytes(test::Ward::kPassphrase))};
            return app::createSession(base::systemFileSystem(), m_ward.clock, folder, profile, test::kCheap);
        };
        int between = 0;
        atEveryCall(
            "a new profile",
            [&] {
                auto session = make();
                return session && app::Account(**session).createShare(share);
            },
            [&]() -> QByteArray {
                const bool standing = app::Session::exists(folder);
                {
                    auto session = standing ? m_ward.enter("Noor") : make();
                    if (!session)
                        return QByteArray::fromStdString(session.error().detail);
                    const bool configured = app::Account(**session).shareState()->configured;
                    between += standing && !configured;
                    if (!configured && !app::Account(**session).createShare(share))
                        return "no share";
                }
                auto session = m_ward.enter("Noor");
                if (!session || !app::Account(**session).shareState()->reachable)
                    return "not on the share";
                auto wrong = sound(**session);
                if (wrong.isEmpty() && !app::Sync(**session).run(m_task))
                    wrong = "sync";
                return wrong;
            });
        QVERIFY2(between > 0, "never between profile and share");
    }

    void rotation() {
        atEveryCall(
            "rotation",
            [this] {
                base::NullTaskContext task;
                auto session = m_ward.enter("Jonas");
                return session && app::Account(**session).rotateVaultKey(task);
            },
            [this]() -> QByteArray {
                for (int i = 0; i < 2; ++i) {
                    auto session = m_ward.enter("Jonas");
                    if (!session)
                        return QByteArray::fromStdString(session.error().detail);
                    if (const auto wrong = sound(**session); !wrong.isEmpty())
                        return wrong;
                    if (texts(**session, app::Folder::kSent) != std::vector<std::string>{"first"})
                        return "not what was sent";
                }
                // One generation, one file for the one attachment: the other side was cleared away.
                int databases = 0;
                for (const auto& entry : std::filesystem::directory_iterator(m_ward.root / "Jonas"))
                    databases += entry.path().extension() == ".db";
                int files = 0;
                for (const auto& entry :
                     std::filesystem::directory_iterator(m_ward.root / "Jonas" / "attachments"))
                    files += entry.is_regular_file();
                return databases == 1 && files == 1 ? QByteArray()
                                                    : "left over: " + QByteArray::number(databases) +
                                                          " and " + QByteArray::number(files);
            },
            kLastOfRotation);
    }
};

QTEST_GUILESS_MAIN(TestKillCalls)
#include "test_kill_calls.moc"
