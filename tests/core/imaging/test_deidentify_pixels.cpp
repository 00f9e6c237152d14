// De-identification of pixel data: nothing is left but the picture, and the picture is the same.
#include <QtTest>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcrlerp.h>
#include <dcmtk/dcmdata/dcvrov.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <dcmtk/dcmjpls/djencode.h>

#include "core/imaging/decoder/decoder.h"
#include "tests/core/imaging/deidentify_case.h"

using namespace medveil;
using imaging::deidentify;
using test::Copy;
using test::planWith;
using test::Slice;

namespace {

constexpr int kSide = 16;

std::vector<Uint16> ramp(int frames = 1) {
    std::vector<Uint16> words;
    for (int i = 0; i < kSide * kSide * frames; ++i)
        words.push_back(static_cast<Uint16>((i * 7) % 4096));
    return words;
}

std::vector<Uint16> wordsOf(Copy& copy) {
    const Uint16* words = nullptr;
    unsigned long count = 0;
    if (copy.dataset().findAndGetUint16Array(DCM_PixelData, words, &count).bad() || words == nullptr)
        return {};
    return {words, words + count};
}

std::vector<base::Bytes> fragmentsOf(DcmDataset& dataset) {
    std::vector<base::Bytes> found;
    DcmElement* element = nullptr;
    DcmPixelSequence* sequence = nullptr;
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter* parameter = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad())
        return found;
    auto& pixels = dynamic_cast<DcmPixelData&>(*element);
    pixels.getOriginalRepresentationKey(syntax, parameter);
    if (pixels.getEncapsulatedRepresentation(syntax, parameter, sequence).bad())
        return found;
    for (unsigned long i = 0; i < sequence->card(); ++i) {
        DcmPixelItem* item = nullptr;
        Uint8* bytes = nullptr;
        (void)sequence->getItem(item, i);
        (void)item->getUint8Array(bytes);
        found.emplace_back(bytes, bytes + (bytes == nullptr ? 0 : item->getLengthField()));
    }
    return found;
}

/// The fragments of a picture that DCMTK has packed.
std::vector<base::Bytes> packed(Slice& slice, E_TransferSyntax syntax) {
    DcmRLERepresentationParameter rle;
    DJ_RPLossy lossy(90);
    DJ_RPLossless lossless;
    const DcmRepresentationParameter* parameter = syntax == EXS_JPEGProcess1 ? &lossy : nullptr;
    if (syntax == EXS_JPEGProcess14SV1)
        parameter = &lossless;
    DcmDataset copy(slice.dataset());
    if (copy.chooseRepresentation(syntax, parameter).bad())
        qFatal("not packed");
    copy.removeAllButCurrentRepresentations();
    return fragmentsOf(copy);
}

base::Bytes inserted(base::Bytes bytes, std::size_t at, std::string_view what) {
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), what.begin(), what.end());
    return bytes;
}

std::vector<base::Bytes> framesOf(base::ByteView file) {
    std::vector<base::Bytes> frames;
    auto decoder = imaging::openDecoder(file);
    for (std::uint32_t i = 0; decoder && i < (*decoder)->info().frames; ++i) {
        auto frame = (*decoder)->frame(i);
        frames.push_back(frame ? frame->samples : base::Bytes());
    }
    return frames;
}

}  // namespace

