// Covers that other programs made of something else: decoded from a JPEG, enlarged, mixed from other
// channels, put together of inverted copies. All of it can be checked without
// a key, and hiding would break it: they are refused with the reason. What only comes near to it is taken.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <functional>

#include "stego/embed/hide.h"
#include "stego/embed/structure.h"
#include "tests/stego/embed/made_covers.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using stego::Regularity;
using test::noise;
using test::photo;
using test::recording;
using test::Values;
using Format = test::CoverFormat;

namespace {

constexpr auto kWidth = test::kCoverWidth;
constexpr auto kHeight = test::kCoverHeight;
constexpr auto kFrames = test::kCoverFrames;

const std::vector<Format> kColour8 = {{".png", 3, 8}, {".tif", 3, 8}, {".bmp", 3, 8}};
const std::vector<Format> kColour16 = {{".png", 3, 16}, {".tif", 3, 16}};
const std::vector<Format> kGrey8 = {{".png", 1, 8}, {".tif", 1, 8}};
const std::vector<Format> kSound16 = {{".wav", 2, 16}, {".aiff", 2, 16}, {".flac", 2, 16}};
const std::vector<Format> kSound24 = {{".wav", 2, 24}, {".flac", 2, 24}};
const std::vector<Format> kThree16 = {{".wav", 3, 16}, {".flac", 3, 16}};

/// Channel `to` of every frame or pixel, of the others of it.
Values with(Values values, std::size_t channels, std::size_t to,
            const std::function<double(const int*)>& made) {
    for (std::size_t i = 0; i < values.size(); i += channels)
        values[i + to] = static_cast<int>(made(values.data() + i));
    return values;
}

/// Two channels, each rounded from `made` of the same number, which was no whole one.
Values rounded(Values values, const std::function<double(double)>& made) {
    for (std::size_t i = 0; i < values.size(); i += 2) {
        const double exact = values[i] + noise(1000) / 1000.0 - 0.5;
        values[i] = static_cast<int>(std::lround(exact));
        values[i + 1] = static_cast<int>(std::lround(made(exact)));
    }
    return values;
}

/// The second channel is the first, `lag` frames later.
Values later(Values values, std::size_t channels, std::size_t lag, const std::function<int(int)>& made) {
    for (std::size_t i = lag * channels; i < values.size(); i += channels)
        values[i + 1] = made(values[i - lag * channels]);
    return values;
}

int half(int sum, int rounding) {
    const double exact = sum / 2.0;
    return static_cast<int>(rounding == 0   ? std::floor(exact)
                            : rounding == 1 ? std::round(exact)
                                            : std::ceil(exact));
}

/// Every other sample, counted from `first`, is the mean of those one `step` before and behind it.
Values between(Values values, std::size_t line, std::size_t step, std::size_t first, int rounding) {
    for (std::size_t i = step; i + step < values.size(); ++i) {
        const auto place = line == 0 ? i / step : i % line / step;
        const auto last = line == 0 ? values.size() / step : line / step;
        if (place % 2 == first && place > 0 && place + 1 < last)
            values[i] = half(values[i - step] + values[i + step], rounding);
    }
    return values;
}

/// As programs enlarge by two: each sample a quarter of the way from an old one to the next or the last.
Values quarters(const Values& old, std::size_t line, std::size_t step) {
    auto values = old;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto place = line == 0 ? i / step : i % line / step;
        const auto begin = i - place * step;
        const auto last = (line == 0 ? values.size() : line) / step - 1;
        const auto own = place / 2 + 1;
        const auto other = place % 2 == 0 ? own - 1 : own + 1;
        if (other <= last)
            values[i] = static_cast<int>(
                std::lround(0.75 * old[begin + own * step] + 0.25 * old[begin + other * step]));
    }
    return values;
}

