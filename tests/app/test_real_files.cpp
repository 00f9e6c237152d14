// Real photographs, recordings and scans, sent and opened by the real command line in both suites. Afterwards
// no byte of what was written anywhere says what was sent.
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

#include "tests/support/cli_ward.h"
#include "tests/support/test_data.h"

using medveil::test::list;
using medveil::test::text;

class TestRealFiles : public QObject {
    Q_OBJECT
    medveil::test::CliWard m_ward{text(MEDVEIL_CLI), medveil::test::CliWard::Keys::kReal};
    QStringList m_covers;
    QStringList m_scans;

    QString convert(const char* program, const QStringList& arguments) {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(text(program), arguments);
        const bool well = process.waitForFinished(120'000) && process.exitCode() == 0;
        return well ? QString::fromUtf8(process.readAll())
                    : text("failed: ") + QString::fromUtf8(process.readAll());
    }

    /// Other programs open what travels without a word. How many files of this kind lie on the share.
    int othersOpen(const QString& ending) {
        int files = 0;
        QDirIterator entries(m_ward.path(text("share")), QDir::Files, QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            const auto file = entries.next();
            if (QFileInfo(file).suffix() != ending)
                continue;
            const bool sound = QStringList{text("wav"), text("flac"), text("aiff")}.contains(ending);
            if (convert(sound ? "sox" : "convert", {file, text(sound ? "-n" : "null:")}).isEmpty())
                ++files;
        }
        return files;
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto made = m_ward.makePeople();
        QVERIFY2(made.isEmpty(), made.constData());
        QDir().mkpath(m_ward.path(text("covers")));
        for (const auto& photo : medveil::test::dataFiles("photos", ".png")) {
            const auto from = QString::fromStdString(photo.string());
            const auto name = m_ward.path(text("covers/") + QFileInfo(from).completeBaseName());
            const char* const endings[] = {".png", ".jpg", ".tif", ".bmp"};
            const auto to = name + text(endings[m_covers.size() % 4]);
            QCOMPARE(convert("convert", {from, text("-quality"), text("90"), text("-compress"),
                                         text(to.endsWith(text(".jpg"))   ? "JPEG"
                                              : to.endsWith(text(".png")) ? "Zip"
                                                                          : "None"),
                                         to}),
                     QString());
            m_covers << to;
        }
        for (const auto& recording : medveil::test::dataFiles("audio", ".ogg")) {
            const auto from = QString::fromStdString(recording.string());
            const auto name = m_ward.path(text("covers/") + QFileInfo(from).completeBaseName());
            // Each begins a little later: the same samples in another file are the same cover.
            int later = 0;
            for (const char* ending : {".wav", ".flac", ".aiff"}) {
                QCOMPARE(convert("sox", {from, name + text(ending), text("trim"), text("%1s").arg(later++)}),
                         QString());
                m_covers << name + text(ending);
            }
        }
        for (const auto& scan : medveil::test::dataFiles("dicom", ".dcm"))
            m_scans << QString::fromStdString(scan.string());
    }

    void everyFileArrives() {
        if (m_scans.isEmpty())
            m_covers.clear();
        m_ward.write(text("message.txt"), "CANARY-TEXT potassium 6.1");
        for (qsizetype i = 0; i < m_covers.size(); ++i) {
            const auto& cover = m_covers[i];
            const auto scan = m_ward.path(text("CANARY-FILE-%1.dcm").arg(i));
            QVERIFY(QFile::copy(m_scans[i * 7 % m_scans.size()], scan));
            auto words =
                list(
                    "send --to doctor --patient-id CANARY-ID --patient-name CANARY-NAME --message-file "
                    "message.txt --attach") +
                QStringList{scan, text("--suite"), text(i % 2 == 0 ? "chacha20" : "aes256"), text("--cover"),
                            cover};
            auto sent = m_ward.as(text("lab"), words);
            // A scan that names its own patient goes only when that one is named.
            static const QRegularExpression kWord(text("--confirm-patient \"([^\"]*)\""));
            for (auto at = kWord.globalMatch(QString::fromUtf8(sent.err)); at.hasNext();)
                words += QStringList{text("--confirm-patient"), at.next().captured(1)};
            if (sent.code != 0 && words.contains(text("--confirm-patient")))
                sent = m_ward.as(text("lab"), words);
            QVERIFY2(sent.code == 0, (cover.toUtf8() + sent.err + sent.out).constData());
            QCOMPARE(othersOpen(QFileInfo(cover).suffix()), 1);
            QVERIFY(m_ward.as(text("doctor"), list("sync")).code == 0);
            const auto inbox = m_ward.as(text("doctor"), list("inbox"));
            const auto newest = inbox.json()[text("messages")].toArray().first().toObject();
            const auto opened =
                m_ward.as(text("doctor"), list("open --out got") +
                                              QStringList{QString::number(newest[text("number")].toInt())});
            QVERIFY2(opened.code == 0, (cover.toUtf8() + opened.err + opened.out).constData());
            QCOMPARE(opened.json()[text("message")].toString(), text("CANARY-TEXT potassium 6.1"));
            QCOMPARE(opened.json()[text("patientName")].toString(), text("CANARY-NAME"));
            QFile original(scan);
            QVERIFY(original.open(QIODevice::ReadOnly));
            QVERIFY(m_ward.read(text("got/") + QFileInfo(scan).fileName()) == original.readAll());
            QVERIFY(original.remove());
        }
        qInfo("%lld covers", static_cast<long long>(m_covers.size()));
    }

    /// Share, both vaults with their spools, home and temporary folders.
    void nothingIsReadable() {
        QVERIFY(QDir(m_ward.path(text("got"))).removeRecursively());
        QVERIFY(QFile::remove(m_ward.path(text("message.txt"))));
        QCOMPARE(
            QDir(m_ward.path(text("temporary"))).entryList(QDir::NoDotAndDotDot | QDir::AllEntries).size(),
            0);
        const QList<QByteArray> canaries = {"CANARY", "heron ladder", "potassium"};
        qint64 searched = 0;
        for (const char* place : {"share", "lab", "doctor", "home", "temporary"}) {
            QDirIterator entries(m_ward.path(text(place)), QDir::Files | QDir::Hidden,
                                 QDirIterator::Subdirectories);
            while (entries.hasNext()) {
                QFile file(entries.next());
                QVERIFY(!file.fileName().contains(text("CANARY")));
                QVERIFY(file.open(QIODevice::ReadOnly));
                const auto content = file.readAll();
                searched += content.size();
                for (const auto& canary : canaries) {
                    QVERIFY2(!content.contains(canary), qPrintable(file.fileName()));
                    QByteArray wide;
                    for (const char letter : canary)
                        wide.append(letter).append('\0');
                    QVERIFY2(!content.contains(wide), qPrintable(file.fileName()));
                }
            }
        }
        QVERIFY(searched > (m_covers.isEmpty() ? 10'000 : 1'000'000));
    }
};

QTEST_GUILESS_MAIN(TestRealFiles)
#include "test_real_files.moc"
