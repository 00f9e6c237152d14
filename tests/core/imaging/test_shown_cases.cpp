// The files of cases/scans, beside the folder of real inputs, whose names begin with show_: each is shown as
// its own raw values and attributes say. What is expected is worked out here from what DCMTK reads of the
// file; nothing of the decoder is asked.
#include <QImage>
#include <QtTest>
#include <cmath>
#include <functional>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/base/file_system.h"
#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::Bytes;

namespace {

/// A file as DCMTK reads it, and what it says.
class Case {
  public:
    explicit Case(const base::Path& path)
        : m_content(base::readWholeFile(base::systemFileSystem(), path, 1U << 26).value()) {
        (void)m_format.loadFile(path.c_str());
        (void)m_format.loadAllDataIntoMemory();
    }
    const Bytes& content() const { return m_content; }
    DcmDataset& dataset() { return *m_format.getDataset(); }
    int word(const DcmTagKey& tag, int otherwise = 0) {
        Uint16 value = 0;
        return dataset().findAndGetUint16(tag, value).good() ? value : otherwise;
    }
    static double number(DcmItem& item, const DcmTagKey& tag, double otherwise) {
        Float64 value = 0;
        return item.findAndGetFloat64(tag, value).good() ? value : otherwise;
    }
    QByteArray text(const DcmTagKey& tag) {
        OFString value;
        (void)dataset().findAndGetOFString(tag, value);
        return value.c_str();
    }
    std::size_t pixels() { return static_cast<std::size_t>(word(DCM_Rows) * word(DCM_Columns)); }

    /// The item of a frame that has `tag`: its own group's, or the data set.
    DcmItem& itemOf(std::size_t frame, const DcmTagKey& sequence) {
        DcmItem* group = nullptr;
        DcmItem* item = nullptr;
        const bool found = dataset()
                               .findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, group,
                                                       static_cast<signed long>(frame))
                               .good() &&
                           group->findAndGetSequenceItem(sequence, item, 0).good();
        return found ? *item : dataset();
    }
    std::vector<Bytes> fragments() {
        DcmElement* element = nullptr;
        (void)dataset().findAndGetElement(DCM_PixelData, element);
        auto* const data = dynamic_cast<DcmPixelData*>(element);
        E_TransferSyntax syntax = EXS_Unknown;
        const DcmRepresentationParameter* parameter = nullptr;
        DcmPixelSequence* sequence = nullptr;
        data->getOriginalRepresentationKey(syntax, parameter);
        std::vector<Bytes> all;
        if (data->getEncapsulatedRepresentation(syntax, parameter, sequence).bad())
            return all;
        for (unsigned long i = 1; i < sequence->card(); ++i) {
            DcmPixelItem* item = nullptr;
            Uint8* bytes = nullptr;
            (void)sequence->getItem(item, i);
            (void)item->getUint8Array(bytes);
            all.emplace_back(bytes, bytes + item->getLengthField());
        }
        return all;
    }
    /// Words as they stand there; RLE of one frame undone.
    std::vector<unsigned> raw() {
        std::vector<unsigned> words;
        if (m_format.getDataset()->getOriginalXfer() == EXS_RLELossless) {
            Bytes frame;
            for (const auto& each : fragments())
                frame.insert(frame.end(), each.begin(), each.end());
            words.resize(pixels());
            for (std::size_t segment = 0; segment < 2; ++segment)
                addSegment(frame, segment, words);
            return words;
        }
        const Uint16* data = nullptr;
        unsigned long count = 0;
        (void)dataset().findAndGetUint16Array(DCM_PixelData, data, &count);
        words.assign(data, data + count);
        return words;
    }

