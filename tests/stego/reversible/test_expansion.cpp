// Reversible embedding on pictures of every depth: what goes in comes out, the picture comes back, nothing
// changes by more than one, and damage is noticed.
#include <QtTest>

#include "core/crypto/random.h"
#include "stego/reversible/expansion.h"
#include "tests/support/memory_carrier.h"

using namespace medveil;
using base::ErrorCode;
using stego::Region;
using Picture = test::MemoryCarrier;

namespace {

base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}

enum class Content { kFlat, kBlackAndWhite, kSlope, kNoise, kNearTheEnds };

void fill(Picture& picture, Content content) {
    const auto& info = picture.info();
    const auto range = static_cast<std::uint32_t>(info.maximum - info.minimum) + 1;
    const auto at = [&](std::uint32_t x, std::uint32_t y, std::uint32_t c) -> std::uint32_t {
        switch (content) {
            case Content::kFlat:
                return 0;
            case Content::kBlackAndWhite:
                return x / 7 % 2 == y / 5 % 2 ? range - 1 : 0;
            case Content::kSlope:
                return (x + y * (c + 1) + crypto::randomBelow(3)) % range;
            case Content::kNoise:
                return crypto::randomBelow(range);
            case Content::kNearTheEnds:
                return (x / 16 % 2 == 0 ? 0 : range - 4) + crypto::randomBelow(4);
        }
        return 0;
    };
    for (std::size_t i = 0; i < picture.samples().size(); ++i) {
        const auto pixel = static_cast<std::uint32_t>(i / info.channels);
        const auto c = static_cast<std::uint32_t>(i % info.channels);
        const auto value = at(pixel % info.width, pixel / info.width, c);
        picture.samples().set(i, info.minimum + static_cast<std::int32_t>(value));
    }
}

bool same(const stego::Samples& a, const stego::Samples& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i])
            return false;
    }
    return a.size() == b.size();
}

}  // namespace

