// Which fragments are which frame (PS3.5, A.4), and RLE (PS3.5, G): whole, cut short and hostile.
#include <QtTest>
#include <set>

#include "core/imaging/decoder/rle.h"
#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

constexpr int kFrames = 3;

PictureShape threeFrames() {
    PictureShape shape;
    shape.frames = kFrames;
    shape.stored = 16;
    shape.highBit = 15;
    return shape;
}

/// Each frame's own ramp, with both bytes of a word in use and runs of equal bytes.
Words rampOf(std::size_t frame) {
    Words words;
    for (std::size_t i = 0; i < threeFrames().samplesInFrame(); ++i)
        words.push_back(static_cast<std::uint16_t>(i / 5 * 300 + frame * 1000));
    return words;
}
std::vector<double> numbers(const Words& words) {
    return {words.begin(), words.end()};
}

/// A frame in so many fragments of even length; they differ in length.
std::vector<base::Bytes> pieces(const base::Bytes& frame, std::size_t count) {
    std::vector<base::Bytes> out;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto end = i + 1 == count
                             ? frame.size()
                             : std::min(frame.size(), (frame.size() * (i + 1) / count + i) / 2 * 2);
        out.emplace_back(frame.begin() + static_cast<std::ptrdiff_t>(begin),
                         frame.begin() + static_cast<std::ptrdiff_t>(end));
        begin = end;
    }
    return out;
}

struct Packed {
    std::vector<base::Bytes> fragments;
    std::vector<std::uint32_t> offsets;  ///< where each frame begins
    std::vector<std::uint64_t> lengths;  ///< of each frame
};
Packed packed(const std::vector<base::Bytes>& frames, const std::vector<std::size_t>& counts) {
    Packed all;
    std::size_t at = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        all.offsets.push_back(static_cast<std::uint32_t>(at));
        all.lengths.push_back(frames[i].size());
        for (const auto& piece : pieces(frames[i], counts[i])) {
            at += 8 + (piece.size() + 1) / 2 * 2;
            all.fragments.push_back(piece);
        }
    }
    return all;
}

/// (7FE0,0001): the same offsets, 64 bits each.
void putExtended(DcmDataset& dataset, const std::vector<std::uint32_t>& offsets) {
    base::Bytes bytes;
    for (const auto offset : offsets) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            bytes.push_back(static_cast<base::Byte>(std::uint64_t{offset} >> shift));
    }
    auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(0x7fe0, 0x0001, EVR_OB));
    (void)element->putUint8Array(bytes.data(), static_cast<unsigned long>(bytes.size()));
    (void)dataset.insert(element.release(), true);
}

std::vector<base::Bytes> framesIn(E_TransferSyntax syntax) {
    std::vector<base::Bytes> frames;
    for (std::size_t i = 0; i < kFrames; ++i) {
        const auto ramp = rampOf(i);
        if (syntax == EXS_RLELossless)
            frames.push_back(test::rleFrame(ramp, 1, 2));
        else if (syntax == EXS_JPEG2000LosslessOnly)
            frames.push_back(test::jpeg2000Of({ramp.begin(), ramp.end()}, threeFrames(), 16, false));
        else
            frames.push_back(test::codestreamOf(ramp, threeFrames(), syntax));
    }
    return frames;
}

}  // namespace

