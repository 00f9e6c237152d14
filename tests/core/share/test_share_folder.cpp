// The share's own file system: it never leaves the share, whatever stands on the way, by the kernel's help
// and without it.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include <sys/stat.h>

#include "core/share/detached_share_folder.h"
#include "tests/support/hanging_share.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using share::SharePath;

namespace {

struct Place {
    Place() : root(Path(temporary.path().toStdString()) / "share"), outside(root.parent_path() / "outside") {
        std::filesystem::create_directories(root / "in" / "box");
        std::filesystem::create_directories(outside / "box");
        std::ofstream(outside / "file") << "secret";
        std::ofstream(outside / "box" / "file") << "secret";
    }
    QTemporaryDir temporary;
    Path root;
    Path outside;
};

SharePath at(const char* text) {
    SharePath path;
    for (const auto& step : QString::fromUtf8(text).split(QLatin1Char('/')))
        path = path / step.toStdString();
    return path;
}

mode_t modeOf(const Path& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

}  // namespace

class TestShareFolder : public QObject {
    Q_OBJECT

    static void addResolutions() {
        QTest::addColumn<bool>("byKernel");
        QTest::addColumn<bool>("detached");
        QTest::newRow("openat2") << true << false;
        QTest::newRow("step by step") << false << false;
        QTest::newRow("detached") << true << true;
    }
    static std::unique_ptr<share::ShareFolder> open(const Place& place) {
        QFETCH(bool, byKernel);
        QFETCH(bool, detached);
        const auto open = [root = place.root, byKernel] {
            return share::openShareFolder(
                root, byKernel ? share::Resolution::kKernel : share::Resolution::kStepByStep);
        };
        if (!detached)
            return open();
        return std::make_unique<share::DetachedShareFolder>(open, std::make_shared<base::DetachedCalls>());
    }

