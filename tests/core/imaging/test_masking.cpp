// Covered regions: nothing of what was there is left in the file, nothing else changes, and a mosaic tells no
// more than chance about what stood under it.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <random>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "core/imaging/client/image_file.h"
#include "core/imaging/decoder/decoder.h"
#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/decoder/masking.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::ErrorCode;
using imaging::MaskFill;
using imaging::MaskPlan;
using imaging::MaskRegion;
using imaging::MaskShape;

namespace {

constexpr std::uint32_t kWidth = 96;
constexpr std::uint32_t kHeight = 64;
constexpr std::uint32_t kFrames = 3;

MaskRegion rectangle(double x, double y, double width, double height) {
    return {MaskShape::kRectangle, {{x, y}, {x + width, y + height}}};
}

base::Bytes written(DcmFileFormat& format) {
    return imaging::writeDicom(format, EXS_LittleEndianExplicit, 1 << 28).value();
}

void describe(DcmDataset& dataset, std::uint32_t width, std::uint32_t height, std::uint32_t frames,
              std::uint16_t bits) {
    (void)dataset.putAndInsertString(DCM_SOPClassUID,
                                     UID_MultiframeGrayscaleWordSecondaryCaptureImageStorage);
    (void)dataset.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.4");
    (void)dataset.putAndInsertString(DCM_PatientName, "Rossi^Amal");
    (void)dataset.putAndInsertString(DCM_ImageType, "ORIGINAL\\PRIMARY");
    (void)dataset.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(width));
    (void)dataset.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(height));
    (void)dataset.putAndInsertString(DCM_NumberOfFrames, std::to_string(frames).c_str());
    (void)dataset.putAndInsertUint16(DCM_SamplesPerPixel, 1);
    (void)dataset.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
    (void)dataset.putAndInsertUint16(DCM_BitsAllocated, bits);
    (void)dataset.putAndInsertUint16(DCM_BitsStored, bits);
    (void)dataset.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(bits - 1));
    (void)dataset.putAndInsertUint16(DCM_PixelRepresentation, 0);
}

/// Random pixels, which also stand in every other place where files are known to repeat them.
struct Repeating {
    Repeating() {
        std::mt19937 random(4711);
        for (std::size_t i = 0; i < std::size_t{kWidth} * kHeight * kFrames; ++i)
            pixels.push_back(static_cast<Uint16>(random()));
        DcmFileFormat format;
        auto& dataset = *format.getDataset();
        describe(dataset, kWidth, kHeight, kFrames, 16);
        const auto* const bytes = reinterpret_cast<const Uint8*>(pixels.data());
        const auto count = static_cast<unsigned long>(pixels.size() * 2);
        (void)dataset.putAndInsertUint16Array(DCM_PixelData, pixels.data(),
                                              static_cast<unsigned long>(pixels.size()));
        (void)dataset.putAndInsertUint16Array(DcmTag(0x6000, 0x3000, EVR_OW), pixels.data(),
                                              static_cast<unsigned long>(pixels.size()));
        (void)dataset.putAndInsertString(DcmTag(0x0029, 0x0010, EVR_LO), "ACME PREVIEW");
        (void)dataset.putAndInsertUint8Array(DcmTag(0x0029, 0x1010, EVR_OB), bytes, count);
        for (const auto& tag : {DCM_IconImageSequence, DCM_SourceImageSequence}) {
            DcmItem* item = nullptr;
            (void)dataset.findOrCreateSequenceItem(tag, item, 0);
            (void)item->putAndInsertUint16Array(DCM_PixelData, pixels.data(),
                                                static_cast<unsigned long>(pixels.size()));
            (void)item->putAndInsertUint8Array(DcmTag(0x0031, 0x1010, EVR_OB), bytes, count);
        }
        (void)dataset.putAndInsertUint8Array(DCM_DataSetTrailingPadding, bytes, count);
        file = written(format);
        std::copy_n(bytes, 128, file.begin());
    }
    std::vector<Uint16> pixels;
    base::Bytes file;
};

/// How often four pixels of a row inside the rectangle stand in `file`, of so many tries.
int finds(base::ByteView file, const std::vector<Uint16>& pixels, int x0, int y0, int width, int height) {
    int found = 0;
    for (std::uint32_t frame = 0; frame < kFrames; ++frame) {
        for (int y = y0; y < y0 + height; ++y) {
            for (int x = x0; x + 4 <= x0 + width; x += 4) {
                const auto at = (std::size_t{frame} * kHeight + static_cast<std::size_t>(y)) * kWidth +
                                static_cast<std::size_t>(x);
                const auto* const bytes = reinterpret_cast<const base::Byte*>(&pixels[at]);
                found += !std::ranges::search(file, base::ByteView(bytes, 8)).empty();
            }
        }
    }
    return found;
}

