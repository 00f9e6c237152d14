// What the command line reads, and the files it leaves: whole or not at all, under names that do no harm.
#include <QDirIterator>
#include <QImage>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QtTest>

#include "tests/support/cli_ward.h"

using medveil::test::list;
using medveil::test::text;

class TestCliFiles : public QObject {
    Q_OBJECT
    medveil::test::CliWard m_ward{text(MEDVEIL_CLI)};

    QString path(const char* name) const { return m_ward.path(text(name)); }
    medveil::test::CliRun plain(const char* arguments) const {
        return m_ward.run(list("--passphrase-file shared.pass") + list(arguments));
    }
    medveil::test::CliRun as(const char* who, const char* arguments) const {
        return m_ward.as(text(who), list(arguments));
    }
    /// Files below the ward's folder, without the vaults' and the share's own.
    QStringList filesThere() const {
        QStringList files;
        QDirIterator each(path(""), QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (each.hasNext()) {
            const auto name = QDir(path("")).relativeFilePath(each.next());
            if (!name.startsWith(text("lab/")) && !name.startsWith(text("doctor/")) &&
                !name.startsWith(text("share/")) && !name.startsWith(text("home/")))
                files << name;
        }
        files.sort();
        return files;
    }
    void savePicture(const char* name, int side, int noise) const {
        QImage picture(side, side, QImage::Format_RGB888);
        auto* random = QRandomGenerator::global();
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                picture.setPixelColor(x, y,
                                      QColor(40 + x / 6 + static_cast<int>(random->bounded(noise)),
                                             40 + y / 6 + static_cast<int>(random->bounded(noise)), 90));
        QVERIFY(picture.save(path(name)));
    }
    int countIn(const char* who, const char* folder) const {
        return static_cast<int>(as(who, folder).json()[text("messages")].toArray().size());
    }
    QString newestText(const char* who) {
        if (as(who, "sync").code != 0)
            return {};
        const auto rows = as(who, "inbox").json()[text("messages")].toArray();
        const auto number = rows.first().toObject()[text("number")].toInt();
        return m_ward.as(text(who), {text("open"), QString::number(number)})
            .json()[text("message")]
            .toString();
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto made = m_ward.makePeople();
        QVERIFY2(made.isEmpty(), made.constData());
        m_ward.write(text("secret.txt"), "nothing to see");
        m_ward.write(text("shared.pass"), "amber violin staircase\n");
        QByteArray secret(6000, 'x');
        for (auto& byte : secret)
            byte = static_cast<char>(QRandomGenerator::global()->generate());
        m_ward.write(text("secret.bin"), secret);
        savePicture("cover.png", 400, 5);
        savePicture("large.png", 900, 5);
        savePicture("noise.png", 600, 60);
        QVERIFY(QFile::copy(text(MEDVEIL_SEEDS "/fuzz_decoder/explicit.dcm"), path("scan.dcm")));
        QCOMPARE(plain("hide secret.bin cover.png --out hidden.png").code, 0);
        QCOMPARE(plain("hide secret.txt cover.png --out marked.png --restorable").code, 0);
        QCOMPARE(as("lab", "scan seal noise.png --for doctor --out sealed.medveil").code, 0);
    }

    void aFullDiskLeavesNothing_data() {
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("arguments");
        for (const char* each :
             {"reveal hidden.png --out revealed.bin", "hide secret.txt cover.png --out full.png",
              "hide secret.txt cover.png --out carries.png --restorable", "restore marked.png --out back.png",
              "make-cover large.png --out made.png", "scan frames noise.png --out frames",
              "scan deidentify scan.dcm --out released --pixels-checked"})
            QTest::addRow("%s", each) << QString() << text(each);
        // With a limit that lets the vault be written.
        for (const char* each : {"scan seal noise.png --for doctor --out seal.medveil",
                                 "scan open sealed.medveil --out opened.png"})
            QTest::addRow("%s", each) << text("lab") << text(each);
    }
    void aFullDiskLeavesNothing() {
        QFETCH(QString, who);
        QFETCH(QString, arguments);
        const bool profile = !who.isEmpty();
        const auto all = (profile ? list("--profile lab --passphrase-file lab.pass")
                                  : list("--passphrase-file shared.pass")) +
                         arguments.split(u' ');
        const auto before = filesThere();
        // Blocks of 512 bytes.
        const auto full = m_ward.shell(
            profile ? "ulimit -f 1000; exec \"$0\" \"$@\"" : "ulimit -f 1; exec \"$0\" \"$@\"", all);
        QVERIFY2(full.code == 11, (QByteArray::number(full.code) + full.err).constData());
        QVERIFY2(full.err.contains("The disk is full") && full.err.contains("Nothing incomplete was kept"),
                 full.err.constData());
        QCOMPARE(filesThere(), before);
        // And the next try works.
        const auto again = m_ward.run(all);
        QVERIFY2(again.code == 0, again.err.constData());
        QVERIFY(filesThere() != before);
        for (const auto& file : filesThere())
            QVERIFY2(!file.endsWith(text(".part")), qPrintable(file));
    }

    void anAttachmentIsSavedWholeOrNotAtAll() {
        QByteArray large(1'500'000, 'x');
        m_ward.write(text("large.bin"), large);
        QCOMPARE(as("lab", "send --to doctor --no-patient --attach large.bin").code, 0);
        QCOMPARE(as("doctor", "sync").code, 0);
        const auto number = QString::number(as("doctor", "inbox")
                                                .json()[text("messages")]
                                                .toArray()
                                                .first()
                                                .toObject()[text("number")]
                                                .toInt());
        const auto all =
            list("--profile doctor --passphrase-file doctor.pass open --out got") + QStringList{number};
        const auto full = m_ward.shell("ulimit -f 2000; exec \"$0\" \"$@\"", all);
        QCOMPARE(full.code, 11);
        QVERIFY2(full.err.contains("The disk is full"), full.err.constData());
        QCOMPARE(QDir(path("got")).entryList(QDir::Files | QDir::Hidden), QStringList());
        QCOMPARE(m_ward.run(all).code, 0);
        QCOMPARE(m_ward.read(text("got/large.bin")), large);
    }

    void aFullDiskUnderTheVaultIsCalledThat() {
        const auto full = m_ward.shell("ulimit -f 1; exec \"$0\" \"$@\"",
                                       list("--profile lab --passphrase-file lab.pass audit verify"));
        QVERIFY(full.code != 0);
        QVERIFY2(full.err.contains("The disk is full") && !full.err.contains("network"),
                 full.err.constData());
        QCOMPARE(as("lab", "audit verify").code, 0);
    }

    void inputThatCannotBeReadIsNoMessage_data() {
        QTest::addColumn<QString>("script");
        QTest::newRow("folder") << text("exec \"$0\" \"$@\" <.");
        QTest::newRow("closed") << text("exec \"$0\" \"$@\" <&-");
        QTest::newRow("write only") << text("exec \"$0\" \"$@\" 0>unread");
    }
    void inputThatCannotBeReadIsNoMessage() {
        QFETCH(QString, script);
        const int before = countIn("lab", "sent");
        for (const char* each :
             {"send --to doctor --no-patient --message-file - --empty",
              "send --to doctor --no-patient --message-file - --attach secret.bin",
              "hide - cover.png --out piped.png", "reveal - --out nothing",
              "send --to-file - --no-patient --message-file secret.txt", "--args-file - sent"}) {
            const auto failed =
                m_ward.shell(script.toUtf8().constData(),
                             list("--json --profile lab --passphrase-file lab.pass") + list(each));
            QVERIFY2(failed.code != 0 && failed.code != 14, failed.out.constData());
            QVERIFY2(failed.onlyJson(), failed.out.constData());
        }
        QCOMPARE(countIn("lab", "sent"), before);
        QVERIFY(!QFileInfo::exists(path("piped.png")) && !QFileInfo::exists(path("nothing")));
    }

    void anEmptyMessageIsRefusedUnlessAskedFor() {
        m_ward.write(text("empty.txt"), "\r\n\n");
        const int before = countIn("lab", "sent");
        QCOMPARE(as("lab", "send --to doctor --no-patient --message-file empty.txt").code, 10);
        QCOMPARE(as("lab", "send --to doctor --no-patient").code, 10);
        QCOMPARE(countIn("lab", "sent"), before);
        QCOMPARE(as("lab", "send --to doctor --no-patient --empty").code, 0);
        QCOMPARE(as("lab", "send --to doctor --no-patient --attach secret.txt").code, 0);
    }

    void textFromWindowsIsSent_data() {
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QString>("read");
        QTest::newRow("CR LF") << QByteArray("line one\r\nline two\r\n") << text("line one\nline two");
        QTest::newRow("mark") << QByteArray("\xef\xbb\xbfhello\n") << text("hello");
        QTest::newRow("separators") << QByteArray(
                                           "a\xe2\x80\xa8"
                                           "b\xe2\x80\xa9"
                                           "c")
                                    << text("a\nb\nc");
    }
    void textFromWindowsIsSent() {
        QFETCH(QByteArray, given);
        QFETCH(QString, read);
        m_ward.write(text("windows.txt"), given);
        const auto sent = as("lab", "send --to doctor --no-patient --message-file windows.txt");
        QVERIFY2(sent.code == 0, sent.err.constData());
        QCOMPARE(newestText("doctor"), read);
    }

    void nothingInAFolderStopsTheRest() {
        QDir(path("")).mkpath(text("mixed"));
        QVERIFY(QFile::copy(path("cover.png"), path("mixed/b.png")));
        QVERIFY(QFile::copy(path("hidden.png"), path("mixed/c.png")));
        QVERIFY(QFile::link(path("cover.png"), path("mixed/a.png")));
        QVERIFY(QFile::link(path("nowhere"), path("mixed/d.png")));
        QVERIFY(QFile::copy(path("secret.txt"), path("mixed/notes.txt")));
        for (const char* each : {"capacity mixed", "detect mixed"}) {
            const auto run = plain(each);
            QVERIFY2(run.code == 0, run.err.constData());
            QVERIFY(run.out.contains("b.png") && run.out.contains("c.png") && !run.out.contains("a.png"));
            for (const char* passedOver : {"a.png", "d.png", "notes.txt"})
                QVERIFY2(run.err.contains(passedOver), run.err.constData());
        }
        const auto found = plain("reveal mixed --out from-folder.bin");
        QVERIFY2(found.code == 0, found.err.constData());
        QCOMPARE(m_ward.read(text("from-folder.bin")), m_ward.read(text("secret.bin")));
    }

    void aFolderOfFoldersIsSaid() {
        QDir(path("")).mkpath(text("outer/inner"));
        QVERIFY(QFile::copy(path("cover.png"), path("outer/inner/a.png")));
        for (const char* each : {"capacity outer", "detect outer", "reveal outer --out nothing"}) {
            const auto run = plain(each);
            QCOMPARE(run.code, 11);
            QVERIFY2(run.err.contains("the folder holds no file"), run.err.constData());
        }
    }

    void twoCoversOfOneNameKeepApart() {
        for (const char* folder : {"one", "two", "three", "apart"})
            QDir(path("")).mkpath(text(folder));
        QVERIFY(QFile::copy(path("cover.png"), path("one/a.png")));
        QVERIFY(QFile::copy(path("noise.png"), path("two/a.png")));
        QVERIFY(QFile::copy(path("large.png"), path("three/A.PNG")));
        const auto hidden = m_ward.run(
            list("--json --passphrase-file shared.pass hide secret.bin one/a.png two/a.png three/A.PNG "
                 "--need 2 --out apart"));
        QVERIFY2(hidden.code == 0, hidden.err.constData());
        QStringList said;
        for (const auto& file : hidden.json()[text("files")].toArray())
            said << QFileInfo(file.toString()).fileName();
        QCOMPARE(said, (QStringList{text("a.png"), text("a (2).png"),
                                    text("A (2).PNG").replace(text("(2)"), text("(3)"))}));
        for (const auto& name : said)
            QVERIFY(QFileInfo::exists(path("apart/") + name));
        QCOMPARE(plain("reveal apart --out together.bin").code, 0);
        QCOMPARE(m_ward.read(text("together.bin")), m_ward.read(text("secret.bin")));
        // One picture twice is a mistake.
        QCOMPARE(plain("hide secret.bin one/a.png one/../one/a.png --out apart").code, 10);
        QCOMPARE(QDir(path("apart")).entryList(QDir::Files).size(), qsizetype{3});
    }

    void oneCoverUnderTwoNamesIsRefused() {
        QVERIFY(QFile::copy(path("noise.png"), path("twin.png")));
        QVERIFY(QImage(path("noise.png")).save(path("twin.bmp")));
        QDir(path("")).mkpath(text("twins"));
        for (const char* covers : {"noise.png twin.png", "noise.png cover.png twin.bmp"}) {
            const auto run = m_ward.run(list("--passphrase-file shared.pass hide secret.txt") + list(covers) +
                                        list("--out twins"));
            QVERIFY2(run.code == 10,
                     (QByteArray(covers) + QByteArray::number(run.code) + run.err).constData());
            QVERIFY2(run.err.contains("given twice"), run.err.constData());
        }
        QVERIFY(QDir(path("twins")).isEmpty());
    }

    /// A PNG picture that is called .jpg is the first to be looked at.
    void aWrongEndingIsRefused_data() {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("out");
        for (const char* out : {"wrong.jpg", "wrong.JPEG", "wrong.wav", "wrong.tif", "wrong.txt"}) {
            QTest::addRow("hide %s", out) << text("hide secret.txt noise.png") << text(out);
            QTest::addRow("restorable %s", out)
                << text("hide secret.txt noise.png --restorable") << text(out);
            QTest::addRow("restore %s", out) << text("restore marked.png") << text(out);
            QTest::addRow("make-cover %s", out) << text("make-cover large.png") << text(out);
        }
        QTest::addRow("a scan") << text("hide secret.txt scan.dcm") << text("wrong.png");
        QTest::addRow("to a contact") << text("hide secret.txt noise.png --to doctor") << text("wrong.bmp");
    }
    void aWrongEndingIsRefused() {
        QFETCH(QString, arguments);
        QFETCH(QString, out);
        QFile::remove(path("") + out);
        const auto all = arguments.split(QLatin1Char(' ')) + QStringList{text("--out"), out};
        const auto run = arguments.contains(text("--to"))
                             ? m_ward.as(text("lab"), all)
                             : m_ward.run(list("--passphrase-file shared.pass") + all);
        QVERIFY2(run.code == 10, (QByteArray::number(run.code) + run.out + run.err).constData());
        QVERIFY2(run.err.contains("ending") || run.err.contains("is called"), run.err.constData());
        QVERIFY(!QFileInfo::exists(path("") + out));
    }
    void aRightEndingIsTaken() {
        QVERIFY(QFile::copy(path("noise.png"), path("odd.photo")));
        for (const char* good :
             {"noise.png --out right.PNG", "noise.png --out right", "odd.photo --out right.photo"}) {
            const auto run = m_ward.run(list("--passphrase-file shared.pass hide secret.txt") + list(good));
            QVERIFY2(run.code == 0, (QByteArray(good) + run.err).constData());
        }
        // Scans are called by numbers. This one is too small, but its copy's name is fine.
        QCOMPARE(plain("hide secret.bin scan.dcm --out right.1.2.840").code, 18);
    }

    void aProfileIsMadeWholeOrNotAtAll_data() {
        QTest::addColumn<QString>("wrong");
        // A share below a file, words over a file, words in no folder.
        for (const char* each : {"--share secret.txt/share", "--recovery-file secret.txt",
                                 "--share share --recovery-file nowhere/words",
                                 "--recovery-file new.words --share secret.txt/share"})
            QTest::addRow("%s", each) << text(each);
    }
    void aProfileIsMadeWholeOrNotAtAll() {
        QFETCH(QString, wrong);
        const auto secret = m_ward.read(text("secret.txt"));
        const auto init = list("--profile third --passphrase-file lab.pass init --name Third --role lab");
        const auto failed = m_ward.run(init + wrong.split(u' '));
        QVERIFY(failed.code != 0);
        QVERIFY(!QFileInfo::exists(path("third")));
        QVERIFY(!QFileInfo::exists(path("new.words")));
        QCOMPARE(m_ward.read(text("secret.txt")), secret);
        // The next try finds everything as the first one did; beside a file that was there, too.
        QDir(path("")).mkpath(text("third"));
        m_ward.write(text("third/mine.txt"), "mine");
        QVERIFY(m_ward.run(init + wrong.split(u' ')).code != 0);
        QCOMPARE(QDir(path("third")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{text("mine.txt")});
        QVERIFY(QDir(path("third")).removeRecursively());
        QCOMPARE(m_ward.run(init).code, 0);
        QVERIFY(QDir(path("third")).removeRecursively());
    }

    /// Cut off behind the profile and before its share, or behind the words and before the profile: the
    /// second try says how to go on, and that way leads there.
    void anInitThatWasCutOffIsToldHowToGoOn() {
        const auto third = list("--json --profile third --passphrase-file lab.pass");
        const auto init = third + list("init --name Third --role lab");
        QCOMPARE(m_ward.run(init).code, 0);
        const auto before = QDir(path("third")).entryList(QDir::Files | QDir::Hidden);
        const auto again = m_ward.run(init + list("--share elsewhere --recovery-file third.words"));
        QCOMPARE(again.json()[text("error")].toString(), text("already-exists"));
        QVERIFY2(again.err.contains("share create elsewhere"), again.err.constData());
        QVERIFY(!QFileInfo::exists(path("elsewhere")) && !QFileInfo::exists(path("third.words")));
        QCOMPARE(QDir(path("third")).entryList(QDir::Files | QDir::Hidden), before);
        QCOMPARE(m_ward.run(third + list("share create elsewhere")).code, 0);
        QCOMPARE(m_ward.run(third + list("profile")).json()[text("shareState")].toString(),
                 text("reachable"));
        m_ward.write(text("left.words"), "abandon\n");
        const auto words = m_ward.run(list("--json --profile fourth --passphrase-file lab.pass") +
                                      list("init --name Fourth --role lab --recovery-file left.words"));
        QCOMPARE(words.json()[text("error")].toString(), text("already-exists"));
        QVERIFY2(words.err.contains("left.words") && words.err.contains("remove the file"),
                 words.err.constData());
        QVERIFY(!QFileInfo::exists(path("fourth")));
        for (const char* each : {"third", "elsewhere"})
            QVERIFY(QDir(path(each)).removeRecursively());
    }

    void nothingElseGoesIntoAProfile() {
        const auto fifth = list("--json --profile fifth --passphrase-file lab.pass");
        const auto init = fifth + list("init --name Fifth --role lab");
        for (const char* words : {"fifth/slots", "fifth/words", "./fifth/../fifth/words"}) {
            const auto refused = m_ward.run(init + list("--recovery-file") + QStringList(text(words)));
            QCOMPARE(refused.json()[text("error")].toString(), text("inside-profile"));
            QVERIFY(!QFileInfo::exists(path("fifth")));
        }
        QCOMPARE(m_ward.run(init).code, 0);
        const auto before = QDir(path("fifth")).entryList(QDir::AllEntries | QDir::Hidden);
        for (const char* command : {"share create fifth", "share create fifth/spool",
                                    "share create fifth/new", "recovery create fifth/words"})
            QCOMPARE(m_ward.run(fifth + list(command)).json()[text("error")].toString(),
                     text("inside-profile"));
        QCOMPARE(QDir(path("fifth")).entryList(QDir::AllEntries | QDir::Hidden), before);
        QVERIFY(QDir(path("fifth")).removeRecursively());
    }

    void noCommandWritesIntoAProfile_data() {
        QTest::addColumn<QString>("passphrases");
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("out");
        const auto row = [](const char* passphrases, const char* command, const char* out) {
            QTest::addRow("%s %s", command, out) << text(passphrases) << text(command) << text(out);
        };
        for (const char* each : {"contact export", "audit export", "recovery create"})
            row("lab.pass", each, "lab/new.file");
        for (const char* each :
             {"open MESSAGE --out", "scan seal noise.png --for doctor --out",
              "scan open sealed.medveil --out", "scan mask noise.png --rect 1,1,9,9 --for doctor --out",
              "scan restore held.png --out", "hide secret.txt cover.png --to doctor --out"})
            row("lab.pass", each, "lab/new.png");
        for (const char* each :
             {"hide secret.txt cover.png --out", "hide secret.txt cover.png --restorable --out",
              "reveal hidden.png --out", "restore marked.png --out", "make-cover large.png --out",
              "scan frames noise.png --out", "scan deidentify scan.dcm --pixels-checked --out"})
            row("shared.pass", each, "lab/new.png");
        // The folder itself, one of its own, and other ways to name it.
        for (const char* each :
             {"lab", "lab/", "lab/spool", "./doctor/../lab/new", "by-link/new", "by-link", "inner-link"})
            row("shared.pass", "scan frames noise.png --out", each);
        for (const char* each : {"lab/spool/new", "./doctor/../lab/new", "by-link/new", "inner-link/new"})
            row("shared.pass", "reveal hidden.png --out", each);
    }
    void noCommandWritesIntoAProfile() {
        QFETCH(QString, passphrases);
        QFETCH(QString, command);
        QFETCH(QString, out);
        if (!QFileInfo::exists(path("held.png"))) {
            QCOMPARE(as("lab", "scan mask noise.png --rect 1,1,9,9 --for doctor --out held.png").code, 0);
            QVERIFY(QFile::link(path("lab"), path("by-link")));
            QVERIFY(QFile::link(path("lab/spool"), path("inner-link")));
            QCOMPARE(as("doctor", "send --to lab --no-patient --attach secret.txt").code, 0);
            QCOMPARE(as("lab", "sync").code, 0);
        }
        if (command.contains(text("MESSAGE")))
            command.replace(text("MESSAGE"), QString::number(as("lab", "inbox")
                                                                 .json()[text("messages")]
                                                                 .toArray()
                                                                 .first()
                                                                 .toObject()[text("number")]
                                                                 .toInt()));
        const auto namesIn = [this](const char* folder) {
            QStringList names;
            QDirIterator each(path(folder), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                              QDirIterator::Subdirectories);
            while (each.hasNext())
                names << each.next();
            names.sort();
            return names;
        };
        const auto before = namesIn("lab");
        const auto run = m_ward.run(list("--json --profile lab --passphrase-file") +
                                    QStringList(passphrases) + command.split(u' ') + QStringList(out));
        QCOMPARE(namesIn("lab"), before);
        QCOMPARE(run.json()[text("error")].toString(), text("inside-profile"));
        QVERIFY2(run.json()[text("detail")].toString().contains(text("inside the profile")),
                 run.err.constData());
    }

    void aPassphraseIsOneHoweverItIsTyped() {
        m_ward.write(text("decomposed.pass"), "cafe\xcc\x81 heron ladder quartz\n");
        m_ward.write(text("composed.pass"), "caf\xc3\xa9 heron ladder quartz\n");
        QCOMPARE(
            m_ward.run(list("--profile accents --passphrase-file decomposed.pass init --name A --role lab"))
                .code,
            0);
        for (const char* each : {"composed.pass", "decomposed.pass"})
            QCOMPARE(m_ward
                         .run(list("--profile accents --passphrase-file") +
                              QStringList{text(each), text("profile")})
                         .code,
                     0);
        QCOMPARE(
            m_ward.run(list("--passphrase-file decomposed.pass hide secret.txt cover.png --out accent.png"))
                .code,
            0);
        QCOMPARE(m_ward.run(list("--passphrase-file composed.pass reveal accent.png --out -")).out,
                 QByteArray("nothing to see"));
    }

    void namesNeedNotStandOnTheCommandLine() {
        m_ward.write(text("to.txt"), "doctor\n");
        m_ward.write(text("patient.txt"), "MRN-77\r\nCanary Person\r\n");
        m_ward.write(text("args.txt"),
                     "--patient-id\nMRN-78\n--patient-name\nAnother Person\n--to\ndoctor\n");
        QCOMPARE(as("lab", "send --to-file to.txt --patient-file patient.txt --message-file secret.txt").code,
                 0);
        QCOMPARE(as("lab", "send --message-file secret.txt --args-file args.txt").code, 0);
        const auto piped = m_ward.run(
            list("--json --profile lab --passphrase-file lab.pass send --to doctor --patient-file - "
                 "--message-file secret.txt"),
            "MRN-79\nThird Person\n");
        QVERIFY2(piped.code == 0, piped.err.constData());
        const auto sent = as("lab", "sent").out;
        for (const char* each :
             {"MRN-77", "Canary Person", "MRN-78", "Another Person", "MRN-79", "Third Person"})
            QVERIFY2(sent.contains(each), each);
        // For every command: words to search for, people, names of files.
        QCOMPARE(m_ward
                     .run(list("--json --profile lab --passphrase-file lab.pass search --args-file -"),
                          "nothing\n")
                     .code,
                 0);
        for (const char* wrong :
             {"send --no-patient --message-file secret.txt",
              "send --to doctor --patient-file to.txt --message-file secret.txt",
              "send --to doctor --patient-file patient.txt --no-patient --message-file secret.txt",
              "send --to-file - --no-patient --message-file -"})
            QCOMPARE(as("lab", wrong).code, 10);
    }

    void attachmentsGetNamesThatDoNoHarm() {
        m_ward.write(text(".bashrc"), "alias ls=rm\n");
        m_ward.write(text("x.desktop"), "[Desktop Entry]\n");
        QCOMPARE(m_ward
                     .as(text("lab"),
                         list("send --to doctor --no-patient --attach .bashrc --attach x.desktop --attach") +
                             QStringList{path("") + text("-rf")})
                     .code,
                 11);
        m_ward.write(text("-rf"), "x");
        QCOMPARE(m_ward
                     .as(text("lab"),
                         list("send --to doctor --no-patient --attach .bashrc --attach x.desktop --attach") +
                             QStringList{path("-rf")})
                     .code,
                 0);
        QCOMPARE(as("doctor", "sync").code, 0);
        const auto number = QString::number(as("doctor", "inbox")
                                                .json()[text("messages")]
                                                .toArray()
                                                .first()
                                                .toObject()[text("number")]
                                                .toInt());
        QCOMPARE(m_ward.as(text("doctor"), list("open --out named") + QStringList{number}).code, 0);
        auto names = QDir(path("named")).entryList(QDir::Files | QDir::Hidden);
        names.sort();
        QCOMPARE(names, (QStringList{text("_bashrc"), text("_rf"), text("x.desktop.txt")}));
    }

    void damagedScansAreCalledThat() {
        QDir(path("")).mkpath(text("batch"));
        const auto whole = m_ward.read(text("scan.dcm"));
        for (int i = 0; i < 11; ++i)
            m_ward.write(text("batch/%1.dcm").arg(i), whole.left(whole.size() / 3));
        m_ward.write(text("batch/whole.dcm"), whole);
        const auto run = m_ward.run(list("--json scan deidentify batch --out clean --pixels-checked"));
        QVERIFY(run.code != 0);
        QVERIFY2(!run.err.contains("role"), run.err.constData());
        QVERIFY2(run.err.contains("11 of 12 files were not written"), run.err.constData());
        QVERIFY2(run.err.contains("damaged") || run.err.contains("Not a valid file"), run.err.constData());
        const auto look = m_ward.run(list("--json scan deidentify scan.dcm --out unseen"));
        QCOMPARE(look.code, 19);
        QCOMPARE(look.json()[text("error")].toString(), text("not-looked-at"));
    }

    void aTruncatedDatabaseIsCalledDamaged() {
        QCOMPARE(m_ward.run(list("--profile cut --passphrase-file lab.pass init --name Cut --role lab")).code,
                 0);
        QFile database(path("cut/vault-0.db"));
        QVERIFY(database.resize(5000));
        const auto run = m_ward.run(list("--json --profile cut --passphrase-file lab.pass profile"));
        QCOMPARE(run.json()[text("error")].toString(), text("vault-damaged"));
        QVERIFY2(!run.err.contains("capital letters"), run.err.constData());
        // Nor does a wrong passphrase learn anything of it.
        const auto wrong = m_ward.run(list("--json --profile cut --passphrase-file doctor.pass profile"));
        QCOMPARE(wrong.json()[text("error")].toString(), text("unlock-failed"));
    }
};

QTEST_GUILESS_MAIN(TestCliFiles)
#include "test_cli_files.moc"