Values secondHalf(Values values, std::size_t channels, bool mirrored, const std::function<int(int)>& made) {
    const auto middle = values.size() / 2 / channels * channels;
    for (std::size_t i = 0; i < middle; i += channels)
        for (std::size_t c = 0; c < channels; ++c)
            values[middle + i + c] = made(values[mirrored ? middle - channels - i + c : i + c]);
    return values;
}

}  // namespace

class TestMadeCovers : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    QTemporaryDir m_folder;
    int m_number = 0;

    base::FileSystem& files() { return base::systemFileSystem(); }
    Path path(const char* ending) {
        return Path(m_folder.path().toStdString()) / (std::to_string(++m_number) + ending);
    }
    static void convert(const Path& from, const QString& options, const Path& to) {
        QProcess process;
        process.start(QStringLiteral("convert"), QStringList{QString::fromStdString(from.string())} +
                                                     options.split(QLatin1Char(' '), Qt::SkipEmptyParts) +
                                                     QStringList{QString::fromStdString(to.string())});
        QVERIFY(process.waitForFinished() && process.exitCode() == 0);
    }
    void refuses(const Path& cover, Regularity regularity) {
        const auto report = stego::inspectCover(files(), cover, 1, m_task);
        QVERIFY2(!report, cover.c_str());
        QCOMPARE(report.error().code, ErrorCode::kCoverUnsupported);
        QCOMPARE(report.error().detail, std::string(wordsFor(regularity)));
        std::vector<stego::ReaderSecret> reader;
        reader.emplace_back(stego::StegoKey::from(base::Bytes(32, 7)).value());
        const auto hidden = stego::hide(files(), cover, reader, {}, path(cover.extension().c_str()), m_task);
        QVERIFY(!hidden);
        QCOMPARE(hidden.error().detail, std::string(wordsFor(regularity)));
    }
    void takes(const Path& cover) {
        const auto report = stego::inspectCover(files(), cover, 1, m_task);
        QVERIFY2(report.has_value(), report ? "" : report.error().detail.c_str());
    }
    base::Bytes contentOf(const Path& file) { return base::readWholeFile(files(), file, 1 << 26).value(); }
    /// The first at least as large as a made cover, as another program decodes it from a JPEG.
    Values decoded(const Values& values, int channels, const QString& options) {
        const auto plain = path(".png");
        const auto jpeg = path(".jpg");
        const auto again = path(channels == 3 ? ".ppm" : ".pgm");
        test::writeCover(plain, values, {".png", static_cast<std::uint32_t>(channels), 8});
        convert(plain, options, jpeg);
        convert(jpeg, QStringLiteral("-depth 8"), again);
        const auto file = contentOf(again);
        return {file.end() - static_cast<std::ptrdiff_t>(values.size()), file.end()};
    }

  private Q_SLOTS:
    void whatWasMadeOfSomethingElse_data() {
        QTest::addColumn<int>("regularity");
        QTest::addColumn<QByteArray>("ending");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        QTest::addColumn<Values>("values");
        QTest::addColumn<bool>("odd");
        const auto add = [](const std::string& name, Regularity regularity, const Values& values,
                            const std::vector<Format>& formats) {
            for (const auto& format : formats)
                for (const bool odd : {false, true})
                    QTest::addRow("%s, %d bits %s%s", name.c_str(), format.bits, format.ending + 1,
                                  odd ? ", one odd sample" : "")
                        << static_cast<int>(regularity) << QByteArray(format.ending)
                        << static_cast<int>(format.channels) << format.bits << values << odd;
        };
        const auto round = [](double v) { return static_cast<double>(std::lround(v)); };
        const auto derived = Regularity::kDerived;
        for (const double gain : {0.5, 0.9, 1.7}) {
            const auto name = std::to_string(gain);
            add("pan before rounding " + name, derived,
                rounded(recording(2), [&](double v) { return v * gain; }), kSound16);
            add("pan " + name, derived,
                with(recording(2), 2, 1, [&](const int* v) { return round(*v * gain); }), kSound16);
            if (gain < 1)
                add("pan " + name, derived,
                    with(recording(2, 60), 2, 1, [&](const int* v) { return round(*v * gain); }), kSound24);
        }
        add("pan by whole numbers", derived, with(recording(2), 2, 1, [](const int* v) { return *v / 2; }),
            kSound16);
        add("+7", derived, with(recording(2), 2, 1, [](const int* v) { return *v + 7; }), kSound16);
        add("+7", derived, with(recording(2, 60), 2, 1, [](const int* v) { return *v + 7; }), kSound24);
        add("red - 20", derived, with(photo(3), 3, 1, [](const int* v) { return std::max(*v, 20) - 20; }),
            kColour8);
        add("255 - red", derived, with(photo(3), 3, 1, [](const int* v) { return 255 - *v; }), kColour8);
        add("a curve of red", derived,
            with(photo(3), 3, 2, [&](const int* v) { return round(255 * std::pow(*v / 255.0, 0.7)); }),
            kColour8);
        add("65535 - red", derived, with(photo(3, 200), 3, 2, [](const int* v) { return 65535 - *v; }),
            kColour16);
        add("sepia", derived,
            with(with(photo(3, 200), 3, 1, [](const int* v) { return *v * 0.8; }), 3, 2,
                 [](const int* v) { return *v * 0.6; }),
            kColour16);
        for (const int rounding : {0, 1, 2}) {
            const auto name = "the mean of two, rounded " + std::to_string(rounding);
            const auto mean = [rounding](const int* v) { return half(v[0] + v[1], rounding); };
            add(name, derived, with(photo(3), 3, 2, mean), kColour8);
            add(name, derived, with(photo(3, 200), 3, 2, mean), kColour16);
            add(name, derived, with(recording(3), 3, 2, mean), kThree16);
        }
        add("the difference of two", derived,
            with(recording(3), 3, 2, [](const int* v) { return v[0] - v[1]; }), kThree16);
        add("a table of two", derived,
            with(photo(3), 3, 2, [](const int* v) { return 0.3 * v[0] + 0.6 * v[1]; }), kColour8);
        for (const std::size_t lag : {1U, 441U, 2205U}) {
            const auto name = "later by " + std::to_string(lag);
            add(name, derived, later(recording(2), 2, lag, [](int v) { return v; }), kSound16);
            add(name + ", opposite", derived, later(recording(2), 2, lag, [](int v) { return -v; }),
                kSound16);
            add(name + ", offset", derived, later(recording(2, 60), 2, lag, [](int v) { return v + 5; }),
                kSound24);
        }
        add("green is red beside it", derived, later(photo(3), 3, 1, [](int v) { return v; }), kColour8);
        add("green is red above it", derived, later(photo(3), 3, kWidth, [](int v) { return 255 - v; }),
            kColour8);

        const auto enlarged = Regularity::kInterpolated;
        std::size_t turn = 0;
        // Formats take turns: there are many rows.
        const auto one = [&turn](const std::vector<Format>& formats) {
            return std::vector<Format>{formats[turn++ % formats.size()]};
        };
        for (const int rounding : {0, 1, 2}) {
            for (const std::size_t first : {0U, 1U}) {
                const auto name = ", from " + std::to_string(first) + ", rounded " + std::to_string(rounding);
                const auto columns = between(photo(3), kWidth * 3, 3, first, rounding);
                add("columns between" + name, enlarged, columns, one(kColour8));
                add("columns between" + name, enlarged, between(photo(1), kWidth, 1, first, rounding),
                    one(kGrey8));
                add("rows between" + name, enlarged, between(photo(3), 0, kWidth * 3, first, rounding),
                    one(kColour8));
                add("both between" + name, enlarged, between(columns, 0, kWidth * 3, first, rounding),
                    one(kColour8));
                add("columns between" + name, enlarged,
                    between(photo(3, 200), kWidth * 3, 3, first, rounding), one(kColour16));
                add("samples between" + name, enlarged, between(recording(2), 0, 2, first, rounding),
                    one(kSound16));
                add("samples between" + name, enlarged, between(recording(2, 60), 0, 2, first, rounding),
                    one(kSound24));
            }
        }
        add("quarters between", enlarged, quarters(photo(3), kWidth * 3, 3), kColour8);
        add("quarters between", enlarged, quarters(photo(3), 0, kWidth * 3), kColour8);
        add("quarters between", enlarged, quarters(recording(2), 0, 2), kSound16);

        const auto repeats = Regularity::kRepeats;
        for (const bool mirrored : {false, true}) {
            const std::string name = mirrored ? "mirrored and " : "";
            add(name + "inverted", repeats, secondHalf(photo(3), 3, mirrored, [](int v) { return 255 - v; }),
                kColour8);
            add(name + "inverted", repeats, secondHalf(photo(1), 1, mirrored, [](int v) { return 255 - v; }),
                kGrey8);
            add(name + "darker", repeats, secondHalf(photo(3), 3, mirrored, [](int v) { return v - 9; }),
                kColour8);
            add(name + "inverted", repeats, secondHalf(recording(2), 2, mirrored, [](int v) { return -v; }),
                kSound16);
            add(name + "inverted", repeats,
                secondHalf(recording(2, 300), 2, mirrored, [](int v) { return -v; }), kSound24);
            add(name + "shifted", repeats, secondHalf(recording(2), 2, mirrored, [](int v) { return v - 5; }),
                kSound16);
        }

        for (const char* quality : {"50", "75", "85", "92", "95", "98", "100"}) {
            const auto options = QStringLiteral("-quality ") + QLatin1String(quality);
            const auto name = std::string("JPEG of quality ") + quality;
            const auto grey = decoded(photo(1), 1, options);
            const auto small = decoded(photo(3), 3, options + QStringLiteral(" -sampling-factor 4:2:0"));
            add(name + ", grey", Regularity::kWasJpeg, grey, kGrey8);
            add(name + ", 4:2:0", Regularity::kWasJpeg, small, kColour8);
            add(name + ", 4:4:4", Regularity::kWasJpeg,
                decoded(photo(3), 3, options + QStringLiteral(" -sampling-factor 4:4:4")), kColour8);
            // As if a part had been cut out: the grid begins anywhere.
            auto moved = small;
            std::ranges::rotate(moved, moved.begin() + (5 * kWidth + 3) * 3);
            add(name + ", a part", Regularity::kWasJpeg, moved, kColour8);
        }
    }
    void whatWasMadeOfSomethingElse() {
        QFETCH(int, regularity);
        QFETCH(QByteArray, ending);
        QFETCH(int, channels);
        QFETCH(int, bits);
        QFETCH(Values, values);
        QFETCH(bool, odd);
        if (odd)
            values[values.size() / 2 + 1] += 3;
        // BMP has blue first.
        for (std::size_t i = 0; ending == ".bmp" && i < values.size(); i += 3)
            std::swap(values[i], values[i + 2]);
        const auto cover = path(ending.constData());
        test::writeCover(cover, values, {ending.constData(), static_cast<std::uint32_t>(channels), bits});
        refuses(cover, static_cast<Regularity>(regularity));
    }

    /// A few steps of noise on top, and no rule is left that a change would break.
    void whatOnlyComesNearIsTaken_data() {
        QTest::addColumn<QByteArray>("ending");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bits");
        QTest::addColumn<Values>("values");
        const auto add = [](const char* name, const Values& values, const std::vector<Format>& formats) {
            for (const auto& format : formats)
                QTest::addRow("%s, %d bits %s", name, format.bits, format.ending + 1)
                    << QByteArray(format.ending) << static_cast<int>(format.channels) << format.bits
                    << values;
        };
        const auto noisy = [](Values values, unsigned range = 5) {
            for (auto& value : values)
                value += noise(range) - static_cast<int>(range / 2);
            return values;
        };
        add("pan", noisy(with(recording(2), 2, 1, [](const int* v) { return *v * 0.5; })), kSound16);
        add("pan", noisy(with(recording(2, 60), 2, 1, [](const int* v) { return *v * 0.5; })), kSound24);
        add("nearly grey",
            noisy(with(with(photo(3), 3, 1, [](const int* v) { return *v; }), 3, 2,
                       [](const int* v) { return *v; })),
            kColour8);
        add("mean", noisy(with(photo(3), 3, 2, [](const int* v) { return half(v[0] + v[1], 0); })), kColour8);
        add("mean", noisy(with(recording(3), 3, 2, [](const int* v) { return half(v[0] + v[1], 0); })),
            kThree16);
        add("later", noisy(later(recording(2), 2, 441, [](int v) { return v; })), kSound16);
        add("between", noisy(between(photo(3), kWidth * 3, 3, 1, 0)), kColour8);
        add("inverted", noisy(secondHalf(photo(3), 3, false, [](int v) { return 255 - v; })), kColour8);
        // With less noise than a step of its tables it still shows, and may be refused.
        add("JPEG", noisy(decoded(photo(3), 3, QStringLiteral("-quality 75")), 31), kColour8);
        // Very smooth: each pixel is nearly the mean of those beside it, everywhere.
        Values smooth;
        for (std::uint32_t y = 0; y < kHeight; ++y)
            for (std::uint32_t x = 0; x < kWidth; ++x)
                for (std::uint32_t c = 0; c < 3; ++c)
                    smooth.push_back(
                        static_cast<int>(120 + 60 * std::sin(x / 25.0 + c) + 40 * std::cos(y / 30.0)) +
                        noise(2));
        add("smooth", smooth, kColour8);
    }
    void whatOnlyComesNearIsTaken() {
        QFETCH(QByteArray, ending);
        QFETCH(int, channels);
        QFETCH(int, bits);
        QFETCH(Values, values);
        const auto cover = path(ending.constData());
        test::writeCover(cover, values, {ending.constData(), static_cast<std::uint32_t>(channels), bits});
        takes(cover);
    }

    /// Real photographs decoded from JPEG: whole and in parts, in colour and grey.
    void realPhotographsDecodedFromJpeg() {
        const auto photos = test::dataFiles("photos", ".png");
        int all = 0;
        int found = 0;
        for (std::size_t i = 0; i < photos.size(); ++i) {
            const bool grey = i % 4 == 1;
            for (const char* quality : {"50", "75", "92", "95", "98"}) {
                const auto jpeg = path(".jpg");
                const auto cover = path(i % 3 == 1 ? ".png" : i % 3 == 0 && !grey ? ".bmp" : ".tif");
                convert(photos[i],
                        QStringLiteral("-quality %1 -sampling-factor 4:%2")
                            .arg(QLatin1String(quality), QLatin1String(grey         ? "4:4 -colorspace gray"
                                                                       : i % 2 == 0 ? "2:0"
                                                                                    : "4:4")),
                        jpeg);
                convert(jpeg,
                        QStringLiteral("+repage -depth 8 -compress none%1%2")
                            .arg(QLatin1String(i % 4 == 3 ? " -crop 500x400+13+7 +repage" : ""),
                                 QLatin1String(grey ? "" : " -type truecolor")),
                        cover);
                const auto report = stego::inspectCover(files(), cover, 1, m_task);
                ++all;
                if (!report && report.error().detail == wordsFor(Regularity::kWasJpeg))
                    ++found;
                else
                    qWarning("%s, quality %s: %s", photos[i].filename().c_str(), quality,
                             report ? "taken" : report.error().detail.c_str());
            }
        }
        qInfo("%d of %d decoded photographs refused", found, all);
        QCOMPARE(found, all);
    }
};

QTEST_GUILESS_MAIN(TestMadeCovers)
#include "test_made_covers.moc"
