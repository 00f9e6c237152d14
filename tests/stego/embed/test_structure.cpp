// Covers that a change would betray: every rule that samples can follow, in every format, also with one
// sample that does not follow it. Either nothing may be hidden, with the reason, or the rule still holds
// afterwards. Real photographs and recordings are not refused.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <functional>
#include <map>

#include <tiffio.h>

#include "core/crypto/random.h"
#include "stego/carrier/jpeg_carrier.h"
#include "stego/embed/hide.h"
#include "stego/embed/structure.h"
#include "tests/stego/embed/made_covers.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using stego::Regularity;

namespace {

constexpr auto kWidth = test::kCoverWidth;
constexpr auto kHeight = test::kCoverHeight;
constexpr auto kFrames = test::kCoverFrames;

using test::noise;
using test::photo;
using test::recording;
using test::Values;
using Format = test::CoverFormat;

Values through(Values values, const std::function<int(int)>& change) {
    for (auto& value : values)
        value = change(value);
    return values;
}

/// The first channel in all.
Values alike(Values values, std::uint32_t channels, int sign = 1) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i % channels != 0)
            values[i] = sign * values[i - i % channels];
    }
    return values;
}

Values redAsGreen(Values values) {
    for (std::size_t i = 0; i < values.size(); i += 3)
        values[i] = values[i + 1];
    return values;
}

Values enlarged(std::uint32_t channels) {
    auto values = photo(channels);
    for (std::size_t y = 0; y < kHeight; ++y)
        for (std::size_t x = 0; x < kWidth; ++x)
            for (std::size_t c = 0; c < channels; ++c)
                values[(y * kWidth + x) * channels + c] =
                    values[(y / 2 * 2 * kWidth + x / 2 * 2) * channels + c];
    return values;
}

Values fewColours() {
    auto values = photo(3);
    for (std::size_t i = 0; i < values.size(); i += 3) {
        const int colour = values[i] / 4;
        values[i] = colour * 4;
        values[i + 1] = 255 - colour * 3;
        values[i + 2] = colour * colour / 20 + 9;
    }
    return values;
}

/// Every row (of a sound, the whole of it) is its first half twice; mirrored: the second time backwards.
Values twice(Values values, std::uint32_t channels, std::size_t pixels, bool mirrored) {
    for (std::size_t row = 0; row < values.size(); row += pixels * channels)
        for (std::size_t x = pixels / 2; x < pixels; ++x)
            for (std::size_t c = 0; c < channels; ++c)
                values[row + x * channels + c] =
                    values[row + (mirrored ? pixels - 1 - x : x - pixels / 2) * channels + c];
    return values;
}

Values halvesOneAboveTheOther(Values values, std::uint32_t channels, bool mirrored) {
    const auto row = std::size_t{kWidth} * channels;
    for (std::size_t y = kHeight / 2; y < kHeight; ++y)
        for (std::size_t x = 0; x < row; ++x)
            values[y * row + x] = values[(mirrored ? kHeight - 1 - y : y - kHeight / 2) * row + x];
    return values;
}

/// One second of a sound again and again.
Values loop(Values values, std::uint32_t channels) {
    constexpr std::size_t kOnce = 44'100;
    for (std::size_t i = kOnce * channels; i < values.size(); ++i)
        values[i] = values[i - kOnce * channels];
    return values;
}

Values held(std::uint32_t channels) {
    auto values = recording(channels);
    for (std::size_t f = 1; f < kFrames; f += 2)
        for (std::size_t c = 0; c < channels; ++c)
            values[f * channels + c] = values[(f - 1) * channels + c];
    return values;
}

}  // namespace

