// Overlays (PS3.3, C.9.2; PS3.5, 8.1.2): in bits of the samples that hold no value, and in planes of their
// own. They are drawn where they belong, and are never a value.
#include <QtTest>
#include <set>

#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using imaging::Caution;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

constexpr std::uint32_t kColumns = 16;
constexpr std::uint32_t kRows = 8;

using Places = std::set<std::pair<int, int>>;  ///< row, column

Places drawnIn(const base::Bytes& file, std::uint32_t number = 0) {
    Places places;
    const auto picture = test::decoded(file, number);
    const auto& overlay = picture->frame.overlay;
    for (std::size_t i = 0; i < overlay.size(); ++i) {
        if (overlay[i] != 0)
            places.insert({static_cast<int>(i / kColumns), static_cast<int>(i % kColumns)});
    }
    return places;
}

DcmTagKey tagOf(int group, int element) {
    return {static_cast<Uint16>(0x6000 + 2 * group), static_cast<Uint16>(element)};
}

/// A plane of `rows` x `columns`; `set` are bits of all its frames in a row.
void putPlane(DicomPicture& picture, int group, int rows, int columns, const std::vector<int>& set,
              const std::vector<int>& origin = {1, 1}, int frames = 1) {
    picture.word(tagOf(group, 0x0010), rows).word(tagOf(group, 0x0011), columns);
    picture.word(tagOf(group, 0x0100), 1).word(tagOf(group, 0x0102), 0);
    picture.text(tagOf(group, 0x0040), "G");
    std::vector<Sint16> place(origin.begin(), origin.end());
    (void)picture.dataset().putAndInsertSint16Array(tagOf(group, 0x0050), place.data(), 2);
    Words words(static_cast<std::size_t>(rows * columns * frames + 15) / 16);
    for (const int bit : set)
        words[static_cast<std::size_t>(bit / 16)] |= static_cast<std::uint16_t>(1U << (bit % 16));
    auto element = std::make_unique<DcmOverlayData>(DcmTag(tagOf(group, 0x3000), EVR_OW));
    (void)element->putUint16Array(words.data(), static_cast<unsigned long>(words.size()));
    (void)picture.dataset().insert(element.release(), true);
}

Words ramp() {
    Words words;
    for (std::uint32_t i = 0; i < kColumns * kRows; ++i)
        words.push_back(static_cast<std::uint16_t>(i * 31 & 0xfff));
    return words;
}

}  // namespace

