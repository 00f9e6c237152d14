// kill -9 at random moments of sending, receiving, passphrase change and key rotation: afterwards nothing is
// lost, doubled or half visible.
#include <QtTest>
#include <fstream>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "core/crypto/random.h"
#include "tests/support/ward.h"

using namespace medveil;

namespace {

/// Runs `work` in a child that is killed after a random time of up to `microseconds`; true when it was really
/// killed.
template <class Work>
bool killedWithin(std::uint32_t microseconds, Work work) {
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        ::_exit(0);
    }
    ::usleep(crypto::randomBelow(microseconds));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

base::SecretBytes secret(std::string_view text) {
    return base::SecretBytes::copyOf(base::asBytes(text));
}

}  // namespace

class TestKill : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    static constexpr int kRounds = 50;

    void meet(test::Ward& ward) {
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
    }
    static app::Letter letter(app::Session& from, const std::string& text) {
        app::Letter letter;
        letter.recipients = {app::Contacts(from).resolve("Amal").value().id};
        letter.text.assign(text.begin(), text.end());
        letter.pasted.push_back({"scan.bin", "x/y", base::WipedBytes(700'000, 3)});
        return letter;
    }

  private Q_SLOTS:
    void sendingAndReceiving() {
        test::Ward ward;
        meet(ward);
        int killed = 0;
        for (int round = 0; round < 2 * kRounds; ++round) {
            const bool sending = round % 2 == 0;
            killed += killedWithin(60'000, [&] {
                base::NullTaskContext task;
                auto session = ward.enter(sending ? "Jonas" : "Amal");
                if (!session)
                    ::_exit(1);
                if (sending)
                    (void)app::Compose(**session).send(letter(**session, "round " + std::to_string(round)),
                                                       task);
                (void)app::Sync(**session).run(task);
            });
        }
        QVERIFY2(killed > 20, qPrintable(QString::number(killed)));
        // Everything that is in Sent arrives, once; nothing else does.
        for (int i = 0; i < 3; ++i) {
            for (const char* name : {"Jonas", "Amal"}) {
                auto session = ward.enter(name);
                QVERIFY2(session.has_value(), session ? "" : session.error().detail.c_str());
                QVERIFY(app::Sync(**session).run(m_task).has_value());
                QVERIFY(app::Audit(**session).verify().has_value());
                QVERIFY((*session)->state().vault.database().checkIntegrity().has_value());
            }
        }
        std::vector<std::string> sent;
        std::vector<std::string> received;
        const auto texts = [&](const char* name, app::Folder folder, std::vector<std::string>& into) {
            auto session = ward.enter(name);
            app::Mailbox box(**session);
            const auto rows = box.page(folder, {}, 1000).value();
            for (const auto& row : rows) {
                const auto detail = box.open(row.number).value();
                into.push_back(std::string(detail.text.data(), detail.text.size()));
                QCOMPARE(box.attachmentBytes(row.number, 0, 1 << 20)->size(), std::size_t{700'000});
            }
        };
        texts("Jonas", app::Folder::kSent, sent);
        texts("Amal", app::Folder::kInbox, received);
        std::ranges::sort(sent);
        std::ranges::sort(received);
        QVERIFY(std::ranges::adjacent_find(received) == received.end());
        QVERIFY(sent == received);
        QVERIFY(!sent.empty());
    }

    void passphraseChange() {
        test::Ward ward;
        meet(ward);
        const auto folder = ward.root / "Jonas";
        std::string current(test::Ward::kPassphrase);
        int killed = 0;
        for (int round = 0; round < kRounds; ++round) {
            const auto next = "otter ladder " + std::to_string(round) + " north";
            killed += killedWithin(40'000, [&] {
                auto opened = app::openSession(base::systemFileSystem(), ward.clock, folder,
                                               {vault::SlotKind::kPassphrase, secret(current)});
                if (opened)
                    (void)(*opened)->state().vault.setSlot({vault::SlotKind::kPassphrase, secret(next)},
                                                           test::kCheap);
            });
            const auto opens = [&](const std::string& passphrase) {
                return app::openSession(base::systemFileSystem(), ward.clock, folder,
                                        {vault::SlotKind::kPassphrase, secret(passphrase)})
                    .has_value();
            };
            const bool old = opens(current);
            const bool fresh = opens(next);
            QVERIFY2(old != fresh, "exactly one passphrase opens");
            if (fresh)
                current = next;
        }
        QVERIFY(killed > 5);
    }

    void keyRotation() {
        test::Ward ward;
        meet(ward);
        {
            auto session = ward.enter("Jonas");
            QVERIFY(app::Compose(**session).send(letter(**session, "keep me"), m_task).has_value());
        }
        int killed = 0;
        for (int round = 0; round < kRounds; ++round) {
            killed += killedWithin(30'000, [&] {
                base::NullTaskContext task;
                if (auto session = ward.enter("Jonas"))
                    (void)app::Account(**session).rotateVaultKey(task);
            });
            auto session = ward.enter("Jonas");
            QVERIFY2(session.has_value(), session ? "" : session.error().detail.c_str());
            app::Mailbox box(**session);
            const auto rows = box.page(app::Folder::kSent, {}, 10).value();
            QCOMPARE(rows.size(), std::size_t{1});
            QCOMPARE(box.attachmentBytes(rows[0].number, 0, 1 << 20)->size(), std::size_t{700'000});
            QVERIFY(app::Audit(**session).verify().has_value());
        }
        QVERIFY(killed > 5);
    }
};

QTEST_GUILESS_MAIN(TestKill)
#include "test_kill.moc"
