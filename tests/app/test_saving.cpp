// Files that the services write: under which names, and what is left when the disk fails. And the passphrase,
// which looks the same however it was typed.
#include <QtTest>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/passphrase.h"
#include "app/services/png_file.h"
#include "app/services/preview.h"
#include "app/services/saving.h"
#include "app/services/sync.h"
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

    /// What a sender calls an attachment decides nothing about who reads it, and how.
    void aPreviewBelievesTheBytes_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("mediaType");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("isPicture");
        QTest::addColumn<bool>("isText");
        const auto png = app::encodePng(base::Bytes(300, 90), 10, 10, 3).value();
        const QByteArray picture(reinterpret_cast<const char*>(png.data()),
                                 static_cast<qsizetype>(png.size()));
        const QByteArray drawing =
            "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>";
        const QByteArray program(
            "\x7f"
            "ELF\x02\x01\x01\xff",
            8);
        QTest::newRow("a picture said to be a drawing")
            << QByteArray("a.svg") << QByteArray("image/svg+xml") << picture << true << false;
        QTest::newRow("a picture said to be a text")
            << QByteArray("a.txt") << QByteArray("text/plain") << picture << true << false;
        QTest::newRow("a drawing said to be a picture")
            << QByteArray("a.png") << QByteArray("image/png") << drawing << false << true;
        QTest::newRow("a program said to be a text")
            << QByteArray("a.txt") << QByteArray("text/plain") << program << false << false;
        QTest::newRow("a program said to be a picture")
            << QByteArray("a.jpg") << QByteArray("image/jpeg") << program << false << false;
    }
    void aPreviewBelievesTheBytes() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, mediaType);
        QFETCH(QByteArray, content);
        QFETCH(bool, isPicture);
        QFETCH(bool, isText);
        test::Ward ward;
        base::NullTaskContext task;
        auto doctor = ward.admit("Amal");
        auto lab = ward.admit("Jonas");
        QVERIFY(doctor && lab && test::Ward::introduce({doctor.get(), lab.get()}));
        app::Letter letter;
        letter.recipients = {doctor->me().id};
        letter.text = {'s', 'e', 'e'};
        letter.pasted.push_back(
            {name.toStdString(), mediaType.toStdString(), base::WipedBytes(content.begin(), content.end())});
        QVERIFY(app::Compose(*lab).send(letter, task).has_value());
        QVERIFY(app::Sync(*lab).run(task).has_value());
        QVERIFY(app::Sync(*doctor).run(task).has_value());
        const auto number = app::Mailbox(*doctor).page(app::Folder::kInbox, {}, 1)->front().number;
        QCOMPARE(app::Mailbox(*doctor).open(number)->attachments[0].mediaType, mediaType.toStdString());
        const auto preview = app::previewOfAttachment(*doctor, number, 0, task);
        QVERIFY(preview.has_value());
        QCOMPARE(preview->picture.has_value(), isPicture);
        QCOMPARE(preview->text.has_value(), isText);
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
