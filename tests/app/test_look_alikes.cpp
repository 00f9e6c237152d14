// Names that are taken for a known person's by who reads fast.
#include <QtTest>

#include "app/services/names.h"

using namespace medveil;

class TestLookAlikes : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// All words of a known person's name, in whatever order and with whatever around them.
    void aNameThatHoldsAKnownNameLooksLikeIt_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("flagged");
        for (const char* each :
             {"Anna Berg [verified]", "Anna Berg (verified)", "Berg, Anna", "Anna Berg \u2013 verified",
              "A\u0335nna Be\u0336rg", "An\u0337na B\u0338erg", "anna  BERG, Ward 3", "Anna Maria Berg",
              "\u0410nn\u0430 Berg verified", "Lab [verified]", "Lab, verified"})
            QTest::addRow("%s", each) << QString::fromUtf8(each) << true;
        for (const char* each :
             {"Anna Bergmann", "Anna Meyer-Berg", "Hanna Berg", "Anna", "Berg", "Lab North"})
            QTest::addRow("%s", each) << QString::fromUtf8(each) << false;
    }
    void aNameThatHoldsAKnownNameLooksLikeIt() {
        QFETCH(QString, name);
        QFETCH(bool, flagged);
        std::vector<app::Person> people(3);
        people[0].name = "Anna Berg";
        people[0].standing = app::Standing::kContact;
        people[0].trust = app::Trust::kVerified;
        people[1].name = "Lab";
        people[1].standing = app::Standing::kContact;
        people[2].name = name.toStdString();
        people[2].standing = app::Standing::kSeen;
        people[2].firstSeen = 5;
        app::tellApart(people);
        QVERIFY(people[0].looksLike.empty() && people[1].looksLike.empty());
        QCOMPARE(!people[2].looksLike.empty(), flagged);
        people[2].trust = app::Trust::kVerified;
        app::tellApart(people);
        QVERIFY(people[0].looksLike.empty());
    }
};

QTEST_GUILESS_MAIN(TestLookAlikes)
#include "test_look_alikes.moc"
