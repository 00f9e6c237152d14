// From stored values to values: Modality LUT and rescale (PS3.3, C.11.1), functional groups (C.7.6.16),
// padding (C.7.5.1.1.2) and real-world values. What is expected is worked out here, from the standard's
// words.
#include <QtTest>

#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using imaging::Caution;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

PictureShape shapeOf(int stored, bool withSign, int frames = 1) {
    PictureShape shape;
    shape.stored = static_cast<Uint16>(stored);
    shape.highBit = static_cast<Uint16>(stored - 1);
    shape.withSign = withSign;
    shape.frames = frames;
    return shape;
}

/// Stored values `first`, `first` + `step` ... in as many bits as there are.
Words ramp(const PictureShape& shape, int first, int step) {
    Words words;
    for (std::size_t i = 0; i < shape.samplesInFrame() * static_cast<std::size_t>(shape.frames); ++i)
        words.push_back(
            static_cast<std::uint16_t>((first + static_cast<int>(i) * step) & ((1 << shape.stored) - 1)));
    return words;
}

std::vector<double> valuesOf(const test::Decoded& picture) {
    std::vector<double> values;
    for (std::uint32_t y = 0; y < picture.frame.rows; ++y) {
        for (std::uint32_t x = 0; x < picture.frame.columns; ++x)
            values.push_back(imaging::valueAt(picture.info, picture.frame, x, y));
    }
    return values;
}

void putText(DcmItem& item, const DcmTagKey& tag, const char* value) {
    (void)item.putAndInsertString(tag, value);
}

void rescale(DcmItem& item, const char* slope, const char* intercept) {
    putText(item, DCM_RescaleSlope, slope);
    putText(item, DCM_RescaleIntercept, intercept);
    putText(item, DCM_RescaleType, "HU");
}

/// C.11.1.1.1 and C.11.2.1.1: below the first input the first entry, above the last the last.
double entryAt(const Words& table, long first, long input) {
    const auto last = static_cast<long>(table.size()) - 1;
    return table[static_cast<std::size_t>(std::clamp(input - first, 0L, last))];
}

}  // namespace

