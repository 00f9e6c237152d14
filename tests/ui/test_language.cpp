// The window's language: which texts, digits and direction a locale gives, and that foreign text stays in its
// place.
#include <QCoreApplication>
#include <QtTest>

#include "app/messages/error_text.h"
#include "ui/theme/language.h"
#include "ui/widgets/pieces.h"

using namespace medveil;
using namespace Qt::StringLiterals;

class TestLanguage : public QObject {
    Q_OBJECT

    static QString cancel() { return QCoreApplication::translate("medveil::ui::Shell", "Cancel"); }
    static QString series(int n) {
        return QCoreApplication::translate("medveil::ui::ReleasePanel", "%n series chosen.", nullptr, n);
    }

  private Q_SLOTS:
    void unknownLanguagesAreEnglish() {
        ui::useLanguage(QLocale(QLocale::Hebrew, QLocale::Israel));
        QCOMPARE(cancel(), u"Cancel"_s);
        QCOMPARE(series(1), u"1 series chosen."_s);
        QVERIFY(!QGuiApplication::isRightToLeft());
    }

    /// In a window that reads from the left, only what could turn it around is isolated.
    void foreignTextIsIsolated() {
        QVERIFY(!QGuiApplication::isRightToLeft());
        QCOMPARE(ui::isolated(u"Lucía Fernández"_s), u"Lucía Fernández"_s);
        const auto name = u"ليلى"_s;
        QCOMPARE(ui::isolated(name), QChar(0x2068) + name + QChar(0x2069));
        const auto turned = u"gpj.\u202Eexe"_s;
        QCOMPARE(ui::isolated(turned), QChar(0x2068) + turned + QChar(0x2069));
    }

    void arabic_data() {
        QTest::addColumn<QLocale>("locale");
        QTest::newRow("Egypt") << QLocale(QLocale::Arabic, QLocale::Egypt);
        QTest::newRow("Iraq") << QLocale(QLocale::Arabic, QLocale::Iraq);
        QTest::newRow("Morocco") << QLocale(QLocale::Arabic, QLocale::Morocco);
    }
    void arabic() {
        QFETCH(QLocale, locale);
        ui::useLanguage(locale);
        QCOMPARE(cancel(), u"إلغاء"_s);
        QVERIFY(QGuiApplication::isRightToLeft());
        QCOMPARE(QLocale().language(), QLocale::Arabic);
        QCOMPARE(QLocale().toString(1234), QLocale().groupSeparator() == u","_s ? u"1,234"_s : u"1.234"_s);
        QCOMPARE(series(1), u"اختيرت سلسلة واحدة."_s);
        QCOMPARE(series(2), u"اختيرت سلسلتان."_s);
        QCOMPARE(series(5), u"اختيرت 5 سلاسل."_s);
        QCOMPARE(series(11), u"اختيرت 11 سلسلة."_s);
        QCOMPARE(app::errorText(base::ErrorCode::kCancelled).title, u"توقّف"_s);
        QVERIFY(ui::isolated(u"01.png"_s).startsWith(QChar(0x2068)));
    }
};

QTEST_MAIN(TestLanguage)
#include "test_language.moc"