class TestOverlays : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void inUnusedBits_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<int>("highBit");
        QTest::addColumn<int>("bit");
        for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit, EXS_RLELossless,
                                  EXS_JPEGProcess14SV1, EXS_JPEG2000LosslessOnly}) {
            for (const int bit : {12, 13, 15})
                QTest::addRow("%s, above, %d", DcmXfer(syntax).getXferName(), bit)
                    << static_cast<int>(syntax) << 11 << bit;
            for (const int bit : {0, 3})
                QTest::addRow("%s, below, %d", DcmXfer(syntax).getXferName(), bit)
                    << static_cast<int>(syntax) << 15 << bit;
        }
    }
    void inUnusedBits() {
        QFETCH(int, syntax);
        QFETCH(int, highBit);
        QFETCH(int, bit);
        PictureShape shape;
        shape.highBit = static_cast<Uint16>(highBit);
        auto words = ramp();
        const auto values = std::vector<double>(words.begin(), words.end());
        for (auto& word : words)
            word = static_cast<std::uint16_t>(word << (highBit - 11));
        const Places expected = {{0, 0}, {1, 3}, {1, 4}, {7, 15}};
        for (const auto& [row, column] : expected)
            words[static_cast<std::size_t>(row) * kColumns + static_cast<std::size_t>(column)] |=
                static_cast<std::uint16_t>(1U << bit);
        DicomPicture picture(shape);
        picture.word(tagOf(0, 0x0010), kRows).word(tagOf(0, 0x0011), kColumns);
        picture.word(tagOf(0, 0x0100), 16).word(tagOf(0, 0x0102), bit);
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        PictureShape whole;
        whole.stored = 16;
        whole.highBit = 15;
        if (kind == EXS_RLELossless)
            picture.fragments({test::rleFrame(words, 1, 2)});
        else if (kind == EXS_JPEG2000LosslessOnly)
            picture.fragments({test::jpeg2000Of({words.begin(), words.end()}, shape, 16, false)});
        else if (kind == EXS_JPEGProcess14SV1)
            picture.fragments({test::codestreamOf(words, whole, kind)});
        else
            picture.native(words);
        const auto file = picture.file(kind);
        QCOMPARE(test::storedOf(file), values);
        QCOMPARE(drawnIn(file), expected);
        QVERIFY(test::decoded(file)->frame.cautions.empty());
    }

    /// A bit that is part of the value is no overlay, whatever the file says.
    void neverOfTheValue() {
        for (const int bit : {0, 5, 11}) {
            DicomPicture picture({});
            picture.native(ramp());
            picture.word(tagOf(0, 0x0010), kRows).word(tagOf(0, 0x0011), kColumns);
            picture.word(tagOf(0, 0x0100), 16).word(tagOf(0, 0x0102), bit);
            const auto file = picture.file();
            QVERIFY(drawnIn(file).empty());
            QVERIFY(test::decoded(file)->has(Caution::kOverlayDamaged));
        }
    }

    void inPlanes_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::addColumn<std::vector<int>>("origin");
        QTest::addColumn<std::vector<int>>("set");
        QTest::addColumn<Places>("expected");
        QTest::addRow("as large") << 8 << 16 << std::vector{1, 1} << std::vector{0, 17, 127}
                                  << Places{{0, 0}, {1, 1}, {7, 15}};
        QTest::addRow("smaller, moved")
            << 2 << 3 << std::vector{3, 5} << std::vector{0, 5} << Places{{2, 4}, {3, 6}};
        QTest::addRow("begins outside")
            << 4 << 4 << std::vector{-1, -1} << std::vector{0, 10, 15} << Places{{0, 0}, {1, 1}};
        QTest::addRow("ends outside") << 4 << 4 << std::vector{7, 15} << std::vector{0, 1, 2, 5, 15}
                                      << Places{{6, 14}, {6, 15}, {7, 15}};
        QTest::addRow("all outside") << 2 << 2 << std::vector{100, 100} << std::vector{0, 3} << Places{};
        QTest::addRow("larger") << 16 << 32 << std::vector{1, 1} << std::vector{0, 33, 511}
                                << Places{{0, 0}, {1, 1}};
    }
    void inPlanes() {
        QFETCH(int, rows);
        QFETCH(int, columns);
        QFETCH(std::vector<int>, origin);
        QFETCH(std::vector<int>, set);
        QFETCH(Places, expected);
        for (const auto syntax :
             {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit}) {
            DicomPicture picture({});
            picture.native(ramp());
            putPlane(picture, 3, rows, columns, set, origin);
            const auto file = picture.file(syntax);
            QCOMPARE(drawnIn(file), expected);
            const auto words = ramp();
            QCOMPARE(test::storedOf(file), std::vector<double>(words.begin(), words.end()));
        }
    }

    void drawnInWhiteAndOnlyWhenWanted() {
        for (const char* words : {"MONOCHROME2", "MONOCHROME1"}) {
            PictureShape shape;
            shape.words = words;
            DicomPicture picture(shape);
            picture.native(Words(kColumns * kRows, 100))
                .text(DCM_WindowCenter, "100")
                .text(DCM_WindowWidth, "400");
            putPlane(picture, 0, kRows, kColumns, {18});
            const auto decoded = test::decoded(picture.file()).value();
            const auto with = test::shadesOf(decoded, {decoded.greys().windows[0]});
            const auto without = test::shadesOf(decoded, {decoded.greys().windows[0], false, false});
            QCOMPARE(with[18], 255);
            QVERIFY(std::abs(without[18] - 128) <= 1);
            QCOMPARE(with[17], without[17]);
        }
    }

    void overColours() {
        PictureShape shape;
        shape.channels = 3;
        shape.allocated = 8;
        shape.stored = 8;
        shape.highBit = 7;
        shape.words = "RGB";
        DicomPicture picture(shape);
        picture.native(Words(shape.samplesInFrame(), 9));
        putPlane(picture, 1, kRows, kColumns, {2});
        auto expected = std::vector<int>(shape.samplesInFrame(), 9);
        std::fill_n(expected.begin() + 6, 3, 255);
        QCOMPARE(test::shadesOf(picture.file()), expected);
    }

    void frameByFrame() {
        PictureShape shape;
        shape.frames = 4;
        Words words(shape.samplesInFrame() * 4, 7);
        DicomPicture picture(shape);
        picture.native(words);
        // Two frames of an overlay, from the second frame of the picture on; and one over all of them.
        putPlane(picture, 0, kRows, kColumns, {3, static_cast<int>(kColumns * kRows) + 5}, {1, 1}, 2);
        picture.text(tagOf(0, 0x0015), "2").word(tagOf(0, 0x0051), 2);
        putPlane(picture, 1, kRows, kColumns, {9});
        const auto file = picture.file();
        QCOMPARE(drawnIn(file, 0), (Places{{0, 9}}));
        QCOMPARE(drawnIn(file, 1), (Places{{0, 3}, {0, 9}}));
        QCOMPARE(drawnIn(file, 2), (Places{{0, 5}, {0, 9}}));
        QCOMPARE(drawnIn(file, 3), (Places{{0, 9}}));
    }

    void damagedOnesAreSaid_data() {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < 5; ++kind)
            QTest::addRow("kind %d", kind) << kind;
    }
    void damagedOnesAreSaid() {
        QFETCH(int, kind);
        DicomPicture picture({});
        picture.native(ramp());
        putPlane(picture, 0, 4, 4, {0});
        switch (kind) {
            case 0:
                picture.word(tagOf(0, 0x0010), 2000);  // more rows than there are bits
                break;
            case 1:
                picture.word(tagOf(0, 0x0011), 0);
                break;
            case 2:
                picture.text(tagOf(0, 0x0015), "70000");
                break;
            case 3:
                (void)picture.dataset().findAndDeleteElement(tagOf(0, 0x3000));
                break;
            default:
                (void)picture.dataset().findAndDeleteElement(tagOf(0, 0x0010));
        }
        const auto decoded = test::decoded(picture.file());
        QVERIFY(decoded.has_value());
        QVERIFY(decoded->frame.overlay.empty());
        QVERIFY(decoded->has(Caution::kOverlayDamaged));
    }
};

QTEST_GUILESS_MAIN(TestOverlays)
#include "test_overlays.moc"
