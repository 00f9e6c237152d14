// Bits Stored, High Bit and Pixel Representation (PS3.5, 8.1.1) are obeyed in every packing: what else is in
// a word is no value, and a value has the sign of its highest stored bit.
#include <QtTest>

#include "core/imaging/decoder/jpeg_head.h"
#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

/// Every word once in a while, with something in each bit.
Words noise(std::size_t count, unsigned bits, unsigned seed = 1) {
    Words words;
    std::uint32_t state = seed;
    for (std::size_t i = 0; i < count; ++i) {
        state = state * 1'664'525U + 1'013'904'223U;
        words.push_back(static_cast<std::uint16_t>(state >> 16 & ((1U << bits) - 1)));
    }
    return words;
}

/// The formula of the standard: the stored bits below the high bit, as two's complement where there is a
/// sign.
std::vector<double> valuesOf(const Words& words, const PictureShape& shape) {
    std::vector<double> values;
    for (const auto word : words) {
        long value = word >> (shape.highBit + 1 - shape.stored) & ((1L << shape.stored) - 1);
        if (shape.withSign && value >= 1L << (shape.stored - 1))
            value -= 1L << shape.stored;
        values.push_back(static_cast<double>(value));
    }
    return values;
}

PictureShape shapeOf(int allocated, int stored, int highBit, bool withSign) {
    PictureShape shape;
    shape.allocated = static_cast<Uint16>(allocated);
    shape.stored = static_cast<Uint16>(stored);
    shape.highBit = static_cast<Uint16>(highBit);
    shape.withSign = withSign;
    return shape;
}

}  // namespace

