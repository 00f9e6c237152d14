// Mail that is on its way and not there yet: what is said of it, on either side of the share.
#include <QFile>
#include <QtTest>
#include <filesystem>
#include <fstream>
#include <set>

#include "app/services/compose.h"
#include "app/services/contacts.h"
#include "app/services/mailbox.h"
#include "app/services/set_aside.h"
#include "app/services/sync.h"
#include "core/crypto/random.h"
#include "core/identity/contact_card.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

/// A share with mailboxes that nothing can be put into.
class PartlyClosedShare final : public test::FaultyShareFolder {
  public:
    PartlyClosedShare(test::FaultyFileSystem& none, std::unique_ptr<share::ShareFolder> under,
                      const std::set<std::string>& closed)
        : FaultyShareFolder(none, std::move(under)), m_closed(closed) {}
    base::Result<void> createFolders(const share::SharePath& path) override {
        for (const auto& mailbox : m_closed)
            if (path.text().find(mailbox) != std::string::npos)
                return base::fail(ErrorCode::kPermissionDenied, "mailbox");
        return FaultyShareFolder::createFolders(path);
    }

  private:
    const std::set<std::string>& m_closed;
};

}  // namespace

class TestWaiting : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<app::Session> m_lab;
    std::unique_ptr<app::Session> m_doctor;
    test::FaultyFileSystem m_noFaults{base::systemFileSystem()};
    std::set<std::string> m_closed;  ///< mailboxes that the lab cannot write to

    app::SyncReport sync(app::Session& session) {
        auto report = app::Sync(session).run(m_task);
        return report ? *report : app::SyncReport{};
    }
    base::Result<app::SendReport> send(const std::vector<std::string>& people) {
        app::Letter letter;
        letter.recipients = people;
        letter.text = {'h', 'e', 'l', 'l', 'o'};
        return app::Compose(*m_lab).send(letter, m_task);
    }
    static std::string idOf(const app::Session& session) { return session.me().id; }
    static std::string mailboxOf(app::Session& session) {
        return base::toBase32(session.state().identity.mailbox().view());
    }
    /// The doctor has a second device, whose mailbox stands on the card.
    format::CardDevice addDevice() {
        auto& me = m_doctor->state().identity;
        auto card = me.card.card;
        card.devices.push_back(
            {crypto::randomValue<format::DeviceId>(), crypto::randomValue<format::MailboxId>()});
        card.created += 1000;
        me.card = identity::signCard(card, me.signing, nullptr);
        return card.devices.back();
    }
    app::Delivery stateOfSent() {
        return app::Mailbox(*m_lab).page(app::Folder::kSent, {}, 1)->front().state;
    }
    /// One letter to a doctor with two devices, of which only the first can be reached, has come to it.
    std::int64_t deliverToOneOfTwo() {
        m_closed = {base::toBase32(addDevice().mailbox.view())};
        sync(*m_doctor);
        if (!test::Ward::introduce({m_lab.get(), m_doctor.get()}))
            return 0;
        if (!send({idOf(*m_doctor)}))
            return 0;
        sync(*m_lab);
        sync(*m_doctor);
        sync(*m_lab);
        return app::Mailbox(*m_doctor).page(app::Folder::kInbox, {}, 1)->front().number;
    }
    static QByteArray contentOf(const Path& path) {
        QFile file(QString::fromStdString(path.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
    }
    static void write(const Path& path, const QByteArray& content) {
        std::ofstream(path, std::ios::binary).write(content.constData(), content.size());
    }
    /// One letter from somebody the doctor knows, on the share and not looked at yet.
    Path blobForTheDoctor() {
        sync(*m_doctor);
        if (!test::Ward::introduce({m_lab.get(), m_doctor.get()}) || !send({idOf(*m_doctor)}))
            return {};
        sync(*m_lab);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_ward->root / "share" / "in"))
            if (entry.path().extension() == ".blob")
                return entry.path();
        return {};
    }

  private Q_SLOTS:
    void init() {
        m_ward = std::make_unique<test::Ward>();
        m_lab = m_ward->admit("Jonas");
        m_doctor = m_ward->admit("Amal");
        m_closed.clear();
        m_lab->state().openShare = [this](const Path& root) {
            return std::make_unique<PartlyClosedShare>(m_noFaults, share::openShareFolder(root), m_closed);
        };
    }
    void cleanup() {
        m_lab.reset();
        m_doctor.reset();
        m_ward.reset();
    }

    void whatOneDeviceHasIsNotSaidToWait() {
        const auto number = deliverToOneOfTwo();
        for (const auto state : {app::Delivery::kDelivered, app::Delivery::kRead}) {
            if (state == app::Delivery::kRead) {
                QVERIFY(app::Mailbox(*m_doctor).open(number).has_value());
                sync(*m_doctor);
            }
            const auto report = sync(*m_lab);
            QCOMPARE(stateOfSent(), state);
            // It is still tried, and said, but not as a message that waits.
            QCOMPARE(app::Account(*m_lab).shareState()->waiting, std::uint64_t{0});
            QCOMPARE(report.waiting.size(), std::size_t{1});
            QVERIFY(report.waiting[0].answered);
            QVERIFY(report.waiting[0].problem != ErrorCode{});
        }
        m_closed.clear();
        QVERIFY(sync(*m_lab).waiting.empty());
        QCOMPARE(stateOfSent(), app::Delivery::kRead);
    }

    /// The end date takes nothing back from the device that has it.
    void whatOneDeviceHasReadDoesNotExpire() {
        QVERIFY(app::Mailbox(*m_doctor).open(deliverToOneOfTwo()).has_value());
        sync(*m_doctor);
        sync(*m_lab);
        QVERIFY(m_lab->state().vault.database().execute("UPDATE outbox SET expires = 1").has_value());
        sync(*m_lab);
        QVERIFY(m_lab->state().deliveries.all()->empty());
        QCOMPARE(stateOfSent(), app::Delivery::kRead);
    }

    void twoPeopleOfOneNameWaitByWhatTellsThemApart() {
        auto other = m_ward->admitInto("Amal-2", "Amal");
        for (auto* session : {m_doctor.get(), other.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({m_lab.get()}));
        for (auto* session : {m_doctor.get(), other.get()})
            m_closed.insert(mailboxOf(*session));
        QVERIFY(send({idOf(*m_doctor), idOf(*other)}).has_value());
        const auto report = sync(*m_lab);
        const auto people = app::Contacts(*m_lab).all().value();
        QStringList shown;
        for (const auto& person : people)
            shown << QString::fromStdString(person.shown);
        QStringList waiting;
        for (const auto& one : report.waiting)
            waiting << QString::fromStdString(one.recipient);
        shown.sort();
        waiting.sort();
        QCOMPARE(waiting.join(u'|'), shown.join(u'|'));
        QVERIFY(!shown.contains(QStringLiteral("Amal")));
        QCOMPARE(app::Account(*m_lab).shareState()->waiting, std::uint64_t{2});
    }

    /// What an earlier version could not open is there, is left alone, and comes in once it is released.
    void aHeldFileThatIsReleasedArrives() {
        const auto blob = blobForTheDoctor();
        auto& deliveries = m_doctor->state().deliveries;
        const auto reason = static_cast<std::uint64_t>(ErrorCode::kUnknownVersion);
        QVERIFY(deliveries.hold(blob.filename().string(), reason, m_ward->clock.now()).has_value());
        QCOMPARE(sync(*m_doctor).received, std::size_t{0});
        app::SetAside aside(*m_doctor);
        const auto rows = aside.list(10).value();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].reason, ErrorCode::kUnknownVersion);
        QVERIFY(rows[0].size > 0);
        QVERIFY(aside.release(rows[0].id.substr(0, 8)).has_value());
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
        QCOMPARE(aside.count().value(), std::size_t{0});
        QCOMPARE(app::Mailbox(*m_doctor).count(app::Folder::kInbox).value(), std::uint64_t{1});
        QVERIFY(!std::filesystem::exists(blob));
    }

    /// Other bytes than the name says are no reason to set a file aside: it may still be on its way.
    void aDamagedFileThatIsPutRightArrives_data() {
        QTest::addColumn<int>("damage");
        QTest::newRow("halved") << 0;
        QTest::newRow("first byte") << 1;
        QTest::newRow("last byte") << 2;
        QTest::newRow("empty") << 3;
    }
    void aDamagedFileThatIsPutRightArrives() {
        QFETCH(int, damage);
        const auto blob = blobForTheDoctor();
        const auto right = contentOf(blob);
        auto wrong = right.left(damage == 0 ? right.size() / 2 : damage == 3 ? 0 : right.size());
        if (damage == 1 || damage == 2) {
            auto& byte = wrong[damage == 1 ? 0 : wrong.size() - 1];
            byte = static_cast<char>(byte ^ 1);
        }
        write(blob, wrong);
        const auto report = sync(*m_doctor);
        QCOMPARE(report.received, std::size_t{0});
        QCOMPARE(report.held, std::size_t{1});
        QVERIFY(std::filesystem::exists(blob));
        QVERIFY(app::SetAside(*m_doctor).list(10)->empty());
        write(blob, right);
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
    }

    /// What a program that carries folders makes of a file that two machines wrote: nobody's, and left alone.
    void aConflictedCopyIsNobodys_data() {
        QTest::addColumn<QString>("mark");
        QTest::addColumn<bool>("whole");
        for (const char* mark : {" (conflicted copy)", " (Jonas's conflicted copy 2026-01-01)", "-HOSTNAME",
                                 ".sync-conflict-20260101-101500-ABCDEFG", " (1)"}) {
            QTest::addRow("%s, whole", mark) << QString::fromUtf8(mark) << true;
            QTest::addRow("%s, half", mark) << QString::fromUtf8(mark) << false;
        }
    }
    void aConflictedCopyIsNobodys() {
        QFETCH(QString, mark);
        QFETCH(bool, whole);
        const auto blob = blobForTheDoctor();
        const auto content = contentOf(blob);
        const auto copy = blob.parent_path() / (blob.stem().string() + mark.toStdString() + ".blob");
        write(copy, content.left(whole ? content.size() : content.size() / 2));
        QCOMPARE(sync(*m_doctor).received, std::size_t{1});
        const auto again = sync(*m_doctor);
        QCOMPARE(again.received + again.held, std::size_t{0});
        QCOMPARE(again.problem, ErrorCode{});
        QCOMPARE(app::Mailbox(*m_doctor).count(app::Folder::kInbox).value(), std::uint64_t{1});
        QVERIFY(app::SetAside(*m_doctor).list(10)->empty());
        QVERIFY(!std::filesystem::exists(blob));
        QCOMPARE(contentOf(copy), content.left(whole ? content.size() : content.size() / 2));
    }
};

QTEST_GUILESS_MAIN(TestWaiting)
#include "test_waiting.moc"
