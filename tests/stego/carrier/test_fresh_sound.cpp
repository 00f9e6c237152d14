// Covers made of recordings: half the rate, new each time, nothing but samples; what is no recording or too
// short is refused.
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <limits>

#include <sndfile.h>

#include "core/base/file_system.h"
#include "core/crypto/random.h"
#include "stego/carrier/carrier.h"
#include "stego/formats/fresh_sound.h"

using namespace medveil;
using base::Bytes;
using base::ErrorCode;

class TestFreshSound : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    QTemporaryDir m_folder;

    Bytes recording(int format, int rate, int channels, int seconds, bool broken = false) {
        const auto path = m_folder.filePath(QStringLiteral("recording")).toStdString();
        SF_INFO info{};
        info.samplerate = rate;
        info.channels = channels;
        info.format = format;
        SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
        if (file == nullptr)
            return {};
        sf_set_string(file, SF_STR_TITLE, "Ward round, bed 4");
        std::vector<double> frames(static_cast<std::size_t>(rate) * static_cast<std::size_t>(channels));
        for (int second = 0; second < seconds; ++second) {
            for (auto& sample : frames)
                sample = (crypto::randomBelow(2001) / 1000.0 - 1) * 0.2;
            if (broken) {
                frames[7] = std::numeric_limits<double>::quiet_NaN();
                frames[9] = 1e30;
                frames[11] = -std::numeric_limits<double>::infinity();
            }
            sf_writef_double(file, frames.data(), rate);
        }
        sf_close(file);
        return base::readWholeFile(base::systemFileSystem(), path, 1U << 30).value();
    }

  private Q_SLOTS:
    void everyKind_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("factor");
        QTest::newRow("WAV") << (SF_FORMAT_WAV | SF_FORMAT_PCM_16) << 44100 << 2;
        QTest::newRow("WAV, floating point") << (SF_FORMAT_WAV | SF_FORMAT_FLOAT) << 48000 << 2;
        QTest::newRow("AIFF") << (SF_FORMAT_AIFF | SF_FORMAT_PCM_24) << 96000 << 4;
        QTest::newRow("FLAC") << (SF_FORMAT_FLAC | SF_FORMAT_PCM_24) << 48000 << 2;
        QTest::newRow("WAV, 8 bit") << (SF_FORMAT_WAV | SF_FORMAT_PCM_U8) << 44100 << 2;
    }
    void everyKind() {
        QFETCH(int, format);
        QFETCH(int, rate);
        QFETCH(int, factor);
        const auto source = recording(format, rate, 2, 12);
        QVERIFY(!source.empty());
        const auto made = stego::freshSound(source, m_task);
        QVERIFY2(made.has_value(), made ? "" : made.error().detail.c_str());
        QVERIFY(std::ranges::search(*made, base::asBytes("Ward round")).empty());
        const auto carrier = stego::openCarrier(Bytes(*made), m_task).value();
        QCOMPARE(carrier->info().kind, stego::CarrierKind::kFlac);
        QCOMPARE(carrier->info().bits, 16U);
        QCOMPARE(carrier->info().channels, 2U);
        QCOMPARE(static_cast<int>(carrier->info().rate), rate / factor);
        const auto frames = static_cast<double>(carrier->info().width) * factor / rate;
        QVERIFY2(frames > 10.9 && frames < 12.1, std::to_string(frames).c_str());
        const auto again = stego::freshSound(source, m_task);
        const auto third = stego::freshSound(source, m_task);
        QVERIFY(*again != *made || *third != *made);
    }

    /// The mean of neighbours, not just every second sample.
    void samplesAreMeans() {
        const auto path = m_folder.filePath(QStringLiteral("steps.wav")).toStdString();
        SF_INFO info{};
        info.samplerate = 32000;
        info.channels = 1;
        info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
        SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
        std::vector<short> samples;
        for (int i = 0; i < 32000 * 15; ++i)
            samples.push_back(static_cast<short>(i % 2 == 0 ? 1000 : 3000));
        sf_write_short(file, samples.data(), static_cast<sf_count_t>(samples.size()));
        sf_close(file);
        const auto source = base::readWholeFile(base::systemFileSystem(), path, 1U << 30).value();
        const auto carrier = stego::openCarrier(stego::freshSound(source, m_task).value(), m_task).value();
        for (std::size_t i = 0; i < carrier->samples().size(); ++i)
            QCOMPARE(carrier->samples()[i], 2000);
    }

    void whatIsNoNumberIsSilence() {
        const auto source = recording(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, 12, true);
        QVERIFY(stego::freshSound(source, m_task).has_value());
    }

    void refusals() {
        const auto code = [&](const Bytes& source) {
            const auto made = stego::freshSound(source, m_task);
            return made ? ErrorCode::kInternal : made.error().code;
        };
        constexpr int kWav = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
        QCOMPARE(code(recording(kWav, 44100, 1, 5)), ErrorCode::kCoverTooSmall);
        QCOMPARE(code(recording(kWav, 8000, 1, 60)), ErrorCode::kCoverUnsupported);
        QCOMPARE(code(base::toBytes(base::asBytes("not a sound at all"))), ErrorCode::kCoverUnsupported);
        QCOMPARE(code(base::toBytes(base::asBytes("RIFF but nothing else follows here"))),
                 ErrorCode::kCoverDamaged);
        QCOMPARE(code({}), ErrorCode::kCoverUnsupported);
        QCOMPARE(code(recording(SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 1, 12)),
                 ErrorCode::kCoverUnsupported);
        QCOMPARE(code(recording(SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 44100, 1, 12)),
                 ErrorCode::kCoverUnsupported);
        auto cut = recording(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 1, 12);
        cut.resize(cut.size() / 8);
        QVERIFY(code(cut) == ErrorCode::kCoverTooSmall || code(cut) == ErrorCode::kCoverDamaged);
    }
};

QTEST_GUILESS_MAIN(TestFreshSound)
#include "test_fresh_sound.moc"
