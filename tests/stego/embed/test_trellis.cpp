// The trellis coder by itself: what it says is read back, it finds the cheapest way there is, it does not
// touch what is wet, every kind of vector unit gives the same, and the code stays what it was.
#include <QtTest>
#include <cmath>

#include <hwy/targets.h>

#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "stego/embed/trellis.h"
#include "stego/frame/positions.h"

using namespace medveil;

namespace {

crypto::SymmetricKey keyOf(unsigned number) {
    return crypto::deriveKey(base::asBytes("test_trellis"), {}, std::to_string(number));
}

struct Task {
    std::vector<std::uint8_t> row;
    std::vector<std::uint16_t> costs;
    std::vector<std::uint8_t> message;
};

/// `wetShare` of 16 may not change.
Task randomTask(std::size_t elements, std::size_t bits, std::uint32_t wetShare) {
    Task task;
    for (std::size_t i = 0; i < elements; ++i) {
        task.row.push_back(static_cast<std::uint8_t>(crypto::randomBelow(2)));
        task.costs.push_back(
            crypto::randomBelow(16) < wetShare
                ? stego::kWet
                : static_cast<std::uint16_t>(crypto::randomBelow(stego::kMostTrellisCost + 1)));
    }
    for (std::size_t i = 0; i < bits; ++i)
        task.message.push_back(static_cast<std::uint8_t>(crypto::randomBelow(2)));
    return task;
}

std::vector<std::uint8_t> said(const stego::Trellis& trellis, const Task& task,
                               const std::vector<std::uint8_t>& flips) {
    auto row = task.row;
    for (std::size_t i = 0; i < row.size(); ++i)
        row[i] ^= flips[i];
    std::vector<std::uint8_t> message(task.message.size());
    trellis.extract(row, message);
    return message;
}

std::uint64_t costOf(const Task& task, const std::vector<std::uint8_t>& flips) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < flips.size(); ++i)
        sum += flips[i] != 0 ? task.costs[i] : 0U;
    return sum;
}

double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

/// Least mean cost at which bits can be said at this rate (Filler, Judas, Fridrich 2011, section III).
double leastDistortion(const std::vector<double>& profile, double rate) {
    double low = 0;
    double high = 1e4;
    const auto at = [&](double lambda, auto term) {
        double sum = 0;
        for (const double cost : profile) {
            const double p = 1 / (1 + std::exp(lambda * cost));
            sum += term(p, cost);
        }
        return sum / static_cast<double>(profile.size());
    };
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (at(middle, [](double p, double) { return entropy(p); }) > rate ? low : high) = middle;
    }
    return at(low, [](double p, double cost) { return p * cost; });
}

}  // namespace