std::vector<imaging::Frame> framesOf(base::ByteView file) {
    const auto decoder = imaging::openDecoder(file);
    std::vector<imaging::Frame> frames;
    if (!decoder)
        return frames;
    for (std::uint32_t i = 0; i < (*decoder)->info().frames; ++i) {
        auto frame = (*decoder)->frame(i);
        if (!frame)
            return {};
        frames.push_back(std::move(*frame));
    }
    return frames;
}

// The attack of a reader who knows the font and the place of a birth date, and tries them all.

constexpr std::uint32_t kTextWidth = 160;
constexpr std::uint32_t kTextHeight = 64;
constexpr std::size_t kDigits = 8;
constexpr int kScale = 2;

/// Five by seven dots, a row in five bits.
constexpr std::array<std::array<std::uint8_t, 7>, 10> kFont = {{{14, 17, 19, 21, 25, 17, 14},
                                                                {4, 12, 4, 4, 4, 4, 14},
                                                                {14, 17, 1, 2, 4, 8, 31},
                                                                {31, 2, 4, 2, 1, 17, 14},
                                                                {2, 6, 10, 18, 31, 2, 2},
                                                                {31, 16, 30, 1, 1, 17, 14},
                                                                {6, 8, 16, 30, 17, 17, 14},
                                                                {31, 1, 2, 4, 8, 8, 8},
                                                                {14, 17, 17, 14, 17, 17, 14},
                                                                {14, 17, 17, 15, 1, 2, 12}}};

/// Every day from 1940 to 2020, YYYYMMDD.
std::vector<std::string> allDates() {
    std::vector<std::string> dates;
    for (auto day = std::chrono::sys_days(std::chrono::year(1940) / 1 / 1);
         day <= std::chrono::sys_days(std::chrono::year(2020) / 12 / 31); day += std::chrono::days(1)) {
        const std::chrono::year_month_day date(day);
        dates.push_back(std::to_string(static_cast<int>(date.year()) * 10000 +
                                       static_cast<int>(static_cast<unsigned>(date.month())) * 100 +
                                       static_cast<int>(static_cast<unsigned>(date.day()))));
    }
    return dates;
}

using Means = std::vector<float>;

class Attack {
  public:
    explicit Attack(int block) : m_block(block) {
        for (std::size_t place = 0; place < kDigits; ++place) {
            for (char digit = '0'; digit <= '9'; ++digit) {
                std::string text(kDigits, ' ');
                text[place] = digit;
                m_glyphs.push_back(means(drawn(text)));
            }
        }
    }

    static std::vector<float> drawn(const std::string& text) {
        std::vector<float> image(std::size_t{kTextWidth} * kTextHeight);
        for (std::size_t place = 0; place < text.size(); ++place) {
            if (text[place] == ' ')
                continue;
            const auto& glyph = kFont[static_cast<std::size_t>(text[place] - '0')];
            for (int y = 0; y < 7 * kScale; ++y) {
                for (int x = 0; x < 5 * kScale; ++x) {
                    const bool dot =
                        (glyph[static_cast<std::size_t>(y / kScale)] >> (4 - x / kScale) & 1) != 0;
                    const auto at = static_cast<std::size_t>(y + 20) * kTextWidth +
                                    static_cast<std::size_t>(x + 20) + place * 6 * kScale;
                    image[at] = dot ? 200.0F : 0.0F;
                }
            }
        }
        return image;
    }

    Means means(const std::vector<float>& image) const {
        const auto side = static_cast<std::size_t>(m_block);
        const auto across = (kTextWidth + side - 1) / side;
        Means sums(across * ((kTextHeight + side - 1) / side));
        for (std::size_t y = 0; y < kTextHeight; ++y) {
            for (std::size_t x = 0; x < kTextWidth; ++x)
                sums[y / side * across + x / side] += image[y * kTextWidth + x];
        }
        for (auto& sum : sums)
            sum /= static_cast<float>(side * side);
        return sums;
    }