  private:
    static void addSegment(const Bytes& frame, std::size_t segment, std::vector<unsigned>& words) {
        std::size_t at = frame[4 + 4 * segment] | std::size_t{frame[5 + 4 * segment]} << 8;
        for (std::size_t i = 0; i < words.size();) {
            const int control = static_cast<signed char>(frame.at(at++));
            for (int n = 0; n < (control >= 0 ? control + 1 : 1 - control) && i < words.size(); ++n, ++i)
                words[i] = words[i] << 8 | frame.at(control >= 0 ? at + static_cast<std::size_t>(n) : at);
            at += control >= 0 ? static_cast<std::size_t>(control) + 1 : 1;
        }
    }

    Bytes m_content;
    DcmFileFormat m_format;
};

double entryOf(DcmItem& item, double input) {
    Uint16 count = 0;
    Uint16 first = 0;
    const Uint16* data = nullptr;
    (void)item.findAndGetUint16(DCM_LUTDescriptor, count, 0);
    (void)item.findAndGetUint16(DCM_LUTDescriptor, first, 1);
    (void)item.findAndGetUint16Array(DCM_LUTData, data);
    return data[std::clamp(static_cast<int>(input) - first, 0, count - 1)];
}

/// The whole way of PS3.3, C.11, of one stored value.
int level(Case& file, std::size_t frame, double stored, double centre, double width) {
    DcmItem* item = nullptr;
    auto& transform = file.itemOf(frame, DCM_PixelValueTransformationSequence);
    double value = stored * Case::number(transform, DCM_RescaleSlope, 1) +
                   Case::number(transform, DCM_RescaleIntercept, 0);
    if (file.dataset().findAndGetSequenceItem(DCM_ModalityLUTSequence, item, 0).good())
        value = entryOf(*item, stored);
    double shade = (value - (centre - 0.5)) / (width - 1) + 0.5;
    if (file.dataset().findAndGetSequenceItem(DCM_VOILUTSequence, item, 0).good()) {
        Uint16 bits = 0;
        (void)item->findAndGetUint16(DCM_LUTDescriptor, bits, 2);
        shade = entryOf(*item, value) / ((1 << bits) - 1);
    } else if (file.text(DCM_VOILUTFunction) == "SIGMOID") {
        shade = 1 / (1 + std::exp(-4 * (value - centre) / width));
    } else if (file.text(DCM_VOILUTFunction) == "LINEAR_EXACT" || width < 1) {
        shade = (value - centre) / width + 0.5;
    }
    const int grey = static_cast<int>(std::clamp(shade, 0.0, 1.0) * 255 + 0.5);
    return file.text(DCM_PresentationLUTShape) == "INVERSE" ? 255 - grey : grey;
}

void greys(Case& file) {
    const auto words = file.raw();
    QVERIFY(!words.empty());
    const int stored = file.word(DCM_BitsStored);
    const int high = file.word(DCM_HighBit);
    const int overlayBit = file.word(DcmTagKey(0x6000, 0x0102), -1);
    const bool withSign = file.word(DCM_PixelRepresentation) != 0;
    const bool hasPadding = file.dataset().tagExists(DCM_PixelPaddingValue);
    Sint16 padding = 0;
    (void)file.dataset().findAndGetSint16(DCM_PixelPaddingValue, padding);
    std::vector<double> values;
    for (const auto word : words) {
        long value = word >> (high + 1 - stored) & ((1L << stored) - 1);
        if (withSign && value >= 1L << (stored - 1))
            value -= 1L << stored;
        values.push_back(static_cast<double>(value));
    }
    for (std::size_t frame = 0; frame < values.size() / file.pixels(); ++frame) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(frame * file.pixels());
        const std::vector<double> one(begin, begin + static_cast<std::ptrdiff_t>(file.pixels()));
        auto& windowItem = file.itemOf(frame, DCM_FrameVOILUTSequence);
        double low = 1e9;
        double highest = -1e9;
        for (const double each : one) {
            if (!hasPadding || each != padding) {
                low = std::min(low, each);
                highest = std::max(highest, each);
            }
        }
        const double centre = Case::number(windowItem, DCM_WindowCenter, (low + highest + 1) / 2);
        const double width = Case::number(windowItem, DCM_WindowWidth, highest - low + 1);
        std::vector<int> expected;
        for (std::size_t i = 0; i < one.size(); ++i) {
            const bool drawn = overlayBit >= 0 && (words[frame * file.pixels() + i] >> overlayBit & 1U) != 0;
            expected.push_back(drawn ? 255 : level(file, frame, one[i], centre, width));
        }
        const auto decoded = test::decoded(file.content(), static_cast<std::uint32_t>(frame));
        QVERIFY(decoded.has_value());
        QCOMPARE(test::storedOf(*decoded), one);
        QVERIFY(test::difference(test::shadesOf(*decoded), expected) <= 1);
    }
}

