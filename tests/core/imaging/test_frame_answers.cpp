// Answers of a helper about a frame: what is in one comes through, and no lie does that a picture could be
// made of, or that the asker would stumble over.
#include <QtTest>
#include <cmath>
#include <functional>

#include "core/imaging/model/rendering.h"
#include "core/imaging/protocol/decoder_protocol.h"

using namespace medveil;
using namespace medveil::imaging;

namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kEndless = std::numeric_limits<double>::infinity();

Greys rich() {
    Greys greys;
    greys.slope = 0.5;
    greys.intercept = -1024;
    greys.modality = {-3, 12, {1, 2, 3, 4095}};
    greys.unit = "HU";
    greys.windows = {
        {40, 400, "soft"}, {8, 16, "", WindowShape::kSigmoid, 0}, {2, 4, "t", WindowShape::kTable, 1}};
    greys.tables = {{0, 16, {7, 8}}, {-2, 8, {0, 255}}};
    greys.padding = Padding{-2000, -1999};
    greys.realWorld = {{0, 10, 2, 3, {}, "g/ml"}, {11, 12, 1, 0, {0.5, 0.25}, "mm2/s"}};
    greys.darkIsHigh = true;
    return greys;
}

Frame frameWith(Greys greys) {
    Frame frame;
    frame.columns = 3;
    frame.rows = 2;
    frame.type = SampleType::kS16;
    frame.samples = {1, 0, 2, 0, 3, 0, 4, 0, 0xff, 0xff, 0, 0x80};
    frame.greys = std::move(greys);
    frame.overlay = {0, 1, 0, 0, 1, 0};
    frame.cautions = {Caution::kCutShort, Caution::kColoursOfCodestream};
    return frame;
}

base::Bytes answerOf(const Frame& frame) {
    auto answer = encodeFrame(frame);
    answer.insert(answer.end(), frame.samples.begin(), frame.samples.end());
    return answer;
}

}  // namespace