class TestExpansion : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void comesBack_data() {
        QTest::addColumn<unsigned>("channels");
        QTest::addColumn<unsigned>("bits");
        QTest::addColumn<bool>("withSign");
        QTest::addColumn<int>("content");
        for (const auto& [name, channels, bits, withSign] :
             {std::tuple("grey 8", 1U, 8U, false), std::tuple("RGB 8", 3U, 8U, false),
              std::tuple("grey 12", 1U, 12U, false), std::tuple("grey 16", 1U, 16U, false),
              std::tuple("signed 16", 1U, 16U, true), std::tuple("grey 2", 1U, 2U, false)}) {
            for (const auto content : {Content::kFlat, Content::kBlackAndWhite, Content::kSlope,
                                       Content::kNoise, Content::kNearTheEnds})
                QTest::addRow("%s, content %d", name, static_cast<int>(content))
                    << channels << bits << withSign << static_cast<int>(content);
        }
    }
    void comesBack() {
        QFETCH(unsigned, channels);
        QFETCH(unsigned, bits);
        QFETCH(bool, withSign);
        QFETCH(int, content);
        Picture picture(173, 131, channels, bits, withSign);
        fill(picture, static_cast<Content>(content));
        const auto original = picture.samples();
        const auto fits = stego::expansionCapacity(picture, {}, m_task);
        QVERIFY(fits.has_value());
        for (const auto size : {std::size_t{0}, std::size_t{1}, static_cast<std::size_t>(*fits / 3),
                                static_cast<std::size_t>(*fits)}) {
            if (size > *fits)
                continue;
            const auto payload = randomBytes(size);
            const auto changed = stego::expand(picture, payload, {}, m_task);
            // Where hardly anything fits, a promise of nothing is not even one of an empty payload.
            if (!changed && *fits == 0)
                break;
            QVERIFY2(changed.has_value(), "what was promised does not fit");
            std::uint64_t counted = 0;
            for (std::size_t i = 0; i < original.size(); ++i) {
                QVERIFY(std::abs(picture.samples()[i] - original[i]) <= 1);
                QVERIFY(picture.samples()[i] >= picture.info().minimum);
                QVERIFY(picture.samples()[i] <= picture.info().maximum);
                counted += picture.samples()[i] != original[i];
            }
            QCOMPARE_LE(counted, *changed);
            const auto found = stego::contract(picture, m_task);
            QVERIFY(found.has_value());
            QCOMPARE(*found, payload);
            QVERIFY(same(picture.samples(), original));
        }
    }

    void tooMuchChangesNothing() {
        Picture picture(173, 131, 1, 8, false);
        fill(picture, Content::kSlope);
        const auto original = picture.samples();
        const auto fits = stego::expansionCapacity(picture, {}, m_task).value();
        QCOMPARE(stego::expand(picture, randomBytes(fits * 2), {}, m_task).error().code,
                 ErrorCode::kCoverTooSmall);
        QVERIFY(same(picture.samples(), original));
        Picture tiny(5, 5, 1, 8, false);
        QCOMPARE(stego::expansionCapacity(tiny, {}, m_task).error().code, ErrorCode::kCoverTooSmall);
        QCOMPARE(stego::expand(tiny, {}, {}, m_task).error().code, ErrorCode::kCoverTooSmall);
    }

    void leavesRegionsAlone() {
        Picture picture(200, 150, 1, 12, false);
        fill(picture, Content::kSlope);
        const auto original = picture.samples();
        const std::vector<Region> keep = {{40, 30, 60, 50}, {1, 1, 20, 148}};
        const auto fits = stego::expansionCapacity(picture, keep, m_task).value();
        QCOMPARE_LT(fits, stego::expansionCapacity(picture, {}, m_task).value());
        const auto payload = randomBytes(fits);
        QVERIFY(stego::expand(picture, payload, keep, m_task).has_value());
        for (const auto& region : keep) {
            for (std::uint32_t y = region.y; y < region.y + region.height; ++y) {
                for (std::uint32_t x = region.x; x < region.x + region.width; ++x)
                    QCOMPARE(picture.samples()[y * 200 + x], original[y * 200 + x]);
            }
        }
        QCOMPARE(stego::contract(picture, m_task).value(), payload);
        QVERIFY(same(picture.samples(), original));
        for (const auto& wrong : {Region{0, 5, 5, 5}, Region{5, 5, 195, 5}, Region{5, 5, 5, 145},
                                  Region{5, 5, UINT32_MAX, 5}, Region{UINT32_MAX, 5, 5, 5}})
            QCOMPARE(stego::expand(picture, payload, {wrong}, m_task).error().code,
                     ErrorCode::kInvalidArgument);
        QCOMPARE(
            stego::expand(picture, payload, std::vector<Region>(9, Region{5, 5, 5, 5}), m_task).error().code,
            ErrorCode::kInvalidArgument);
    }

    /// One value that changed anywhere: nothing comes out but the original and what was hidden, or an error.
    void noticesDamage() {
        Picture picture(64, 64, 1, 8, false);
        fill(picture, Content::kSlope);
        const auto original = picture.samples();
        const auto payload = randomBytes(40);
        QVERIFY(stego::expand(picture, payload, {}, m_task).has_value());
        const auto written = picture.samples();
        for (std::size_t i = 0; i < written.size(); ++i) {
            picture.samples() = written;
            picture.samples().set(i, written[i] ^ 1);
            const auto found = stego::contract(picture, m_task);
            if (found) {
                QCOMPARE(*found, payload);
                QVERIFY(same(picture.samples(), original));
                continue;
            }
            QVERIFY(found.error().code == ErrorCode::kCoverDamaged ||
                    found.error().code == ErrorCode::kNothingFound);
        }
    }

    void findsNothingInWhatWasNotChanged() {
        Picture picture(173, 131, 1, 8, false);
        fill(picture, Content::kNoise);
        QVERIFY(!stego::carriesExpansion(picture));
        QCOMPARE(stego::contract(picture, m_task).error().code, ErrorCode::kNothingFound);
    }

  private:
    base::NullTaskContext m_task;
};

QTEST_GUILESS_MAIN(TestExpansion)
#include "test_expansion.moc"
