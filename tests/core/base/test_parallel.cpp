// Work on several cores: each piece once, the first error back, and no exception lost in a thread.
#include <QtTest>
#include <atomic>
#include <new>

#include "core/base/parallel.h"

using namespace medveil;

class TestParallel : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void eachPieceOnce() {
        std::vector<std::atomic<int>> seen(1000);
        QVERIFY(base::parallelFor(seen.size(), [&](std::size_t i) -> base::Result<void> {
            ++seen[i];
            return {};
        }));
        for (const auto& count : seen)
            QCOMPARE(count.load(), 1);
    }
    void theFirstErrorStopsTheRest() {
        std::atomic<std::size_t> begun{0};
        const auto done = base::parallelFor(1'000'000, [&](std::size_t) -> base::Result<void> {
            ++begun;
            return base::fail(base::ErrorCode::kTooLarge, "");
        });
        QCOMPARE(done.error().code, base::ErrorCode::kTooLarge);
        QVERIFY(begun <= base::coreCount());
    }
    void memoryThatRunsOutInAThread() {
        for (std::size_t piece = 0; piece < 8; ++piece) {
            const auto work = [&](std::size_t i) -> base::Result<void> {
                if (i == piece)
                    throw std::bad_alloc();
                return {};
            };
            QVERIFY_THROWS_EXCEPTION(std::bad_alloc, (void)base::parallelFor(8, work));
        }
    }
};

QTEST_GUILESS_MAIN(TestParallel)
#include "test_parallel.moc"