class TestFragments : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void framesAreFound_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<QString>("table");
        QTest::addColumn<std::vector<std::size_t>>("counts");
        const std::vector<std::size_t> splits[] = {{1, 1, 1}, {2, 2, 2}, {4, 4, 4}, {1, 4, 2}, {3, 1, 1}};
        for (const auto syntax :
             {EXS_RLELossless, EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly}) {
            for (const char* table : {"basic", "extended", "none", "damaged"}) {
                for (const auto& split : splits)
                    QTest::addRow("%s, %s table, %zu %zu %zu", DcmXfer(syntax).getXferName(), table, split[0],
                                  split[1], split[2])
                        << static_cast<int>(syntax) << QString::fromLatin1(table) << split;
            }
        }
    }
    void framesAreFound() {
        QFETCH(int, syntax);
        QFETCH(QString, table);
        QFETCH(std::vector<std::size_t>, counts);
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        auto all = packed(framesIn(kind), counts);
        DicomPicture picture(threeFrames());
        if (table == QStringLiteral("extended"))
            putExtended(picture.dataset(), all.offsets);
        if (table == QStringLiteral("damaged"))
            all.offsets[1] += 2;  // in the middle of a fragment
        const bool basic = table == QStringLiteral("basic") || table == QStringLiteral("damaged");
        picture.fragments(all.fragments, basic ? all.offsets : std::vector<std::uint32_t>());
        const auto file = picture.file(kind);
        for (std::uint32_t frame = 0; frame < kFrames; ++frame)
            QCOMPARE(test::storedOf(file, frame), numbers(rampOf(frame)));
    }

    void oneFrameInManyFragments() {
        auto shape = threeFrames();
        shape.frames = 1;
        for (const std::size_t count : {1, 2, 4, 9}) {
            DicomPicture picture(shape);
            picture.fragments(pieces(test::rleFrame(rampOf(0), 1, 2), count));
            QCOMPARE(test::storedOf(picture.file(EXS_RLELossless)), numbers(rampOf(0)));
        }
    }

    void whatCannotBeToldApartIsRefused() {
        auto all = packed(framesIn(EXS_RLELossless), {2, 2, 2});
        DicomPicture picture(threeFrames());
        // The beginning of the second frame is missing.
        all.fragments.erase(all.fragments.begin() + 2);
        picture.fragments(all.fragments);
        QCOMPARE(test::refusal(picture.file(EXS_RLELossless)),
                 QStringLiteral("DICOM of 3 frames in 5 fragments, of which 2 begin one"));
        picture.fragments({all.fragments[0], all.fragments[1]});
        QVERIFY(test::refusal(picture.file(EXS_RLELossless))
                    .startsWith(QStringLiteral("DICOM with fewer frames than it says")));
        // A frame more than the file says.
        auto more = packed(framesIn(EXS_JPEGLSLossless), {2, 1, 2});
        auto two = threeFrames();
        two.frames = 2;
        DicomPicture other(two);
        other.fragments(more.fragments);
        QVERIFY(
            test::refusal(other.file(EXS_JPEGLSLossless)).endsWith(QStringLiteral("of which 3 begin one")));
    }

    void rleOfThreeChannelsAndAnOddNumberOfPixels() {
        PictureShape shape;
        shape.columns = 5;
        shape.rows = 3;
        shape.channels = 3;
        shape.allocated = 8;
        shape.stored = 8;
        shape.highBit = 7;
        shape.words = "RGB";
        Words samples;
        for (std::size_t i = 0; i < shape.samplesInFrame(); ++i)
            samples.push_back(static_cast<std::uint16_t>(i * 37 & 0xff));
        DicomPicture picture(shape);
        picture.fragments({test::rleFrame(samples, 3, 1)});
        QCOMPARE(test::storedOf(picture.file(EXS_RLELossless)), numbers(samples));
    }

    /// Each length of a frame that is cut short ends in an error, or gives all of it where only padding went.
    void rleThatIsCutShort() {
        const auto ramp = rampOf(1);
        const auto whole = test::rleFrame(ramp, 1, 2);
        base::Bytes expected;
        for (const auto word : ramp) {
            expected.push_back(static_cast<base::Byte>(word));
            expected.push_back(static_cast<base::Byte>(word >> 8));
        }
        QCOMPARE(imaging::decodeRle(whole, ramp.size(), 1, 2).value(), expected);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            // Memory of its own, so that a sanitizer sees a byte behind its end.
            const base::Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            const auto result = imaging::decodeRle(cut, ramp.size(), 1, 2);
            QVERIFY(!result || *result == expected);
            QVERIFY(size + 2 > whole.size() || !result);
        }
    }

    void rleHeadsThatLie_data() {
        QTest::addColumn<std::vector<quint32>>("head");
        QTest::addRow("no segments") << std::vector<quint32>{0, 64, 80};
        QTest::addRow("one too few") << std::vector<quint32>{1, 64, 80};
        QTest::addRow("one too many") << std::vector<quint32>{3, 64, 80};
        QTest::addRow("more than there may be") << std::vector<quint32>{16, 64, 80};
        QTest::addRow("very many") << std::vector<quint32>{0xffffffffU, 64, 80};
        QTest::addRow("into the head") << std::vector<quint32>{2, 8, 80};
        QTest::addRow("backwards") << std::vector<quint32>{2, 80, 64};
        QTest::addRow("behind the end") << std::vector<quint32>{2, 64, 0x7fffffffU};
        QTest::addRow("around") << std::vector<quint32>{2, 64, 0xffffffffU};
        QTest::addRow("an empty segment") << std::vector<quint32>{2, 64, 64};
        QTest::addRow("an empty segment at the end") << std::vector<quint32>{2, 64, 200};
    }
    void rleHeadsThatLie() {
        QFETCH(std::vector<quint32>, head);
        base::Bytes frame(200, 3);
        for (std::size_t i = 0; i < 16; ++i) {
            const quint32 number = i < head.size() ? head[i] : 0;
            for (unsigned b = 0; b < 4; ++b)
                frame[4 * i + b] = static_cast<base::Byte>(number >> (8 * b));
        }
        const auto result = imaging::decodeRle(frame, 128, 1, 2);
        QVERIFY(!result);
        QCOMPARE(result.error().code, base::ErrorCode::kImageDamaged);
    }

    void rleOfRandomBytesNeverLeavesItsPlace() {
        std::uint32_t state = 5;
        for (int round = 0; round < 20'000; ++round) {
            const auto next = [&state] { return state = state * 1'664'525U + 1'013'904'223U, state >> 16; };
            base::Bytes frame(64 + next() % 100);
            for (auto& byte : frame)
                byte = static_cast<base::Byte>(next());
            std::fill(frame.begin(), frame.begin() + 64, base::Byte{0});
            frame[0] = 2;
            frame[4] = 64;
            frame[8] = static_cast<base::Byte>(64 + next() % 40);
            const auto result = imaging::decodeRle(frame, 64, 1, 2);
            QVERIFY(!result || result->size() == 128);
        }
    }
};

QTEST_GUILESS_MAIN(TestFragments)
#include "test_fragments.moc"