class TestFrameAnswers : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void allOfItComesThrough() {
        const auto answer = answerOf(frameWith(rich()));
        const auto back = decodeFrame(answer);
        QVERIFY(back.has_value());
        QVERIFY(answerOf(*back) == answer);
        QCOMPARE(back->cautions, (std::vector{Caution::kCutShort, Caution::kColoursOfCodestream}));
        QCOMPARE(back->overlay, (base::Bytes{0, 1, 0, 0, 1, 0}));
        QVERIFY(back->greys.has_value());
        QCOMPARE(back->greys->windows, rich().windows);
        QCOMPARE(back->greys->tables[1].entries, rich().tables[1].entries);
        QCOMPARE(back->greys->modality.first, -3);
        QCOMPARE(back->greys->padding->first, -2000.0);
        QCOMPARE(back->greys->realWorld[1].entries, rich().realWorld[1].entries);
        // What all frames have in common is said once.
        auto plain = frameWith({});
        plain.greys.reset();
        plain.overlay.clear();
        plain.cautions.clear();
        const auto other = decodeFrame(answerOf(plain));
        QVERIFY(other.has_value() && !other->greys && other->overlay.empty() && other->cautions.empty());
    }

    void noPartIsMissing() {
        const auto answer = answerOf(frameWith(rich()));
        for (std::size_t size = 0; size < answer.size(); ++size)
            QVERIFY(!decodeFrame(
                base::Bytes(answer.begin(), answer.begin() + static_cast<std::ptrdiff_t>(size))));
        auto longer = answer;
        longer.push_back(0);
        QVERIFY(!decodeFrame(longer));
    }

    void liesAboutGreys_data() {
        QTest::addColumn<std::function<void(Greys&)>>("lie");
        const auto row = [](const char* name, std::function<void(Greys&)> lie) {
            QTest::addRow("%s", name) << lie;
        };
        row("an empty table", [](Greys& greys) { greys.tables[1].entries.clear(); });
        row("a table of no bits", [](Greys& greys) { greys.tables[0].bits = 0; });
        row("a table of 17 bits", [](Greys& greys) { greys.tables[0].bits = 17; });
        row("a table of very many bits", [](Greys& greys) { greys.tables[0].bits = 0xffffffff; });
        row("a modality of 40 bits", [](Greys& greys) { greys.modality.bits = 40; });
        row("a window of a table that is not there", [](Greys& greys) { greys.windows[2].table = 2; });
        row("a window of width 0", [](Greys& greys) { greys.windows[0].width = 0; });
        row("a window below 0", [](Greys& greys) { greys.windows[0].width = -1; });
        row("a width that is no number", [](Greys& greys) { greys.windows[0].width = kNoNumber; });
        row("a width without end", [](Greys& greys) { greys.windows[0].width = kEndless; });
        row("a centre that is no number", [](Greys& greys) { greys.windows[1].centre = kNoNumber; });
        row("a slope that is no number", [](Greys& greys) { greys.slope = kNoNumber; });
        row("an intercept without end", [](Greys& greys) { greys.intercept = -kEndless; });
        row("padding that is no number", [](Greys& greys) { greys.padding->last = kNoNumber; });
    }
    void liesAboutGreys() {
        QFETCH(std::function<void(Greys&)>, lie);
        auto greys = rich();
        lie(greys);
        QCOMPARE(decodeFrame(answerOf(frameWith(greys))).error().code, base::ErrorCode::kMalformed);
        ImageInfo info;
        info.columns = info.rows = 2;
        QVERIFY(decodeInfo(encodeInfo(info)).has_value());
        info.greys = greys;
        QCOMPARE(decodeInfo(encodeInfo(info)).error().code, base::ErrorCode::kMalformed);
    }

    void liesAboutTheFrame() {
        auto frame = frameWith(rich());
        frame.overlay = {0, 1, 0, 0, 1};
        QVERIFY(!decodeFrame(answerOf(frame)));
        frame.overlay = base::Bytes(600, 1);
        QVERIFY(!decodeFrame(answerOf(frame)));
        frame = frameWith(rich());
        frame.cautions.push_back(static_cast<Caution>(200));
        QVERIFY(!decodeFrame(answerOf(frame)));
        frame = frameWith(rich());
        frame.channels = 2;
        QVERIFY(!decodeFrame(answerOf(frame)));
        frame = frameWith(rich());
        frame.columns = 0xffffffff;
        frame.rows = 0xffffffff;
        QVERIFY(!decodeFrame(answerOf(frame)));
    }

    void liesAboutTheShapeOfPixels() {
        ImageInfo info;
        info.columns = info.rows = 2;
        for (const double height : {0.0, -1.0, kNoNumber, kEndless}) {
            info.pixelHeight = height;
            QVERIFY(!decodeInfo(encodeInfo(info)).has_value());
        }
    }

    /// Numbers that are allowed and absurd end in a picture, not in a cast of what is no number.
    void absurdNumbersAreAPicture() {
        constexpr double kGreat = std::numeric_limits<double>::max();
        constexpr double kSmall = std::numeric_limits<double>::denorm_min();
        for (const double slope : {kGreat, -kGreat, kSmall, 0.0}) {
            for (const double centre : {kGreat, -kGreat, 0.0}) {
                for (const double width : {kGreat, kSmall, 1.0, 0.5}) {
                    for (const auto shape : {WindowShape::kLinear, WindowShape::kLinearExact,
                                             WindowShape::kSigmoid, WindowShape::kTable}) {
                        auto greys = rich();
                        greys.modality = {};
                        greys.slope = slope;
                        greys.intercept = centre;
                        greys.windows = {{centre, width, "", shape, 1}};
                        const auto frame = decodeFrame(answerOf(frameWith(greys)));
                        QVERIFY(frame.has_value());
                        const auto picture = render({}, *frame, {frame->greys->windows[0]});
                        QCOMPARE(picture->pixels.size(), std::size_t{6});
                        (void)windowFor({}, *frame);
                    }
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestFrameAnswers)
#include "test_frame_answers.moc"
