// Windows, palettes and colours as the standard has them; the order of series; answers of a helper that lies.
#include <QtTest>
#include <cstring>

#include "core/imaging/model/rendering.h"
#include "core/imaging/model/series.h"
#include "core/imaging/protocol/decoder_protocol.h"

using namespace medveil;
using namespace medveil::imaging;

namespace {

template <class Sample>
Frame frameOf(const std::vector<Sample>& values, SampleType type, std::uint32_t channels = 1) {
    Frame frame;
    frame.channels = channels;
    frame.columns = static_cast<std::uint32_t>(values.size() / channels);
    frame.rows = 1;
    frame.type = type;
    frame.colours = channels == 3 ? Colours::kRgb : Colours::kGrey;
    frame.samples.resize(values.size() * sizeof(Sample));
    std::memcpy(frame.samples.data(), values.data(), frame.samples.size());
    return frame;
}

base::Bytes greys(const ImageInfo& info, const Frame& frame, double centre, double width,
                  bool inverted = false) {
    return render(info, frame, {{centre, width, {}}, inverted}).value().pixels;
}

SeriesImage slice(const char* file, const char* series, double z, int instance) {
    SeriesImage image;
    image.file = file;
    image.info.studyUid = "1.2";
    image.info.seriesUid = series;
    image.info.instanceNumber = instance;
    image.info.position = {0, 0, z};
    image.info.orientation = {1, 0, 0, 0, 1, 0};
    return image;
}

std::vector<std::string> filesOf(const Series& series) {
    std::vector<std::string> names;
    for (const auto& image : series.images)
        names.push_back(image.file.string());
    return names;
}

}  // namespace