    /// How many dates explain the mosaic better than the true one. Brightness and contrast are free: what
    /// counts is the correlation.
    std::size_t rank(const std::vector<std::string>& dates, std::size_t truth, const Means& seen) const {
        const auto score = [&](const std::string& date) {
            Means guess(seen.size());
            for (std::size_t place = 0; place < kDigits; ++place) {
                const auto& glyph = m_glyphs[place * 10 + static_cast<std::size_t>(date[place] - '0')];
                for (std::size_t i = 0; i < guess.size(); ++i)
                    guess[i] += glyph[i];
            }
            const auto n = static_cast<float>(seen.size());
            float a = 0, b = 0, ab = 0, aa = 0, bb = 0;
            for (std::size_t i = 0; i < guess.size(); ++i) {
                a += guess[i];
                b += seen[i];
                ab += guess[i] * seen[i];
                aa += guess[i] * guess[i];
                bb += seen[i] * seen[i];
            }
            return (ab - a * b / n) / std::sqrt(std::max(1e-6F, (aa - a * a / n) * (bb - b * b / n)));
        };
        const auto best = score(dates[truth]);
        // Large blocks cannot tell all dates apart: the truth stands in the middle of its equals.
        constexpr float kSame = 1e-5F;
        std::size_t better = 0;
        std::size_t equal = 0;
        for (const auto& date : dates) {
            const auto other = score(date);
            better += other > best + kSame;
            equal += std::abs(other - best) <= kSame;
        }
        return better + (equal - 1) / 2;
    }

  private:
    int m_block;
    std::vector<Means> m_glyphs;
};

base::Bytes noted(const std::vector<float>& image) {
    DcmFileFormat format;
    auto& dataset = *format.getDataset();
    describe(dataset, kTextWidth, kTextHeight, 1, 8);
    std::vector<Uint8> pixels;
    for (const float value : image)
        pixels.push_back(static_cast<Uint8>(std::clamp(value, 0.0F, 255.0F)));
    (void)dataset.putAndInsertUint8Array(DCM_PixelData, pixels.data(),
                                         static_cast<unsigned long>(pixels.size()));
    return written(format);
}

}  // namespace

