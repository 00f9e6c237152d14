// Detectors find what naive programs hide and not what ours does; a rehearsal says what hiding would do.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include <png.h>

#include "core/crypto/random.h"
#include "stego/carrier/jpeg_carrier.h"
#include "stego/measure/rehearsal.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::Path;

namespace {

/// Slopes and soft noise: neighbours are alike, as in a photograph.
void writePicture(const Path& path, unsigned side, bool flat = false) {
    base::Bytes pixels;
    double noise = 0;
    for (unsigned y = 0; y < side; ++y) {
        for (unsigned x = 0; x < side; ++x) {
            noise = 0.6 * noise + (crypto::randomBelow(1000) / 500.0 - 1) * 3;
            const double level = 128 + 60 * std::sin(x / 37.0) * std::cos(y / 29.0) + noise;
            pixels.push_back(static_cast<base::Byte>(flat && x * 3 > side ? 90 : std::lround(level)));
        }
    }
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = image.height = side;
    image.format = PNG_FORMAT_GRAY;
    png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), 0, nullptr);
}

/// What most programs do: the lowest bits of some samples become the payload's.
void replaceLowestBits(stego::Samples& samples, double share, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (crypto::randomBelow(1'000'000) < share * 1e6)
            samples.set(i, (samples[i] & ~1) | static_cast<std::int32_t>(crypto::randomBelow(2)));
    }
}

}  // namespace

class TestMeasure : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    QTemporaryDir m_folder;
    int m_number = 0;

    Path path(const char* ending) {
        return Path(m_folder.path().toStdString()) / (std::to_string(++m_number) + ending);
    }
    std::unique_ptr<stego::Carrier> open(const Path& file) {
        return stego::openCarrier(base::systemFileSystem(), file, m_task).value();
    }

  private Q_SLOTS:
    void estimatesTheRateOfReplacedBits() {
        for (const double rate : {0.0, 0.1, 0.3, 0.6}) {
            double pairs = 0;
            double weighted = 0;
            for (int i = 0; i < 4; ++i) {
                const auto file = path(".png");
                writePicture(file, 400);
                const auto carrier = open(file);
                replaceLowestBits(carrier->samples(), rate, carrier->samples().size());
                pairs += stego::samplePairs(*carrier, 0).rate / 4;
                weighted += stego::weightedStego(*carrier, 0) / 4;
            }
            QVERIFY2(std::fabs(pairs - rate) < 0.04, qPrintable(QString::number(pairs)));
            QVERIFY2(std::fabs(weighted - rate) < 0.04, qPrintable(QString::number(weighted)));
        }
    }

    void judgesPlainLowestBits() {
        const auto file = path(".png");
        writePicture(file, 500);
        const auto carrier = open(file);
        QVERIFY(stego::judge(stego::findTraces(*carrier)) != stego::Suspicion::kStrong);
        replaceLowestBits(carrier->samples(), 0.5, carrier->samples().size());
        QVERIFY(stego::judge(stego::findTraces(*carrier)) == stego::Suspicion::kStrong);
    }

    /// As JSteg does it: coefficients other than 0 and 1, one after the other.
    void findsReplacedBitsInJpeg() {
        const auto picture = path(".png");
        writePicture(picture, 512);
        const auto file = path(".jpg");
        QCOMPARE(QProcess::execute(QStringLiteral("convert"),
                                   {QString::fromStdString(picture.string()), QStringLiteral("-quality"),
                                    QStringLiteral("88"), QString::fromStdString(file.string())}),
                 0);
        const auto carrier = open(file);
        QVERIFY(stego::judge(stego::findTraces(*carrier)) == stego::Suspicion::kNone);
        auto& samples = carrier->samples();
        for (std::size_t i = 0; i < samples.size() / 3; ++i) {
            if (samples[i] != 0 && samples[i] != 1)
                samples.set(i, (samples[i] & ~1) | static_cast<std::int32_t>(crypto::randomBelow(2)));
        }
        QVERIFY(stego::judge(stego::findTraces(*carrier)) != stego::Suspicion::kNone);
    }

    void rehearsalsSayWhatHappens() {
        const auto file = path(".png");
        writePicture(file, 1000);
        auto& files = base::systemFileSystem();
        const auto before = base::readWholeFile(files, file, 1 << 24).value();
        const auto little = stego::rehearse(files, file, 2, 500, m_task).value();
        const auto much = stego::rehearse(files, file, 2, little.cover.fitBytes, m_task).value();
        QVERIFY(base::readWholeFile(files, file, 1 << 24).value() == before);
        QVERIFY(little.changes.changed > 0 && little.changes.changed * 4 < much.changes.changed);
        QVERIFY(little.psnr > much.psnr && much.psnr > 45);
        QVERIFY(little.visibility == stego::Visibility::kHard);
        QVERIFY(much.visibility != stego::Visibility::kHard);
        QVERIFY(std::fabs(much.after.samplePairs - much.before.samplePairs) < 0.05);
        QCOMPARE(much.map.cells.size(), std::size_t{much.map.width} * much.map.height);
        QVERIFY(std::ranges::max(much.map.cells) == 255);
        const auto tooMuch = stego::rehearse(files, file, 2, little.cover.fitBytes + 1, m_task);
        QVERIFY(!tooMuch && tooMuch.error().code == base::ErrorCode::kCoverTooSmall);
    }

    void flatCoversAreWarnedOf() {
        const auto file = path(".png");
        writePicture(file, 1000, true);
        const auto rehearsal = stego::rehearse(base::systemFileSystem(), file, 1, 500, m_task).value();
        QVERIFY(rehearsal.visibility != stego::Visibility::kHard);
        // Nothing but a slot's last resort goes where nothing moves.
        std::uint64_t flat = 0;
        std::uint64_t all = 0;
        for (std::size_t i = 0; i < rehearsal.map.cells.size(); ++i) {
            all += rehearsal.map.cells[i];
            flat += i % rehearsal.map.width * 5 > rehearsal.map.width * 2 ? rehearsal.map.cells[i] : 0;
        }
        QVERIFY(flat * 50 < all);
    }

    void photographsShowNoTraces() {
        for (const auto& photo : test::dataFiles("photos", ".png")) {
            const auto rehearsal = stego::rehearse(base::systemFileSystem(), photo, 2, 3000, m_task).value();
            QVERIFY(std::fabs(rehearsal.after.samplePairs - rehearsal.before.samplePairs) < 0.02);
            QVERIFY(std::fabs(rehearsal.after.weightedStego - rehearsal.before.weightedStego) < 0.02);
        }
    }
};

QTEST_GUILESS_MAIN(TestMeasure)
#include "test_measure.moc"