void smallFloats(Case& file) {
    const Float32* data = nullptr;
    unsigned long count = 0;
    (void)file.dataset().findAndGetFloat32Array(DCM_FloatPixelData, data, &count);
    QCOMPARE(count, file.pixels());
    std::vector<int> expected;
    for (unsigned long i = 0; i < count; ++i)
        expected.push_back(level(file, 0, static_cast<double>(data[i]),
                                 Case::number(file.dataset(), DCM_WindowCenter, 0),
                                 Case::number(file.dataset(), DCM_WindowWidth, 1)));
    QVERIFY(test::difference(test::shadesOf(file.content()), expected) <= 1);
}

void refusedWithBothNumbers(Case& file) {
    const auto stream = file.fragments().at(0);
    const auto size = QImage::fromData(stream.data(), static_cast<int>(stream.size())).size();
    QCOMPARE(test::refusal(file.content()),
             QStringLiteral("JPEG of %1 x %2 pixels in a file that says %3 x %4 pixels")
                 .arg(size.width())
                 .arg(size.height())
                 .arg(file.word(DCM_Columns))
                 .arg(file.word(DCM_Rows)));
}

/// Fragments from one that begins a picture to the next: what another JPEG decoder makes of them.
void jpegFrames(Case& file) {
    std::vector<Bytes> frames;
    for (const auto& each : file.fragments()) {
        if (each.size() > 2 && each[0] == 0xff && each[1] == 0xd8)
            frames.emplace_back();
        frames.back().insert(frames.back().end(), each.begin(), each.end());
    }
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto picture = QImage::fromData(frames[i].data(), static_cast<int>(frames[i].size()));
        QVERIFY(!picture.isNull());
        const auto decoded = test::decoded(file.content(), static_cast<std::uint32_t>(i));
        QVERIFY(decoded.has_value());
        const bool colour = decoded->frame.channels == 3;
        std::vector<int> expected;
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                const auto pixel = picture.pixelColor(x, y);
                expected.push_back(pixel.red());
                if (colour)
                    expected.insert(expected.end(), {pixel.green(), pixel.blue()});
            }
        }
        QVERIFY(test::difference(test::shadesOf(*decoded), expected) <= (colour ? 3 : 1));
        QCOMPARE(decoded->has(imaging::Caution::kColoursOfCodestream), colour);
    }
}

/// One entry that is said, and a line to the last.
void segmentedPalette(Case& file) {
    const DcmTagKey tags[] = {DCM_SegmentedRedPaletteColorLookupTableData,
                              DCM_SegmentedGreenPaletteColorLookupTableData,
                              DCM_SegmentedBluePaletteColorLookupTableData};
    std::vector<double> ends[3];
    for (std::size_t c = 0; c < 3; ++c) {
        const Uint16* data = nullptr;
        unsigned long count = 0;
        (void)file.dataset().findAndGetUint16Array(tags[c], data, &count);
        QCOMPARE(count, 6UL);
        QCOMPARE((std::vector<int>{data[0], data[1], data[3], data[4]}), (std::vector{0, 1, 1, 255}));
        ends[c] = {static_cast<double>(data[2]), static_cast<double>(data[5])};
    }
    std::vector<int> expected;
    for (const auto word : file.raw()) {
        for (const unsigned index : {word & 0xffU, word >> 8}) {
            for (const auto& end : ends)
                expected.push_back(static_cast<int>(std::lround(end[0] + (end[1] - end[0]) * index / 255)) >>
                                   8);
        }
    }
    QVERIFY(test::difference(test::shadesOf(file.content()), expected) <= 1);
}

