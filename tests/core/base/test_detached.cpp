// Calls that do not come back: their callers go on, with an honest answer, and nothing is used after its end.
#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <thread>

#include "core/base/detached_calls.h"
#include "core/base/detached_file_system.h"
#include "tests/support/hanging_share.h"

using namespace medveil;
using namespace std::chrono_literals;

namespace {

using Number = base::Result<int>;

class TestWaiting final : public base::Waiting {
  public:
    bool cancelled() const override { return stop; }
    void pause() override { ++pauses; }
    void resume() override { ++resumes; }
    std::atomic<bool> stop = false;
    std::atomic<int> pauses = 0;
    std::atomic<int> resumes = 0;
};

}  // namespace

class TestDetached : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void answersComeBack() {
        base::DetachedCalls calls;
        for (int i = 0; i < 100; ++i)
            QCOMPARE(calls.run([i]() -> Number { return i; }, 10s).value(), i);
        const auto failed =
            calls.run([]() -> Number { return base::fail(base::ErrorCode::kNoSpace, "x"); }, 10s);
        QCOMPARE(failed.error().code, base::ErrorCode::kNoSpace);
        QCOMPARE(calls.stuck(), 0);
    }

    void aCallThatHangsIsLeftAndTheNextIsAnswered() {
        auto go = std::make_shared<std::atomic<bool>>(false);
        auto held = std::make_shared<int>(7);
        base::DetachedCalls calls;
        const auto hangs = [go, held]() -> Number {
            while (!*go)
                std::this_thread::sleep_for(1ms);
            return *held;
        };
        QElapsedTimer clock;
        clock.start();
        const auto left = calls.run(hangs, 50ms);
        QCOMPARE(left.error().code, base::ErrorCode::kShareOffline);
        QVERIFY(clock.elapsed() < 2'000);
        QCOMPARE(calls.stuck(), 1);
        QCOMPARE(calls.run([]() -> Number { return 1; }, 10s).value(), 1);
        *go = true;
        QTRY_COMPARE(calls.stuck(), 0);
    }

    void tooManyThatHangRefuseAtOnce() {
        auto go = std::make_shared<std::atomic<bool>>(false);
        base::DetachedCalls calls;
        const auto hangs = [go]() -> Number {
            while (!*go)
                std::this_thread::sleep_for(1ms);
            return 0;
        };
        for (int i = 0; i < base::DetachedCalls::kMostStuck; ++i)
            QVERIFY(!calls.run(hangs, 1ms));
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(calls.run(hangs, 60s).error().code, base::ErrorCode::kShareOffline);
        QVERIFY(clock.elapsed() < 2'000);
        *go = true;
        QTRY_COMPARE(calls.stuck(), 0);
        QVERIFY(calls.run(hangs, 10s));
    }

    void aCancelledCallerGoesOnAtOnceAndLendsItsTurn() {
        auto go = std::make_shared<std::atomic<bool>>(false);
        base::DetachedCalls calls;
        TestWaiting waiting;
        const base::Waiting::Scope scope(waiting);
        std::thread stops([&waiting] {
            std::this_thread::sleep_for(60ms);
            waiting.stop = true;
        });
        QElapsedTimer clock;
        clock.start();
        const auto answer = calls.run(
            [go]() -> Number {
                while (!*go)
                    std::this_thread::sleep_for(1ms);
                return 0;
            },
            60s);
        stops.join();
        QCOMPARE(answer.error().code, base::ErrorCode::kCancelled);
        QVERIFY(clock.elapsed() < 2'000);
        QCOMPARE(waiting.pauses.load(), 1);
        QCOMPARE(waiting.resumes.load(), 1);
        // Nothing to tidy up where a call hangs already.
        clock.start();
        QCOMPARE(calls.run([]() -> Number { return 0; }, 60s).error().code, base::ErrorCode::kCancelled);
        QVERIFY(clock.elapsed() < 1'000);
        *go = true;
        QTRY_COMPARE(calls.stuck(), 0);
        // On a share that answers, what is cancelled may still remove its half-written file.
        QVERIFY(calls.run([]() -> Number { return 0; }, 60s));
    }

    void filesOutsideAreReadAndWrittenAsBefore() {
        QTemporaryDir folder;
        const base::Path root = folder.path().toStdString();
        base::DetachedFileSystem files(base::systemFileSystem(), root / "own");
        for (const auto* place : {"own", "outside"}) {
            const auto file = root / place / "a" / "file";
            QVERIFY(files.createFolders(file.parent_path()));
            base::Bytes content(700'000, 5);
            content[699'999] = 9;
            QVERIFY(base::writeWholeFile(files, file, content));
            QCOMPARE(base::readWholeFile(files, file, 1'000'000).value(), content);
            QCOMPARE(files.info(file)->size, std::uint64_t{700'000});
            QCOMPARE(files.createExclusive(file).error().code, base::ErrorCode::kAlreadyExists);
            QCOMPARE(files.list(file.parent_path(), 10)->size(), std::size_t{1});
            QVERIFY(files.freeBytes(file.parent_path()));
            QVERIFY(files.renameWithoutReplacing(file, root / place / "b"));
            QVERIFY(files.removeFile(root / place / "b"));
            QCOMPARE(files.openForReading(file).error().code, base::ErrorCode::kNotFound);
        }
    }

    /// Opened before the server went: reading, closing and dropping the file come back all the same.
    void anOpenFileOnADeadShareHoldsNobody() {
        QTemporaryDir folder;
        const base::Path root = folder.path().toStdString();
        test::HangingShare share(root / "share");
        base::DetachedFileSystem files(base::systemFileSystem(), root / "own");
        QVERIFY(files.createFolders(root / "share"));
        QVERIFY(base::writeWholeFile(files, root / "share" / "file", base::Bytes(100, 1)));
        auto file = files.openForReading(root / "share" / "file").value();
        share.hang();
        TestWaiting waiting;
        waiting.stop = true;
        const base::Waiting::Scope scope(waiting);
        QElapsedTimer clock;
        clock.start();
        base::Bytes buffer(100);
        QCOMPARE(file->read(buffer).error().code, base::ErrorCode::kCancelled);
        QVERIFY(!file->close());
        file.reset();
        QVERIFY(!files.info(root / "share" / "file"));
        QVERIFY(clock.elapsed() < 2'000);
        share.letGo();
        QTRY_COMPARE(test::HangingShare::hanging(), 0);
    }
};

QTEST_GUILESS_MAIN(TestDetached)
#include "test_detached.moc"
