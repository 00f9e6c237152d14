// Palettes (PS3.3, C.7.6.3.1.5 and C.7.6.3.1.6), whole and in segments (C.7.9.2), also such that lie.
#include <QtTest>
#include <cmath>

#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

const DcmTagKey kDescriptors[] = {DCM_RedPaletteColorLookupTableDescriptor,
                                  DCM_GreenPaletteColorLookupTableDescriptor,
                                  DCM_BluePaletteColorLookupTableDescriptor};
const DcmTagKey kTables[] = {DCM_RedPaletteColorLookupTableData, DCM_GreenPaletteColorLookupTableData,
                             DCM_BluePaletteColorLookupTableData};
const DcmTagKey kSegmented[] = {DCM_SegmentedRedPaletteColorLookupTableData,
                                DCM_SegmentedGreenPaletteColorLookupTableData,
                                DCM_SegmentedBluePaletteColorLookupTableData};

PictureShape indices(int allocated, bool withSign = false) {
    PictureShape shape;
    shape.allocated = shape.stored = static_cast<Uint16>(allocated);
    shape.highBit = static_cast<Uint16>(allocated - 1);
    shape.withSign = withSign;
    shape.words = "PALETTE COLOR";
    return shape;
}

void putWords(DicomPicture& picture, const DcmTagKey& tag, const Words& words) {
    auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(tag, EVR_OW));
    (void)element->putUint16Array(words.data(), static_cast<unsigned long>(words.size()));
    (void)picture.dataset().insert(element.release(), true);
}

Words twoInAWord(const Words& entries) {
    Words words((entries.size() + 1) / 2);
    for (std::size_t i = 0; i < entries.size(); ++i)
        words[i / 2] |= static_cast<std::uint16_t>(entries[i] << (8 * (i % 2)));
    return words;
}

/// 128 indices from `first` on, in the file's words.
DicomPicture pictureOf(const PictureShape& shape, int first) {
    DicomPicture picture(shape);
    Words samples;
    for (int i = 0; i < 128; ++i)
        samples.push_back(static_cast<std::uint16_t>((first + i) & ((1 << shape.allocated) - 1)));
    picture.native(samples);
    return picture;
}

std::vector<int> expectedOf(const std::array<Words, 3>& channels, int first, int paletteFirst, int shift) {
    std::vector<int> levels;
    for (int i = 0; i < 128; ++i) {
        for (const auto& channel : channels) {
            const auto at = std::clamp(first + i - paletteFirst, 0, static_cast<int>(channel.size()) - 1);
            levels.push_back(channel[static_cast<std::size_t>(at)] >> shift);
        }
    }
    return levels;
}

Words segmentsIn(bool bytes, const Words& parts) {
    return bytes ? twoInAWord(parts) : parts;
}

}  // namespace