class TestGreys : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void modalityTable_data() {
        QTest::addColumn<bool>("withSign");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("packed");
        QTest::addRow("from 0") << false << 0 << 128 << 16 << false;
        QTest::addRow("from 20, short") << false << 20 << 50 << 16 << false;
        QTest::addRow("from 40000") << false << 40000 << 50 << 16 << false;
        QTest::addRow("below zero") << true << -64 << 128 << 16 << false;
        QTest::addRow("below zero, 12 bits") << true << -30 << 40 << 12 << false;
        QTest::addRow("8 bits in words") << false << 3 << 100 << 8 << false;
        QTest::addRow("8 bits, two in a word") << false << 3 << 101 << 8 << true;
        QTest::addRow("one entry") << true << 0 << 1 << 16 << false;
        QTest::addRow("65536 entries") << false << 0 << 65536 << 16 << false;
    }
    void modalityTable() {
        QFETCH(bool, withSign);
        QFETCH(int, first);
        QFETCH(int, count);
        QFETCH(int, bits);
        QFETCH(bool, packed);
        Words table;
        for (int i = 0; i < count; ++i)
            table.push_back(static_cast<std::uint16_t>((i * 77 + 5) & ((1 << bits) - 1)));
        auto inFile = table;
        if (packed) {
            inFile.assign((table.size() + 1) / 2, 0);
            for (std::size_t i = 0; i < table.size(); ++i)
                inFile[i / 2] |= static_cast<std::uint16_t>(table[i] << (8 * (i % 2)));
        }
        const auto shape = shapeOf(16, withSign);
        const int start = withSign ? -64 : first > 1000 ? first - 10 : 0;
        DicomPicture picture(shape);
        picture.native(ramp(shape, start, 1));
        auto& item = picture.item(picture.dataset(), DCM_ModalityLUTSequence);
        test::putTable(item, {count & 0xffff, first, bits}, inFile);
        putText(item, DCM_ModalityLUTType, "OD");
        // A table goes before slope and intercept.
        rescale(picture.dataset(), "3", "7");
        for (const auto syntax :
             {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit}) {
            const auto decoded = test::decoded(picture.file(syntax)).value();
            std::vector<double> expected;
            for (int i = 0; i < 128; ++i)
                expected.push_back(entryAt(table, first, start + i));
            QCOMPARE(valuesOf(decoded), expected);
            QCOMPARE(decoded.greys().unit, std::string("OD"));
            QVERIFY(decoded.frame.cautions.empty());
        }
    }

    void modalityTablesThatAreDamaged() {
        const auto shape = shapeOf(16, false);
        for (const auto& descriptor : {std::vector<int>{200, 0, 16}, {10, 0, 0}, {10, 0, 17}, {10, 0}, {}}) {
            DicomPicture picture(shape);
            picture.native(ramp(shape, 0, 3));
            auto& item = picture.item(picture.dataset(), DCM_ModalityLUTSequence);
            test::putTable(item, descriptor, Words(64, 9));
            const auto decoded = test::decoded(picture.file()).value();
            QVERIFY(decoded.has(Caution::kValuesDamaged));
            QCOMPARE(imaging::valueAt(decoded.info, decoded.frame, 5, 0), 15.0);
        }
    }

    void rescaleThatIsDamaged() {
        const auto shape = shapeOf(16, false);
        for (const char* slope : {"0", "abc", "1e999", ""}) {
            DicomPicture picture(shape);
            picture.native(ramp(shape, 0, 3));
            rescale(picture.dataset(), slope, "5");
            const auto decoded = test::decoded(picture.file()).value();
            QCOMPARE(imaging::valueAt(decoded.info, decoded.frame, 5, 0), 15.0);
            // Without a slope there is no way to miss.
            QCOMPARE(decoded.has(Caution::kValuesDamaged), *slope != '\0');
        }
    }

    /// Written as UN by somebody who did not know them: the dictionary does (PS3.5, 6.2.2, note 2).
    void unknownAttributesAreRead() {
        const auto shape = shapeOf(12, true);
        DicomPicture picture(shape);
        picture.native(ramp(shape, -64, 1));
        const auto put = [&picture](const DcmTagKey& tag, const base::Bytes& value) {
            auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(tag, EVR_UN));
            (void)element->putUint8Array(value.data(), static_cast<unsigned long>(value.size()));
            (void)picture.dataset().insert(element.release(), true);
        };
        put(DCM_RescaleSlope, {'2', ' '});
        put(DCM_RescaleIntercept, {'-', '1', '0', ' '});
        put(DCM_WindowCenter, {'4', '0'});
        put(DCM_WindowWidth, {'4', '0', '0', ' '});
        put(DCM_PixelPaddingValue, {0xc0, 0xff});
        const auto decoded = test::decoded(picture.file()).value();
        QCOMPARE(imaging::valueAt(decoded.info, decoded.frame, 3, 0), -61.0 * 2 - 10);
        QCOMPARE(decoded.greys().windows.at(0), (imaging::Window{40, 400, {}}));
        QVERIFY(decoded.greys().isPadding(-64));
        QVERIFY(!decoded.greys().isPadding(-63));
    }

    /// Groups of the frame go before shared ones, and those before the data set.
    void rescaleOfEachFrame() {
        const auto shape = shapeOf(12, false, 3);
        DicomPicture picture(shape);
        picture.native(ramp(shape, 0, 1));
        auto& dataset = picture.dataset();
        rescale(dataset, "100", "0");
        auto& shared = picture.item(dataset, DCM_SharedFunctionalGroupsSequence);
        rescale(picture.item(shared, DCM_PixelValueTransformationSequence), "10", "-5");
        const char* slopes[] = {"1", nullptr, "0.5"};
        for (int i = 0; i < 3; ++i) {
            auto& group = picture.item(dataset, DCM_PerFrameFunctionalGroupsSequence, i);
            if (slopes[i] != nullptr)
                rescale(picture.item(group, DCM_PixelValueTransformationSequence), slopes[i], "1000");
        }
        const auto file = picture.file();
        const double slope[] = {1, 10, 0.5};
        const double intercept[] = {1000, -5, 1000};
        for (std::uint32_t frame = 0; frame < 3; ++frame) {
            const auto decoded = test::decoded(file, frame).value();
            std::vector<double> expected;
            for (int i = 0; i < 128; ++i)
                expected.push_back((static_cast<int>(frame) * 128 + i) * slope[frame] + intercept[frame]);
            QCOMPARE(valuesOf(decoded), expected);
            QCOMPARE(decoded.greys().unit, std::string("HU"));
        }
    }

    void padding_data() {
        QTest::addColumn<bool>("withSign");
        QTest::addColumn<int>("value");
        QTest::addColumn<int>("limit");
        QTest::addColumn<bool>("asUnsigned");
        QTest::addRow("one value") << false << 0 << 0 << false;
        QTest::addRow("below zero") << true << -2000 << -2000 << false;
        QTest::addRow("below zero, written without a sign") << true << -2000 << -2000 << true;
        QTest::addRow("a range") << true << -2000 << -1500 << false;
        QTest::addRow("a range, the other way round") << true << -1500 << -2000 << false;
        QTest::addRow("at the top") << false << 4095 << 4090 << false;
    }
    void padding() {
        QFETCH(bool, withSign);
        QFETCH(int, value);
        QFETCH(int, limit);
        QFETCH(bool, asUnsigned);
        const auto shape = shapeOf(12, withSign);
        auto words = ramp(shape, 100, 2);  // 100 to 354
        for (std::size_t i = 0; i < words.size(); i += 7)
            words[i] = static_cast<std::uint16_t>((i % 2 == 0 ? value : limit) & 0xfff);
        DicomPicture picture(shape);
        picture.native(words);
        rescale(picture.dataset(), "2", "-50");
        const int mask = asUnsigned ? 0xffff : -1;
        picture.words(picture.dataset(), DCM_PixelPaddingValue, {value & mask});
        if (limit != value)
            picture.words(picture.dataset(), DCM_PixelPaddingRangeLimit, {limit & mask});
        const auto decoded = test::decoded(picture.file()).value();
        // The automatic window spans what is picture: stored 102 (100 is padding) to 354.
        const auto window = imaging::windowFor(decoded.info, decoded.frame);
        QVERIFY(decoded.greys().windows.empty());
        const double low = 102 * 2 - 50;
        const double high = 354 * 2 - 50;
        QCOMPARE(window.centre - 0.5 - (window.width - 1) / 2, low);
        QCOMPARE(window.centre - 0.5 + (window.width - 1) / 2, high);
    }

    void realWorldValues() {
        const auto shape = shapeOf(12, false, 2);
        DicomPicture picture(shape);
        picture.native(ramp(shape, 0, 1));
        auto& dataset = picture.dataset();
        const auto mapping = [&picture](DcmItem& parent, int number, const std::vector<int>& range,
                                        double slope, double intercept, const char* unit) {
            auto& item = picture.item(parent, DCM_RealWorldValueMappingSequence, number);
            picture.words(item, DCM_RealWorldValueFirstValueMapped, {range[0]});
            picture.words(item, DCM_RealWorldValueLastValueMapped, {range[1]});
            (void)item.putAndInsertFloat64(DCM_RealWorldValueSlope, slope);
            (void)item.putAndInsertFloat64(DCM_RealWorldValueIntercept, intercept);
            putText(picture.item(item, DCM_MeasurementUnitsCodeSequence), DCM_CodeValue, unit);
        };
        auto& first = picture.item(dataset, DCM_PerFrameFunctionalGroupsSequence, 0);
        mapping(first, 0, {0, 9}, 0.5, 3, "g/ml");
        mapping(first, 1, {10, 100}, 0.25, -1, "Bq/ml");
        (void)picture.item(dataset, DCM_PerFrameFunctionalGroupsSequence, 1);
        auto& shared = picture.item(dataset, DCM_SharedFunctionalGroupsSequence);
        mapping(shared, 0, {0, 4095}, 2, 0, "mm2/s");
        const auto file = picture.file();
        const auto one = test::decoded(file, 0).value();
        QCOMPARE(imaging::measured(one.greys(), 4)->value, 4 * 0.5 + 3);
        QCOMPARE(imaging::measured(one.greys(), 4)->unit, std::string("g/ml"));
        QCOMPARE(imaging::measured(one.greys(), 20)->value, 20 * 0.25 - 1);
        QCOMPARE(imaging::measured(one.greys(), 20)->unit, std::string("Bq/ml"));
        QVERIFY(!imaging::measured(one.greys(), 101));
        const auto other = test::decoded(file, 1).value();
        QCOMPARE(imaging::measured(other.greys(), 20)->value, 40.0);
        QCOMPARE(imaging::measured(other.greys(), 20)->unit, std::string("mm2/s"));
    }

    void realWorldTables() {
        const auto shape = shapeOf(12, true);
        DicomPicture picture(shape);
        picture.native(ramp(shape, -64, 1));
        auto& item = picture.item(picture.dataset(), DCM_RealWorldValueMappingSequence);
        picture.words(item, DCM_RealWorldValueFirstValueMapped, {-2});
        picture.words(item, DCM_RealWorldValueLastValueMapped, {1});
        const double entries[] = {0.25, 7.5, -3, 1e6};
        (void)item.putAndInsertFloat64Array(DCM_RealWorldValueLUTData, entries, 4);
        const auto decoded = test::decoded(picture.file()).value();
        for (int i = 0; i < 4; ++i)
            QCOMPARE(imaging::measured(decoded.greys(), i - 2)->value, entries[i]);
        QVERIFY(!imaging::measured(decoded.greys(), -3));
        QVERIFY(!imaging::measured(decoded.greys(), 2));
    }
};

QTEST_GUILESS_MAIN(TestGreys)
#include "test_greys.moc"