class TestTrellis : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whatIsSaidIsReadBack() {
        stego::TrellisWorkspace workspace;
        int impossible = 0;
        for (unsigned round = 0; round < 400; ++round) {
            const auto height = stego::kLeastHeight + round % (stego::kMostHeight - stego::kLeastHeight + 1);
            const stego::Trellis trellis(keyOf(round % 8), height);
            const std::size_t elements = 64 + crypto::randomBelow(3000);
            const std::size_t bits = crypto::randomBelow(static_cast<std::uint32_t>(elements / 2));
            const auto task = randomTask(elements, bits, crypto::randomBelow(8));
            std::vector<std::uint8_t> flips(elements);
            if (!trellis.embed(task.row, task.costs, task.message, flips, workspace)) {
                ++impossible;
                continue;
            }
            QVERIFY(said(trellis, task, flips) == task.message);
            for (std::size_t i = 0; i < elements; ++i)
                QVERIFY(flips[i] == 0 || task.costs[i] != stego::kWet);
        }
        QVERIFY(impossible < 40);
    }

    void nothingCheaperExists() {
        stego::TrellisWorkspace workspace;
        for (unsigned round = 0; round < 60; ++round) {
            const stego::Trellis trellis(keyOf(round), 6 + round % 3);
            constexpr std::size_t kElements = 14;
            const auto task = randomTask(kElements, 1 + round % 7, round % 3);
            std::uint64_t least = UINT64_MAX;
            std::vector<std::uint8_t> flips(kElements);
            for (unsigned way = 0; way < 1U << kElements; ++way) {
                bool allowed = true;
                for (std::size_t i = 0; i < kElements; ++i) {
                    flips[i] = static_cast<std::uint8_t>(way >> i & 1U);
                    allowed &= flips[i] == 0 || task.costs[i] != stego::kWet;
                }
                if (allowed && said(trellis, task, flips) == task.message)
                    least = std::min(least, costOf(task, flips));
            }
            const bool found = trellis.embed(task.row, task.costs, task.message, flips, workspace);
            QCOMPARE(found, least != UINT64_MAX);
            if (found)
                QCOMPARE(costOf(task, flips), least);
        }
    }

    void everyVectorUnitGivesTheSame() {
        const stego::Trellis trellis(keyOf(1), 10);
        stego::TrellisWorkspace workspace;
        const auto task = randomTask(5000, 1700, 2);
        std::vector<std::uint8_t> first;
        int targets = 0;
        for (const auto target : hwy::SupportedAndGeneratedTargets()) {
            hwy::SetSupportedTargetsForTest(target);
            hwy::GetChosenTarget().Update(hwy::SupportedTargets());
            std::vector<std::uint8_t> flips(task.row.size());
            QVERIFY(trellis.embed(task.row, task.costs, task.message, flips, workspace));
            if (first.empty())
                first = flips;
            QVERIFY2(flips == first, hwy::TargetName(target));
            ++targets;
        }
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        QVERIFY(targets > 0);
        qInfo("%d kinds of vector unit", targets);
    }

    /// What was hidden must be found for ever: rows of known bits say what they said when the format was
    /// written.
    void theCodeStays() {
        base::Bytes all;
        for (unsigned height = stego::kLeastHeight; height <= stego::kMostHeight; ++height) {
            const stego::Trellis trellis(keyOf(height), height);
            std::vector<std::uint8_t> row(9001);
            for (std::size_t i = 0; i < row.size(); ++i)
                row[i] = static_cast<std::uint8_t>(i * i / 7 & 1U);
            for (const std::size_t bits : {1U, 900U, 4500U}) {
                std::vector<std::uint8_t> message(bits);
                trellis.extract(row, message);
                all.insert(all.end(), message.begin(), message.end());
            }
        }
        QCOMPARE(base::toHex(crypto::sha256(all).view()),
                 std::string("1e1b3f4de3aa3e0e9839e1d1e10c364f9f0d8290990fe64a956782efc98a7140"));
    }

    /// Filler, Judas, Fridrich 2011, figure 7: loss of embedding efficiency at a relative payload of one
    /// half.
    void closeToTheBound() {
        constexpr std::size_t kElements = 60'000;
        const stego::Trellis trellis(keyOf(3), 10);
        stego::TrellisWorkspace workspace;
        // Every draw comes from a key: the same numbers in every run.
        stego::KeyedRandom random(keyOf(4));
        struct Profile {
            const char* name;
            double power;
            double most;
        };
        for (const auto& [name, power, most] :
             {Profile{"constant", 0, 0.09}, Profile{"linear", 1, 0.10}, Profile{"square", 2, 0.13}}) {
            Task task = randomTask(kElements, kElements / 2, 0);
            for (auto* bits : {&task.row, &task.message})
                for (auto& bit : *bits)
                    bit = static_cast<std::uint8_t>(random.below(2));
            std::vector<double> profile;
            for (std::size_t i = 0; i < kElements; ++i) {
                const double x = power == 0 ? 1 : std::pow((static_cast<double>(i) + 1) / kElements, power);
                profile.push_back(x);
            }
            for (std::size_t i = kElements; i > 1; --i)
                std::swap(profile[i - 1], profile[random.below(static_cast<std::uint32_t>(i))]);
            for (std::size_t i = 0; i < kElements; ++i)
                task.costs[i] = static_cast<std::uint16_t>(std::round(profile[i] * stego::kMostTrellisCost));
            std::vector<std::uint8_t> flips(kElements);
            QVERIFY(trellis.embed(task.row, task.costs, task.message, flips, workspace));
            double spent = 0;
            for (std::size_t i = 0; i < kElements; ++i)
                spent += flips[i] != 0 ? profile[i] : 0;
            const double loss = 1 - leastDistortion(profile, 0.5) / (spent / kElements);
            qInfo("height 10, %s profile: efficiency %.1f %% below the bound", name, loss * 100);
            QVERIFY2(loss > 0 && loss < most, name);
        }
    }
};

QTEST_GUILESS_MAIN(TestTrellis)
#include "test_trellis.moc"