class TestPalettes : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void whole_data() {
        QTest::addColumn<int>("allocated");
        QTest::addColumn<bool>("withSign");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("entries");
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("packed");
        QTest::addRow("16 bits") << 8 << false << 0 << 256 << 16 << false;
        QTest::addRow("16 bits, from 20") << 8 << false << 20 << 60 << 16 << false;
        QTest::addRow("16 bits, below zero") << 16 << true << -40 << 100 << 16 << false;
        QTest::addRow("8 bits in words") << 8 << false << 0 << 256 << 8 << false;
        QTest::addRow("8 bits, two in a word") << 8 << false << 0 << 256 << 8 << true;
        QTest::addRow("8 bits, two in a word, odd") << 8 << false << 5 << 101 << 8 << true;
        QTest::addRow("65536 entries") << 16 << false << 0 << 65536 << 16 << false;
        QTest::addRow("one entry") << 8 << false << 3 << 1 << 16 << false;
    }
    void whole() {
        QFETCH(int, allocated);
        QFETCH(bool, withSign);
        QFETCH(int, first);
        QFETCH(int, entries);
        QFETCH(int, bits);
        QFETCH(bool, packed);
        const int start = withSign ? -64 : 0;
        auto picture = pictureOf(indices(allocated, withSign), start);
        std::array<Words, 3> channels;
        for (std::size_t c = 0; c < 3; ++c) {
            for (int i = 0; i < entries; ++i)
                channels[c].push_back(static_cast<std::uint16_t>((i + 1) * (c == 0   ? 201
                                                                            : c == 1 ? 7001
                                                                                     : 31) &
                                                                 ((1 << bits) - 1)));
            picture.words(picture.dataset(), kDescriptors[c], {entries & 0xffff, first, bits});
            putWords(picture, kTables[c], packed ? twoInAWord(channels[c]) : channels[c]);
        }
        for (const auto syntax :
             {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit}) {
            const auto file = picture.file(syntax);
            QCOMPARE(test::refusal(file), QString());
            QCOMPARE(test::shadesOf(file), expectedOf(channels, start, first, bits - 8));
        }
    }

    /// Some say 8 bits and use the whole word.
    void moreBitsThanSaid() {
        auto picture = pictureOf(indices(8), 0);
        std::array<Words, 3> channels;
        for (std::size_t c = 0; c < 3; ++c) {
            for (int i = 0; i < 128; ++i)
                channels[c].push_back(static_cast<std::uint16_t>(i * 500));
            picture.words(picture.dataset(), kDescriptors[c], {128, 0, 8});
            putWords(picture, kTables[c], channels[c]);
        }
        QCOMPARE(test::shadesOf(picture.file()), expectedOf(channels, 0, 0, 8));
    }

    void segmented_data() {
        QTest::addColumn<bool>("bytes");
        QTest::addRow("parts of 16 bits") << false;
        QTest::addRow("parts of 8 bits") << true;
    }
    void segmented() {
        QFETCH(bool, bytes);
        const int scale = bytes ? 1 : 256;
        // 4 entries that are said, 60 in a line to 200, 2 more, and again the segments from the second on: to
        // 200 in a line from where it stands, and the 2.
        const int said[] = {0, 10, 20, 40};
        const auto value = [scale](int level) { return static_cast<std::uint16_t>(level * scale); };
        Words parts = {0, 4, value(said[0]), value(said[1]), value(said[2]), value(said[3])};
        const auto second = parts.size() * (bytes ? 1 : 2);
        parts.insert(parts.end(), {1, 60, value(200), 0, 2, value(7), value(9)});
        parts.insert(parts.end(), {2, 2, static_cast<std::uint16_t>(second), 0});
        if (bytes)
            parts.insert(parts.end(), {0, 0});  // the offset has 32 bits
        Words expected;
        const auto line = [&](double from, double to, int count) {
            for (int i = 1; i <= count; ++i)
                expected.push_back(static_cast<std::uint16_t>(std::lround(from + (to - from) * i / count)));
        };
        for (const int each : said)
            expected.push_back(value(each));
        for (int round = 0; round < 2; ++round) {
            line(expected.back(), value(200), 60);
            expected.insert(expected.end(), {value(7), value(9)});
        }
        QCOMPARE(expected.size(), std::size_t{128});
        auto picture = pictureOf(indices(8), 0);
        for (std::size_t c = 0; c < 3; ++c) {
            picture.words(picture.dataset(), kDescriptors[c], {128, 0, bytes ? 8 : 16});
            putWords(picture, kSegmented[c], segmentsIn(bytes, parts));
        }
        for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
            const auto shown = test::shadesOf(picture.file(syntax));
            QCOMPARE(shown, expectedOf({expected, expected, expected}, 0, 0, bytes ? 0 : 8));
        }
    }

    void hostileSegments_data() {
        QTest::addColumn<std::vector<quint16>>("parts");
        const auto row = [](const char* name, const std::vector<quint16>& parts) {
            QTest::addRow("%s", name) << parts;
        };
        row("empty", {});
        row("no length", {0});
        row("more entries than there are", {0, 500, 1, 2});
        row("more entries than the palette has", {0, 2, 1, 2, 1, 60000, 5});
        row("fewer", {0, 2, 1, 2});
        row("a line from nowhere", {1, 128, 5});
        row("a line without an end", {0, 1, 1, 1, 127});
        row("a line of no length", {0, 1, 1, 1, 0, 9});
        row("nothing, very often", {0, 0, 0, 0, 0, 0, 2, 60000, 0, 0});
        row("an unknown segment", {7, 3, 1, 2, 3});
        row("points to itself", {0, 1, 5, 2, 1, 6, 0});
        row("points behind the end", {0, 1, 5, 2, 1, 600, 0});
        row("points very far", {0, 1, 5, 2, 1, 0xfffe, 0xffff});
        row("points between words", {0, 1, 5, 2, 100, 1, 0});
        row("points to what points", {0, 1, 5, 2, 1, 0, 0, 2, 60000, 6, 0});
        row("points without a place", {0, 1, 5, 2, 1});
    }
    void hostileSegments() {
        QFETCH(std::vector<quint16>, parts);
        for (const int bits : {8, 16}) {
            auto picture = pictureOf(indices(8), 0);
            for (std::size_t c = 0; c < 3; ++c) {
                picture.words(picture.dataset(), kDescriptors[c], {128, 0, bits});
                putWords(picture, kSegmented[c], Words(parts.begin(), parts.end()));
            }
            // Indices without their colours are no picture.
            const auto decoded = test::decoded(picture.file());
            QVERIFY(!decoded || !imaging::render(decoded->info, decoded->frame, {}));
        }
    }

    void tablesThatContradict() {
        for (const int kind : {0, 1, 2}) {
            auto picture = pictureOf(indices(8), 0);
            for (std::size_t c = 0; c < 3; ++c) {
                if (kind != 0 || c != 1)
                    picture.words(picture.dataset(), kDescriptors[c],
                                  {kind == 1 && c == 2 ? 64 : 128, 0, 16});
                putWords(picture, kTables[c], Words(kind == 2 && c == 1 ? 20 : 128, 7));
            }
            const auto decoded = test::decoded(picture.file());
            QVERIFY(!decoded || !imaging::render(decoded->info, decoded->frame, {}));
        }
    }
};

QTEST_GUILESS_MAIN(TestPalettes)
#include "test_palettes.moc"
