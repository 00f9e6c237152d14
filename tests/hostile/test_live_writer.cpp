// Somebody writes to the share without a pause, everything at once, while two people write to each other as
// the window lets them: every message is there within ten seconds, under its sender's name, and memory and
// disk stay bounded. MEDVEIL_TEST_SCALE makes it longer.
#include <QtTest>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "tests/hostile/bomb_files.h"
#include "tests/hostile/large_picture.h"
#include "tests/hostile/measures.h"
#include "tests/hostile/share_writer.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::Path;
using test::bytesBelow;
using test::kMeasureMemory;
using test::kSlower;
using test::peakMemory;
using test::scale;
using test::seconds;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr double kMostLate = 10.0 * kSlower;
constexpr double kMostMemory = 300;                           ///< MiB
constexpr std::uint64_t kMostDisk = std::uint64_t{32} << 20;  ///< of a profile, between two polls
/// Meanwhile: one large file as it came, and what was taken out of it.
constexpr std::uint64_t kMostDiskMeanwhile = std::uint64_t{1} << 30;

bool forgetPeak() {
    return static_cast<bool>(std::ofstream("/proc/self/clear_refs") << "5" << std::flush);
}

struct Arrival {
    Clock::time_point when;
    std::string sender;
    int times = 0;
};

/// One person at the window: looks every five to six seconds, and at once after sending. A thread of its own.
class Correspondent {
  public:
    Correspondent(std::string name, std::string peer, app::Session& session, Path profile)
        : m_name(std::move(name)),
          m_peer(std::move(peer)),
          m_session(session),
          m_profile(std::move(profile)) {}

    void run(Clock::time_point sendUntil, Clock::time_point until, const std::atomic<bool>& stop) {
        auto nextLook = Clock::now();
        auto nextLetter = Clock::now() + milliseconds(500);
        while (!stop && Clock::now() < until) {
            if (Clock::now() >= nextLetter && Clock::now() < sendUntil) {
                send();
                nextLetter = Clock::now() + milliseconds(2'000 + crypto::randomBelow(5'000));
                nextLook = Clock::now();
            }
            if (Clock::now() >= nextLook) {
                const auto start = Clock::now();
                look();
                nextLook = std::max(start + milliseconds(5'000 + crypto::randomBelow(1'000)),
                                    Clock::now() + milliseconds(1'000));
            }
            std::this_thread::sleep_for(milliseconds(20));
        }
    }

    std::map<std::string, Clock::time_point> sent;  ///< by text
    std::map<std::string, Arrival> arrived;         ///< by text
    double slowestLook = 0;
    std::uint64_t mostDisk = 0;
    std::size_t requests = 0;  ///< strangers whose letters could be opened, and were not let in
    std::string trouble;

  private:
    void send() {
        app::Letter letter;
        const auto text = m_name + ", letter " + std::to_string(sent.size());
        letter.recipients = {app::Contacts(m_session).resolve(m_peer).value().id};
        letter.text.assign(text.begin(), text.end());
        sent[text] = Clock::now();
        if (const auto done = app::Compose(m_session).send(letter, m_task); !done)
            trouble += "send: " + std::string(base::errorName(done.error().code)) + "; ";
    }
    void look() {
        const auto start = Clock::now();
        const auto report = app::Sync(m_session).run(m_task, app::SyncCause::kPoll);
        slowestLook = std::max(slowestLook, seconds(Clock::now() - start));
        if (!report)
            trouble += "sync: " + std::string(base::errorName(report.error().code)) + "; ";
        else
            requests = std::max(requests, report->requests);
        app::Mailbox mailbox(m_session);
        const auto rows = mailbox.page(app::Folder::kInbox, {}, 1000);
        if (!rows) {
            trouble += "list: " + std::string(base::errorName(rows.error().code)) + "; ";
            return;
        }
        for (const auto& row : *rows) {
            if (m_seen.contains(row.number))
                continue;
            const auto detail = mailbox.open(row.number);
            if (!detail) {
                trouble += "open: " + std::string(base::errorName(detail.error().code)) + " " +
                           detail.error().detail + "; ";
                continue;
            }
            m_seen.insert(row.number);
            auto& arrival = arrived[std::string(detail->text.begin(), detail->text.end())];
            if (arrival.times++ == 0)
                arrival = {Clock::now(), detail->sender.name, 1};
        }
        mostDisk = std::max(mostDisk, bytesBelow(m_profile));
    }

    std::string m_name;
    std::string m_peer;
    app::Session& m_session;
    Path m_profile;
    base::NullTaskContext m_task;
    std::set<std::int64_t> m_seen;
};

}  // namespace