class TestStoredBits : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyPacking_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<int>("allocated");
        QTest::addColumn<int>("stored");
        QTest::addColumn<int>("highBit");
        QTest::addColumn<bool>("withSign");
        const struct {
            int allocated, stored, highBit;
        } kinds[] = {{16, 16, 15}, {16, 12, 11}, {16, 12, 15}, {16, 12, 13}, {16, 10, 9}, {16, 1, 0},
                     {16, 8, 7},   {8, 8, 7},    {8, 5, 4},    {8, 5, 7},    {8, 7, 6}};
        for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit,
                                  EXS_DeflatedLittleEndianExplicit, EXS_RLELossless, EXS_JPEGProcess14,
                                  EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly}) {
            for (const auto& kind : kinds) {
                for (const bool withSign : {false, true})
                    QTest::addRow("%s %d/%d/%d%s", DcmXfer(syntax).getXferName(), kind.allocated, kind.stored,
                                  kind.highBit, withSign ? " signed" : "")
                        << static_cast<int>(syntax) << kind.allocated << kind.stored << kind.highBit
                        << withSign;
            }
        }
    }
    void everyPacking() {
        QFETCH(int, syntax);
        QFETCH(int, allocated);
        QFETCH(int, stored);
        QFETCH(int, highBit);
        QFETCH(bool, withSign);
        const auto shape = shapeOf(allocated, stored, highBit, withSign);
        const auto words = noise(shape.samplesInFrame(), static_cast<unsigned>(allocated));
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        DicomPicture picture(shape);
        // The encoders are given whole words: 8 or 16 bits of which all are stored.
        const auto whole = shapeOf(allocated, allocated, allocated - 1, false);
        if (kind == EXS_RLELossless)
            picture.fragments({test::rleFrame(words, 1, shape.allocated / 8U)});
        else if (kind == EXS_JPEG2000LosslessOnly)
            picture.fragments(
                {test::jpeg2000Of({words.begin(), words.end()}, shape, shape.allocated, false)});
        else if (DcmXfer(kind).isEncapsulated())
            picture.fragments({test::codestreamOf(words, whole, kind)});
        else
            picture.native(words);
        const auto file = picture.file(kind);
        QCOMPARE(test::refusal(file), QString());
        QCOMPARE(test::storedOf(file), valuesOf(words, shape));
    }

    /// A codestream that holds values, with no word around them: 12 bits of 16, whatever the high bit is.
    void codestreamsOfValues_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<int>("highBit");
        QTest::addColumn<bool>("withSign");
        for (const auto syntax : {EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly, EXS_JPEG2000}) {
            for (const int highBit : {11, 15}) {
                for (const bool withSign : {false, true})
                    QTest::addRow("%s %d%s", DcmXfer(syntax).getXferName(), highBit,
                                  withSign ? " signed" : "")
                        << static_cast<int>(syntax) << highBit << withSign;
            }
        }
    }
    void codestreamsOfValues() {
        QFETCH(int, syntax);
        QFETCH(int, highBit);
        QFETCH(bool, withSign);
        const auto inLowBits = shapeOf(16, 12, 11, withSign);
        const auto words = noise(inLowBits.samplesInFrame(), 12);
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        const auto codestream = kind == EXS_JPEGLSLossless
                                    ? test::codestreamOf(words, shapeOf(16, 12, 11, false), kind)
                                    : test::jpeg2000Of({words.begin(), words.end()}, inLowBits, 12, false);
        DicomPicture picture(shapeOf(16, 12, highBit, withSign));
        picture.fragments({codestream});
        QCOMPARE(test::storedOf(picture.file(kind)), valuesOf(words, inLowBits));
    }

    /// A JPEG 2000 codestream may say itself that it has a sign.
    void signsOfJpeg2000() {
        const auto shape = shapeOf(16, 12, 11, true);
        std::vector<int> samples;
        for (const double value : valuesOf(noise(shape.samplesInFrame(), 12), shape))
            samples.push_back(static_cast<int>(value));
        const auto codestream = test::jpeg2000Of(samples, shape, 12, true);
        DicomPicture picture(shape);
        picture.fragments({codestream});
        QCOMPARE(test::storedOf(picture.file(EXS_JPEG2000LosslessOnly)),
                 std::vector<double>(samples.begin(), samples.end()));
        // The file, not the codestream, says what its bits mean.
        DicomPicture unsignedOne(shapeOf(16, 12, 11, false));
        unsignedOne.fragments({codestream});
        std::vector<double> expected;
        for (const int value : samples)
            expected.push_back(value & 0xfff);
        QCOMPARE(test::storedOf(unsignedOne.file(EXS_JPEG2000LosslessOnly)), expected);
    }

    void depthsThatContradictAreRefused() {
        // Values of 14 bits where the file has 10: nobody knows which.
        const auto deep = noise(128, 14);
        DicomPicture picture(shapeOf(16, 10, 9, false));
        picture.fragments({test::codestreamOf(deep, shapeOf(16, 14, 13, false), EXS_JPEGLSLossless)});
        QCOMPARE(test::refusal(picture.file(EXS_JPEGLSLossless)),
                 QStringLiteral("JPEG of 14 bits in a file that says 10"));
        // Of the same depth, but with small values only: both are right.
        const auto small = noise(128, 10);
        picture.fragments({test::codestreamOf(small, shapeOf(16, 14, 13, false), EXS_JPEGLSLossless)});
        QCOMPARE(test::storedOf(picture.file(EXS_JPEGLSLossless)),
                 valuesOf(small, shapeOf(16, 10, 9, false)));
        // 10 bits without a sign in a file of 12 with one: where is it?
        DicomPicture withSign(shapeOf(16, 12, 11, true));
        withSign.fragments({test::jpeg2000Of({small.begin(), small.end()}, {}, 10, false)});
        QCOMPARE(test::refusal(withSign.file(EXS_JPEG2000LosslessOnly)),
                 QStringLiteral("JPEG 2000 of 10 bits in a file that says 12"));
        DicomPicture bytes(shapeOf(8, 8, 7, false));
        bytes.fragments({test::jpeg2000Of({small.begin(), small.end()}, {}, 10, false)});
        QCOMPARE(test::refusal(bytes.file(EXS_JPEG2000LosslessOnly)),
                 QStringLiteral("JPEG 2000 of 10 bits in a file that says 8"));
    }

    /// PS3.5, 8.1.1 and D.2: samples of 12 bits, one behind the other, lowest bits first.
    void packed_data() {
        QTest::addColumn<int>("allocated");
        QTest::addColumn<bool>("bigEndian");
        for (const int allocated : {1, 4, 10, 12, 14})
            for (const bool bigEndian : {false, true})
                QTest::addRow("%d bits%s", allocated, bigEndian ? ", big end first" : "")
                    << allocated << bigEndian;
    }
    void packed() {
        QFETCH(int, allocated);
        QFETCH(bool, bigEndian);
        auto shape = shapeOf(allocated, allocated, allocated - 1, false);
        shape.columns = 7;  // frames begin within a byte
        shape.rows = 3;
        shape.frames = 3;
        const auto words = noise(shape.samplesInFrame() * 3, static_cast<unsigned>(allocated), 7);
        base::Bytes bytes((words.size() * static_cast<std::size_t>(allocated) + 7) / 8);
        std::size_t bit = 0;
        for (const auto word : words) {
            for (int b = 0; b < allocated; ++b, ++bit) {
                if ((word >> b & 1) != 0)
                    bytes[bit / 8] |= static_cast<base::Byte>(1U << (bit % 8));
            }
        }
        DicomPicture picture(shape);
        picture.nativeBytes(bytes);
        const auto file = picture.file(bigEndian ? EXS_BigEndianExplicit : EXS_LittleEndianExplicit);
        for (std::uint32_t frame = 0; frame < 3; ++frame) {
            const auto begin = words.begin() + static_cast<std::ptrdiff_t>(frame * shape.samplesInFrame());
            const std::vector<double> expected(begin,
                                               begin + static_cast<std::ptrdiff_t>(shape.samplesInFrame()));
            QCOMPARE(test::storedOf(file, frame), expected);
        }
        auto fewer = bytes;
        fewer.resize(bytes.size() / 2);
        picture.nativeBytes(fewer);
        QVERIFY(!test::refusal(picture.file(), 2).isEmpty());
    }

    void wordsOf32Bits_data() {
        QTest::addColumn<bool>("bigEndian");
        QTest::addColumn<bool>("withSign");
        for (const bool bigEndian : {false, true})
            for (const bool withSign : {false, true})
                QTest::addRow("%s %s", bigEndian ? "big end first" : "little end first",
                              withSign ? "signed" : "unsigned")
                    << bigEndian << withSign;
    }
    void wordsOf32Bits() {
        QFETCH(bool, bigEndian);
        QFETCH(bool, withSign);
        auto shape = shapeOf(32, 30, 29, withSign);
        const auto high = noise(shape.samplesInFrame(), 16, 3);
        const auto low = noise(shape.samplesInFrame(), 16, 4);
        base::Bytes bytes;
        std::vector<double> expected;
        for (std::size_t i = 0; i < high.size(); ++i) {
            const auto word = std::uint32_t{high[i]} << 16 | low[i];
            for (unsigned shift = 0; shift < 32; shift += 8)
                bytes.push_back(static_cast<base::Byte>(word >> (bigEndian ? 24 - shift : shift)));
            long value = word & 0x3fffffffU;
            if (withSign && value >= 1L << 29)
                value -= 1L << 30;
            expected.push_back(static_cast<double>(value));
        }
        DicomPicture picture(shape);
        picture.nativeBytes(base::Bytes(bytes.size()));
        auto file = picture.file(bigEndian ? EXS_BigEndianExplicit : EXS_LittleEndianExplicit);
        std::ranges::copy(bytes, file.end() - static_cast<std::ptrdiff_t>(bytes.size()));
        QCOMPARE(test::storedOf(file), expected);
    }
};

QTEST_GUILESS_MAIN(TestStoredBits)
#include "test_stored_bits.moc"
