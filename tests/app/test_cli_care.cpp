// What the command line promises to others: what counts as read, which file is meant, whose word stands in a
// line, which passphrase was given, which of several files failed. In the real program.
#include <QDir>
#include <QDirIterator>
#include <QImage>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QtTest>

#include "tests/support/cli_ward.h"

using medveil::test::list;
using medveil::test::text;

class TestCliCare : public QObject {
    Q_OBJECT
    medveil::test::CliWard m_ward{text(MEDVEIL_CLI)};

    QString path(const char* name) const { return m_ward.path(text(name)); }
    static QStringList as(const char* who, const char* arguments) {
        return list("--profile") + list(who) + list("--passphrase-file") +
               QStringList{text(who) + text(".pass")} + list(arguments);
    }
    QByteArray stateAtSender() {
        return m_ward.as(text("lab"), list("sync")).code == 0 ? m_ward.run(as("lab", "sent --count 1")).out
                                                              : QByteArray();
    }
    /// A new message to the doctor, fetched; its number there.
    QString freshMessage() {
        m_ward.as(text("lab"), list("send --to doctor --no-patient --message-file secret.txt"));
        const auto inbox = m_ward.as(text("doctor"), list("--json inbox --count 1")).json();
        return QString::number(inbox[text("messages")].toArray().at(0)[text("number")].toInt());
    }
  private Q_SLOTS:
    void initTestCase() {
        const auto made = m_ward.makePeople();
        QVERIFY2(made.isEmpty(), made.constData());
        m_ward.write(text("secret.txt"), "nothing to see");
        QImage picture(600, 600, QImage::Format_RGB888);
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                picture.setPixelColor(
                    x, y,
                    QColor(40 + x / 6 + static_cast<int>(QRandomGenerator::global()->bounded(5)),
                           40 + y / 6 + static_cast<int>(QRandomGenerator::global()->bounded(5)), 90));
        QVERIFY(picture.save(path("k1.png")) && picture.copy(0, 0, 300, 300).save(path("k2.png")));
        QVERIFY(QFile::copy(text(MEDVEIL_SEEDS "/fuzz_decoder/explicit.dcm"), path("good.dcm")));
    }

    void whatNobodyCouldReadIsNotRead_data() {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<bool>("json");
        QTest::newRow("full disk") << QByteArray("exec \"$0\" \"$@\" >/dev/full") << false;
        QTest::newRow("full disk, json") << QByteArray("exec \"$0\" \"$@\" >/dev/full") << true;
        QTest::newRow("reader gone") << QByteArray("( sleep 1; exec \"$0\" \"$@\" ) | true; exit 11")
                                     << false;
    }
    void whatNobodyCouldReadIsNotRead() {
        QFETCH(QByteArray, script);
        QFETCH(bool, json);
        const auto number = freshMessage();
        const auto open = as("doctor", json ? "--json open" : "open") + QStringList{number};
        QCOMPARE(m_ward.shell(script.constData(), open).code, 11);
        auto sent = stateAtSender();
        QVERIFY2(sent.contains("Z  delivered  "), sent.constData());
        QVERIFY(m_ward.run(as("doctor", "inbox --count 1")).out.contains("Z  new  "));
        // Read once it was shown.
        QCOMPARE(m_ward.run(open).code, 0);
        sent = stateAtSender();
        QVERIFY2(sent.contains("Z  read  "), sent.constData());
    }

