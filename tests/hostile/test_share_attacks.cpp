// One attack at a time by somebody who may write to the share, against two honest people and this program.
#include <QProcess>
#include <QtTest>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "core/base/posix_file.h"
#include "core/crypto/random.h"
#include "core/format/file_digest.h"
#include "core/format/manifest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}
void writeFile(const Path& path, base::ByteView bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}
base::Bytes readFile(const Path& path) {
    return base::readWholeFile(base::systemFileSystem(), path, 1 << 26).value_or(base::Bytes());
}
std::vector<Path> filesBelow(const Path& folder, const std::string& ending = {}) {
    std::vector<Path> found;
    if (!std::filesystem::exists(folder))
        return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && (ending.empty() || entry.path().extension() == ending))
            found.push_back(entry.path());
    return found;
}
/// A noisy picture that nobody used before.
Path makeCover(const Path& folder) {
    static int number = 0;
    const auto path = folder / ("holiday-" + std::to_string(++number) + ".png");
    QProcess process;
    process.start(QStringLiteral("convert"),
                  {QStringLiteral("-size"), QStringLiteral("500x400"), QStringLiteral("plasma:fractal"),
                   QStringLiteral("+noise"), QStringLiteral("Gaussian"),
                   QStringLiteral("png24:") + QString::fromStdString(path.string())});
    process.waitForFinished();
    return path;
}

/// Two people who know each other, under a clock that stands until it is moved.
struct Pair {
    Pair() : ward(clock), lab(ward.admit("Jonas")), doctor(ward.admit("Amal")), share(ward.root / "share") {
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            (void)app::Sync(*session).run(task);
        (void)test::Ward::introduce({lab.get(), doctor.get()});
    }
    base::Result<app::SendReport> send(const std::string& text, std::optional<Path> cover = {},
                                       std::size_t bytes = 0) {
        app::Letter letter;
        letter.recipients = {app::Contacts(*lab).resolve("Amal").value().id};
        letter.text.assign(text.begin(), text.end());
        letter.cover = std::move(cover);
        if (bytes > 0)
            letter.pasted.push_back({"scan.bin", "x/y", base::WipedBytes(bytes, 3)});
        return app::Compose(*lab).send(letter, task);
    }
    app::SyncReport sync(app::Session& session) { return app::Sync(session).run(task).value(); }
    std::size_t inbox() { return app::Mailbox(*doctor).count(app::Folder::kInbox).value(); }
    Path mailbox(app::Session& of) const {
        return share / "in" / base::toBase32(of.state().identity.mailbox().view());
    }
    base::NullTaskContext task;
    test::FakeClock clock;
    test::Ward ward;
    std::unique_ptr<app::Session> lab;
    std::unique_ptr<app::Session> doctor;
    Path share;
};

}  // namespace

