// A recovery kit on a disk that fills up, on a real one: a small file system of its own, with room for a few
// pages more or less. Whatever fails, there is one kit that opens the vault and that a person has.
#include <QDateTime>
#include <QDirIterator>
#include <QJsonArray>
#include <QtTest>
#include <fstream>

#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tests/support/cli_ward.h"

using medveil::test::CliRun;
using medveil::test::list;
using medveil::test::text;

namespace {

constexpr qint64 kPage = 4096;

/// Mounts of its own, that nobody else sees: as root, or as who is root in a namespace.
bool separateMounts() {
    const auto uid = ::getuid();
    const auto gid = ::getgid();
    if (uid != 0) {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        std::ofstream("/proc/self/setgroups") << "deny";
        std::ofstream("/proc/self/uid_map") << "0 " << uid << " 1";
        std::ofstream("/proc/self/gid_map") << "0 " << gid << " 1";
    } else if (::unshare(CLONE_NEWNS) != 0) {
        return false;
    }
    return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

/// A disk with room for so many pages; gone with this.
class SmallDisk {
  public:
    explicit SmallDisk(const QString& folder) : m_folder(folder) {
        QDir().mkpath(folder);
        m_mounted = ::mount("tmpfs", folder.toUtf8().constData(), "tmpfs", 0, "size=4m") == 0;
    }
    ~SmallDisk() {
        if (m_mounted)
            ::umount2(m_folder.toUtf8().constData(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool isMounted() const { return m_mounted; }
    qint64 freePages() const {
        struct statvfs stat{};
        return ::statvfs(m_folder.toUtf8().constData(), &stat) == 0
                   ? static_cast<qint64>(stat.f_bavail * stat.f_frsize) / kPage
                   : -1;
    }
    /// Until only so many are free.
    void fill(qint64 pages) const {
        QFile filler(m_folder + text("/filler"));
        if (!filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return;
        const QByteArray page(kPage, 'x');
        while (freePages() > pages && filler.write(page) == kPage) {
        }
    }
    void clear() const { QFile::remove(m_folder + text("/filler")); }

  private:
    QString m_folder;
    bool m_mounted = false;
};

}  // namespace

class TestFullDisk : public QObject {
    Q_OBJECT
    medveil::test::CliWard m_ward{text(MEDVEIL_CLI)};
    static bool s_separate;

    CliRun as(const QString& profile, const QStringList& arguments) const {
        return m_ward.run(list("--json --passphrase-file a.pass --profile") + QStringList{profile} +
                          arguments);
    }
    bool opens(const QString& profile, const QString& words) const {
        return QFileInfo::exists(m_ward.path(words)) &&
               as(profile, list("recovery check") + QStringList{words}).code == 0;
    }
    QStringList in(const QString& folder) const {
        return QDir(m_ward.path(folder)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    static void rooms() {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("pages");
        for (const int pages : {0, 1, 2, 4, 8, 16, 32}) {
            if (pages < 4)
                QTest::addRow("words on the full disk, %d pages", pages)
                    << text("whole") << text("disk/words") << pages;
            QTest::addRow("profile on the full disk, %d pages", pages)
                << text("disk/profile") << text("words") << pages;
            QTest::addRow("both on the full disk, %d pages", pages)
                << text("disk/profile") << text("disk/words") << pages;
        }
    }

  public:
    static void separate() { s_separate = separateMounts(); }

  private Q_SLOTS:
    void initTestCase() {
        if (!s_separate)
            QSKIP("no file system of its own can be mounted here");
        QDir(m_ward.path({})).mkpath(text("temporary"));
        m_ward.write(text("a.pass"), "seven otters paddle northwest\n");
    }
    void cleanup() {
        for (const char* each : {"whole", "disk"})
            QDir(m_ward.path(text(each))).removeRecursively();
        for (const char* each : {"old.words", "words"})
            QFile::remove(m_ward.path(text(each)));
    }

    void aNewKitNeverLeavesNone_data() { rooms(); }
    void aNewKitNeverLeavesNone() {
        QFETCH(QString, profile);
        QFETCH(QString, words);
        QFETCH(int, pages);
        const SmallDisk disk(m_ward.path(text("disk")));
        QVERIFY(disk.isMounted());
        QCOMPARE(as(profile, list("init --role doctor --name New --recovery-file old.words")).code, 0);
        disk.fill(pages);
        QCOMPARE(disk.freePages(), qint64{pages});
        const auto made = as(profile, list("recovery create") + QStringList{words});
        disk.clear();
        const bool old = opens(profile, text("old.words"));
        const bool fresh = opens(profile, words);
        const auto said = made.out + made.err;
        QVERIFY2(old != fresh, said.constData());
        // A file of words that open nothing would be kept as if they did.
        QVERIFY2(QFileInfo::exists(m_ward.path(words)) == fresh, said.constData());
        QVERIFY2(made.code != 0 || fresh, said.constData());
        if (made.code != 0)
            QVERIFY2(!made.json()[text("error")].toString().isEmpty(), said.constData());
        for (const auto& each : in(text("disk")))
            QVERIFY2(!each.endsWith(text(".part")), qPrintable(each));
        // Whoever failed succeeds when there is room.
        if (!fresh) {
            QCOMPARE(as(profile, list("recovery create") + QStringList{words}).code, 0);
            QVERIFY(opens(profile, words));
        }
    }

    void aNewProfileComesWithItsKitOrNotAtAll_data() { rooms(); }
    void aNewProfileComesWithItsKitOrNotAtAll() {
        QFETCH(QString, profile);
        QFETCH(QString, words);
        QFETCH(int, pages);
        const SmallDisk disk(m_ward.path(text("disk")));
        QVERIFY(disk.isMounted());
        disk.fill(pages);
        const auto init = list("init --role doctor --name New --recovery-file") + QStringList{words};
        const auto made = as(profile, init);
        disk.clear();
        const auto said = made.out + made.err;
        if (made.code == 0) {
            QVERIFY2(opens(profile, words), said.constData());
            return;
        }
        QVERIFY2(!made.json()[text("error")].toString().isEmpty(), said.constData());
        QVERIFY2(!QFileInfo::exists(m_ward.path(words)), said.constData());
        QVERIFY2(!QFileInfo::exists(m_ward.path(profile)), said.constData());
        QVERIFY2(in(text("disk")).isEmpty(), qPrintable(in(text("disk")).join(u' ')));
        QCOMPARE(as(profile, init).code, 0);
        QVERIFY(opens(profile, words));
    }

    /// What waits for room, for whom, why and until when; and what is missing where it should have come.
    void aFullShareSaysWhatWaitsAndWhatIsMissing() {
        const medveil::test::CliWard ward(text(MEDVEIL_CLI));
        const SmallDisk disk(ward.path(text("share")));
        QVERIFY(disk.isMounted());
        const auto made = ward.makePeople();
        QVERIFY2(made.isEmpty(), made.constData());
        ward.write(text("scan.bin"), QByteArray(200'000, 'x'));
        ward.write(text("letter.txt"), "hello");
        const auto letter = list("send --to doctor --no-patient --message-file letter.txt --attach scan.bin");
        disk.fill(0);
        const auto sent = ward.as(text("lab"), letter);
        QVERIFY2(sent.code == 0, sent.err.constData());
        QVERIFY(!sent.json()[text("published")].toBool(true));

        const auto before = QDateTime::currentDateTimeUtc().addSecs(-1);
        const auto synced = ward.as(text("lab"), list("sync"));
        QCOMPARE(synced.code, 0);
        QCOMPARE(synced.json()[text("problem")].toString(), text("share-full"));
        const auto waiting = synced.json()[text("waiting")].toArray();
        QCOMPARE(waiting.size(), 1);
        const auto one = waiting.first().toObject();
        QCOMPARE(one[text("id")].toString(), sent.json()[text("id")].toString());
        QCOMPARE(one[text("recipient")].toString(), text("doctor"));
        QCOMPARE(one[text("problem")].toString(), text("share-full"));
        QCOMPARE(one[text("answered")].toBool(true), false);
        const auto next = QDateTime::fromString(one[text("nextTry")].toString(), Qt::ISODate);
        QVERIFY2(next >= before && next < before.addSecs(900), synced.out.constData());

        const auto said =
            ward.run(QStringList{text("--profile"), ward.path(text("lab")), text("--passphrase-file"),
                                 ward.path(text("lab.pass")), text("sync")});
        const auto line = "Waiting: " + sent.json()[text("id")].toString().left(12).toUtf8() + " to doctor: ";
        QVERIFY2(said.code == 0 && said.out.contains(line), said.out.constData());
        QVERIFY2(said.out.contains("share-full") && said.out.contains("; tried again after 20"),
                 said.out.constData());

        // With room it goes out at once; lost on its way, it is missing as soon as a later one comes.
        disk.clear();
        const auto out = ward.as(text("lab"), list("sync"));
        QCOMPARE(out.json()[text("published")].toInt(), 1);
        QVERIFY(out.json()[text("waiting")].toArray().isEmpty());
        QDirIterator blobs(ward.path(text("share/in")), {text("*.blob")}, QDir::Files,
                           QDirIterator::Subdirectories);
        int lost = 0;
        while (blobs.hasNext())
            lost += QFileInfo(blobs.next()).size() > 100'000 && QFile::remove(blobs.filePath()) ? 1 : 0;
        QCOMPARE(lost, 1);
        QCOMPARE(ward.as(text("lab"), list("send --to doctor --no-patient --message-file letter.txt")).code,
                 0);
        // The lab puts a vanished file there again, but not at once.
        const auto gap = ward.as(text("doctor"), list("sync"));
        QCOMPARE(gap.json()[text("received")].toInt(), 1);
        const auto missing = gap.json()[text("missing")].toArray();
        QCOMPARE(missing.size(), 1);
        QCOMPARE(missing.first().toObject()[text("sender")].toString(), text("lab"));
        QCOMPARE(missing.first().toObject()[text("id")].toString(), sent.json()[text("id")].toString());
        const auto hint = "A message of lab is missing: a later one names it (" +
                          sent.json()[text("id")].toString().left(8).toUtf8();
        QVERIFY2(gap.err.contains(hint), gap.err.constData());
    }
};

bool TestFullDisk::s_separate = false;

int main(int argc, char** argv) {
    // Before there is any second thread.
    TestFullDisk::separate();
    QCoreApplication application(argc, argv);
    TestFullDisk test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_full_disk.moc"
