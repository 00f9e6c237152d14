// A masked copy of samples that do not fill their words: outside of the regions every value is the same,
// inside there is one, and no bit of a word that is no value goes along.
#include <QtTest>

#include "core/imaging/decoder/masking.h"
#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

class TestMaskedBits : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void outsideNothingChanges_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<int>("stored");
        QTest::addColumn<int>("highBit");
        QTest::addColumn<bool>("withSign");
        for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit,
                                  EXS_RLELossless, EXS_JPEG2000LosslessOnly}) {
            for (const auto& [stored, highBit] : {std::pair{12, 11}, {12, 15}, {12, 13}, {16, 15}, {10, 9}}) {
                for (const bool withSign : {false, true})
                    QTest::addRow("%s %d/%d%s", DcmXfer(syntax).getXferName(), stored, highBit,
                                  withSign ? " signed" : "")
                        << static_cast<int>(syntax) << stored << highBit << withSign;
            }
        }
    }
    void outsideNothingChanges() {
        QFETCH(int, syntax);
        QFETCH(int, stored);
        QFETCH(int, highBit);
        QFETCH(bool, withSign);
        PictureShape shape;
        shape.stored = static_cast<Uint16>(stored);
        shape.highBit = static_cast<Uint16>(highBit);
        shape.withSign = withSign;
        Words words;
        for (std::size_t i = 0; i < shape.samplesInFrame(); ++i)
            words.push_back(static_cast<std::uint16_t>(i * 40'503 + 7));
        DicomPicture picture(shape);
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        if (kind == EXS_RLELossless)
            picture.fragments({test::rleFrame(words, 1, 2)});
        else if (kind == EXS_JPEG2000LosslessOnly)
            picture.fragments({test::jpeg2000Of({words.begin(), words.end()}, shape, 16, false)});
        else
            picture.native(words);
        const auto file = picture.file(kind);
        const auto before = test::storedOf(file);
        imaging::MaskPlan plan;
        plan.regions.push_back({imaging::MaskShape::kRectangle, {{4, 2}, {9, 5}}});
        const auto masked = imaging::mask(file, plan);
        QVERIFY(masked.has_value());
        const auto after = test::storedOf(masked->file);
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < after.size(); ++i) {
            const auto x = i % shape.columns;
            const auto y = i / shape.columns;
            const bool inside = x >= 4 && x < 9 && y >= 2 && y < 5;
            QCOMPARE(after[i], inside ? after[2 * shape.columns + 4] : before[i]);
        }
        checkWords(masked->file, after);
    }

  private:
    /// The words of the copy are its values and nothing more.
    static void checkWords(const base::Bytes& file, const std::vector<double>& values) {
        const auto size = values.size() * 2;
        QVERIFY(file.size() > size);
        // The pixels stand at the end of the file, or in front of what was added to it.
        const auto whole = base::asText(file);
        base::Bytes words;
        for (const double value : values) {
            const auto word = static_cast<std::uint16_t>(static_cast<int>(value));
            words.push_back(static_cast<base::Byte>(word));
            words.push_back(static_cast<base::Byte>(word >> 8));
        }
        QVERIFY(whole.find(base::asText(words)) != std::string_view::npos);
    }
};

QTEST_GUILESS_MAIN(TestMaskedBits)
#include "test_masked_bits.moc"