class TestDeidentifyPixels : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        imaging::prepareDecoders();
        DcmRLEDecoderRegistration::registerCodecs();
        DcmRLEEncoderRegistration::registerCodecs();
        DJEncoderRegistration::registerCodecs();
        DJLSEncoderRegistration::registerCodecs();
    }

    void nativePixelsAreCut() {
        Slice slice;
        auto words = ramp();
        slice.shape(kSide, kSide, 16, 12, 11);
        auto longer = words;
        for (auto& word : longer)
            word |= 0xa000;
        for (const char c : {'Z', 'y', 'x', 'w', 'o', 'r', 't', 'h'})
            longer.push_back(static_cast<Uint16>(c << 8 | c));
        Copy copy(deidentify(slice.pixels(longer).bytes(), planWith()));
        QVERIFY(copy.good);
        QCOMPARE(wordsOf(copy), words);
    }

    void highBitsOfEveryKind_data() {
        QTest::addColumn<int>("stored");
        QTest::addColumn<int>("highBit");
        QTest::addColumn<int>("withSign");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::newRow("unsigned") << 12 << 11 << 0 << 0xf123 << 0x0123;
        QTest::newRow("left") << 12 << 15 << 0 << 0x123f << 0x1230;
        QTest::newRow("middle") << 8 << 11 << 0 << 0xf12f << 0x0120;
        QTest::newRow("positive") << 12 << 11 << 1 << 0xa123 << 0x0123;
        QTest::newRow("negative") << 12 << 11 << 1 << 0xa923 << 0xf923;
        QTest::newRow("negative, as it is") << 12 << 11 << 1 << 0x0923 << 0x0923;
        QTest::newRow("all") << 16 << 15 << 0 << 0xa123 << 0xa123;
    }
    void highBitsOfEveryKind() {
        QFETCH(int, stored);
        QFETCH(int, highBit);
        QFETCH(int, withSign);
        QFETCH(int, in);
        QFETCH(int, out);
        Slice slice;
        slice.shape(2, 1, 16, stored, highBit, withSign);
        slice.pixels({static_cast<Uint16>(in), 0});
        Copy copy(deidentify(slice.bytes(), planWith()));
        QVERIFY(copy.good);
        QCOMPARE(wordsOf(copy), (std::vector<Uint16>{static_cast<Uint16>(out), 0}));
        for (const auto syntax : {EXS_BigEndianExplicit, EXS_LittleEndianImplicit}) {
            Copy other(deidentify(slice.bytes(syntax), planWith()));
            QCOMPARE(wordsOf(other), (std::vector<Uint16>{static_cast<Uint16>(out), 0}));
        }
    }

    void singleBitsAndBytes() {
        Slice slice;
        slice.shape(3, 3, 1, 1, 0);
        const std::array<Uint8, 4> bits{0xff, 0xff, 'Z', 'y'};
        (void)slice.dataset().putAndInsertUint8Array(DCM_PixelData, bits.data(), bits.size());
        const auto cleaned = deidentify(slice.bytes(), planWith());
        QVERIFY(cleaned && test::holds(cleaned->file, std::string_view("\xff\x01", 2)));
        QVERIFY(!test::holds(cleaned->file, "Zy"));
        Slice odd;
        odd.shape(3, 3, 8, 8, 7);
        const std::array<Uint8, 12> bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 'Z', 'y', 'x'};
        (void)odd.dataset().putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
        const auto cut = deidentify(odd.bytes(), planWith());
        QVERIFY(cut && test::holds(cut->file, std::string_view("\x08\x09\0", 3)));
        QVERIFY(!test::holds(cut->file, "Zy"));
    }

    void nestedPicturesAndOverlaysGo() {
        Slice slice;
        slice.shape(kSide, kSide, 16, 12, 11).pixels(ramp());
        (void)slice.item(DCM_IconImageSequence)
            .putAndInsertUint8Array(DCM_PixelData, reinterpret_cast<const Uint8*>("ICONZyxw"), 8);
        Slice::as(slice.dataset(), DcmTagKey(0x6002, 0x3000), EVR_OW,
                  base::asBytes(std::string_view("OVERZyxw")));
        Slice::as(slice.item(DCM_AnatomicRegionSequence), DCM_PixelData, EVR_OB,
                  base::asBytes(std::string_view("NESTZyxw")));
        Copy copy(deidentify(slice.bytes(), planWith()));
        QVERIFY(copy.good && !copy.holds("Zyxw"));
    }

    void codestreams_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<QByteArray>("uid");
        const auto row = [](const char* name, E_TransferSyntax syntax) {
            QTest::newRow(name) << static_cast<int>(syntax) << QByteArray(DcmXfer(syntax).getXferID());
        };
        row("JPEG", EXS_JPEGProcess1);
        row("JPEG lossless", EXS_JPEGProcess14SV1);
        row("JPEG-LS", EXS_JPEGLSLossless);
        row("RLE", EXS_RLELossless);
    }
    void codestreams() {
        QFETCH(int, syntax);
        QFETCH(QByteArray, uid);
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        Slice slice;
        const bool bytes = kind == EXS_JPEGProcess1;
        slice.shape(kSide, kSide, bytes ? 8 : 16, bytes ? 8 : 12, bytes ? 7 : 11);
        slice.text(DCM_NumberOfFrames, "2");
        if (bytes) {
            std::vector<Uint8> samples;
            for (int i = 0; i < 2 * kSide * kSide; ++i)
                samples.push_back(static_cast<Uint8>(i % kSide * 9));
            (void)slice.dataset().putAndInsertUint8Array(DCM_PixelData, samples.data(), samples.size());
        } else {
            slice.pixels(ramp(2));
        }
        auto fragments = packed(slice, kind);
        QCOMPARE(fragments.size(), 3UL);
        fragments[0].clear();
        const auto clean = slice.packed(uid.constData(), fragments);
        const auto before = framesOf(clean);
        QCOMPARE(before.size(), 2UL);
        QVERIFY(!before[0].empty());
        auto dirty = fragments;
        const std::string_view tail = "tail of Zyxw";
        if (kind != EXS_RLELossless) {
            dirty[1] = inserted(
                dirty[1], 2, std::string_view("\xff\xfe\0\x06Zyxw\xff\xe1\0\x06Zyxw\xff\xed\0\x06Zyxw", 24));
            dirty[2] = inserted(dirty[2], 2, std::string_view("\xff\xe0\0\x06Zyxw", 8));
        }
        for (const auto i : {1UL, 2UL})
            dirty[i] = inserted(dirty[i], dirty[i].size(), tail);
        dirty.push_back(base::Bytes(tail.begin(), tail.end()));
        const auto file = slice.packed(uid.constData(), dirty);
        QVERIFY(test::holds(file, "Zyxw"));
        Copy copy(deidentify(file, planWith()));
        QVERIFY(copy.good);
        QVERIFY(!copy.holds("Zyxw"));
        QCOMPARE(fragmentsOf(copy.dataset()).size(), 3UL);
        QCOMPARE(framesOf(copy.bytes), before);
        // A table of offsets that is right is written.
        QCOMPARE(fragmentsOf(copy.dataset())[0].size(), 8UL);
    }

    void fragmentsInPieces() {
        Slice slice;
        slice.shape(kSide, kSide, 16, 12, 11).text(DCM_NumberOfFrames, "2").pixels(ramp(2));
        const auto fragments = packed(slice, EXS_JPEGProcess14SV1);
        std::vector<base::Bytes> pieces{{}};
        for (const auto i : {1UL, 2UL}) {
            const auto middle = fragments[i].begin() + 40;
            pieces.emplace_back(fragments[i].begin(), middle);
            pieces.emplace_back(middle, fragments[i].end());
        }
        const auto file = slice.packed("1.2.840.10008.1.2.4.70", pieces);
        Copy copy(deidentify(file, planWith()));
        QVERIFY(copy.good);
        QCOMPARE(framesOf(copy.bytes), framesOf(slice.packed("1.2.840.10008.1.2.4.70", fragments)));
    }

    /// Frames of RLE have no mark of their own: a table tells where they begin.
    void fragmentsByTables() {
        Slice slice;
        slice.shape(kSide, kSide, 16, 12, 11).text(DCM_NumberOfFrames, "2").pixels(ramp(2));
        const auto fragments = packed(slice, EXS_RLELossless);
        std::vector<base::Bytes> pieces{{}};
        for (const auto i : {1UL, 2UL}) {
            const auto middle = fragments[i].begin() + 100;
            pieces.emplace_back(fragments[i].begin(), middle);
            pieces.emplace_back(middle, fragments[i].end());
        }
        const auto second = static_cast<Uint64>(fragments[1].size() + 16);
        const std::array<Uint64, 2> offsets{0, second};
        const auto expected = framesOf(slice.packed("1.2.840.10008.1.2.5", fragments));
        auto withTable = pieces;
        for (const auto offset : offsets)
            for (unsigned shift = 0; shift < 32; shift += 8)
                withTable[0].push_back(static_cast<base::Byte>(offset >> shift & 0xffU));
        Copy basic(deidentify(slice.packed("1.2.840.10008.1.2.5", withTable), planWith()));
        QVERIFY(basic.good);
        QCOMPARE(framesOf(basic.bytes), expected);
        auto* table = new DcmOther64bitVeryLong(DcmTag(0x7fe0, 0x0001, EVR_OV));
        (void)table->putUint64Array(offsets.data(), 2);
        (void)slice.dataset().insert(table);
        Copy extended(deidentify(slice.packed("1.2.840.10008.1.2.5", pieces), planWith()));
        QVERIFY(extended.good);
        QCOMPARE(framesOf(extended.bytes), expected);
        QVERIFY(!extended.dataset().tagExists(DcmTagKey(0x7fe0, 0x0001)));
    }

    void pixelsOfUnknownVr() {
        Slice slice;
        slice.shape(1, 2, 16, 12, 11);
        Slice::as(slice.dataset(), DCM_PixelData, EVR_UN,
                  base::asBytes(std::string_view("\x12\xf3\x45\x06Zyxw", 8)));
        Copy copy(deidentify(slice.bytes(), planWith()));
        QVERIFY(copy.good && !copy.holds("Zyxw"));
        QCOMPARE(wordsOf(copy), (std::vector<Uint16>{0x312, 0x645}));
    }

    void halfColours() {
        Slice slice;
        slice.shape(2, 2, 8, 8, 7).word(DCM_SamplesPerPixel, 3);
        slice.text(DCM_PhotometricInterpretation, "YBR_FULL_422");
        const std::array<Uint8, 14> bytes{1, 2, 3, 4, 5, 6, 7, 8, 'Z', 'y', 'x', 'w', 'o', 'r'};
        (void)slice.dataset().putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
        Copy copy(deidentify(slice.bytes(), planWith()));
        QVERIFY(copy.good && !copy.holds("Zy") && copy.holds("\5\6\7\x08"));
    }

    /// An overlay in the unused bits of RLE.
    void highBitsOfRle() {
        Slice slice;
        auto words = ramp();
        for (auto& word : words)
            word |= 0x8000;
        slice.shape(kSide, kSide, 16, 16, 15).pixels(words);
        const auto fragments = packed(slice, EXS_RLELossless);
        slice.shape(kSide, kSide, 16, 12, 11);
        Copy copy(deidentify(slice.packed("1.2.840.10008.1.2.5", {{}, fragments[1]}), planWith()));
        QVERIFY(copy.good);
        QVERIFY(copy.dataset().chooseRepresentation(EXS_LittleEndianExplicit, nullptr).good());
        QCOMPARE(wordsOf(copy), ramp());
    }

    /// Bits that a codestream holds beyond those that the picture has are no part of the picture.
    void highBitsOfJpeg() {
        Slice slice;
        auto words = ramp();
        for (auto& word : words)
            word |= 0x8000;
        slice.shape(kSide, kSide, 16, 16, 15).pixels(words);
        const auto fragments = packed(slice, EXS_JPEGProcess14SV1);
        slice.shape(kSide, kSide, 16, 12, 11);
        const auto cleaned =
            deidentify(slice.packed("1.2.840.10008.1.2.4.70", {{}, fragments[1]}), planWith());
        QVERIFY(!cleaned);
        QVERIFY(cleaned.error().code == base::ErrorCode::kImageUnsupported);
    }

    void whatIsNotUnderstoodIsRefused() {
        Slice slice;
        slice.shape(kSide, kSide, 8, 8, 7);
        for (const auto* syntax : {"1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.80",
                                   "1.2.840.10008.1.2.4.90"})
            QVERIFY2(!deidentify(slice.packed(syntax, {{}, base::Bytes(64, 'Z')}), planWith()), syntax);
    }

    void aLossySourceIsSaidToBeOne() {
        Slice slice;
        slice.shape(kSide, kSide, 8, 8, 7);
        const base::Bytes samples(kSide * kSide, 9);
        (void)slice.dataset().putAndInsertUint8Array(DCM_PixelData, samples.data(), samples.size());
        auto fragments = packed(slice, EXS_JPEGProcess1);
        fragments[0].clear();
        Copy copy(deidentify(slice.packed("1.2.840.10008.1.2.4.50", fragments), planWith()));
        QVERIFY(copy.good);
        QCOMPARE(copy.text(DCM_LossyImageCompression), std::string("01"));
        QCOMPARE(copy.text(DCM_LossyImageCompressionMethod), std::string("ISO_10918_1"));
        QVERIFY(copy.text(DCM_LossyImageCompressionRatio) != "(absent)");
        slice.text(DCM_LossyImageCompression, "01").text(DCM_LossyImageCompressionRatio, "12.5");
        slice.text(DCM_LossyImageCompressionMethod, "ISO_15444_1");
        Copy said(deidentify(slice.packed("1.2.840.10008.1.2.4.50", fragments), planWith()));
        QCOMPARE(said.text(DCM_LossyImageCompressionRatio), std::string("12.5"));
        QCOMPARE(said.text(DCM_LossyImageCompressionMethod), std::string("ISO_15444_1"));
    }
};

QTEST_GUILESS_MAIN(TestDeidentifyPixels)
#include "test_deidentify_pixels.moc"
