// From values to shades: windows and tables of PS3.3, C.11.2 and the presentation's shape, C.11.6. What is
// expected is worked out here, from the standard's formulas, for a screen of 256 levels.
#include <QtTest>
#include <cmath>

#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using imaging::Caution;
using imaging::WindowShape;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

/// 16 bits with a sign, from -64 on: after `slope` and `intercept`, what is to be seen.
struct Scene {
    double slope = 1;
    double intercept = 0;
    const char* words = "MONOCHROME2";
    int frames = 1;
    int step = 1;

    DicomPicture picture() const {
        PictureShape shape;
        shape.stored = 16;
        shape.highBit = 15;
        shape.withSign = true;
        shape.words = words;
        shape.frames = frames;
        DicomPicture made(shape);
        Words samples;
        for (std::size_t i = 0; i < shape.samplesInFrame() * static_cast<std::size_t>(frames); ++i)
            samples.push_back(static_cast<std::uint16_t>((static_cast<int>(i % 128) - 64) * step));
        made.native(samples);
        if (slope != 1 || intercept != 0)
            made.text(DCM_RescaleSlope, QByteArray::number(slope).constData())
                .text(DCM_RescaleIntercept, QByteArray::number(intercept).constData());
        return made;
    }
    template <class Shade>
    std::vector<int> expected(Shade shade) const {
        std::vector<int> levels;
        for (int i = 0; i < 128; ++i)
            levels.push_back(static_cast<int>(
                std::clamp(shade((i - 64) * step * slope + intercept), 0.0, 1.0) * 255 + 0.5));
        return levels;
    }
};

/// C.11.2.1.2.1
double linear(double x, double c, double w) {
    if (x <= c - 0.5 - (w - 1) / 2)
        return 0;
    if (x > c - 0.5 + (w - 1) / 2)
        return 1;
    return (x - (c - 0.5)) / (w - 1) + 0.5;
}
/// C.11.2.1.3.2
double linearExact(double x, double c, double w) {
    if (x <= c - w / 2)
        return 0;
    if (x > c + w / 2)
        return 1;
    return (x - c) / w + 0.5;
}
/// C.11.2.1.3.1
double sigmoid(double x, double c, double w) {
    return 1 / (1 + std::exp(-4 * (x - c) / w));
}

}  // namespace