/// ITU-R BT.601
void partialColours(Case& file) {
    std::vector<int> expected;
    const auto words = file.raw();
    const auto byte = [](double value) {
        return static_cast<int>(std::clamp(std::round(value), 0.0, 255.0));
    };
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        const double cb = (words[i + 1] & 0xffU) - 128.0;
        const double cr = (words[i + 1] >> 8) - 128.0;
        for (const unsigned y : {words[i] & 0xffU, words[i] >> 8}) {
            const double luma = 1.164384 * (y - 16.0);
            expected.insert(expected.end(),
                            {byte(luma + 1.596027 * cr), byte(luma - 0.391762 * cb - 0.812968 * cr),
                             byte(luma + 2.017232 * cb)});
        }
    }
    QVERIFY(test::difference(test::shadesOf(file.content()), expected) <= 1);
}

void highPixels(Case& file) {
    greys(file);
    const auto decoded = test::decoded(file.content()).value();
    Sint32 high = 0;
    Sint32 wide = 0;
    (void)file.dataset().findAndGetSint32(DCM_PixelAspectRatio, high, 0);
    (void)file.dataset().findAndGetSint32(DCM_PixelAspectRatio, wide, 1);
    QCOMPARE(decoded.info.pixelHeight, static_cast<double>(high) / wide);
    const auto picture =
        imaging::render(decoded.info, decoded.frame, {imaging::windowFor(decoded.info, decoded.frame)});
    const auto square = imaging::withSquarePixels(*picture, decoded.info.pixelHeight);
    QCOMPARE(square.height * static_cast<std::uint32_t>(wide),
             picture->height * static_cast<std::uint32_t>(high));
    QCOMPARE(square.width, picture->width);
}

struct Kind {
    const char* name;  ///< that files of it contain
    void (*check)(Case&);
};
constexpr Kind kKinds[] = {{"narrower_than_header", refusedWithBothNumbers},
                           {"shorter_than_header", refusedWithBothNumbers},
                           {"jpeg_", jpegFrames},
                           {"pal_segmented", segmentedPalette},
                           {"ybr_partial", partialColours},
                           {"aspect", highPixels},
                           {"float", smallFloats},
                           {"", greys}};

}  // namespace

class TestShownCases : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyCase() {
        const auto folder = test::dataFolder() / ".." / "cases" / "scans";
        std::vector<base::Path> files;
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
            if (entry.path().filename().string().starts_with("show_"))
                files.push_back(entry.path());
        }
        if (files.empty()) {
            // The words that the run counts.
            qInfo("SKIPPED real inputs: no cases in %s", folder.c_str());
            return;
        }
        std::ranges::sort(files);
        int skipped = 0;
        for (const auto& path : files) {
            const auto name = path.filename().string();
            Case file(path);
            // Codestreams without loss need a decoder: test_stored_bits makes such files itself.
            const auto syntax = file.dataset().getOriginalXfer();
            if (DcmXfer(syntax).isEncapsulated() && syntax != EXS_RLELossless &&
                !name.starts_with("show_jpeg_")) {
                ++skipped;
                continue;
            }
            const auto* kind = std::ranges::find_if(
                kKinds, [&name](const Kind& each) { return name.find(each.name) != std::string::npos; });
            kind->check(file);
            if (QTest::currentTestFailed())
                qWarning("in %s", name.c_str());
        }
        qInfo("%zu cases, %d of them skipped", files.size(), skipped);
    }
};

QTEST_GUILESS_MAIN(TestShownCases)
#include "test_shown_cases.moc"