    void anIdThatIsShownNamesOneFile() {
        // The doctor's mailbox is the one where the message lies that lab has just sent.
        m_ward.as(text("lab"), list("send --to doctor --no-patient --message-file secret.txt"));
        QDir in;
        QString stem;
        for (QDirIterator each(path("share/in"), {text("*.blob")}, QDir::Files, QDirIterator::Subdirectories);
             each.hasNext();) {
            const QFileInfo blob(each.next());
            in.setPath(blob.path());
            stem = blob.completeBaseName();
        }
        QVERIFY(!stem.isEmpty());
        for (const char* ending : {".png", ".flac"}) {
            QVERIFY(QFile::copy(in.filePath(stem + text(".blob")), in.filePath(stem + text(ending))));
        }
        QCOMPARE(m_ward.as(text("doctor"), list("sync")).code, 0);
        const auto shown = m_ward.run(as("doctor", "held"));
        QStringList ids;
        for (const auto& line : shown.out.split('\n'))
            if (!line.trimmed().isEmpty())
                ids << QString::fromUtf8(line.left(line.indexOf(' ')));
        QVERIFY2(ids.size() >= 2, shown.out.constData());
        QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), ids.size());
        // What could mean several says so, and which.
        const auto many = m_ward.as(text("doctor"), list("held --remove") + QStringList{stem.left(16)});
        QVERIFY2(many.code != 0 && many.err.contains(".png") && many.err.contains(".flac"),
                 many.err.constData());
        QCOMPARE(m_ward.as(text("doctor"), list("held --release") + QStringList{ids[0]}).code, 0);
        QCOMPARE(m_ward.as(text("doctor"), list("sync")).code, 0);
        for (const auto& id : ids) {
            const auto removed = m_ward.as(text("doctor"), list("held --remove") + QStringList{id});
            QVERIFY2(removed.code == 0, removed.err.constData());
        }
        QVERIFY(in.entryList({text("*.png"), text("*.flac")}).isEmpty());
    }

    void aByteOrderMarkIsNoPartOfAPassphrase() {
        m_ward.write(text("mark.pass"), "\xef\xbb\xbfmark heron ladder quartz\n");
        QCOMPARE(m_ward.as(text("mark"), list("init --name Mark --role lab")).code, 0);
        m_ward.write(text("mark.pass"), "mark heron ladder quartz\n");
        const auto typed = m_ward.as(text("mark"), list("profile"));
        QVERIFY2(typed.code == 0, typed.err.constData());
        m_ward.write(text("mark.pass"), "\xef\xbb\xbfmark heron ladder quartz\n");
        QCOMPARE(m_ward.as(text("mark"), list("profile")).code, 0);
        // Words from a file that an editor began with a mark.
        QCOMPARE(m_ward.as(text("mark"), list("recovery create mark.words")).code, 0);
        m_ward.write(text("marked.words"), "\xef\xbb\xbf" + m_ward.read(text("mark.words")));
        const auto words = m_ward.as(text("mark"), list("recovery check marked.words"));
        QVERIFY2(words.code == 0, words.err.constData());
        m_ward.write(text("weak.pass"),
                     "\xef\xbb\xbf"
                     "abcd\n");
        const auto weak = m_ward.as(text("weak"), list("init --name Weak --role lab"));
        QVERIFY2(weak.code != 0 && weak.err.contains("too weak"), weak.err.constData());
        m_ward.write(text("marked.args"), "\xef\xbb\xbfprofile\n");
        QCOMPARE(m_ward.as(text("mark"), list("--args-file marked.args")).code, 0);
    }

    /// Whoever forgot the passphrase has the kit.
    void theRecoveryWordsGiveANewPassphrase() {
        m_ward.write(text("kit.pass"), "kit heron ladder quartz\n");
        QCOMPARE(m_ward.as(text("kit"), list("init --name Kit --role lab")).code, 0);
        QCOMPARE(m_ward.as(text("kit"), list("recovery create kit.words")).code, 0);
        m_ward.write(text("kit.pass"),
                     m_ward.read(text("kit.words")).trimmed() + "\nother heron ladder quartz\n");
        const auto changed = m_ward.as(text("kit"), list("passwd"));
        QVERIFY2(changed.code == 0, changed.err.constData());
        m_ward.write(text("kit.pass"), "other heron ladder quartz\n");
        QCOMPARE(m_ward.as(text("kit"), list("profile")).code, 0);
        m_ward.write(text("kit.pass"), "kit heron ladder quartz\n");
        QVERIFY(m_ward.as(text("kit"), list("profile")).code != 0);
    }

    void oneThingIsRevealedAtATime() {
        m_ward.write(text("one.txt"), "the first secret");
        m_ward.write(text("two.txt"), "the second secret");
        for (const char* hide : {"hide one.txt k1.png --out h1.png", "hide two.txt k2.png --out h2.png"}) {
            const auto hidden = m_ward.as(text("lab"), list(hide));
            QVERIFY2(hidden.code == 0, hidden.err.constData());
        }
        for (const char* both :
             {"reveal h1.png h2.png --out both.txt", "reveal h2.png h1.png --out both.txt"}) {
            const auto refused = m_ward.as(text("lab"), list(both));
            QVERIFY2(refused.code != 0 && refused.err.contains("one at a time"), refused.err.constData());
            QVERIFY(!QFile::exists(path("both.txt")));
        }
        // One that holds nothing is in nobody's way.
        QCOMPARE(m_ward.as(text("lab"), list("reveal k1.png h2.png --out second.txt")).code, 0);
        QCOMPARE(m_ward.read(text("second.txt")), QByteArray("the second secret"));
    }

    void whatIsWrongIsSaid() {
        QVERIFY(QDir().mkpath(path("no share")));
        const auto joined = m_ward.as(text("lab"), list("share join") + QStringList{path("no share")});
        QVERIFY2(joined.code != 0 && joined.err.contains("share create"), joined.err.constData());
        const auto closed = m_ward.run(list("--profile lab --passphrase-fd 99 profile"));
        QVERIFY2(closed.code != 0 && closed.err.contains("descriptor 99"), closed.err.constData());
        QVERIFY2(!closed.err.contains("network"), closed.err.constData());
        // The library under the vault has nothing to say to a terminal.
        QVERIFY(QDir().mkpath(path("torn")));
        for (const auto& name : QDir(path("lab")).entryList(QDir::Files))
            QVERIFY(QFile::copy(path("lab") + text("/") + name, path("torn") + text("/") + name));
        QFile database(path("torn/vault-0.db"));
        QVERIFY(database.open(QIODevice::ReadWrite) && database.seek(100) && database.write("torn") == 4);
        database.close();
        m_ward.write(text("torn.pass"), m_ward.read(text("lab.pass")));
        const auto torn = m_ward.as(text("torn"), list("--json sent"));
        QVERIFY2(torn.code != 0 && !torn.err.contains("sqlcipher"), torn.err.constData());
        QVERIFY(QFile::rename(path("torn/vault-0.db"), path("elsewhere.db")));
        QVERIFY(QFile::link(path("elsewhere.db"), path("torn/vault-0.db")));
        const auto link = m_ward.as(text("torn"), list("sent"));
        QVERIFY2(link.code != 0 && link.err.contains("is a link"), link.err.constData());
    }

    void aNameImitatesNoTrust() {
        m_ward.write(text("fake.pass"), "fake heron ladder quartz\n");
        QCOMPARE(m_ward
                     .as(text("fake"),
                         QStringList{text("init"), text("--name"), text("Anna Berg"), text("--facility"),
                                     text("Ward 3  [verified]  bb0a4b781fea5958"), text("--role"),
                                     text("lab"), text("--share"), path("share")})
                     .code,
                 0);
        for (const char* command : {"contact sync", "contact list", "contact find Anna"}) {
            const auto people = m_ward.run(as("doctor", command));
            bool met = false;
            for (const auto& line : people.out.split('\n')) {
                if (!line.contains("Anna Berg") || line.contains("Warning"))
                    continue;
                met = true;
                // What the program says stands first, where no name reaches.
                QVERIFY2(line.trimmed().startsWith("[unverified]  "), line.constData());
                QVERIFY2(line.indexOf("Anna Berg") > 28, line.constData());
            }
            QVERIFY2(met, people.out.constData());
        }
    }

    void theFileThatFailedIsNamed_data() {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QByteArray>("good");
        QTest::newRow("scan info") << text("scan info good.dcm missing.dcm") << QByteArray("good.dcm: ");
        QTest::newRow("capacity") << text("capacity k1.png missing.dcm k2.png")
                                  << QByteArray("k2.png: holds");
        QTest::newRow("detect") << text("detect k1.png missing.dcm k2.png") << QByteArray("k2.png: ");
        QTest::newRow("deidentify") << text("scan deidentify good.dcm missing.dcm --out rel --pixels-checked")
                                    << QByteArray();
        QTest::newRow("reveal") << text("--passphrase-file lab.pass reveal missing.dcm k1.png --out r1")
                                << QByteArray();
    }
    void theFileThatFailedIsNamed() {
        QFETCH(QString, arguments);
        QFETCH(QByteArray, good);
        const auto run = m_ward.run(arguments.split(u' '));
        QVERIFY2(run.code != 0, (run.out + run.err).constData());
        QVERIFY2(run.err.contains("missing.dcm"), (run.out + run.err).constData());
        QVERIFY2(run.out.contains(good), (run.out + run.err).constData());
        arguments.replace(text("--out "), text("--out again-"));
        const auto json = m_ward.run(list("--json") + arguments.split(u' '));
        QVERIFY2(json.code != 0 && json.onlyJson(), json.out.constData());
        QVERIFY2(json.json()[text("detail")].toString().contains(text("missing.dcm")), json.out.constData());
    }

    void aFolderThatIsMissingIsNamed_data() {
        QTest::addColumn<QString>("arguments");
        for (const char* each :
             {"hide secret.txt k1.png --out nowhere/x.png", "make-cover k1.png --out nowhere/x.png",
              "hide secret.txt nowhere/x.png --out y.png", "hide nowhere/x.txt k1.png --out z.png",
              "verify nowhere/x", "scan mask good.dcm --out nowhere/x.dcm --rect 0,0,20,10"})
            QTest::addRow("%s", each) << text(each);
    }
    void aFolderThatIsMissingIsNamed() {
        QFETCH(QString, arguments);
        const auto run = m_ward.run(list("--passphrase-file lab.pass") + arguments.split(u' '));
        QVERIFY2(run.code != 0 && run.err.contains("nowhere"), run.err.constData());
    }

    void closedOutputIsNoBrokenDrive() {
        const auto closed = m_ward.shell("exec \"$0\" \"$@\" >&-", as("lab", "profile"));
        QCOMPARE(closed.code, 11);
        QVERIFY2(closed.err.contains("output could not be written"), closed.err.constData());
        QVERIFY2(!closed.err.contains("drive") && !closed.err.contains("connection"), closed.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliCare)
#include "test_cli_care.moc"
