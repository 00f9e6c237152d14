// Without the key nothing tells a stego object from a clean cover by the bits that can be read out of it:
// what a wrong key extracts, and the lowest bits in file order, are compared between both by three tests.
// That these tests can tell is shown on plain overwritten lowest bits.
#include <QtTest>
#include <array>
#include <cmath>

#include "core/crypto/random.h"
#include "stego/embed/group_parity.h"
#include "stego/embed/hide.h"
#include "stego/embed/trellis_coding.h"
#include "stego/frame/positions.h"
#include "tests/support/memory_carrier.h"

using namespace medveil;

namespace {

constexpr std::size_t kCovers = 10;  ///< of each kind
/// Chance of a false alarm of one test; there are nine in a run.
constexpr double kAlarm = 1e-6;

stego::StegoKey randomKey() {
    return stego::StegoKey::from(crypto::randomKey().view()).value();
}

/// Soft slopes under noise, never twice the same.
test::MemoryCarrier cover() {
    test::MemoryCarrier carrier(320, 240, 1, 8);
    const auto phase = crypto::randomBelow(90);
    base::Bytes noise(carrier.samples().size());
    crypto::fillRandom(noise);
    for (std::size_t i = 0; i < noise.size(); ++i) {
        const auto slope = (i % 320 + i / 320 + phase) / 6;
        carrier.samples().set(i, static_cast<std::int32_t>(60 + slope + (noise[i] & 7U) + (noise[i] >> 6)));
    }
    return carrier;
}

test::MemoryCarrier stegoObject() {
    auto carrier = cover();
    std::vector<stego::ReaderSecret> reader;
    reader.emplace_back(randomKey());
    base::NullTaskContext task;
    if (!stego::embed(carrier, reader, base::Bytes(2000, 'a'), task))
        qFatal("nothing was embedded");
    return carrier;
}

/// What many programs do: text over the lowest bits from the first on.
test::MemoryCarrier overwritten() {
    auto carrier = cover();
    const std::string text = "Patient 4711: no known allergies. ";
    for (std::size_t i = 0; i < 8 * 4000; ++i) {
        const auto bit = text[i / 8 % text.size()] >> (i % 8) & 1;
        carrier.samples().set(i, (carrier.samples()[i] & ~1) | bit);
    }
    return carrier;
}

base::Bytes slotOf(const stego::Carrier& carrier) {
    const auto positions = stego::scatteredPositions(
        crypto::randomKey(), static_cast<std::uint32_t>(carrier.samples().size()), stego::kSlotSamples);
    return stego::GroupParity(positions, stego::kSlotGroup).extract(carrier, stego::kSlotBytes);
}

base::Bytes payloadOf(const stego::Carrier& carrier) {
    stego::Slot slot;
    slot.payloadKey = crypto::randomKey();
    slot.payloadBytes = 2040;
    base::NullTaskContext task;
    return stego::extractTrellis(carrier, slot, task).value();
}

base::Bytes lowestBitsOf(const stego::Carrier& carrier) {
    base::Bytes bytes(carrier.samples().size() / 8);
    for (std::size_t i = 0; i < bytes.size() * 8; ++i)
        bytes[i / 8] = static_cast<base::Byte>(bytes[i / 8] | (carrier.samples()[i] & 1) << (i % 8));
    return bytes;
}

struct Tally {
    std::array<double, 256> bytes{};
    double ones = 0;
    double turns = 0;  ///< places where a bit differs from the one before, within a byte
    double bits = 0;

    void add(const base::Bytes& content) {
        for (const unsigned byte : content) {
            bytes[byte] += 1;
            ones += std::popcount(byte);
            turns += std::popcount((byte ^ byte >> 1) & 0x7fU);
            bits += 8;
        }
    }
};

/// Chance of a normal value so far out, both sides.
double chanceOf(double z) {
    return std::erfc(std::fabs(z) / std::sqrt(2));
}
double compareShares(double a, double ofA, double b, double ofB) {
    const double share = (a + b) / (ofA + ofB);
    return chanceOf((a / ofA - b / ofB) / std::sqrt(share * (1 - share) * (1 / ofA + 1 / ofB)));
}
/// Chi-square of two histograms, by Wilson and Hilferty's normal approximation.
double compareBytes(const Tally& a, const Tally& b) {
    const double ratio = std::sqrt(b.bits / a.bits);
    double sum = 0;
    double freedom = -1;
    for (std::size_t i = 0; i < 256; ++i) {
        if (a.bytes[i] + b.bytes[i] == 0)
            continue;
        sum += std::pow(a.bytes[i] * ratio - b.bytes[i] / ratio, 2) / (a.bytes[i] + b.bytes[i]);
        freedom += 1;
    }
    const double spread = 2 / (9 * freedom);
    return chanceOf((std::cbrt(sum / freedom) - (1 - spread)) / std::sqrt(spread));
}

/// The least of the three chances that both are of one kind.
double alike(const Tally& a, const Tally& b) {
    return std::min({compareShares(a.ones, a.bits, b.ones, b.bits),
                     compareShares(a.turns, a.bits * 7 / 8, b.turns, b.bits * 7 / 8), compareBytes(a, b)});
}

}  // namespace

class TestIndistinguishable : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        for (std::size_t i = 0; i < kCovers; ++i) {
            m_clean.push_back(cover());
            m_hidden.push_back(stegoObject());
            m_naive.push_back(overwritten());
        }
    }

    void extractedBitsSayNothing_data() {
        QTest::addColumn<int>("what");
        QTest::newRow("slot under a wrong key") << 0;
        QTest::newRow("payload under a wrong key") << 1;
        QTest::newRow("lowest bits in file order") << 2;
    }
    void extractedBitsSayNothing() {
        QFETCH(int, what);
        static constexpr std::array kExtract = {slotOf, payloadOf, lowestBitsOf};
        const auto extract = kExtract.at(static_cast<std::size_t>(what));
        Tally clean;
        Tally hidden;
        Tally naive;
        for (std::size_t i = 0; i < kCovers; ++i) {
            clean.add(extract(m_clean[i]));
            hidden.add(extract(m_hidden[i]));
            naive.add(extract(m_naive[i]));
        }
        const auto chance = alike(clean, hidden);
        qInfo("alike by a chance of %.3g; overwritten lowest bits: %.3g", chance, alike(clean, naive));
        QVERIFY(chance > kAlarm);
        if (extract == kExtract[2])
            QVERIFY(alike(clean, naive) < kAlarm);
    }

  private:
    std::vector<test::MemoryCarrier> m_clean;
    std::vector<test::MemoryCarrier> m_hidden;
    std::vector<test::MemoryCarrier> m_naive;
};

QTEST_GUILESS_MAIN(TestIndistinguishable)
#include "test_indistinguishable.moc"