class TestLiveWriter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void honestMailIsInTimeUnderEverythingAtOnce() {
        test::Ward ward;
        auto jonas = ward.admit("Jonas");
        auto amal = ward.admit("Amal");
        base::NullTaskContext task;
        for (auto* session : {jonas.get(), amal.get(), jonas.get()})
            QVERIFY(app::Sync(*session).run(task).has_value());
        QVERIFY(test::Ward::introduce({jonas.get(), amal.get()}));
        const auto share = ward.root / "share";
        const auto outside = ward.root / "outside";
        std::filesystem::create_directories(outside);
        std::ofstream(outside / "keep") << "keep";
        std::vector<Path> boxes;
        for (auto* session : {jonas.get(), amal.get()})
            boxes.push_back(share / "in" / base::toBase32(session->state().identity.mailbox().view()));
        // What a good camera makes.
        const auto picture = test::largePicture(8000, 6000);
        QVERIFY(forgetPeak());

        Correspondent one("Jonas", "Amal", *jonas, ward.root / "Jonas");
        Correspondent other("Amal", "Jonas", *amal, ward.root / "Amal");
        std::atomic<bool> stop = false;
        const auto sendUntil = Clock::now() + std::chrono::seconds(18 * static_cast<int>(scale()));
        const auto until = sendUntil + milliseconds(static_cast<int>(kMostLate * 1000));
        std::uint64_t diskMeanwhile = 0;
        std::thread enemy([&] {
            test::ShareWriter writer(share, boxes, outside);
            for (int round = 0; !stop; ++round) {
                writer.everything(30);
                // Small files that become gigabytes, and some that may be read after all.
                for (std::size_t box = 0; box < boxes.size(); ++box) {
                    writer.picture(test::blackPng(round % 2 == 0 ? 16'000 : 7'000), box);
                    writer.picture(test::pngWithRemark(round % 2 == 0 ? "zTXt" : "iCCP", 512U << 20), box);
                    writer.picture(test::wideJpeg(), box, ".jpg");
                    writer.picture(test::longWav(), box, ".wav");
                }
                if (round % 8 == 4)
                    writer.strangeLetters(std::uint64_t{200} << 20, std::size_t{40} << 20);
                if (round % 8 == 0)
                    writer.largeCover((std::uint64_t{400} << 20) + static_cast<std::uint64_t>(round));
                // Not both at once: these two share a process, and its memory, only here.
                if (round == 2 || round == 10)
                    writer.picture(picture, round == 2 ? 0 : 1);
                diskMeanwhile = std::max(
                    {diskMeanwhile, bytesBelow(ward.root / "Jonas"), bytesBelow(ward.root / "Amal")});
                std::this_thread::sleep_for(milliseconds(700));
            }
        });
        std::thread first([&] { one.run(sendUntil, until, stop); });
        std::thread second([&] { other.run(sendUntil, until, stop); });
        first.join();
        second.join();
        stop = true;
        enemy.join();

        double latest = 0;
        for (const auto& [from, to] : {std::pair(&one, &other), std::pair(&other, &one)}) {
            QVERIFY2(from->trouble.empty(), from->trouble.c_str());
            QVERIFY(from->sent.size() >= 2);
            for (const auto& [text, when] : from->sent) {
                const auto there = to->arrived.find(text);
                QVERIFY2(there != to->arrived.end(), (text + " is lost").c_str());
                QCOMPARE(there->second.times, 1);
                QCOMPARE(there->second.sender, text.substr(0, text.find(',')));
                latest = std::max(latest, seconds(there->second.when - when));
            }
            QCOMPARE(to->arrived.size(), from->sent.size());
        }
        qInfo(
            "%zu letters, the latest after %.1f s; slowest looks %.1f s and %.1f s; memory %.0f MiB; "
            "disk %.1f MiB, meanwhile %.1f MiB; strangers who ask %zu and %zu",
            one.sent.size() + other.sent.size(), latest, one.slowestLook, other.slowestLook, peakMemory(),
            static_cast<double>(std::max(one.mostDisk, other.mostDisk)) / (1 << 20),
            static_cast<double>(diskMeanwhile) / (1 << 20), one.requests, other.requests);
        QVERIFY2(latest <= kMostLate, "a letter was late");
        if (kMeasureMemory)
            QVERIFY2(peakMemory() < kMostMemory, "too much memory");
        QVERIFY(std::max(one.mostDisk, other.mostDisk) < kMostDisk * scale());
        QVERIFY(diskMeanwhile < kMostDiskMeanwhile);
        // Their letters were opened, and are nowhere.
        QVERIFY(one.requests > 0 && other.requests > 0);
        QCOMPARE(std::distance(std::filesystem::directory_iterator(outside), {}), std::ptrdiff_t{1});
        for (auto* session : {jonas.get(), amal.get()})
            QCOMPARE(app::Contacts(*session).all()->size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestLiveWriter)
#include "test_live_writer.moc"