class TestStructure : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    QTemporaryDir m_folder;
    int m_number = 0;

    base::FileSystem& files() { return base::systemFileSystem(); }
    Path path(const char* ending) {
        return Path(m_folder.path().toStdString()) / (std::to_string(++m_number) + ending);
    }
    static std::vector<stego::ReaderSecret> reader() {
        std::vector<stego::ReaderSecret> readers;
        readers.emplace_back(stego::StegoKey::from(crypto::randomKey().view()).value());
        return readers;
    }
    static void convert(const Path& from, const QStringList& options, const Path& to) {
        QProcess process;
        process.start(QStringLiteral("convert"), QStringList{QString::fromStdString(from.string())} +
                                                     options +
                                                     QStringList{QString::fromStdString(to.string())});
        QVERIFY(process.waitForFinished() && process.exitCode() == 0);
    }
    /// Hides in the cover; what was written, for what must hold of it still.
    std::unique_ptr<stego::Carrier> hiddenIn(const Path& cover) {
        const auto report = stego::inspectCover(files(), cover, 1, m_task);
        if (!report || report->fitBytes < 100)
            return nullptr;
        const auto out = path(cover.extension().c_str());
        base::Bytes payload(static_cast<std::size_t>(report->fitBytes));
        crypto::fillRandom(payload);
        if (!stego::hide(files(), cover, reader(), payload, out, m_task))
            return nullptr;
        return std::move(stego::openCarrier(files(), out, m_task)).value();
    }

  private Q_SLOTS:
    void aRuleThatAChangeWouldBreakIsRefused_data() {
        QTest::addColumn<int>("regularity");
        QTest::addColumn<QByteArray>("ending");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        QTest::addColumn<Values>("values");
        QTest::addColumn<bool>("odd");
        const auto add = [](const char* name, Regularity regularity, const Values& values,
                            const std::vector<Format>& formats) {
            for (const auto& format : formats)
                for (const bool odd : {false, true})
                    QTest::addRow("%s, %d bits %s%s", name, format.bits, format.ending + 1,
                                  odd ? ", one odd sample" : "")
                        << static_cast<int>(regularity) << QByteArray(format.ending)
                        << static_cast<int>(format.channels) << format.bits << values << odd;
        };
        const std::vector<Format> colour8 = {{".png", 3, 8}, {".tif", 3, 8}, {".bmp", 3, 8}};
        const std::vector<Format> colour16 = {{".png", 3, 16}, {".tif", 3, 16}};
        const std::vector<Format> grey8 = {{".png", 1, 8}, {".tif", 1, 8}};
        const std::vector<Format> grey16 = {{".png", 1, 16}, {".tif", 1, 16}};
        const std::vector<Format> sound16 = {{".wav", 2, 16}, {".aiff", 2, 16}, {".flac", 2, 16}};
        const std::vector<Format> sound24 = {{".wav", 2, 24}, {".aiff", 2, 24}, {".flac", 2, 24}};
        add("grey as colour", Regularity::kGreyInColour, alike(photo(3), 3), colour8);
        add("grey as colour", Regularity::kGreyInColour, alike(photo(3, 200), 3), colour16);
        add("red = green", Regularity::kSameChannels, redAsGreen(photo(3)), colour8);
        add("red = green", Regularity::kSameChannels, redAsGreen(photo(3, 200)), colour16);
        add("doubled bytes", Regularity::kFewerBits, through(photo(1), [](int v) { return v * 257; }),
            grey16);
        add("doubled bytes", Regularity::kFewerBits, through(photo(3), [](int v) { return v * 257; }),
            colour16);
        add("shifted bytes", Regularity::kFewerBits, through(photo(1), [](int v) { return v << 8; }), grey16);
        add("10 bits repeated", Regularity::kFewerBits,
            through(photo(1, 4), [](int v) { return v << 6 | v >> 4; }), grey16);
        add("12 bits scaled", Regularity::kFewerBits,
            through(photo(1, 16), [](int v) { return static_cast<int>(std::lround(v * 65535.0 / 4095)); }),
            grey16);
        add("14 bits repeated", Regularity::kFewerBits,
            through(photo(1, 64), [](int v) { return v << 2 | v >> 12; }), grey16);
        add("7 bits", Regularity::kFewerBits, through(photo(1), [](int v) { return v & ~1; }), grey8);
        add("contrast doubled", Regularity::kFewerBits,
            through(photo(1), [](int v) { return std::clamp((v - 70) * 2, 0, 255); }), grey8);
        add("contrast stretched", Regularity::kGaps,
            through(photo(1), [](int v) { return std::clamp((v - 60) * 3 / 2, 0, 255); }), grey8);
        add("contrast stretched", Regularity::kGaps,
            through(photo(3), [](int v) { return std::clamp((v - 60) * 3 / 2, 0, 255); }), colour8);
        add("few colours", Regularity::kFewColours, fewColours(), colour8);
        add("enlarged", Regularity::kEnlarged, enlarged(1), grey8);
        add("enlarged", Regularity::kEnlarged, enlarged(3), colour8);
        add("beside itself", Regularity::kRepeats, twice(photo(3), 3, kWidth, false), colour8);
        add("beside itself", Regularity::kRepeats, twice(photo(1), 1, kWidth, false), grey8);
        add("beside itself", Regularity::kRepeats, twice(photo(3, 200), 3, kWidth, false), colour16);
        add("mirrored", Regularity::kRepeats, twice(photo(3), 3, kWidth, true), colour8);
        add("above itself", Regularity::kRepeats, halvesOneAboveTheOther(photo(3), 3, false), colour8);
        add("as in water", Regularity::kRepeats, halvesOneAboveTheOther(photo(1), 1, true), grey8);
        add("a loop", Regularity::kRepeats, loop(recording(2), 2), sound16);
        add("a loop", Regularity::kRepeats, loop(recording(2, 300), 2), sound24);
        add("one surface", Regularity::kFlat, Values(kWidth * kHeight * 3, 77), colour8);
        add("left = right", Regularity::kSameChannels, alike(recording(2), 2), sound16);
        add("left = right", Regularity::kSameChannels, alike(recording(2, 300), 2), sound24);
        add("left = -right", Regularity::kSameChannels, alike(recording(2), 2, -1), sound16);
        add("8 bits as 16", Regularity::kFewerBits, through(recording(2), [](int v) { return v / 16 * 256; }),
            sound16);
        add("16 bits as 24", Regularity::kFewerBits, through(recording(2), [](int v) { return v * 256; }),
            sound24);
        add("16 bits scaled to 24", Regularity::kFewerBits,
            through(recording(2, 0.5), [](int v) { return static_cast<int>(std::lround(v * 179.3)); }),
            sound24);
        add("amplified", Regularity::kGaps,
            through(recording(2), [](int v) { return static_cast<int>(std::lround(v * 1.5)); }), sound16);
        for (const auto& [gain, loud] :
             {std::pair{1.25, 300.0}, std::pair{1.5, 2.3}, std::pair{1.5, 300.0}, std::pair{3.7, 300.0}})
            add(QByteArray("amplified " + QByteArray::number(gain) + ", loud " + QByteArray::number(loud))
                    .constData(),
                Regularity::kGaps,
                through(recording(2, loud),
                        [gain](int v) { return static_cast<int>(std::lround(v * gain)); }),
                sound24);
        add("silence", Regularity::kFlat, Values(kFrames * 2, 0), sound16);
        add("held samples", Regularity::kEnlarged, held(2), sound16);
    }
    void aRuleThatAChangeWouldBreakIsRefused() {
        QFETCH(int, regularity);
        QFETCH(QByteArray, ending);
        QFETCH(int, channels);
        QFETCH(int, bits);
        QFETCH(Values, values);
        QFETCH(bool, odd);
        if (odd)
            values[values.size() / 2 + 1] += 3;
        const auto cover = path(ending.constData());
        test::writeCover(cover, values, {ending.constData(), static_cast<std::uint32_t>(channels), bits});
        const auto report = stego::inspectCover(files(), cover, 1, m_task);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::kCoverUnsupported);
        QCOMPARE(report.error().detail, std::string(wordsFor(static_cast<Regularity>(regularity))));
        const auto hidden = stego::hide(files(), cover, reader(), {}, path(ending.constData()), m_task);
        QVERIFY(!hidden);
        QCOMPARE(hidden.error().code, ErrorCode::kCoverUnsupported);
    }

    /// The same without the rule: nothing is wrong with the pictures and sounds themselves.
    void theSameWithoutTheRuleIsTaken_data() {
        QTest::addColumn<QByteArray>("ending");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        for (const auto& [ending, channels, bits] : {Format{".png", 1, 8},
                                                     {".png", 3, 8},
                                                     {".png", 1, 16},
                                                     {".png", 3, 16},
                                                     {".tif", 1, 8},
                                                     {".tif", 3, 16},
                                                     {".bmp", 3, 8},
                                                     {".wav", 2, 16},
                                                     {".aiff", 2, 24},
                                                     {".flac", 2, 24}})
            QTest::addRow("%s, %u channels, %d bits", ending, channels, bits)
                << QByteArray(ending) << static_cast<int>(channels) << bits;
    }
    void theSameWithoutTheRuleIsTaken() {
        QFETCH(QByteArray, ending);
        QFETCH(int, channels);
        QFETCH(int, bits);
        const auto count = static_cast<std::uint32_t>(channels);
        const bool picture = ending != ".wav" && ending != ".aiff" && ending != ".flac";
        const auto cover = path(ending.constData());
        test::writeCover(
            cover, picture ? photo(count, bits == 16 ? 250 : 1) : recording(count, bits == 24 ? 250 : 1),
            {ending.constData(), count, bits});
        const auto report = stego::inspectCover(files(), cover, 1, m_task);
        QVERIFY2(report.has_value(), report ? "" : report.error().detail.c_str());
    }

    /// A slight stretch leaves gaps here and there: they stay empty.
    void aFewGapsStayGaps() {
        for (const char* ending : {".png", ".tif", ".bmp"}) {
            const auto cover = path(ending);
            auto values = through(photo(3), [](int v) { return std::min(255, v * 12 / 11); });
            test::writeCover(cover, values, {ending, 3, 8});
            const auto after = hiddenIn(cover);
            QVERIFY2(after != nullptr, ending);
            std::array<std::uint64_t, 256> before{};
            std::array<std::uint64_t, 256> now{};
            for (std::size_t i = 0; i < values.size(); ++i) {
                ++before[static_cast<std::size_t>(values[i])];
                ++now[static_cast<std::size_t>(after->samples()[i])];
            }
            int gaps = 0;
            for (std::size_t v = 20; v < 230; ++v) {
                if (before[v] > 0)
                    continue;
                ++gaps;
                QVERIFY2(now[v] <= 2, std::to_string(v).c_str());
            }
            QVERIFY(gaps > 10);
        }
    }

    /// 12 bits in 16: nothing reaches the bits above, also where one sample did.
    void unusedBitsStayUnused() {
        for (const bool odd : {false, true}) {
            for (const char* ending : {".png", ".tif"}) {
                auto values =
                    through(photo(1, 16), [](int v) { return std::min(4095, v * 3 / 2 + noise(3)); });
                if (odd)
                    values[1234] = 60000;
                const auto cover = path(ending);
                test::writeCover(cover, values, {ending, 1, 16});
                const auto after = hiddenIn(cover);
                QVERIFY(after != nullptr);
                std::size_t above = 0;
                for (std::size_t i = 0; i < values.size(); ++i)
                    above += after->samples()[i] > 4095;
                QCOMPARE(above, std::size_t{odd ? 1U : 0U});
            }
        }
    }

    /// A channel in which nothing happens stays as it is, with its one crackle.
    void aStillChannelStaysStill() {
        for (const char* ending : {".wav", ".flac"}) {
            auto values = recording(6);
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] = i % 6 >= 2 ? 0 : values[i];
            values[6 * 500 + 4] = 3;
            const auto cover = path(ending);
            test::writeCover(cover, values, {ending, 6, 16});
            const auto after = hiddenIn(cover);
            QVERIFY(after != nullptr);
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (i % 6 >= 2)
                    QCOMPARE(after->samples()[i], values[i]);
            }
        }
    }

    /// One half grey, one in colour: what is grey stays grey.
    void aGreyPartStaysGrey() {
        auto values = photo(3);
        for (std::size_t i = 0; i < values.size() / 2; i += 3)
            values[i + 1] = values[i + 2] = values[i];
        const auto cover = path(".png");
        test::writeCover(cover, values, {".png", 3, 8});
        const auto after = hiddenIn(cover);
        QVERIFY(after != nullptr);
        std::size_t changed = 0;
        for (std::size_t i = 0; i < values.size(); i += 3) {
            const auto& now = after->samples();
            if (values[i] == values[i + 1] && values[i] == values[i + 2])
                QVERIFY(now[i] == now[i + 1] && now[i] == now[i + 2]);
            else
                changed += now[i] != values[i];
        }
        QVERIFY(changed > 100);
    }

    /// A grey JPEG of three channels: the two that say nothing go on saying nothing.
    void aGreyJpegStaysGrey() {
        const auto grey = path(".png");
        test::writeCover(grey, alike(photo(3), 3), {".png", 3, 8});
        const auto cover = path(".jpg");
        convert(grey,
                {QStringLiteral("-type"), QStringLiteral("TrueColor"), QStringLiteral("-sampling-factor"),
                 QStringLiteral("4:4:4"), QStringLiteral("-quality"), QStringLiteral("90")},
                cover);
        QCOMPARE(stego::openCarrier(files(), cover, m_task).value()->info().channels, 3U);
        const auto after = hiddenIn(cover);
        QVERIFY(after != nullptr);
        const auto& components = static_cast<const stego::JpegCarrier&>(*after).components();
        for (auto i = components[1].first; i < after->samples().size(); ++i)
            QCOMPARE(after->samples()[i], 0);
    }

    /// Coefficients that are all multiples of three.
    void aJpegWithGapsIsRefused() {
        const auto source = path(".png");
        test::writeCover(source, photo(3), {".png", 3, 8});
        const auto cover = path(".jpg");
        convert(source, {QStringLiteral("-quality"), QStringLiteral("97")}, cover);
        QVERIFY(stego::inspectCover(files(), cover, 1, m_task).has_value());
        const auto carrier = stego::openCarrier(files(), cover, m_task).value();
        for (std::size_t i = 0; i < carrier->samples().size(); ++i)
            carrier->samples().set(i, carrier->samples()[i] / 3 * 3);
        const auto report = stego::inspectCover(*carrier, 1, m_task);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::kCoverUnsupported);
        QCOMPARE(report.error().detail, std::string(wordsFor(Regularity::kGaps)));
    }

    /// The blocks of both halves are the same, or differ in signs.
    void aJpegThatRepeatsItselfIsRefused() {
        const auto tile = path(".png");
        test::writeCover(tile, photo(3), {".png", 3, 8});
        for (const char* made : {"+clone +append", "( +clone -flop ) +append", "( +clone -flip ) -append"}) {
            const auto cover = path(".jpg");
            convert(tile,
                    QString::fromLatin1(made).split(QLatin1Char(' ')) +
                        QStringList{QStringLiteral("-quality"), QStringLiteral("92")},
                    cover);
            const auto report = stego::inspectCover(files(), cover, 1, m_task);
            QVERIFY2(!report, made);
            QCOMPARE(report.error().detail, std::string(wordsFor(Regularity::kRepeats)));
        }
    }

    /// Saved roughly before: what is missing between the multiples of the rougher steps goes on missing.
    void gapsOfAJpegStayGaps() {
        const auto source = path(".png");
        test::writeCover(source, photo(3), {".png", 3, 8});
        const auto rough = path(".jpg");
        const auto cover = path(".jpg");
        convert(source, {QStringLiteral("-quality"), QStringLiteral("40")}, rough);
        convert(rough, {QStringLiteral("-quality"), QStringLiteral("97")}, cover);
        const auto before = stego::openCarrier(files(), cover, m_task).value();
        const auto after = hiddenIn(cover);
        QVERIFY(after != nullptr);
        const auto blocks = static_cast<const stego::JpegCarrier&>(*before).components()[0].energy.size();
        int gaps = 0;
        for (std::size_t k = 0; k < 9; ++k) {
            std::map<int, int> was;
            std::map<int, int> is;
            for (std::size_t block = 0; block < blocks; ++block) {
                ++was[before->samples()[block * stego::kJpegElements + k]];
                ++is[after->samples()[block * stego::kJpegElements + k]];
            }
            for (int v = -20; v <= 20; ++v) {
                int below = 0;
                int above = 0;
                for (int i = 1; i <= 8; ++i) {
                    below = std::max(below, was[v - i]);
                    above = std::max(above, was[v + i]);
                }
                if (was[v] > 0 || std::min(below, above) < 20)
                    continue;
                ++gaps;
                QVERIFY2(is[v] <= 1, std::to_string(v).c_str());
            }
        }
        qInfo("%d gaps", gaps);
        QVERIFY(gaps > 5);
    }

    /// Other programs see no value of it change by more than one.
    void aTiffWithTheBitsOfItsBytesReversed() {
        for (const int order : {FILLORDER_MSB2LSB, FILLORDER_LSB2MSB}) {
            const auto values = photo(3);
            const auto cover = path(".tif");
            test::writeTiff(cover, values, 3, 8, order);
            QCOMPARE(test::readTiff(cover), values);
            const auto out = path(".tif");
            const base::Bytes payload(500);
            QVERIFY(stego::hide(files(), cover, reader(), payload, out, m_task).has_value());
            const auto now = test::readTiff(out);
            int changed = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                QVERIFY(std::abs(now[i] - values[i]) <= 1);
                changed += now[i] != values[i];
            }
            QVERIFY(changed > 100);
        }
    }

    void aJpegWithoutItsEndIsCutShort() {
        const auto source = path(".png");
        test::writeCover(source, photo(3), {".png", 3, 8});
        const auto cover = path(".jpg");
        convert(source, {}, cover);
        auto file = base::readWholeFile(files(), cover, 1 << 24).value();
        for (const std::size_t less : {std::size_t{1}, std::size_t{2}, std::size_t{3}, file.size() / 2}) {
            auto cut = file;
            cut.resize(file.size() - less);
            const auto opened = stego::openCarrier(std::move(cut), m_task);
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, ErrorCode::kCoverDamaged);
            QVERIFY2(opened.error().detail.find("cut short") != std::string::npos,
                     opened.error().detail.c_str());
        }
    }

    /// Photographs and recordings as they are, and as other programs save them.
    void realCoversAreNotRefused() {
        auto covers = test::dataFiles("photos", ".png");
        const auto photos = covers;
        const auto words = [](const char* text) {
            return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        };
        for (std::size_t i = 0; i < photos.size(); ++i) {
            // Each in two ways: all of them in all ways take too long.
            for (const auto& [options, ending] :
                 {std::pair(i % 2 != 0 ? "-quality 75" : "-quality 95", ".jpg"),
                  std::pair(i % 4 == 0   ? "-colorspace gray"
                            : i % 4 == 1 ? "-resize 70% -depth 8"
                            : i % 4 == 2 ? "-depth 8 -compress none"
                                         : "-type truecolor",
                            i % 4 <= 1   ? ".png"
                            : i % 4 == 2 ? ".tif"
                                         : ".bmp")}) {
                covers.push_back(path(ending));
                convert(photos[i], words(options), covers.back());
            }
        }
        for (const auto& recording : test::dataFiles("audio", ".ogg")) {
            for (const char* ending : {".wav", ".flac", ".aiff"}) {
                covers.push_back(path(ending));
                QProcess sox;
                sox.start(QStringLiteral("sox"), {QString::fromStdString(recording.string()),
                                                  QString::fromStdString(covers.back().string())});
                QVERIFY(sox.waitForFinished() && sox.exitCode() == 0);
            }
        }
        int refused = 0;
        for (const auto& cover : covers) {
            const auto report = stego::inspectCover(files(), cover, 1, m_task);
            if (!report && report.error().code == ErrorCode::kCoverUnsupported) {
                ++refused;
                qWarning("%s: %s", cover.c_str(), report.error().detail.c_str());
            }
        }
        qInfo("%zu real covers, %d refused", covers.size(), refused);
        QCOMPARE(refused, 0);
    }
};

QTEST_GUILESS_MAIN(TestStructure)
#include "test_structure.moc"
