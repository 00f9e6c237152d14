// The command line as a person or a script uses it: the real program in its own process, real files.
#include <QColorSpace>
#include <QImage>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QtTest>

#include "tests/support/cli_ward.h"

using medveil::test::list;
using medveil::test::text;

class TestCli : public QObject {
    Q_OBJECT
    medveil::test::CliWard m_ward{text(MEDVEIL_CLI)};

    QString path(const QString& name) const { return m_ward.path(name); }
    void write(const QString& name, const QByteArray& content) const { m_ward.write(name, content); }
    QByteArray read(const QString& name) const { return m_ward.read(name); }
    medveil::test::CliRun run(const QStringList& arguments, const QByteArray& input = {}) const {
        return m_ward.run(arguments, input);
    }
    medveil::test::CliRun as(const QString& who, const QStringList& arguments) const {
        return m_ward.as(who, arguments);
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto made = m_ward.makePeople();
        QVERIFY2(made.isEmpty(), made.constData());
        QVERIFY(!read(text("lab.words")).isEmpty());
        QCOMPARE(QFileInfo(path(text("lab.words"))).permissions() &
                     (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
        QImage picture(900, 700, QImage::Format_RGB888);
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                picture.setPixelColor(
                    x, y,
                    QColor(static_cast<int>(QRandomGenerator::global()->bounded(60)) + x / 8,
                           static_cast<int>(QRandomGenerator::global()->bounded(60)) + y / 8, 90));
        QVERIFY(picture.save(path(text("cover.png"))));
    }

    void theOldKitOpensUntilTheNewWordsAreWritten() {
        const auto opens = [&](const char* file) {
            return as(text("doctor"), list("recovery check") + QStringList{text(file)}).code == 0;
        };
        const auto words = read(text("doctor.words"));
        QVERIFY(opens("doctor.words"));
        for (const char* file : {"doctor.words", "nowhere/new.words", "share"}) {
            const auto made = as(text("doctor"), list("recovery create") + QStringList{text(file)});
            QVERIFY2(made.code != 0, file);
            QVERIFY(!made.json()[text("error")].toString().isEmpty());
            QCOMPARE(read(text("doctor.words")), words);
            QVERIFY2(opens("doctor.words"), file);
        }
        QCOMPARE(as(text("doctor"), list("recovery create doctor2.words")).code, 0);
        QVERIFY(opens("doctor2.words"));
        QVERIFY(!opens("doctor.words"));
    }

    void aProfileComesWithItsKitOrNotAtAll() {
        write(text("new.pass"), "seven otters paddle northwest\n");
        write(text("taken.words"), "mine");
        const auto init = [&](const char* file) {
            return as(text("new"),
                      list("init --role doctor --name New --recovery-file") + QStringList{text(file)});
        };
        for (const char* file : {"taken.words", "nowhere/new.words"}) {
            QVERIFY2(init(file).code != 0, file);
            QCOMPARE(as(text("new"), list("profile")).json()[text("error")].toString(), text("no-profile"));
        }
        QCOMPARE(read(text("taken.words")), QByteArray("mine"));
        QCOMPARE(init("new.words").code, 0);
        QCOMPARE(as(text("new"), list("recovery check new.words")).code, 0);
        QVERIFY(as(text("new"), list("profile")).json()[text("recoveryKit")].toBool());
    }

    void nothingIsMadeOverADamagedProfile() {
        write(text("torn.pass"), "seven otters paddle northwest\n");
        const auto init = list("init --role doctor --name Torn");
        QCOMPARE(as(text("torn"), init).code, 0);
        const auto database = read(text("torn/vault-0.db"));
        QVERIFY(QFile::rename(path(text("torn/slots")), path(text("slots.away"))));
        for (const auto& arguments : {init, list("profile"), list("sync"), list("passwd")}) {
            const auto refused = as(text("torn"), arguments);
            QCOMPARE(refused.json()[text("error")].toString(), text("vault-slots-missing"));
            QVERIFY(refused.err.contains("slots") && !refused.err.contains("reate one"));
        }
        QCOMPARE(read(text("torn/vault-0.db")), database);
        QVERIFY(QFile::rename(path(text("slots.away")), path(text("torn/slots"))));
        QCOMPARE(as(text("torn"), list("profile")).code, 0);
        QCOMPARE(as(text("torn"), init).json()[text("error")].toString(), text("already-exists"));
    }

    void exchange_data() {
        QTest::addColumn<QString>("suite");
        QTest::addColumn<bool>("covered");
        for (const char* suite : {"chacha20", "aes256"}) {
            QTest::addRow("%s", suite) << text(suite) << false;
            QTest::addRow("%s in a picture", suite) << text(suite) << true;
        }
    }
    void exchange() {
        QFETCH(QString, suite);
        QFETCH(bool, covered);
        const QByteArray scan =
            QByteArray(5000, 'x') + QByteArray::number(QRandomGenerator::global()->generate());
        write(text("scan.bin"), scan);
        write(text("message.txt"), "Potassium 6.1");
        auto arguments =
            list(
                "send --to doctor --patient-id MRN-1 --patient-name Pat --message-file message.txt "
                "--attach scan.bin --suite") +
            QStringList{suite};
        if (covered)
            arguments += list("--insist-cover --cover cover.png");
        const auto sent = as(text("lab"), arguments);
        QVERIFY2(sent.code == 0, (sent.err + sent.out).constData());
        QVERIFY(sent.json()[text("published")].toBool());
        QVERIFY(as(text("doctor"), list("sync")).code == 0);
        const auto inbox = as(text("doctor"), list("inbox"));
        QCOMPARE(inbox.code, 0);
        const auto newest = inbox.json()[text("messages")].toArray().first().toObject();
        QDir(path(text("got"))).removeRecursively();
        const auto opened =
            as(text("doctor"),
               list("open --out got") + QStringList{QString::number(newest[text("number")].toInt())});
        QVERIFY2(opened.code == 0, (opened.err + opened.out).constData());
        QCOMPARE(opened.json()[text("message")].toString(), text("Potassium 6.1"));
        QCOMPARE(opened.json()[text("patientId")].toString(), text("MRN-1"));
        QCOMPARE(read(text("got/scan.bin")), scan);
        // Once more: beside it, not over it.
        QVERIFY(as(text("doctor"),
                   list("open --out got") + QStringList{QString::number(newest[text("number")].toInt())})
                    .code == 0);
        QCOMPARE(read(text("got/scan (2).bin")), scan);
    }

    void passphrases() {
        write(text("wrong.pass"), "not it at all\n");
        const auto wrong = run(list("--json --profile doctor --passphrase-file wrong.pass inbox"));
        QCOMPARE(wrong.code, 15);
        QCOMPARE(wrong.json()[text("error")].toString(), text("unlock-failed"));
        // From a file descriptor.
        QCOMPARE(run(list("--profile doctor --passphrase-fd 0 inbox"), "doctor heron ladder quartz\n").code,
                 0);
        // Never as an argument: there is no such option.
        QCOMPARE(run(list("--profile doctor --passphrase doctor inbox")).code, 2);
        write(text("weak.pass"), "password\n");
        QCOMPARE(run(list("--profile third --passphrase-file weak.pass init --name T --role lab")).code, 15);
        QVERIFY(!QFileInfo::exists(path(text("third/slots"))));
    }

    void exitCodes() {
        QCOMPARE(run({}).code, 2);
        QCOMPARE(run(list("--version")).code, 0);
        QCOMPARE(run(list("nonsense")).code, 2);
        QCOMPARE(run(list("--profile nobody --passphrase-file lab.pass inbox")).code, 15);
        QCOMPARE(as(text("lab"), list("open 99999")).code, 11);
        QCOMPARE(as(text("lab"), list("send --to nobody --no-patient --message-file message.txt")).code, 14);
        QCOMPARE(run(list("verify cover.png")).code, 13);
    }

    void hideAndReveal() {
        write(text("secret.txt"), "nothing to see");
        write(text("shared.pass"), "amber violin staircase\n");
        QFile::remove(path(text("hidden.png")));
        QVERIFY(run(list("--passphrase-file shared.pass hide secret.txt cover.png --out hidden.png")).code ==
                0);
        QVERIFY(run(list("--passphrase-file shared.pass reveal hidden.png --out found.txt")).code == 0);
        QCOMPARE(read(text("found.txt")), QByteArray("nothing to see"));
        QCOMPARE(run(list("--passphrase-file wrong.pass reveal hidden.png --out no.txt")).code, 18);
        QCOMPARE(run(list("--passphrase-file shared.pass reveal cover.png --out no.txt")).code, 18);
        QVERIFY(!QFileInfo::exists(path(text("no.txt"))));
        QCOMPARE(run(list("capacity scan.bin")).code, 18);
        // Standard input and output.
        QFile::remove(path(text("piped.png")));
        QCOMPARE(
            run(list("--passphrase-file shared.pass hide - cover.png --out piped.png"), "from a pipe").code,
            0);
        const auto piped =
            run(list("--passphrase-file shared.pass reveal - --out -"), read(text("piped.png")));
        QCOMPARE(piped.code, 0);
        QCOMPARE(piped.out, QByteArray("from a pipe"));
    }

    void severalCovers() {
        QDir(path({})).mkpath(text("covers"));
        QDir(path({})).mkpath(text("sent"));
        const QImage cover(path(text("cover.png")));
        QVERIFY(cover.save(path(text("covers/a.png"))));
        QVERIFY(cover.mirrored(true, false).save(path(text("covers/b.png"))));
        QVERIFY(cover.mirrored(false, true).save(path(text("covers/c.png"))));
        write(text("covers/notes.txt"), "no cover");
        QByteArray secret(3000, 'x');
        write(text("secret.bin"), secret);
        QCOMPARE(
            run(list("--passphrase-file shared.pass hide secret.bin covers/a.png covers/b.png covers/c.png "
                     "--need 2 --out sent"))
                .code,
            0);
        QVERIFY(QFile::remove(path(text("sent/b.png"))));
        QCOMPARE(run(list("--passphrase-file shared.pass reveal sent --out back.bin")).code, 0);
        QCOMPARE(read(text("back.bin")), secret);
        QCOMPARE(run(list("--passphrase-file shared.pass reveal sent/c.png --out no.bin")).code, 18);
        // Nothing of a failed run stays: the third name is taken.
        QVERIFY(cover.mirrored(true, true).save(path(text("covers/late.png"))));
        QVERIFY(QFile::remove(path(text("sent/a.png"))));
        QVERIFY(
            run(list(
                    "--passphrase-file shared.pass hide secret.bin covers/a.png covers/late.png covers/c.png "
                    "--out sent"))
                .code != 0);
        QVERIFY(!QFile::exists(path(text("sent/a.png"))) && !QFile::exists(path(text("sent/late.png"))));
    }

    void whatCoversHoldAndShow() {
        const auto capacity = run(list("--json capacity covers"));
        QCOMPARE(capacity.code, 0);
        QCOMPARE(capacity.out.trimmed().split('\n').size(), qsizetype{4});
        QVERIFY(capacity.json()[text("safe")].toInt() > 100);
        const auto preview = run(list("--json hide secret.txt cover.png --preview"));
        QCOMPARE(preview.code, 0);
        QVERIFY(preview.json()[text("changed")].toInt() > 0);
        QVERIFY(preview.json()[text("psnr")].toDouble() > 40);
        const auto detect = run(list("--json detect cover.png hidden.png"));
        QCOMPARE(detect.code, 0);
        QCOMPARE(detect.out.trimmed().split('\n').size(), qsizetype{2});
        QCOMPARE(run(list("detect scan.bin")).code, 18);
    }

    void picturesThatAreGivenBack() {
        QCOMPARE(
            run(list("--passphrase-file shared.pass hide secret.txt cover.png --out marked.png --restorable "
                     "--keep 10,10,50,40"))
                .code,
            0);
        const auto info = run(list("--json scan info marked.png"));
        QCOMPARE(info.code, 0);
        QVERIFY(info.json()[text("carriesData")].toBool());
        QVERIFY(!run(list("--json scan info cover.png")).json()[text("carriesData")].toBool(true));
        QVERIFY(run(list("scan info marked.png")).out.contains("CARRIES HIDDEN DATA"));
        QCOMPARE(run(list("--passphrase-file shared.pass reveal marked.png --out -")).out,
                 QByteArray("nothing to see"));
        // Of a PNG the pixels come back, and nothing more is claimed.
        const auto restored = run(list("restore marked.png --out restored.png"));
        QCOMPARE(restored.code, 0);
        QVERIFY(restored.out.contains("every pixel") && !restored.out.contains("byte for byte"));
        QCOMPARE(QImage(path(text("restored.png"))), QImage(path(text("cover.png"))));
        QVERIFY(QImage(path(text("marked.png"))) != QImage(path(text("cover.png"))));
        // Who looks at it sees the original; a copy that was changed since is not shown at all.
        const auto shown = run(list("scan frames marked.png --out shown"));
        QCOMPARE(shown.code, 0);
        QVERIFY(shown.err.contains("the original's frames"));
        // The picture says nothing of its colour space, the frame does: only pixels are compared.
        const auto pixelsOf = [this](const char* name) {
            QImage image(path(text(name)));
            image.setColorSpace({});
            return image;
        };
        QCOMPARE(pixelsOf("shown/marked-1.png"), pixelsOf("cover.png"));
        QImage touched(path(text("marked.png")));
        touched.setPixel(40, 40, touched.pixel(40, 40) ^ 0x10101U);
        QVERIFY(touched.save(path(text("changed.png"))));
        QCOMPARE(run(list("scan frames changed.png --out shown")).code, 18);
        QCOMPARE(run(list("restore cover.png --out no.png")).code, 18);
        QCOMPARE(run(list("restore marked.png --out restored.png")).code, 11);
        QCOMPARE(run(list("hide secret.txt cover.png --out no.png --keep 1,1,5,5")).code, 10);
        QCOMPARE(run(list("--passphrase-file shared.pass hide secret.txt cover.png --out no.png --restorable "
                          "--keep "
                          "1,1,5"))
                     .code,
                 10);
    }

    void scans() {
        QFile::copy(text(MEDVEIL_SEEDS "/fuzz_decoder/explicit.dcm"), path(text("scan.dcm")));
        const auto info = run(list("--json scan info scan.dcm --elements")).json();
        QCOMPARE(info[text("patientName")].toString(), text("A^B"));
        QCOMPARE(info[text("bits")].toInt(), 12);
        QVERIFY(info[text("elements")].toArray().size() > 10);
        const auto frames = run(list("--json scan frames scan.dcm --out frames --window 30/60"));
        QCOMPARE(frames.code, 0);
        QCOMPARE(QImage(path(text("frames/scan-1.png"))).size(), QSize(60, 60));
        QCOMPARE(run(list("scan frames scan.dcm --out frames")).code, 11);
        QCOMPARE(run(list("scan frames scan.dcm --out more --frames 2")).code, 10);
        QCOMPARE(run(list("scan frames scan.dcm --out more --window wide")).code, 10);
        QCOMPARE(run(list("scan info secret.txt")).code, 20);
        // Nothing that holds an image is released before somebody has looked at it.
        QCOMPARE(run(list("scan deidentify scan.dcm --out released")).code, 19);
        QVERIFY(!QFile::exists(path(text("released/00001.dcm"))));
        QCOMPARE(run(list("scan deidentify scan.dcm --out released --pixels-checked --keep dates,uids")).code,
                 0);
        const auto released = run(list("--json scan info released/00001.dcm")).json();
        QVERIFY(released[text("deidentified")].toBool());
        QVERIFY(!read(text("released/00001.dcm")).contains("A^B"));
        QCOMPARE(run(list("scan deidentify scan.dcm --out released --pixels-checked")).code, 11);
        QCOMPARE(run(list("scan deidentify scan.dcm --out more --keep everything")).code, 10);
        QCOMPARE(run(list("scan deidentify scan.dcm --out more --keep dates --shift-dates")).code, 10);
        // A folder: what is no image is named, what is one is listed.
        const auto folder = run(list("--json scan info covers"));
        QCOMPARE(folder.out.trimmed().split('\n').size(), qsizetype{4});
        QVERIFY(folder.err.contains("notes.txt"));
    }

    void masksAndSeals() {
        QFile::copy(text(MEDVEIL_SEEDS "/fuzz_decoder/explicit.dcm"), path(text("mask-me.dcm")));
        const auto covered =
            run(list("--json scan mask mask-me.dcm --out covered.dcm --rect 0,0,20,10 "
                     "--ellipse 30,30,10,10 --polygon 50,50,59,50,50,59"));
        QCOMPARE(covered.code, 0);
        QVERIFY(covered.json()[text("pixels")].toInt() > 200);
        QVERIFY(run(list("--json scan info covered.dcm")).json()[text("masked")].toBool());
        QVERIFY(run(list("scan info covered.dcm")).out.contains("NOT THE ORIGINAL") ||
                run(list("scan info covered.dcm")).out.contains("not the original"));
        QCOMPARE(run(list("scan mask mask-me.dcm --out covered.dcm --rect 0,0,20,10")).code, 11);
        for (const char* wrong :
             {"scan mask mask-me.dcm --out no.dcm", "scan mask mask-me.dcm --out no.dcm --rect 1,2,3",
              "scan mask mask-me.dcm --out no.dcm --rect 0,0,5,5 --frames 3-2",
              "scan mask mask-me.dcm --out no.dcm --polygon 1,1,2,2"})
            QCOMPARE(run(list(wrong)).code, 10);
        // For a person: nobody else, and bit for bit.
        QCOMPARE(as(text("lab"),
                    list("scan mask mask-me.dcm --out for.dcm --rect 0,0,20,10 --mosaic 4 --for doctor"))
                     .code,
                 0);
        QVERIFY(run(list("--json scan info for.dcm")).json()[text("sealedInside")].toBool());
        QCOMPARE(as(text("doctor"), list("scan restore for.dcm --out back.dcm")).code, 0);
        QCOMPARE(read(text("back.dcm")), read(text("mask-me.dcm")));
        QVERIFY(as(text("doctor"), list("scan restore covered.dcm --out no.dcm")).code != 0);
        QVERIFY(!QFile::exists(path(text("no.dcm"))));
        // What was covered once is proposed for the device's next image.
        QCOMPARE(
            as(text("lab"), list("scan mask mask-me.dcm --out once.dcm --rect 3,4,20,10 --remember")).code,
            0);
        const auto proposed = as(text("lab"), list("scan propose mask-me.dcm --device"));
        QVERIFY(proposed.out.contains("\"region\":\"--rect 3,4,20,10\",\"reason\":\"remembered"));
        QCOMPARE(as(text("lab"), list("scan mask mask-me.dcm --out again.dcm --device")).code, 0);
        QCOMPARE(as(text("doctor"), list("scan mask mask-me.dcm --out none.dcm --device")).code, 11);
        QVERIFY(!as(text("doctor"), list("scan propose mask-me.dcm --device")).out.contains("remembered"));
        const auto sealed =
            as(text("lab"), list("--json scan seal cover.png --for doctor --out hidden-view.png"));
        QCOMPARE(sealed.code, 0);
        const auto opened = as(text("doctor"), list("--json scan open hidden-view.png --out seen.png"));
        QCOMPARE(opened.code, 0);
        QCOMPARE(opened.json()[text("sha256")].toString(), sealed.json()[text("sha256")].toString());
        QCOMPARE(read(text("seen.png")), read(text("cover.png")));
        QVERIFY(as(text("doctor"), list("audit list")).out.contains("restored"));
    }

    void strangersWaitUntilTheyAreAccepted() {
        write(text("noor.pass"), "noor heron ladder quartz\n");
        QCOMPARE(as(text("noor"), list("init --role lab --facility South --name Noor --share share")).code,
                 0);
        write(text("hello.txt"), "hello");
        const auto sent = as(text("noor"), list("send --to doctor --no-patient --message-file hello.txt"));
        QVERIFY2(sent.code == 0, (sent.out + sent.err).constData());
        const auto synced = as(text("doctor"), list("sync")).json();
        QCOMPARE(synced[text("received")].toInt(), 0);
        QCOMPARE(synced[text("requests")].toInt(), 1);
        const auto held = as(text("doctor"), list("held")).json()[text("held")].toArray();
        QVERIFY(std::ranges::any_of(held, [](const auto& row) {
            return row.toObject()[text("reason")].toString() == text("unknown-contact");
        }));
        const auto waiting = as(text("doctor"), list("contact list")).json()[text("waiting")].toArray();
        QCOMPARE(waiting.first().toObject()[text("name")].toString(), text("Noor"));
        QCOMPARE(waiting.first().toObject()[text("standing")].toString(), text("asks"));
        QCOMPARE(as(text("doctor"), list("contact find sout")).json()[text("people")].toArray().size(), 1);
        QCOMPARE(as(text("doctor"), list("contact accept Noor")).code, 0);
        QCOMPARE(as(text("doctor"), list("sync")).json()[text("received")].toInt(), 1);
        const auto newest =
            as(text("doctor"), list("inbox")).json()[text("messages")].toArray().first().toObject();
        const QStringList number{QString::number(newest[text("number")].toInt())};
        QCOMPARE(as(text("doctor"), list("remove") + number).code, 0);
        QCOMPARE(as(text("doctor"), list("open") + number).code, 11);
        QCOMPARE(as(text("doctor"), list("contact remove Noor")).code, 0);
        QCOMPARE(as(text("doctor"), list("contact keep lab")).code, 10);
        QCOMPARE(as(text("doctor"), list("held --release nothing1")).code, 11);
    }

    void contactsAndAudit() {
        QCOMPARE(as(text("lab"), list("contact export lab.card")).code, 0);
        QCOMPARE(run(list("verify lab.card")).code, 0);
        auto card = read(text("lab.card"));
        card[card.size() / 2] = static_cast<char>(card[card.size() / 2] ^ 1);
        write(text("changed.card"), card);
        QVERIFY(run(list("verify changed.card")).code != 0);
        QVERIFY(as(text("doctor"), list("contact add changed.card")).code != 0);
        QCOMPARE(as(text("doctor"), list("contact verify lab")).code, 0);
        const auto log = as(text("doctor"), list("audit verify"));
        QVERIFY2(log.code == 0, (log.out + log.err).constData());
        QVERIFY(as(text("doctor"), list("audit list --count 500")).out.contains("opened"));
        QCOMPARE(as(text("doctor"), list("rotate-key")).code, 0);
        QCOMPARE(as(text("doctor"), list("inbox")).code, 0);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