class TestShareAttacks : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void linksInTmpDeleteNothing() {
        Pair pair;
        const auto victim = pair.ward.root / "victim";
        const auto old = victim / "vault-0.db";
        writeFile(old, randomBytes(100));
        std::filesystem::last_write_time(
            old, std::filesystem::file_time_type::clock::now() - std::chrono::hours(50));
        const auto tmp = pair.share / "tmp";
        const auto own = tmp / base::toBase32(pair.lab->state().identity.device.view());
        std::filesystem::remove_all(own);
        std::filesystem::create_directory_symlink(victim, own);
        pair.clock.set(base::SystemClock().now());
        pair.sync(*pair.lab);
        QVERIFY2(std::filesystem::exists(old), "a file outside the share was deleted");
        // The whole folder as a link: nothing goes through it, and mail goes out all the same.
        std::filesystem::remove_all(tmp);
        std::filesystem::create_directory_symlink(victim, tmp);
        QVERIFY(pair.send("through").has_value());
        pair.sync(*pair.lab);
        QCOMPARE(filesBelow(victim).size(), std::size_t{1});
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{1});
    }

    void linksAtEveryStepOfTheWayAreNotFollowed_data() {
        QTest::addColumn<int>("step");
        for (const int step : {0, 1, 2, 3, 4})
            QTest::addRow("step %d", step) << step;
    }
    void linksAtEveryStepOfTheWayAreNotFollowed() {
        QFETCH(int, step);
        Pair pair;
        QVERIFY(pair.send("first").has_value());
        pair.sync(*pair.lab);
        pair.sync(*pair.doctor);
        pair.sync(*pair.lab);
        const auto victim = pair.ward.root / "victim";
        std::filesystem::create_directories(victim);
        writeFile(victim / "keep", randomBytes(10));
        const auto box = pair.mailbox(*pair.doctor);
        const auto person = base::toBase32(pair.doctor->state().identity.person().view());
        const auto place = std::array{pair.share / "in", box, box, pair.share / "id",
                                      pair.share / "id" / person}[static_cast<std::size_t>(step)];
        if (step == 2) {
            // Every folder below the mailbox that a message could go to.
            constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
            for (const char a : kLetters)
                for (const char b : kLetters) {
                    std::filesystem::remove_all(box / std::string{a, b});
                    std::filesystem::create_directory_symlink(victim, box / std::string{a, b});
                }
        } else {
            std::filesystem::remove_all(place);
            std::filesystem::create_directory_symlink(victim, place);
        }
        QVERIFY(pair.send("second").has_value());
        pair.sync(*pair.lab);
        QCOMPARE(filesBelow(victim).size(), std::size_t{1});
        // A mailbox that was a link heals as soon as somebody writes to it.
        pair.sync(*pair.doctor);
        QCOMPARE(filesBelow(victim).size(), std::size_t{1});
        QCOMPARE(pair.inbox(), std::size_t{2});
    }

    void nothingInTmpTellsWhoSent() {
        Pair pair;
        QVERIFY(pair.send("quiet").has_value());
        pair.sync(*pair.lab);
        for (const auto& entry : std::filesystem::directory_iterator(pair.share / "tmp"))
            QVERIFY2(entry.is_regular_file(), entry.path().c_str());
        for (auto* session : {pair.lab.get(), pair.doctor.get()}) {
            const auto device = base::toBase32(session->state().identity.device.view());
            for (const auto& entry : std::filesystem::recursive_directory_iterator(pair.share))
                QVERIFY(entry.path().string().find(device) == std::string::npos);
        }
    }

    void aTwinNameDoesNotSuppressAMessage_data() {
        QTest::addColumn<bool>("hidden");
        QTest::addColumn<QString>("ending");
        QTest::addColumn<bool>("copied");
        for (const char* ending : {"png", "jpg", "wav"})
            for (const bool copied : {true, false})
                QTest::addRow("blob, twin %s, copied %d", ending, copied) << false << ending << copied;
        for (const bool copied : {true, false})
            QTest::addRow("cover, twin blob, copied %d", copied) << true << "blob" << copied;
    }
    void aTwinNameDoesNotSuppressAMessage() {
        QFETCH(bool, hidden);
        QFETCH(QString, ending);
        QFETCH(bool, copied);
        Pair pair;
        QVERIFY(
            pair.send("seen", hidden ? std::optional(makeCover(pair.ward.root)) : std::nullopt).has_value());
        pair.sync(*pair.lab);
        const auto real = filesBelow(pair.mailbox(*pair.doctor));
        QCOMPARE(real.size(), std::size_t{1});
        auto twin = real[0];
        twin.replace_extension(ending.toStdString());
        writeFile(twin, copied ? readFile(real[0]) : randomBytes(1));
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{1});
        pair.sync(*pair.doctor);
        QVERIFY2(!std::filesystem::exists(real[0]), "what was imported leaves the share");
    }

    void aTwinThatCameFirstBlocksNothing() {
        Pair pair;
        QVERIFY(pair.send("late").has_value());
        pair.sync(*pair.lab);
        const auto real = filesBelow(pair.mailbox(*pair.doctor)).at(0);
        auto twin = real;
        twin.replace_extension("png");
        std::filesystem::rename(real, twin);
        // The doctor sees the copy alone, and sets it aside.
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{0});
        std::filesystem::copy_file(twin, real);
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{1});
    }

    void junkOfTheSameSizeUnderOurNameIsReplaced() {
        Pair pair;
        QVERIFY(pair.send("whole").has_value());
        pair.sync(*pair.lab);
        const auto real = filesBelow(pair.mailbox(*pair.doctor)).at(0);
        const auto content = readFile(real);
        writeFile(real, randomBytes(content.size()));
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{0});
        pair.clock.advance(11 * base::kMinute);
        pair.sync(*pair.lab);
        QVERIFY2(readFile(real) == content, "the junk was taken for the message");
        pair.clock.advance(11 * base::kMinute);
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{1});
    }

    void whatGoesOutDoesNotWaitForJunk() {
        struct StopsAtFirstReading final : base::TaskContext {
            bool cancelled() const override { return stopped; }
            void report(const base::Progress& progress) override {
                stopped |=
                    progress.stage == base::Stage::kReceiving || progress.stage == base::Stage::kRevealing;
            }
            bool stopped = false;
        } task;
        Pair pair;
        const auto box = pair.mailbox(*pair.lab);
        for (int i = 0; i < 20; ++i) {
            const auto junk = randomBytes(500'000);
            const auto name = base::toBase32(format::fileDigest(junk).view());
            writeFile(box / name.substr(0, 2) / (name + ".png"), junk);
        }
        QVERIFY(pair.send("urgent").has_value());
        QCOMPARE(app::Sync(*pair.lab).run(task).error().code, ErrorCode::kCancelled);
        QVERIFY(task.stopped);
        QCOMPARE(filesBelow(pair.mailbox(*pair.doctor)).size(), std::size_t{1});
    }

    void aShareForAGroupIsForTheGroup() {
        const auto mask = ::umask(0077);
        Pair pair;
        std::filesystem::remove_all(pair.share / "in");
        std::filesystem::remove_all(pair.share / "tmp");
        std::filesystem::remove_all(pair.share / "id");
        QCOMPARE(::chmod(pair.share.c_str(), 02770), 0);
        QVERIFY(pair.send("for all of us").has_value());
        pair.sync(*pair.lab);
        pair.sync(*pair.doctor);
        ::umask(mask);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(pair.share)) {
            if (entry.path().filename() == "log")
                continue;
            struct stat status{};
            QCOMPARE(::stat(entry.path().c_str(), &status), 0);
            const auto expected = entry.is_directory() ? 02770U : 0660U;
            if (entry.path().filename() != "share.json")
                QVERIFY2(
                    (status.st_mode & 07777) == expected,
                    qPrintable(QString::asprintf("%s: %o", entry.path().c_str(), status.st_mode & 07777)));
        }
    }

    void aClockThatWasAheadHoldsNothingForAYear() {
        Pair pair;
        QVERIFY(pair.send("soon").has_value());
        const auto now = pair.clock.now();
        pair.clock.set(now + 365 * base::kDay);
        // A first try that failed under that clock.
        auto items = pair.lab->state().deliveries.all().value();
        for (auto& item : items) {
            item.attempts = 1;
            item.nextAttempt = pair.clock.now() + 5 * base::kSecond;
            item.lastError = static_cast<std::uint64_t>(ErrorCode::kIo);
            QVERIFY(pair.lab->state().deliveries.update(item).has_value());
        }
        pair.clock.set(now + base::kMinute);
        pair.lab.reset();
        pair.lab = pair.ward.enter("Jonas").value();
        pair.sync(*pair.lab);
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{1});
    }

    void aMessageThatExpiredUnderAWrongClockComesBack() {
        Pair pair;
        app::Letter letter;
        letter.recipients = {app::Contacts(*pair.lab).resolve("Amal").value().id};
        letter.expires = pair.clock.now() + 7 * base::kDay;
        QVERIFY(app::Compose(*pair.lab).send(letter, pair.task).has_value());
        pair.sync(*pair.lab);
        const auto now = pair.clock.now();
        pair.clock.set(now + 365 * base::kDay);
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{0});
        pair.clock.set(now + base::kMinute);
        pair.sync(*pair.doctor);
        QCOMPARE(pair.inbox(), std::size_t{1});
    }

    void aMessageFromTheFutureDoesNotStayOnTop() {
        Pair pair;
        const auto now = pair.clock.now();
        pair.clock.set(now + 400 * base::kDay);
        QVERIFY(pair.send("from far ahead").has_value());
        pair.sync(*pair.lab);
        pair.clock.set(now);
        pair.sync(*pair.doctor);
        app::Mailbox box(*pair.doctor);
        auto rows = box.page(app::Folder::kInbox, {}, 10).value();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].time, now);
        QCOMPARE(box.open(rows[0].number)->claimed, now + 400 * base::kDay);
        pair.clock.advance(base::kMinute);
        QVERIFY(pair.send("later").has_value());
        pair.sync(*pair.lab);
        pair.sync(*pair.doctor);
        rows = box.page(app::Folder::kInbox, {}, 10).value();
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(box.open(rows[0].number)->claimed, base::Timestamp{0});
        const auto text = box.open(rows[0].number).value().text;
        QVERIFY(std::string_view(text.data(), text.size()) == "later");
    }

    void aDateThatNobodysClockSaysIsRefused() {
        format::Manifest manifest;
        manifest.recipients = {format::PersonId{}};
        manifest.created = 7'258'118'400'000;  // 2200-01-01
        QVERIFY(format::decodeManifest(format::encodeManifest(manifest)).has_value());
        for (const auto created : {manifest.created + 1, base::Timestamp{4'503'599'627'370'495}}) {
            manifest.created = created;
            const auto decoded = format::decodeManifest(format::encodeManifest(manifest));
            QVERIFY(!decoded.has_value());
            QCOMPARE(decoded.error().code, ErrorCode::kTooLarge);
        }
    }

    void whatWaitsIsToldAndAPersonTriesAtOnce() {
        Pair pair;
        test::FaultyFileSystem faults(base::systemFileSystem());
        pair.lab->state().openShare = [&](const Path& root) {
            return std::make_unique<test::FaultyShareFolder>(faults, share::openShareFolder(root));
        };
        QVERIFY(pair.send("patience").has_value());
        const auto poll = [&] { return app::Sync(*pair.lab).run(pair.task, app::SyncCause::kPoll).value(); };
        faults.failFrom(test::FaultyFileSystem::Call::kCreate, 0, ErrorCode::kNoSpace);
        auto report = poll();
        QCOMPARE(report.waiting.size(), std::size_t{1});
        QCOMPARE(report.waiting[0].recipient, std::string("Amal"));
        QCOMPARE(report.waiting[0].problem, ErrorCode::kShareFull);
        QVERIFY(report.waiting[0].nextTry > pair.clock.now());
        QVERIFY(report.waiting[0].nextTry <= pair.clock.now() + share::kLongestBackOff);
        const auto state = app::Account(*pair.lab).shareState().value();
        QCOMPARE(state.waitingWhy, ErrorCode::kShareFull);
        faults.heal();
        // The pause is not over, whatever anybody sets the clock to.
        for (const auto set : {base::kDay, -base::kDay}) {
            pair.clock.set(pair.clock.now() + set);
            QCOMPARE(poll().published, std::size_t{0});
        }
        QCOMPARE(pair.sync(*pair.lab).published, std::size_t{1});
        QVERIFY(pair.sync(*pair.lab).waiting.empty());
        // And it is over when its time has passed, under a clock that was set back a year.
        QVERIFY(pair.send("more patience").has_value());
        faults.failFrom(test::FaultyFileSystem::Call::kCreate, 0, ErrorCode::kNoSpace);
        QCOMPARE(poll().published, std::size_t{0});
        faults.heal();
        pair.clock.set(pair.clock.now() - 365 * base::kDay);
        pair.clock.advance(base::kMinute);
        QCOMPARE(poll().published, std::size_t{1});
    }

    void aShareThatTellsNoSizeGetsMail() {
        struct NoSize final : test::FaultyShareFolder {
            using FaultyShareFolder::FaultyShareFolder;
            base::Result<std::optional<std::uint64_t>> freeBytes() override {
                struct statvfs status{};
                return base::freeBytesOf(status);
            }
        };
        Pair pair;
        test::FaultyFileSystem faults(base::systemFileSystem());
        pair.lab->state().openShare = [&](const Path& root) {
            return std::make_unique<NoSize>(faults, share::openShareFolder(root));
        };
        QVERIFY(pair.send("fits").has_value());
        QCOMPARE(pair.sync(*pair.lab).published, std::size_t{1});
    }

    void nothingIsMissingAfterACover() {
        Pair pair;
        QVERIFY(pair.send("big", makeCover(pair.ward.root), 600'000).has_value());
        pair.sync(*pair.lab);
        QCOMPARE(filesBelow(pair.mailbox(*pair.doctor)).size(), std::size_t{2});
        const auto report = pair.sync(*pair.doctor);
        QCOMPARE(report.received, std::size_t{1});
        QVERIFY2(report.problem == ErrorCode{}, base::errorName(report.problem).data());
    }
};

QTEST_GUILESS_MAIN(TestShareAttacks)
#include "test_share_attacks.moc"
