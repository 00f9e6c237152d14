// De-identification of long values beside the pixels: colour profiles, tables, waveforms.
#include <QtTest>

#include "core/imaging/decoder/icc_profile.h"
#include "tests/core/imaging/deidentify_case.h"

using namespace medveil;
using imaging::deidentify;
using test::Copy;
using test::planWith;
using test::Slice;

namespace {

void put(base::Bytes& out, std::uint32_t value) {
    for (unsigned shift = 32; shift > 0; shift -= 8)
        out.push_back(static_cast<base::Byte>(value >> (shift - 8) & 0xffU));
}
void put(base::Bytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

/// A curve with something behind it, a white point, and a copyright that names somebody.
base::Bytes profile() {
    base::Bytes out(128);
    out[8] = 4;
    for (const auto& [at, text] :
         {std::pair(4, "Zyxw"), std::pair(12, "mntr"), std::pair(16, "GRAY"), std::pair(20, "XYZ "),
          std::pair(36, "acsp"), std::pair(48, "Zyxw"), std::pair(80, "Zyxw")})
        std::ranges::copy(std::string_view(text), out.begin() + at);
    put(out, 3);
    for (const auto& [name, at, size] :
         {std::tuple("kTRC", 168U, 20U), std::tuple("wtpt", 188U, 20U), std::tuple("cprt", 208U, 16U)}) {
        put(out, name);
        put(out, at);
        put(out, size);
    }
    put(out, "curv");
    put(out, 0);
    put(out, 1);
    put(out, std::string_view("\x02\x33ZyxwZy", 8));
    put(out, "XYZ ");
    for (const auto number : {0U, 0xf6d6U, 0x10000U, 0xd32dU})
        put(out, number);
    put(out, "text");
    put(out, 0);
    put(out, "Zyxwort");
    out.push_back(0);
    return out;
}

}  // namespace

class TestDeidentifyBulk : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void profilesKeepTheirNumbersOnly() {
        const auto source = profile();
        const auto made = imaging::cleanIccProfile(source);
        QVERIFY(made.has_value());
        QVERIFY(!test::holds(*made, "Zyxw"));
        QVERIFY(test::holds(*made, std::string_view("curv\0\0\0\0\0\0\0\1\x02\x33", 14)));
        QVERIFY(test::holds(*made, "desc") && test::holds(*made, "cprt") && test::holds(*made, "wtpt"));
        QCOMPARE(imaging::cleanIccProfile(*made).value(), *made);
        for (std::size_t size = 0; size < source.size(); ++size) {
            (void)imaging::cleanIccProfile(base::ByteView(source).first(size));
            auto changed = source;
            changed[size] ^= 0xff;
            (void)imaging::cleanIccProfile(changed);
        }
    }

    void profilesOfFiles() {
        Slice slice;
        const auto source = profile();
        Slice::as(slice.dataset(), DCM_ICCProfile, EVR_OB, source);
        Slice::as(slice.item(DcmTagKey(0x0048, 0x0105)), DCM_ICCProfile, EVR_OB,
                  base::asBytes(std::string_view("no profile of Zyxw")));
        Copy copy(deidentify(slice.bytes(), planWith()));
        QVERIFY(copy.good);
        QVERIFY(copy.dataset().tagExistsWithValue(DCM_ICCProfile));
        QVERIFY(!copy.holds("Zyxw"));
    }

    void tablesAndWaveformsAreCut() {
        Slice slice;
        auto& table = slice.item(DCM_VOILUTSequence);
        const std::array<Uint16, 3> descriptor{4, 0, 16};
        (void)table.putAndInsertUint16Array(DcmTag(DCM_LUTDescriptor, EVR_US), descriptor.data(), 3);
        Slice::as(table, DCM_LUTData, EVR_OW, base::asBytes(std::string_view("12345678Zyxw")));
        auto& wave = slice.item(DCM_WaveformSequence);
        (void)wave.putAndInsertUint16(DCM_NumberOfWaveformChannels, 2);
        (void)wave.putAndInsertUint32(DCM_NumberOfWaveformSamples, 3);
        (void)wave.putAndInsertUint16(DCM_WaveformBitsAllocated, 16);
        Slice::as(wave, DCM_WaveformData, EVR_OW, base::asBytes(std::string_view("abcdefghijklZyxw")));
        Copy copy(deidentify(slice.bytes(), planWith()));
        QVERIFY(copy.good);
        QVERIFY(copy.holds("12345678"));
        QVERIFY(copy.holds("abcdefghijkl"));
        QVERIFY(!copy.holds("Zyxw"));
    }

    /// Numbers of which nothing is known may be text.
    void namesInBytes() {
        Slice slice;
        Slice::as(slice.dataset(), DcmTagKey(0x0066, 0x0016), EVR_OW,
                  base::asBytes(std::string_view("points of ZYXWORTHA.")));
        Copy copy(deidentify(slice.bytes(), planWith()));
        QVERIFY(copy.good && !copy.holds("ZYXWORTHA"));
    }

    void textBehindAZero() {
        Slice slice;
        const std::string_view value("Acme\0Niemand", 12);
        auto file = slice.text(DCM_Manufacturer, "Acme.Niemand").bytes();
        const auto at = base::asText(file).find("Acme.Niemand");
        std::ranges::copy(value, file.begin() + static_cast<std::ptrdiff_t>(at));
        Copy copy(deidentify(file, planWith()));
        QVERIFY(copy.good && !copy.holds("Niemand"));
        QCOMPARE(copy.text(DCM_Manufacturer), std::string("Acme"));
    }

    /// Padding by zeros is wrong in many files, and no reason to take a number away.
    void numbersWithZerosBehind() {
        Slice slice;
        auto file = slice.text(DCM_SliceThickness, "1.5 ").text(DCM_InstanceNumber, "1.0 ").bytes();
        file[base::asText(file).find("1.5 ") + 3] = 0;
        Copy copy(deidentify(file, planWith()));
        QVERIFY(copy.good);
        QCOMPARE(copy.text(DCM_SliceThickness), std::string("1.5"));
        QCOMPARE(copy.text(DCM_InstanceNumber), std::string("1.0"));
    }

    void numbersThatAreText() {
        Slice slice;
        slice.text(DCM_KVP, "120").text(DCM_ExposureTime, "Niemand 5");
        Copy copy(deidentify(slice.bytes(), planWith()));
        QVERIFY(copy.good && !copy.holds("Niemand"));
        QCOMPARE(copy.text(DCM_KVP), std::string("120"));
    }
};

QTEST_GUILESS_MAIN(TestDeidentifyBulk)
#include "test_deidentify_bulk.moc"
