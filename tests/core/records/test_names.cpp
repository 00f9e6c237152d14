// Names and numbers of patients: one parser for DICOM and plain text, and what counts as the same.
#include <QtTest>

#include "core/base/text_fold.h"
#include "core/records/person_name.h"

using namespace medveil::records;

class TestNames : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void dicomNamesHaveParts() {
        const auto name = parseName("Rossi^Amal^Noor^Dr^Jr");
        QCOMPARE(name.alphabetic.family, std::string("Rossi"));
        QCOMPARE(name.alphabetic.given, std::string("Amal"));
        QCOMPARE(name.alphabetic.middle, std::string("Noor"));
        QCOMPARE(name.alphabetic.prefix, std::string("Dr"));
        QCOMPARE(name.alphabetic.suffix, std::string("Jr"));
        QCOMPARE(shownName(name), std::string("Dr Amal Noor Rossi Jr"));
        QCOMPARE(dicomName(name.alphabetic), std::string("Rossi^Amal^Noor^Dr^Jr"));
        // PS3.5, H.3.
        const auto groups = parseName("Yamada^Tarou=山田^太郎=やまだ^たろう");
        QCOMPARE(groups.ideographic.family, std::string("山田"));
        QCOMPARE(groups.phonetic.given, std::string("たろう"));
        QCOMPARE(parseName("Amal Rossi").plain, std::string("Amal Rossi"));
        QVERIFY(parseName("").empty() && parseName("^^").empty());
        QCOMPARE(dicomName({"A^B", "C=D", {}, {}, {}}), std::string("A B^C D^^^"));
    }

    void namesCompare_data() {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<int>("agreement");
        const int same = static_cast<int>(Agreement::kSame);
        const int different = static_cast<int>(Agreement::kDifferent);
        const int unknown = static_cast<int>(Agreement::kUnknown);
        const auto row = [](const char* one, const char* other, int agreement) {
            QTest::addRow("%s | %s", one, other)
                << QString::fromUtf8(one) << QString::fromUtf8(other) << agreement;
        };
        row("Rossi^Amal", "Amal Rossi", same);
        row("Rossi^Amal", "rossi,  AMAL ", same);
        row("ROSSI^AMAL^^^", "Rossi^Amal", same);
        row("Rossi^Amal^^Dr", "Amal Rossi", same);
        row("Rossi^Amal^^Dr", "Dr Amal Rossi", same);
        row("Rossi^Amal Noor", "Rossi^Amal^Noor", same);
        row("Müller^Jörg", "Mu\xcc\x88ller^Jo\xcc\x88rg", same);  // composed and decomposed
        row("STRASSE^Ida", "Straße^ida", same);
        row("Yamada^Tarou=山田^太郎", "山田　太郎", same);
        row("Yamada^Tarou=山田^太郎", "Yamada^Tarou", same);
        row("Ali Ali Hassan", "Hassan Ali Ali", same);
        // Who the family is, is said.
        row("Amal^Rossi", "Rossi^Amal", different);
        row("Rossi^Amal^^^Sr", "Rossi^Amal^^^Jr", different);
        row("Rossi^Amal^^^Jr", "Amal Rossi", different);
        row("Müller^Jörg", "Muller^Jorg", different);
        row("Ali Hassan", "Ali Ali Hassan", different);
        row("Rossi^", "Rossi^Amal", different);
        row("Yamada^Tarou=山田^太郎", "Yamada^Tarou=山田^次郎", different);
        row("=山田^太郎", "Yamada^Tarou", different);
        row("Amal Rossi", "Amal Rossi-Berg", different);
        row("", "Amal Rossi", unknown);
        row("^", "Amal Rossi", unknown);
    }
    void namesCompare() {
        QFETCH(QString, one);
        QFETCH(QString, other);
        QFETCH(int, agreement);
        const auto a = one.toStdString();
        const auto b = other.toStdString();
        QCOMPARE(static_cast<int>(compareNames(a, b)), agreement);
        QCOMPARE(static_cast<int>(compareNames(b, a)), agreement);
    }

    /// Bytes that are no UTF-8 equal only themselves.
    void brokenTextIsNobodyElse() {
        QCOMPARE(static_cast<int>(compareNames("M\xfcller", "M\xf6ller")),
                 static_cast<int>(Agreement::kDifferent));
        QCOMPARE(static_cast<int>(compareNames("M\xfcller", "M\xfcller")),
                 static_cast<int>(Agreement::kSame));
    }

    void numbersCompareWhole_data() {
        QTest::addColumn<QString>("oneAuthority");
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("otherAuthority");
        QTest::addColumn<QString>("other");
        QTest::addColumn<int>("agreement");
        const auto row = [](const char* a, const char* x, const char* b, const char* y, Agreement agreement) {
            QTest::addRow("%s|%s %s|%s", a, x, b, y)
                << QString::fromUtf8(a) << QString::fromUtf8(x) << QString::fromUtf8(b)
                << QString::fromUtf8(y) << static_cast<int>(agreement);
        };
        row("", "2004", "", "2004", Agreement::kSame);
        row("", "2004 ", "", " 2004", Agreement::kSame);
        row("", "2004", "", "20044", Agreement::kDifferent);
        row("", "007", "", "7", Agreement::kDifferent);
        row("", "MRN-7", "", "mrn-7", Agreement::kDifferent);
        row("NORTH", "2004", "NORTH", "2004", Agreement::kSame);
        row("NORTH", "2004", "SOUTH", "2004", Agreement::kDifferent);
        row("NORTH", "2004", "", "2004", Agreement::kUnknown);
        row("", "", "", "2004", Agreement::kUnknown);
    }
    void numbersCompareWhole() {
        QFETCH(QString, oneAuthority);
        QFETCH(QString, one);
        QFETCH(QString, otherAuthority);
        QFETCH(QString, other);
        QFETCH(int, agreement);
        const PatientId a{oneAuthority.toStdString(), one.toStdString()};
        const PatientId b{otherAuthority.toStdString(), other.toStdString()};
        QCOMPARE(static_cast<int>(compareIds(a, b)), agreement);
        QCOMPARE(static_cast<int>(compareIds(b, a)), agreement);
    }
};

QTEST_APPLESS_MAIN(TestNames)
#include "test_names.moc"
