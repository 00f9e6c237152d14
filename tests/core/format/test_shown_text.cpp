// Foreign text: what is shown of it, what is logged of it, and messages from other systems.
#include <QtTest>

#include "core/format/cbor.h"
#include "core/format/shown_text.h"
#include "core/format/text_rules.h"

using namespace medveil;

class TestShownText : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void nothingMovesTheCursor_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("Müller, 7.3 µg") << QByteArray("Müller, 7.3 µg");
        QTest::newRow("line feed") << QByteArray("a\nb") << QByteArray("a\\u{a}b");
        QTest::newRow("escape") << QByteArray("\x1b[31m") << QByteArray("\\u{1b}[31m");
        QTest::newRow("delete") << QByteArray("a\x7f") << QByteArray("a\\u{7f}");
        QTest::newRow("C1") << QByteArray(
                                   "\xc2\x9b"
                                   "31m")
                            << QByteArray("\\u{9b}31m");
        QTest::newRow("override") << QByteArray(
                                         "a\xe2\x80\xae"
                                         "b")
                                  << QByteArray("a\\u{202e}b");
        QTest::newRow("isolate") << QByteArray("\xe2\x81\xa6") << QByteArray("\\u{2066}");
        QTest::newRow("line separator") << QByteArray("\xe2\x80\xa8") << QByteArray("\\u{2028}");
        QTest::newRow("tag") << QByteArray("\xf3\xa0\x81\x81") << QByteArray("\\u{e0041}");
        QTest::newRow("no UTF-8") << QByteArray("a\xff\xc3") << QByteArray("a\\x{ff}\\x{c3}");
        QTest::newRow("overlong") << QByteArray("\xc0\x8a") << QByteArray("\\x{c0}\\x{8a}");
        QTest::newRow("Persian joiner")
            << QByteArray("می\xe2\x80\x8cخواهم") << QByteArray("می\xe2\x80\x8cخواهم");
    }
    void nothingMovesTheCursor() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(format::visible(text.toStdString())), shown);
    }

    void linesMayStay() {
        QCOMPARE(format::visible("a\n\tb\x1b", format::LineBreaks::kKept), std::string("a\n\tb\\u{1b}"));
    }

    void jsonStaysJson() {
        QCOMPARE(format::visibleJson("{\"a\":\"\xe2\x80\xae\xf3\xa0\x81\x81\xc2\x9b\"}"),
                 std::string("{\"a\":\"\\u202e\\udb40\\udc41\\u009b\"}"));
    }

    void aLogLineIsOneLineOfUtf8() {
        const auto line = format::logLine(std::string(1022, 'a') + "\xc3\xa4\xc3\xa4", 1024);
        QCOMPARE(line.size(), std::size_t{1024});
        const auto cut = format::logLine(std::string(1023, 'a') + "\xc3\xa4", 1024);
        QCOMPARE(cut.size(), std::size_t{1023});
        QVERIFY(format::isUtf8(format::logLine("\xff\xfe\n", 1024)));
        QCOMPARE(format::logLine("a\r\nb", 1024), std::string("a\\u{d}\\u{a}b"));
    }

    void textFromOtherSystems_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("plain");
        QTest::newRow("CR LF") << QByteArray("one\r\ntwo\r\n") << QByteArray("one\ntwo\n");
        QTest::newRow("CR") << QByteArray("one\rtwo\r") << QByteArray("one\ntwo\n");
        QTest::newRow("CR CR LF") << QByteArray("one\r\r\ntwo") << QByteArray("one\n\ntwo");
        QTest::newRow("mark") << QByteArray("\xef\xbb\xbfhello") << QByteArray("hello");
        QTest::newRow("separators") << QByteArray(
                                           "a\xe2\x80\xa8"
                                           "b\xe2\x80\xa9"
                                           "c\xc2\x85"
                                           "d\fe\vf")
                                    << QByteArray("a\nb\nc\nd\ne\nf");
        QTest::newRow("as it is") << QByteArray("dose\t5 mg\n") << QByteArray("dose\t5 mg\n");
    }
    void textFromOtherSystems() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, plain);
        const auto read = format::plainText(text.toStdString());
        QCOMPARE(QByteArray(read.data(), static_cast<qsizetype>(read.size())), plain);
        QVERIFY(format::checkText({read.data(), read.size()}, format::kTextLimit));
    }

    void plainTextHidesNothingElse() {
        // What turns text around is refused, not silently dropped: a dose may have been meant.
        const auto read = format::plainText("5 \xe2\x80\xae mg");
        QVERIFY(!format::checkText({read.data(), read.size()}, format::kTextLimit));
        const auto broken = format::plainText("\xff\r\n");
        QVERIFY(!format::checkText({broken.data(), broken.size()}, format::kTextLimit));
    }
};

QTEST_GUILESS_MAIN(TestShownText)
#include "test_shown_text.moc"