class TestRendering : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// PS3.3, C.11.2.1.2.1: centre 2048, width 4096 maps 0 to 0 and 4095 to the largest; centre 0, width 1 is
    /// a threshold.
    void windowOfTheStandard() {
        ImageInfo info;
        info.type = SampleType::kU16;
        info.bits = 12;
        const auto frame = frameOf<std::uint16_t>({0, 1, 2047, 2048, 4094, 4095, 65535}, SampleType::kU16);
        QCOMPARE(greys(info, frame, 2048, 4096), (base::Bytes{0, 0, 127, 128, 255, 255, 255}));
        QCOMPARE(greys(info, frame, 2048, 1), (base::Bytes{0, 0, 0, 255, 255, 255, 255}));
        QCOMPARE(greys(info, frame, 2048, 4096, true), (base::Bytes{255, 255, 128, 127, 0, 0, 0}));
        info.greys.darkIsHigh = true;
        QCOMPARE(greys(info, frame, 2048, 4096), (base::Bytes{255, 255, 128, 127, 0, 0, 0}));
    }

    void signedValuesInHounsfieldUnits() {
        ImageInfo info;
        info.type = SampleType::kS16;
        info.greys.slope = 1;
        info.greys.intercept = -1024;
        const auto frame = frameOf<std::int16_t>({-2000, 0, 1024, 1063, 1264, 32767}, SampleType::kS16);
        // Soft tissue: 40/400 shows -160 to 240.
        QCOMPARE(greys(info, frame, 40, 400), (base::Bytes{0, 0, 102, 127, 255, 255}));
        QCOMPARE(valueAt(info, frame, 2, 0), 0.0);
        QCOMPARE(valueAt(info, frame, 0, 0), -3024.0);
    }

    void floatsAndWhatIsNoNumber() {
        ImageInfo info;
        info.type = SampleType::kF32;
        const auto frame =
            frameOf<float>({0.0F, 50.0F, 100.0F, std::numeric_limits<float>::quiet_NaN()}, SampleType::kF32);
        const auto window = windowFor(info, frame);
        QCOMPARE(window.width, 101.0);
        QCOMPARE(greys(info, frame, window.centre, window.width), (base::Bytes{0, 128, 255, 0}));
    }

    void paletteAndItsEnds() {
        ImageInfo info;
        info.palette = {0, 0xff00, 0x1000, 0x2000, 0xab00, 0x0100};  // two entries: red, green, blue
        info.paletteFirst = 10;
        auto frame = frameOf<std::uint8_t>({0, 10, 11, 200}, SampleType::kU8);
        frame.colours = Colours::kPalette;
        const auto picture = render(info, frame, {}).value();
        QCOMPARE(picture.channels, 3U);
        QCOMPARE(picture.pixels, (base::Bytes{0, 16, 171, 0, 16, 171, 255, 32, 1, 255, 32, 1}));
        info.palette.clear();
        QCOMPARE(render(info, frame, {}).error().code, base::ErrorCode::kImageUnsupported);
    }

    void ybrOfKnownColours() {
        ImageInfo info;
        auto frame = frameOf<std::uint8_t>({76, 85, 255, 255, 128, 128, 0, 128, 128}, SampleType::kU8, 3);
        frame.colours = Colours::kYbr;
        QCOMPARE(render(info, frame, {}).value().pixels, (base::Bytes{254, 0, 0, 255, 255, 255, 0, 0, 0}));
    }

    void deepColoursAreCutToEightBits() {
        ImageInfo info;
        info.bits = 16;
        const auto frame = frameOf<std::uint16_t>({0xffff, 0x8000, 0x00ff}, SampleType::kU16, 3);
        QCOMPARE(render(info, frame, {}).value().pixels, (base::Bytes{255, 128, 0}));
    }

    void seriesAreReadAlongTheirNormal() {
        const auto series = groupSeries({slice("c", "1.2.1", 30, 1), slice("a", "1.2.1", -10, 3),
                                         slice("b", "1.2.1", 0, 2), slice("other", "1.2.2", 0, 1)});
        QCOMPARE(series.size(), std::size_t{2});
        QCOMPARE(filesOf(series[0]), (std::vector<std::string>{"a", "b", "c"}));
    }

    void withoutPlacesByInstanceNumber() {
        auto first = slice("z", "1.2.1", 0, 1);
        auto second = slice("a", "1.2.1", 0, 2);  // the same place: a time series
        QCOMPARE(filesOf(groupSeries({second, first})[0]), (std::vector<std::string>{"z", "a"}));
        second.info.position.clear();
        QCOMPARE(filesOf(groupSeries({second, first})[0]), (std::vector<std::string>{"z", "a"}));
        auto alone = slice("p.png", "", 0, 0);
        auto another = slice("q.png", "", 0, 0);
        QCOMPARE(groupSeries({alone, another}).size(), std::size_t{2});
    }

    void answersComeThroughAndLiesDoNot() {
        ImageInfo info;
        info.columns = 512;
        info.rows = 256;
        info.frames = 3;
        info.patientName = "Müller^Ängström";
        info.greys.windows = {{40, 400, "soft"}, {-600, 1500, ""}};
        info.rowSpacing = 0.5;
        info.columnSpacing = 0.25;
        info.palette = {1, 2, 3};
        info.position = {1, 2, 3};
        info.orientation = {1, 0, 0, 0, 1, 0};
        info.marked = true;
        const auto bytes = encodeInfo(info);
        const auto back = decodeInfo(bytes);
        QVERIFY(back.has_value());
        QCOMPARE(encodeInfo(*back), bytes);
        QCOMPARE(back->patientName, info.patientName);
        QVERIFY(back->marked);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut)
            QVERIFY(!decodeInfo(base::ByteView(bytes).first(cut)));
        auto longer = bytes;
        longer.push_back(0);
        QVERIFY(!decodeInfo(longer));

        const auto frame = frameOf<std::uint16_t>({1, 2, 3, 4}, SampleType::kU16);
        QCOMPARE(encodeFrameHead(frame).size(), kFrameHeadBytes);
        auto message = encodeFrame(frame);
        message.insert(message.end(), frame.samples.begin(), frame.samples.end());
        QCOMPARE(decodeFrame(message).value().samples, frame.samples);
        message.push_back(0);
        QVERIFY(!decodeFrame(message));

        const std::vector<Element> elements = {{0, "(0010,0010)", "PN", "PatientName", "A^B"},
                                               {1, "x", "y", "z", ""}};
        QCOMPARE(decodeElements(encodeElements(elements)).value().size(), elements.size());
    }
};

QTEST_GUILESS_MAIN(TestRendering)
#include "test_rendering.moc"