  private Q_SLOTS:
    void aFolderWhoseServerIsGoneHoldsNobody() {
        class Told final : public base::Waiting {
            bool cancelled() const override { return true; }
        } told;
        Place place;
        test::HangingShare server(place.root);
        auto folder = std::make_unique<share::DetachedShareFolder>(
            [&place] { return share::openShareFolder(place.root); }, std::make_shared<base::DetachedCalls>());
        QVERIFY(folder->info(at("in/box")).has_value());
        auto file = folder->createExclusive(at("in/box/file")).value();
        server.hang();
        const base::Waiting::Scope scope(told);
        QElapsedTimer clock;
        clock.start();
        QVERIFY(!file->write(base::asBytes("lost")).has_value());
        QVERIFY(!folder->list(at("in"), [](const base::FolderEntry&) { return true; }).has_value());
        QVERIFY(!folder->info(at("in/box")).has_value());
        file.reset();
        folder.reset();
        QVERIFY(clock.elapsed() < 2'000);
        server.letGo();
        QTRY_COMPARE(test::HangingShare::hanging(), 0);
    }

    void aLongFolderIsListedWholeOrAsFarAsIsWanted_data() { addResolutions(); }
    void aLongFolderIsListedWholeOrAsFarAsIsWanted() {
        constexpr int kMany = 9'000;
        Place place;
        for (int i = 0; i < kMany; ++i)
            std::ofstream(place.root / "in" / ("n" + std::to_string(i)));
        const auto folder = open(place);
        int seen = 0;
        QVERIFY(folder->list(at("in"), [&](const base::FolderEntry&) { return ++seen > 0; }).has_value());
        QCOMPARE(seen, kMany + 1);
        seen = 0;
        QVERIFY(folder->list(at("in"), [&](const base::FolderEntry&) { return ++seen < 5'000; }).has_value());
        QCOMPARE(seen, 5'000);
        QVERIFY(folder->info(at("in/n1")).has_value());
        QVERIFY(!folder->list(at("in/nothing"), [](const base::FolderEntry&) { return true; }).has_value());
    }

    void filesComeAndGo_data() { addResolutions(); }
    void filesComeAndGo() {
        Place place;
        const auto folder = open(place);
        QVERIFY(folder->createFolders(at("in/box/ab")).has_value());
        {
            const auto file = folder->createExclusive(at("in/box/ab/part"));
            QVERIFY(file.has_value());
            QVERIFY((*file)->write(base::asBytes("hello")).has_value());
            QVERIFY((*file)->close().has_value());
        }
        QCOMPARE(folder->createExclusive(at("in/box/ab/part")).error().code, ErrorCode::kAlreadyExists);
        QVERIFY(folder->renameWithoutReplacing(at("in/box/ab/part"), at("in/box/whole")).has_value());
        QVERIFY(folder->createExclusive(at("in/box/other")).has_value());
        QCOMPARE(folder->renameWithoutReplacing(at("in/box/other"), at("in/box/whole")).error().code,
                 ErrorCode::kAlreadyExists);
        QCOMPARE(folder->info(at("in/box/whole"))->size, std::uint64_t{5});
        std::vector<std::string> names;
        QVERIFY(folder
                    ->list(at("in/box"),
                           [&](const base::FolderEntry& entry) {
                               names.push_back(entry.name);
                               return true;
                           })
                    .has_value());
        QCOMPARE(names.size(), std::size_t{3});
        QVERIFY(folder->syncFolder(at("in/box")).has_value());
        QVERIFY(folder->removeFile(at("in/box/whole")).has_value());
        QCOMPARE(folder->info(at("in/box/whole")).error().code, ErrorCode::kNotFound);
        QVERIFY(folder->freeBytes()->has_value());
    }

    void noWayLeadsThroughALink_data() { addResolutions(); }
    void noWayLeadsThroughALink() {
        Place place;
        const auto folder = open(place);
        std::filesystem::create_directory_symlink(place.outside, place.root / "in" / "link");
        std::filesystem::create_directory_symlink("../outside", place.root / "relative");
        std::filesystem::create_directory_symlink("box", place.root / "in" / "inside");
        std::filesystem::create_symlink(place.outside / "file", place.root / "file");
        for (const char* way : {"in/link", "relative", "in/link/box", "in/inside"}) {
            const auto file = at(way) / "file";
            QCOMPARE(folder->openForReading(file).error().code, ErrorCode::kNotRegularFile);
            QCOMPARE(folder->createExclusive(at(way) / "new").error().code, ErrorCode::kNotRegularFile);
            QCOMPARE(folder->removeFile(file).error().code, ErrorCode::kNotRegularFile);
            QCOMPARE(folder->info(file).error().code, ErrorCode::kNotRegularFile);
            QCOMPARE(folder->renameWithoutReplacing(file, at("in/moved")).error().code,
                     ErrorCode::kNotRegularFile);
            QCOMPARE(folder->list(at(way), [](const base::FolderEntry&) { return true; }).error().code,
                     ErrorCode::kNotRegularFile);
        }
        QCOMPARE(folder->openForReading(at("file")).error().code, ErrorCode::kNotRegularFile);
        QVERIFY(std::filesystem::exists(place.outside / "file"));
        QVERIFY(std::filesystem::exists(place.outside / "box" / "file"));
        // Removing a link removes the link.
        QVERIFY(folder->removeFile(at("file")).has_value());
        QVERIFY(std::filesystem::exists(place.outside / "file"));
        // Where a folder belongs, the link makes room for one.
        QVERIFY(folder->createFolders(at("in/link/ab")).has_value());
        QVERIFY(!std::filesystem::is_symlink(place.root / "in" / "link"));
        QVERIFY(std::filesystem::exists(place.outside / "box" / "file"));
        QVERIFY(!std::filesystem::exists(place.outside / "ab"));
    }

    void namesCannotLeadOut_data() { addResolutions(); }
    void namesCannotLeadOut() {
        Place place;
        const auto folder = open(place);
        using namespace std::string_view_literals;
        for (const auto name : {".."sv, "."sv, ""sv, "a/b"sv, "/etc"sv, "../outside/file"sv, "a\0b"sv}) {
            const auto path = SharePath("in") / name;
            QVERIFY(!path.valid());
            QCOMPARE(folder->openForReading(path).error().code, ErrorCode::kInvalidArgument);
            QCOMPARE(folder->removeFile(path).error().code, ErrorCode::kInvalidArgument);
            QCOMPARE(folder->createFolders(path).error().code, ErrorCode::kInvalidArgument);
        }
    }

    void theRootIsHeld_data() { addResolutions(); }
    void theRootIsHeld() {
        Place place;
        const auto folder = open(place);
        QVERIFY(folder->info(at("in")).has_value());
        std::filesystem::rename(place.root, place.root.parent_path() / "away");
        std::filesystem::create_directories(place.root);
        QVERIFY(folder->info(at("in")).has_value());
        QVERIFY(!open(place)->info(at("in")).has_value());
    }

    void modesFollowTheFolder_data() {
        QTest::addColumn<uint>("root");
        QTest::addColumn<uint>("folder");
        QTest::addColumn<uint>("file");
        QTest::newRow("group, setgid") << 02770U << 02770U << 0660U;
        QTest::newRow("group") << 0770U << 0770U << 0660U;
        QTest::newRow("others read") << 02775U << 02775U << 0664U;
        QTest::newRow("everybody, sticky") << 01777U << 0777U << 0666U;
        QTest::newRow("one person") << 0700U << 0700U << 0600U;
    }
    void modesFollowTheFolder() {
        QFETCH(uint, root);
        QFETCH(uint, folder);
        QFETCH(uint, file);
        for (const mode_t mask : {0077U, 0002U, 0U}) {
            Place place;
            QCOMPARE(::chmod(place.root.c_str(), root), 0);
            const auto before = ::umask(mask);
            const auto opened = share::openShareFolder(place.root);
            const bool made = opened->createFolders(at("id/person")).has_value() &&
                              opened->createExclusive(at("id/person/card")).has_value();
            ::umask(before);
            QVERIFY(made);
            QCOMPARE(modeOf(place.root / "id"), folder);
            QCOMPARE(modeOf(place.root / "id" / "person"), folder);
            QCOMPARE(modeOf(place.root / "id" / "person" / "card"), file);
        }
    }

    void foldersTheFirstVersionMadePrivateArePutRight() {
        Place place;
        QCOMPARE(::chmod(place.root.c_str(), 02770), 0);
        std::filesystem::create_directories(place.root / "id");
        QCOMPARE(::chmod((place.root / "id").c_str(), 0700), 0);
        std::ofstream(place.root / "share.json") << "{}";
        QCOMPARE(::chmod((place.root / "share.json").c_str(), 0600), 0);
        const auto folder = share::openShareFolder(place.root);
        QVERIFY(folder->createFolders(at("id/person")).has_value());
        QCOMPARE(modeOf(place.root / "id"), 02770U);
        QVERIFY(folder->openForReading(at("share.json")).has_value());
        QCOMPARE(modeOf(place.root / "share.json"), 0660U);
    }

    void aShareWithoutASizeIsNotFull() {
        // The kernel's own file systems tell no size, as some network mounts do.
        const auto room = share::openShareFolder("/proc")->freeBytes();
        QVERIFY(room.has_value());
        QVERIFY(!room->has_value());
        QVERIFY(base::systemFileSystem().freeBytes("/proc").value() > (std::uint64_t{1} << 60));
    }

    void aMissingRootIsFoundLater() {
        Place place;
        const auto folder = share::openShareFolder(place.root.parent_path() / "later");
        QCOMPARE(folder->info(at("in")).error().code, ErrorCode::kNotFound);
        QVERIFY(folder->createRoot().has_value());
        QVERIFY(folder->createFolders(at("in")).has_value());
        QVERIFY(folder->info(at("in")).has_value());
    }
};

QTEST_GUILESS_MAIN(TestShareFolder)
#include "test_share_folder.moc"
