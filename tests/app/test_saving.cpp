// Files that the services write: under which names, and what is left when the disk fails. And the passphrase,
// which looks the same however it was typed.
#include <QtTest>

#include "app/services/audit.h"
#include "app/services/passphrase.h"
#include "app/services/saving.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using test::FaultyFileSystem;

class TestSaving : public QObject {
    Q_OBJECT

    static QStringList namesIn(const base::Path& folder) {
        return QDir(QString::fromStdString(folder.string()))
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

  private Q_SLOTS:
    void aSafeNameIsOffered_data() {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QByteArray>("offered");
        const auto row = [](const char* given, const char* offered) {
            QTest::addRow("%s", given) << QByteArray(given) << QByteArray(offered);
        };
        row("scan.dcm", "scan.dcm");
        row("Befund Müller.pdf", "Befund Müller.pdf");
        row("تقرير.pdf", "تقرير.pdf");
        row(".bashrc", "_bashrc");
        row("..", "file");
        row("-rf", "_rf");
        row("~root", "_root");
        row("x.desktop", "x.desktop.txt");
        row("x.DESKTOP", "x.DESKTOP.txt");
        row("run.sh", "run.sh.txt");
        row("setup.exe", "setup.exe.txt");
        row("a.pdf.lnk", "a.pdf.lnk.txt");
        row("page.html", "page.html.txt");
        row("drawing.svg", "drawing.svg.txt");
        row("x.desktop. ", "x.desktop.txt");
        row("a\nb", "a_u{a}b");
        row("\x1b[2Ja", "_u{1b}[2Ja");
        row("invoice\xe2\x80\xae"
            "fdp.exe",
            "invoice_u{202e}fdp.exe.txt");
        row("CON", "_CON");
        row("con.txt", "_con.txt");
        row("../../etc/passwd", "_._.._etc_passwd");
        row("C:\\Windows\\a", "C__Windows_a");
        row("a ", "a");
        row("a.", "a");
        row("   ", "file");
        row("", "file");
        row("x\xff", "x_x{ff}");
    }
    void aSafeNameIsOffered() {
        QFETCH(QByteArray, given);
        QFETCH(QByteArray, offered);
        QCOMPARE(QByteArray::fromStdString(app::nameForSaving(given.toStdString())), offered);
    }

    void aNameThatIsTooLongKeepsItsEnding() {
        const auto name = app::nameForSaving(std::string(300, 'a') + ".dcm");
        QVERIFY(name.size() <= 200 && name.ends_with(".dcm"));
        QVERIFY(app::nameForSaving(std::string(300, 'a') + ".sh").ends_with(".sh.txt"));
        QVERIFY(app::nameForSaving(std::string(300, 'a') + ".sh").size() < 255);
    }

    void aDiskThatFailsLeavesNothing_data() {
        QTest::addColumn<int>("what");
        QTest::newRow("card") << 0;
        QTest::newRow("log") << 1;
    }
    void aDiskThatFailsLeavesNothing() {
        QFETCH(int, what);
        test::Ward ward;
        FaultyFileSystem files(base::systemFileSystem());
        auto session = ward.admit("ada", files);
        QVERIFY(session);
        const auto folder = ward.root / "out";
        QVERIFY(base::systemFileSystem().createFolders(folder));
        const auto save = [&]() -> base::Result<void> {
            return what == 0 ? app::Contacts(*session).exportOwnCard(folder / "file")
                             : app::Audit(*session).exportTo(folder / "file");
        };
        using Call = FaultyFileSystem::Call;
        for (const auto call :
             {Call::kCreate, Call::kWrite, Call::kSync, Call::kClose, Call::kRename, Call::kSyncFolder}) {
            files.failFrom(call, 0, ErrorCode::kNoSpace);
            const auto saved = save();
            QVERIFY(!saved);
            QCOMPARE(saved.error().code, ErrorCode::kNoSpace);
            QCOMPARE(namesIn(folder), QStringList());
        }
        files.heal();
        QVERIFY(save());
        QCOMPARE(namesIn(folder), QStringList{QStringLiteral("file")});
        // What is there stays.
        QVERIFY(!save());
    }

    void aLongNameCanBeWritten() {
        test::Ward ward;
        auto session = ward.admit("ada");
        QVERIFY(session);
        QVERIFY(app::Contacts(*session).exportOwnCard(ward.root / std::string(255, 'a')));
        const auto tooLong = app::Contacts(*session).exportOwnCard(ward.root / std::string(256, 'a'));
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().code, ErrorCode::kInvalidArgument);
    }

    void onePassphraseHoweverItIsTyped_data() {
        QTest::addColumn<QByteArray>("stored");
        const auto composed = QByteArray("caf\xc3\xa9 heron ladder quartz");
        const auto decomposed = QByteArray("cafe\xcc\x81 heron ladder quartz");
        QTest::newRow("composed") << composed;
        // As the command line once stored what it read.
        QTest::newRow("decomposed") << decomposed;
    }
    void onePassphraseHoweverItIsTyped() {
        QFETCH(QByteArray, stored);
        test::Ward ward;
        {
            auto session = ward.admit("ada");
            QVERIFY(session);
            QVERIFY(session->state().vault.setSlot(
                {vault::SlotKind::kPassphrase,
                 base::SecretBytes::copyOf(base::asBytes(stored.toStdString()))},
                test::kCheap));
        }
        base::NullTaskContext task;
        for (const char* typed : {"caf\xc3\xa9 heron ladder quartz", "cafe\xcc\x81 heron ladder quartz"}) {
            QTemporaryDir copy;
            const auto folder = base::Path(copy.path().toStdString()) / "ada";
            std::filesystem::copy(ward.root / "ada", folder, std::filesystem::copy_options::recursive);
            // Twice: the first time may have stored it anew.
            for (int i = 0; i < 2; ++i)
                QVERIFY(app::Session::unlock(folder, app::CredentialKind::kPassphrase,
                                             base::SecretBytes::copyOf(base::asBytes(typed)), task));
            QVERIFY(!app::Session::unlock(
                folder, app::CredentialKind::kPassphrase,
                base::SecretBytes::copyOf(base::asBytes("cafe heron ladder quartz")), task));
        }
    }

    void asciiHasOneSpelling() {
        QCOMPARE(app::passphraseSpellings(base::asBytes("amber violin staircase")).size(), std::size_t{1});
        QCOMPARE(app::passphraseSpellings(base::asBytes("\xff\xfe no text")).size(), std::size_t{1});
        QCOMPARE(app::passphraseSpellings(base::asBytes("e\xcc\x81")).size(), std::size_t{2});
        // U+FDFA grows by eighteen when compatibility is asked for; not here.
        QVERIFY(app::passphraseSpellings(base::asBytes(std::string(1000, 'x') + "\xef\xb7\xba")).size() >= 1);
    }
};

QTEST_GUILESS_MAIN(TestSaving)
#include "test_saving.moc"
