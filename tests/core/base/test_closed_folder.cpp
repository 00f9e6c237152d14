// In a closed folder nobody but its owner makes a file, whatever the file is called and whatever link leads
// there.
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/closed_folder.h"
#include "core/base/new_file.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

class TestClosedFolder : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    Path m_root{m_folder.path().toStdString()};

    static base::Result<void> write(const Path& path, base::IfThere there = base::IfThere::kReplace) {
        base::NewFile file(base::systemFileSystem(), path, there);
        MEDVEIL_TRY(file.begin());
        MEDVEIL_TRY(file.write(base::asBytes("x")));
        return file.finish();
    }

  private Q_SLOTS:
    void initTestCase() {
        std::filesystem::create_directories(m_root / "own" / "inner");
        std::filesystem::create_directories(m_root / "own-not");
        std::filesystem::create_directory_symlink(m_root / "own", m_root / "by-link");
        std::filesystem::create_directory_symlink(m_root / "own/inner", m_root / "to-inner");
        std::filesystem::create_symlink(m_root / "own-not/away", m_root / "own/leads-away");
        QVERIFY(write(m_root / "own/slots"));
        std::filesystem::create_symlink(m_root / "own/slots", m_root / "leads-in");
    }

    void whereAFileMayBeMade_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("allowed");
        for (const char* each :
             {"own/a", "own/inner/a", "own/leads-away", "./own/../own/a", "own//a", "by-link/a", "to-inner/a",
              "by-link/inner/../a", "own-not/../own/a", "leads-in"})
            QTest::newRow(each) << QString::fromUtf8(each) << false;
        for (const char* each : {"a", "own-not/a", "own/../b", "by-link/../c", "own-a"})
            QTest::newRow(each) << QString::fromUtf8(each) << true;
    }
    void whereAFileMayBeMade() {
        QFETCH(QString, name);
        QFETCH(bool, allowed);
        const auto path = m_root / name.toStdString();
        for (const char* spelling : {"own", "own/", "by-link", "own-not/../own"}) {
            const base::ClosedFolder closed(m_root / spelling);
            const auto written = write(path);
            QCOMPARE(written.has_value(), allowed);
            if (!allowed)
                QCOMPARE(written.error().code, ErrorCode::kInsideProfile);
        }
    }

    void whereAFolderMayBeMade() {
        auto& files = base::systemFileSystem();
        const base::ClosedFolder closed(m_root / "own");
        for (const char* each : {"own", "own/", "own/new/deep", "by-link", "to-inner", "own/inner/.."})
            QCOMPARE(base::createNamedFolders(files, m_root / each).error().code, ErrorCode::kInsideProfile);
        QVERIFY(!std::filesystem::exists(m_root / "own/new"));
        for (const char* each : {"own-not/new", "own/..", "."})
            QVERIFY(base::createNamedFolders(files, m_root / each));
    }

    void alsoBeforeTheFolderIsThere() {
        const base::ClosedFolder closed(m_root / "later/");
        QVERIFY(!base::createNamedFolders(base::systemFileSystem(), m_root / "later/new"));
        QVERIFY(!write(m_root / "later/../later/a"));
    }

    void theOwnerMakesTheFileItNames() {
        const base::ClosedFolder closed(m_root / "own");
        {
            const base::OwnFile own(m_root / "own/mine");
            QVERIFY(write(m_root / "own/mine"));
            QVERIFY(!write(m_root / "own/other"));
        }
        QVERIFY(!write(m_root / "own/mine"));
    }

    void openAgainWhenNobodyHasIt() {
        {
            const base::ClosedFolder one(m_root / "own");
            {
                const base::ClosedFolder another(m_root / "own");
            }
            QVERIFY(!write(m_root / "own/free"));
        }
        QVERIFY(write(m_root / "own/free"));
    }
};

QTEST_GUILESS_MAIN(TestClosedFolder)
#include "test_closed_folder.moc"