class TestWindows : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void functions_data() {
        QTest::addColumn<QByteArray>("function");
        QTest::addColumn<double>("centre");
        QTest::addColumn<double>("width");
        QTest::addColumn<double>("slope");
        for (const char* function : {"", "LINEAR", "LINEAR_EXACT", "SIGMOID"}) {
            for (const double width : {1.0, 2.0, 40.0, 100.5, 4096.0}) {
                for (const double centre : {0.0, -20.0, 12.25})
                    QTest::addRow("%s %g/%g", function, centre, width)
                        << QByteArray(function) << centre << width << 1.0;
            }
            // Small values, as in PET: the window is narrower than 1, which LINEAR does not allow.
            for (const double width : {0.5, 0.02, 0.9999})
                QTest::addRow("%s 0.05/%g", function, width)
                    << QByteArray(function) << 0.05 << width << 0.002;
        }
    }
    void functions() {
        QFETCH(QByteArray, function);
        QFETCH(double, centre);
        QFETCH(double, width);
        QFETCH(double, slope);
        const Scene scene{slope};
        auto picture = scene.picture();
        picture.text(DCM_WindowCenter, QByteArray::number(centre).constData());
        picture.text(DCM_WindowWidth, QByteArray::number(width).constData());
        if (!function.isEmpty())
            picture.text(DCM_VOILUTFunction, function.constData());
        const auto expected = scene.expected([&](double x) {
            if (function == "SIGMOID")
                return sigmoid(x, centre, width);
            const bool exact = function == "LINEAR_EXACT" || width < 1;
            return exact ? linearExact(x, centre, width) : linear(x, centre, width);
        });
        const auto shown = test::shadesOf(picture.file());
        // A threshold falls on one side or the other of an edge that is not a binary fraction.
        QVERIFY2(test::difference(shown, expected) <= 1,
                 qPrintable(QString::number(test::difference(shown, expected))));
    }

    void manyWindows() {
        auto picture = Scene().picture();
        picture.text(DCM_WindowCenter, "0\\20\\-10").text(DCM_WindowWidth, "100\\50\\10");
        picture.text(DCM_WindowCenterWidthExplanation, "WIDE\\NARROW\\");
        const auto decoded = test::decoded(picture.file()).value();
        const auto& windows = decoded.greys().windows;
        QCOMPARE(windows.size(), std::size_t{3});
        QCOMPARE(windows[0], (imaging::Window{0, 100, "WIDE"}));
        QCOMPARE(windows[1], (imaging::Window{20, 50, "NARROW"}));
        QCOMPARE(windows[2], (imaging::Window{-10, 10, ""}));
        const double numbers[][2] = {{0, 100}, {20, 50}, {-10, 10}};
        for (std::size_t i = 0; i < windows.size(); ++i) {
            const auto expected =
                Scene().expected([&](double x) { return linear(x, numbers[i][0], numbers[i][1]); });
            QVERIFY(test::difference(test::shadesOf(decoded, i), expected) <= 1);
        }
        QVERIFY(decoded.frame.cautions.empty());
    }

    void windowsThatAreDamaged_data() {
        QTest::addColumn<QByteArray>("centre");
        QTest::addColumn<QByteArray>("width");
        QTest::addColumn<std::size_t>("left");
        QTest::addRow("width 0") << QByteArray("5") << QByteArray("0") << std::size_t{0};
        QTest::addRow("width below 0") << QByteArray("5\\6") << QByteArray("-5\\7") << std::size_t{1};
        QTest::addRow("fewer widths") << QByteArray("5\\6") << QByteArray("7") << std::size_t{1};
        QTest::addRow("no number") << QByteArray("five") << QByteArray("7") << std::size_t{0};
        QTest::addRow("too great") << QByteArray("1e999") << QByteArray("7") << std::size_t{0};
    }
    void windowsThatAreDamaged() {
        QFETCH(QByteArray, centre);
        QFETCH(QByteArray, width);
        QFETCH(std::size_t, left);
        auto picture = Scene().picture();
        picture.text(DCM_WindowCenter, centre.constData()).text(DCM_WindowWidth, width.constData());
        const auto decoded = test::decoded(picture.file()).value();
        QCOMPARE(decoded.greys().windows.size(), left);
        QVERIFY(decoded.has(Caution::kWindowDamaged));
    }

    void windowsOfEachFrame() {
        auto picture = Scene{1, 0, "MONOCHROME2", 3}.picture();
        picture.text(DCM_WindowCenter, "1000").text(DCM_WindowWidth, "1000");
        const char* centres[] = {"0", "30", "-40"};
        for (int i = 0; i < 3; ++i) {
            auto& group = picture.item(picture.dataset(), DCM_PerFrameFunctionalGroupsSequence, i);
            auto& item = picture.item(group, DCM_FrameVOILUTSequence);
            (void)item.putAndInsertString(DCM_WindowCenter, centres[i]);
            (void)item.putAndInsertString(DCM_WindowWidth, "50");
            (void)item.putAndInsertString(DCM_VOILUTFunction, i == 2 ? "SIGMOID" : "LINEAR");
        }
        const auto file = picture.file();
        const double numbers[] = {0, 30, -40};
        for (std::uint32_t i = 0; i < 3; ++i) {
            const auto expected = Scene().expected(
                [&](double x) { return i == 2 ? sigmoid(x, numbers[i], 50) : linear(x, numbers[i], 50); });
            QVERIFY(test::difference(test::shadesOf(file, i), expected) <= 1);
        }
    }

    void tables_data() {
        QTest::addColumn<double>("intercept");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("packed");
        QTest::addRow("16 bits, signed input") << 0.0 << -50 << 90 << 16 << false;
        QTest::addRow("12 bits, signed input") << 0.0 << -20 << 30 << 12 << false;
        QTest::addRow("10 bits, unsigned input") << 64.0 << 10 << 100 << 10 << false;
        QTest::addRow("8 bits in words") << 64.0 << 0 << 128 << 8 << false;
        QTest::addRow("8 bits, two in a word") << -1024.0 << -1088 << 127 << 8 << true;
        QTest::addRow("input above 32767") << 40000.0 << 39990 << 60 << 16 << false;
    }
    void tables() {
        QFETCH(double, intercept);
        QFETCH(int, first);
        QFETCH(int, count);
        QFETCH(int, bits);
        QFETCH(bool, packed);
        Words table;
        const int most = (1 << bits) - 1;
        for (int i = 0; i < count; ++i)
            table.push_back(
                static_cast<std::uint16_t>(most * std::sqrt(static_cast<double>(i) / (count - 1))));
        auto inFile = table;
        if (packed) {
            inFile.assign((table.size() + 1) / 2, 0);
            for (std::size_t i = 0; i < table.size(); ++i)
                inFile[i / 2] |= static_cast<std::uint16_t>(table[i] << (8 * (i % 2)));
        }
        const Scene scene{1, intercept};
        auto picture = scene.picture();
        auto& item = picture.item(picture.dataset(), DCM_VOILUTSequence);
        test::putTable(item, {count, first, bits}, inFile);
        (void)item.putAndInsertString(DCM_LUTExplanation, "HARDER");
        // A table goes before a window, and both may be chosen.
        picture.text(DCM_WindowCenter, "0").text(DCM_WindowWidth, "100");
        for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
            const auto decoded = test::decoded(picture.file(syntax)).value();
            const auto expected = scene.expected([&](double x) {
                const auto at = std::clamp(static_cast<long>(x) - first, 0L, static_cast<long>(count) - 1);
                return static_cast<double>(table[static_cast<std::size_t>(at)]) / most;
            });
            QCOMPARE(decoded.greys().windows.size(), std::size_t{2});
            QCOMPARE(decoded.greys().windows[0].name, std::string("HARDER"));
            QCOMPARE(test::difference(test::shadesOf(decoded), expected), 0);
            const auto windowed = scene.expected([](double x) { return linear(x, 0, 100); });
            QVERIFY(test::difference(test::shadesOf(decoded, 1), windowed) <= 1);
        }
    }

    void tablesThatAreDamagedLeaveTheWindow() {
        for (const auto& descriptor : {std::vector<int>{200, 0, 16}, {10, 0, 0}, {10, 0, 17}, {10}, {}}) {
            auto picture = Scene().picture();
            test::putTable(picture.item(picture.dataset(), DCM_VOILUTSequence), descriptor, Words(64, 9));
            picture.text(DCM_WindowCenter, "0").text(DCM_WindowWidth, "100");
            const auto decoded = test::decoded(picture.file()).value();
            QVERIFY(decoded.has(Caution::kWindowDamaged));
            QCOMPARE(decoded.greys().windows.size(), std::size_t{1});
        }
    }

    /// C.11.6 and C.7.6.3.1.2
    void whichWayRound_data() {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("shape");
        QTest::addColumn<bool>("inverse");
        QTest::addRow("MONOCHROME2") << QByteArray("MONOCHROME2") << QByteArray() << false;
        QTest::addRow("MONOCHROME2, IDENTITY")
            << QByteArray("MONOCHROME2") << QByteArray("IDENTITY") << false;
        QTest::addRow("MONOCHROME2, INVERSE") << QByteArray("MONOCHROME2") << QByteArray("INVERSE") << true;
        QTest::addRow("MONOCHROME1") << QByteArray("MONOCHROME1") << QByteArray() << true;
        QTest::addRow("MONOCHROME1, INVERSE") << QByteArray("MONOCHROME1") << QByteArray("INVERSE") << true;
    }
    void whichWayRound() {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, shape);
        QFETCH(bool, inverse);
        auto picture = Scene{1, 0, words.constData()}.picture();
        picture.text(DCM_WindowCenter, "0").text(DCM_WindowWidth, "100");
        if (!shape.isEmpty())
            picture.text(DCM_PresentationLUTShape, shape.constData());
        auto expected = Scene().expected([](double x) { return linear(x, 0, 100); });
        if (inverse)
            std::ranges::transform(expected, expected.begin(), [](int level) { return 255 - level; });
        QVERIFY(test::difference(test::shadesOf(picture.file()), expected) <= 1);
    }

    /// Without any window: from the least to the greatest value, each with a shade of its own.
    void automaticWindow_data() {
        QTest::addColumn<double>("slope");
        QTest::addColumn<double>("intercept");
        QTest::addRow("as stored") << 1.0 << 0.0;
        QTest::addRow("large") << 100.0 << -5000.0;
        QTest::addRow("small") << 0.0001 << 0.0;
        QTest::addRow("below zero") << -0.5 << 3.0;
    }
    void automaticWindow() {
        QFETCH(double, slope);
        QFETCH(double, intercept);
        const Scene scene{slope, intercept};
        const double one = -64 * slope + intercept;
        const double other = 63 * slope + intercept;
        const auto expected = scene.expected([&](double x) {
            return (x - std::min(one, other)) / (std::max(one, other) - std::min(one, other));
        });
        QVERIFY(test::difference(test::shadesOf(scene.picture().file()), expected) <= 1);
    }
};

QTEST_GUILESS_MAIN(TestWindows)
#include "test_windows.moc"