class TestMasking : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        imaging::prepareDecoders();
        imaging::setDecoderProgram(MEDVEIL_DECODER);
    }

    void everyTouchedPixelIsCovered() {
        std::mt19937 random(1);
        std::uniform_real_distribution<double> place(-10, 90);
        const auto point = [&] { return imaging::MaskPoint{place(random), place(random)}; };
        for (int round = 0; round < 400; ++round) {
            MaskPlan plan;
            MaskRegion region;
            region.shape = static_cast<MaskShape>(round % 4);
            const int count = region.shape == MaskShape::kPolygon ? 3 + round % 5
                              : region.shape == MaskShape::kBrush ? 1 + round % 3
                                                                  : 2;
            for (int i = 0; i < count; ++i)
                region.points.push_back(point());
            region.radius = round % 9;
            plan.regions.push_back(region);
            QVERIFY(imaging::checkPlan(plan));
            const auto mask = imaging::rasterise(plan, 80, 60, 0, 1);
            const auto covered = [&](double x, double y) {
                return x < 0 || y < 0 || x >= 80 || y >= 60 ||
                       mask[static_cast<std::size_t>(y) * 80 + static_cast<std::size_t>(x)] != 0;
            };
            // Points of the region itself, anywhere in a pixel.
            for (int i = 0; i < 300; ++i) {
                const auto& p = region.points;
                const double t = std::generate_canonical<double, 32>(random);
                const double u = std::generate_canonical<double, 32>(random);
                double x = 0;
                double y = 0;
                if (region.shape == MaskShape::kRectangle) {
                    x = std::lerp(p[0].x, p[1].x, t);
                    y = std::lerp(p[0].y, p[1].y, u);
                } else if (region.shape == MaskShape::kEllipse) {
                    const double angle = 2 * M_PI * t;
                    x = (p[0].x + p[1].x) / 2 + (p[1].x - p[0].x) / 2 * std::sqrt(u) * std::cos(angle);
                    y = (p[0].y + p[1].y) / 2 + (p[1].y - p[0].y) / 2 * std::sqrt(u) * std::sin(angle);
                } else {
                    const auto k = static_cast<std::size_t>(i) % p.size();
                    const auto next = region.shape == MaskShape::kPolygon ? (k + 1) % p.size()
                                      : k == 0                            ? 0
                                                                          : k - 1;
                    const double angle = 2 * M_PI * u;
                    const double reach = region.shape == MaskShape::kBrush ? region.radius : 0;
                    x = std::lerp(p[k].x, p[next].x, t) + reach * std::cos(angle);
                    y = std::lerp(p[k].y, p[next].y, t) + reach * std::sin(angle);
                }
                QVERIFY2(covered(x, y), qPrintable(QString::number(round)));
            }
        }
    }

    void impossiblePlansAreRefused() {
        MaskPlan plan;
        QCOMPARE(imaging::checkPlan(plan).error().code, ErrorCode::kInvalidArgument);
        plan.regions.push_back({MaskShape::kPolygon, {{0, 0}, {1, 1}}});
        QVERIFY(!imaging::checkPlan(plan));
        plan.regions[0] = rectangle(0, 0, std::nan(""), 4);
        QVERIFY(!imaging::checkPlan(plan));
        plan.regions[0] = rectangle(0, 0, 4, 4);
        plan.block = 0;
        QVERIFY(!imaging::checkPlan(plan));
    }

    void nothingIsLeft_data() {
        QTest::addColumn<MaskFill>("fill");
        QTest::newRow("solid") << MaskFill::kSolid;
        QTest::newRow("mosaic") << MaskFill::kMosaic;
    }
    void nothingIsLeft() {
        QFETCH(const MaskFill, fill);
        const Repeating original;
        constexpr int kTries = 8 * 20 * 3;
        QCOMPARE(finds(original.file, original.pixels, 8, 12, 32, 20), kTries);
        MaskPlan plan;
        plan.fill = fill;
        plan.regions.push_back(rectangle(8, 12, 32, 20));
        const auto masked = imaging::mask(original.file, plan);
        QVERIFY(masked);
        QCOMPARE(masked->count, std::uint64_t{32 * 20 * kFrames});
        QCOMPARE(finds(masked->file, original.pixels, 8, 12, 32, 20), 0);
        // The rest is there, in the frames and nowhere else.
        QVERIFY(finds(masked->file, original.pixels, 48, 12, 32, 20) == kTries);
        const auto before = ::framesOf(original.file);
        const auto after = ::framesOf(masked->file);
        QCOMPARE(after.size(), std::size_t{kFrames});
        for (std::size_t f = 0; f < kFrames; ++f) {
            for (std::size_t i = 0; i < std::size_t{kWidth} * kHeight; ++i) {
                const auto x = i % kWidth;
                const auto y = i / kWidth;
                const bool inside = x >= 8 && x < 40 && y >= 12 && y < 32;
                const bool same =
                    std::equal(before[f].samples.begin() + static_cast<std::ptrdiff_t>(2 * i),
                               before[f].samples.begin() + static_cast<std::ptrdiff_t>(2 * i + 2),
                               after[f].samples.begin() + static_cast<std::ptrdiff_t>(2 * i));
                if (!inside)
                    QVERIFY(same);
            }
        }
        const auto reader = imaging::openDecoder(masked->file);
        QVERIFY(reader);
        QVERIFY((*reader)->info().masked);
        QVERIFY((*reader)->info().instanceUid != "1.2.3.4");
        QCOMPARE(imaging::findSealedPart(masked->file)->pixels, masked->pixels);
    }

    void framesAreChosen() {
        const Repeating original;
        MaskPlan plan;
        plan.regions.push_back(rectangle(0, 0, 16, 16));
        plan.regions[0].firstFrame = plan.regions[0].lastFrame = 1;
        const auto masked = imaging::mask(original.file, plan);
        QVERIFY(masked);
        QCOMPARE(masked->count, std::uint64_t{256});
        const auto before = ::framesOf(original.file);
        const auto after = ::framesOf(masked->file);
        QVERIFY(before[0].samples == after[0].samples);
        QVERIFY(before[1].samples != after[1].samples);
        QVERIFY(before[2].samples == after[2].samples);
        plan.regions[0].firstFrame = plan.regions[0].lastFrame = 7;
        QCOMPARE(imaging::mask(original.file, plan).error().code, ErrorCode::kInvalidArgument);
    }

    /// Every real scan: what is outside stays, what is inside is one colour, in every frame.
    void realScans() {
        int done = 0;
        int refused = 0;
        for (const auto& path : test::dataFiles("dicom", "")) {
            auto file = imaging::ImageFile::open(path, m_task);
            const auto before = file ? framesOf(**file) : std::vector<imaging::Frame>();
            if (before.empty())
                continue;
            MaskPlan plan;
            plan.regions.push_back({MaskShape::kEllipse, {{3, 2}, {40, 30}}});
            auto masked = imaging::ImageFile::mask(path, plan, m_task);
            if (!masked) {
                // Floating point and images smaller than the region.
                QVERIFY2(masked.error().code == ErrorCode::kImageUnsupported || (*file)->info().columns < 4,
                         path.c_str());
                ++refused;
                continue;
            }
            const auto copy = imaging::ImageFile::open(std::move(masked->file), m_task);
            QVERIFY(copy);
            const auto after = framesOf(**copy);
            QCOMPARE(after.size(), before.size());
            ++done;
            for (std::size_t f = 0; f < after.size(); ++f)
                check(before[f], after[f], path.filename().c_str());
        }
        qInfo("%d scans masked, %d refused", done, refused);
        if (!test::dataFolder().empty())
            QVERIFY(done >= 150);
    }

    /// The truth's rank among 29,586 dates: of our mosaic it is anything; of one made from the pixels it is
    /// the first.
    void mosaicTellsNothing() {
        const auto dates = allDates();
        std::mt19937 random(7);
        std::normal_distribution<float> noise(0, 6);
        int topTen = 0;
        double places = 0;
        int trials = 0;
        for (const int block : {4, 8, 16, 32}) {
            const Attack attack(block);
            int known = 0;
            constexpr int kTrials = 15;
            for (int trial = 0; trial < kTrials; ++trial) {
                const auto truth = random() % dates.size();
                auto image = Attack::drawn(dates[truth]);
                for (auto& value : image)
                    value = std::clamp(value + 40 + noise(random), 0.0F, 255.0F);
                known += attack.rank(dates, truth, attack.means(image)) == 0;
                MaskPlan plan;
                plan.fill = MaskFill::kMosaic;
                plan.block = static_cast<std::uint32_t>(block);
                plan.regions.push_back(rectangle(8, 8, kTextWidth - 16, kTextHeight - 16));
                const auto masked = imaging::mask(noted(image), plan);
                QVERIFY(masked);
                const auto shown = ::framesOf(masked->file);
                const std::vector<float> pixels(shown[0].samples.begin(), shown[0].samples.end());
                const auto rank = attack.rank(dates, truth, attack.means(pixels));
                topTen += rank < 10;
                places += static_cast<double>(rank) / static_cast<double>(dates.size());
                ++trials;
            }
            qInfo("%d pixel blocks: a mosaic of the pixels gives %d of %d dates away", block, known, kTrials);
            if (block <= 8)
                QVERIFY(known >= kTrials - 1);
        }
        qInfo("our mosaic: mean place of the truth %.3f, among the first ten %d of %d", places / trials,
              topTen, trials);
        QVERIFY(topTen <= 1);
        // Uniform between 0 and 1: five standard deviations.
        QVERIFY(std::abs(places / trials - 0.5) < 5 * 0.2887 / std::sqrt(trials));
    }

  private:
    /// In the helper: real files may be damaged in ways that decoders do not survive.
    std::vector<imaging::Frame> framesOf(imaging::ImageFile& file) {
        std::vector<imaging::Frame> frames;
        for (std::uint32_t i = 0; i < file.info().frames; ++i) {
            auto frame = file.frame(i, m_task);
            if (!frame)
                return {};
            frames.push_back(std::move(*frame));
        }
        return frames;
    }

    base::NullTaskContext m_task;

    static void check(const imaging::Frame& before, const imaging::Frame& after, const char* name) {
        const auto size = imaging::bytesOf(before.type) * before.channels;
        QVERIFY2(before.samples.size() == after.samples.size(), name);
        std::vector<base::Byte> covered(size);
        bool first = true;
        for (std::size_t i = 0; i < before.samples.size() / size; ++i) {
            const auto x = i % before.columns;
            const auto y = i / before.columns;
            const auto at = static_cast<std::ptrdiff_t>(i * size);
            const auto* const then = &before.samples[i * size];
            const auto* const now = &after.samples[i * size];
            // Blocks of a lossy source: up to 47, and one block more.
            if (x >= 64 || y >= 64) {
                if (before.type == imaging::SampleType::kU8)
                    QVERIFY2(std::equal(then, then + size, now), name);
            } else if (x >= 18 && x < 25 && y >= 14 && y < 18) {
                if (first)
                    covered.assign(after.samples.begin() + at,
                                   after.samples.begin() + at + static_cast<std::ptrdiff_t>(size));
                first = false;
                QVERIFY2(std::equal(now, now + size, covered.begin()), name);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestMasking)
#include "test_masking.moc"
