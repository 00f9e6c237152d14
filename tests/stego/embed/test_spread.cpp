// One payload over several covers: any `needed` parts give it back, fewer do not, changed ones are noticed.
#include <QtTest>

#include "core/crypto/random.h"
#include "stego/embed/spread.h"

using namespace medveil;
using base::ErrorCode;

namespace {
base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}
}  // namespace

class TestSpread : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anyNeededPartsAreEnough() {
        for (const std::size_t size : {0U, 1U, 2U, 31U, 1000U, 100'003U}) {
            for (const auto& [needed, count] : {std::pair{1U, 1U}, std::pair{1U, 4U}, std::pair{3U, 5U},
                                                std::pair{5U, 5U}, std::pair{9U, 32U}}) {
                const auto payload = randomBytes(size);
                auto parts = stego::spread(payload, needed, count).value();
                QCOMPARE(parts.size(), std::size_t{count});
                for (int round = 0; round < 12; ++round) {
                    for (auto i = static_cast<std::uint32_t>(parts.size()); i > 1; --i)
                        std::swap(parts[i - 1], parts[crypto::randomBelow(i)]);
                    const std::span<const base::WipedBytes> some(parts.data(), needed);
                    const auto back = stego::gather(some);
                    QVERIFY(back && std::ranges::equal(*back, payload));
                    if (needed > 1) {
                        auto twice = std::vector<base::WipedBytes>(some.begin(), some.end());
                        twice[0] = twice[1];
                        QVERIFY(stego::gather(twice).error().code == ErrorCode::kPartsMissing);
                    }
                }
            }
        }
    }

    void strangersAreLeftOut() {
        const auto payload = randomBytes(500);
        const auto ours = stego::spread(payload, 2, 3).value();
        const auto theirs = stego::spread(payload, 2, 3).value();
        const std::vector<base::WipedBytes> mixed{ours[2], theirs[0], theirs[1], ours[0]};
        QVERIFY(std::ranges::equal(stego::gather(mixed).value(), payload));
        const std::vector<base::WipedBytes> apart{ours[2], theirs[0]};
        QVERIFY(stego::gather(apart).error().code == ErrorCode::kPartsMissing);
    }

    void changedPartsAreNoticed() {
        const auto payload = randomBytes(100);
        const auto parts = stego::spread(payload, 2, 3).value();
        for (std::size_t at = 0; at < parts[2].size(); ++at) {
            std::vector<base::WipedBytes> changed{parts[0], parts[2]};
            changed[1][at] ^= 0x10U;
            QVERIFY(!stego::gather(changed));
            changed[1].resize(at);
            QVERIFY(!stego::gather(changed));
        }
        QVERIFY(!stego::isPart(randomBytes(200)).value());
        QVERIFY(stego::isPart(parts[1]).value());
        QVERIFY(!stego::spread(payload, 0, 3) && !stego::spread(payload, 4, 3) &&
                !stego::spread(payload, 2, 33));
    }
};

QTEST_GUILESS_MAIN(TestSpread)
#include "test_spread.moc"
