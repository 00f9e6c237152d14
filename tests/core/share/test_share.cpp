// The shared folder under attack and under stress: junk, links, devices, floods, lies, loss. What arrives
// must be what was sent, and nothing may be lost.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <map>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

#include "core/crypto/random.h"
#include "core/format/file_digest.h"
#include "core/share/folder_share.h"
#include "tests/support/faulty_file_system.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

void writeFile(const Path& path, base::ByteView content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
}

base::Bytes readFile(const Path& path) {
    return base::readWholeFile(base::systemFileSystem(), path, 1 << 24).value_or(base::Bytes());
}

base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}

/// A file with the beginning of a sealed message, so that it is fetched at all.
base::Bytes blobLike(std::size_t size) {
    auto bytes = randomBytes(size);
    format::BlobHeader header;
    for (int i = 0; i < 4; ++i)
        header.stanzas.emplace_back(format::stanzaBytes(header.suite));
    format::encodeClear(header);
    std::ranges::copy(header.clear, bytes.begin());
    return bytes;
}

struct Folder {
    Folder()
        : root(Path(temporary.path().toStdString()) / "share"),
          share(share::openShareFolder(root), base::systemFileSystem(), parts, verified) {
        id = share.create(1).value();
    }
    Path place(const crypto::Digest& digest, const std::string& ending = "blob") const {
        const auto name = base::toBase32(digest.view());
        return root / "in" / base::toBase32(mailbox.view()) / name.substr(0, 2) / (name + "." + ending);
    }
    Path local(const std::string& name) const { return Path(temporary.path().toStdString()) / name; }
    QTemporaryDir temporary;
    Path root;
    share::MemoryPartLog parts;
    share::Verified verified;
    share::FolderShare share;
    share::ShareId id;
    format::MailboxId mailbox = crypto::randomValue<format::MailboxId>();
};

}  // namespace

class TestShare : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;

  private Q_SLOTS:
    void whatIsPublishedArrives() {
        Folder folder;
        for (const std::size_t size : {2000U, 300'000U, 1'000'003U}) {
            const auto content = blobLike(size);
            const auto name = format::fileDigest(content);
            writeFile(folder.local("out"), content);
            QVERIFY(folder.share.publish(folder.local("out"), name, "blob", folder.mailbox, m_task));
            // Again is no second file.
            QVERIFY(folder.share.publish(folder.local("out"), name, "blob", folder.mailbox, m_task));
            const auto listing = folder.share.list(folder.mailbox).value();
            QCOMPARE(listing.files.size(), std::size_t{1});
            QCOMPARE(listing.files[0].size, std::uint64_t{size});
            QVERIFY(folder.share.fetch(listing.files[0], folder.mailbox, folder.local("in"), m_task));
            QVERIFY(readFile(folder.local("in")) == content);
            QVERIFY(folder.share.remove(listing.files[0], folder.mailbox));
            QVERIFY(folder.share.remove(listing.files[0], folder.mailbox));
            QVERIFY(folder.share.list(folder.mailbox)->files.empty());
        }
    }

    void junkIsCountedAndLeftAlone() {
        Folder folder;
        const auto box = folder.root / "in" / base::toBase32(folder.mailbox.view());
        const auto content = blobLike(5000);
        const auto name = format::fileDigest(content);
        writeFile(folder.place(name), content);
        const auto prefix = folder.place(name).parent_path();
        writeFile(box / "thumbs.db", {});
        writeFile(prefix / "readme.txt", {});
        writeFile(prefix / (base::toBase32(name.view()) + ".exe"), {});
        writeFile(prefix / ("zz" + base::toBase32(name.view()).substr(2) + ".blob"), {});
        writeFile(box / "toolong" / "x.blob", {});
        std::filesystem::create_symlink("/etc/passwd", prefix / "link.blob");
        const auto linked = crypto::sha256(randomBytes(10));
        std::filesystem::create_directories(folder.place(linked).parent_path());
        std::filesystem::create_symlink("/etc/passwd", folder.place(linked));
        const auto pipe = crypto::sha256(randomBytes(11));
        std::filesystem::create_directories(folder.place(pipe).parent_path());
        QCOMPARE(::mkfifo(folder.place(pipe).c_str(), 0600), 0);
        const auto listing = folder.share.list(folder.mailbox).value();
        QCOMPARE(listing.files.size(), std::size_t{1});
        QVERIFY(listing.files[0].digest == name);
        QVERIFY(listing.foreign >= 6);
        // Asked for by name they are refused too, and a pipe does not hang.
        for (const auto& digest : {linked, pipe}) {
            const auto fetched =
                folder.share.fetch({digest, "blob", 0}, folder.mailbox, folder.local("in"), m_task);
            QVERIFY(!fetched);
            QVERIFY(!std::filesystem::exists(folder.local("in")));
        }
    }

    void otherBytesUnderARightName() {
        Folder folder;
        auto content = blobLike(700'000);
        const auto name = format::fileDigest(content);
        for (const std::size_t at : {60U, 4000U, 300'000U, 699'999U}) {
            auto changed = content;
            changed[at] ^= 1;
            writeFile(folder.place(name), changed);
            const auto fetched =
                folder.share.fetch({name, "blob", 0}, folder.mailbox, folder.local("in"), m_task);
            QVERIFY(!fetched);
            QCOMPARE(fetched.error().code, ErrorCode::kAuthenticationFailed);
            QVERIFY(!std::filesystem::exists(folder.local("in")));
        }
        // Junk of any size is not copied first.
        writeFile(folder.place(name), randomBytes(100));
        std::filesystem::resize_file(folder.place(name), std::uint64_t{50} << 30);
        const auto fetched =
            folder.share.fetch({name, "blob", 0}, folder.mailbox, folder.local("in"), m_task);
        QVERIFY(!fetched);
        // A file whose name promises more than this machine's disk has.
        writeFile(folder.place(name), content);
        std::filesystem::resize_file(folder.place(name), share::kLargestBlob - 1);
        const auto huge = folder.share.fetch({name, "blob", 0}, folder.mailbox, folder.local("in"), m_task);
        QVERIFY(!huge);
        QVERIFY(huge.error().code == ErrorCode::kNoSpace);
    }

    void aTakenNameIsPutRight() {
        Folder folder;
        const auto content = blobLike(3000);
        const auto name = format::fileDigest(content);
        writeFile(folder.local("out"), content);
        writeFile(folder.place(name), base::ByteView(content).first(100));
        QVERIFY(folder.share.publish(folder.local("out"), name, "blob", folder.mailbox, m_task));
        QVERIFY(readFile(folder.place(name)) == content);
        // A link that somebody laid where the message goes is replaced, not followed.
        writeFile(folder.local("victim"), randomBytes(3000));
        const auto before = readFile(folder.local("victim"));
        std::filesystem::remove(folder.place(name));
        std::filesystem::create_symlink(folder.local("victim"), folder.place(name));
        QVERIFY(folder.share.publish(folder.local("out"), name, "blob", folder.mailbox, m_task));
        QVERIFY(!std::filesystem::is_symlink(folder.place(name)));
        QVERIFY(readFile(folder.local("victim")) == before);
    }

    void anotherFilesDigestIsNotPublished() {
        Folder folder;
        writeFile(folder.local("out"), blobLike(3000));
        const auto wrong = crypto::sha256(randomBytes(5));
        QVERIFY(!folder.share.publish(folder.local("out"), wrong, "blob", folder.mailbox, m_task));
        QVERIFY(folder.share.list(folder.mailbox)->files.empty());
    }

    void markers() {
        Folder folder;
        QVERIFY(folder.share.check(folder.id));
        QCOMPARE(folder.share.check({}).error().code, ErrorCode::kShareForeign);
        std::filesystem::remove(folder.root / "share.json");
        QCOMPARE(folder.share.check(folder.id).error().code, ErrorCode::kShareOffline);
        for (const std::string text : {"", "{", "[]", "{\"format\":\"medveil-share\"}", "null",
                                       "{\"format\":\"medveil-share\",\"version\":1,\"id\":7}",
                                       "{\"format\":\"medveil-share\",\"version\":1,\"id\":\"a\"}"}) {
            writeFile(folder.root / "share.json", base::asBytes(text));
            QVERIFY(!folder.share.check(folder.id));
        }
        writeFile(
            folder.root / "share.json",
            base::asBytes(R"({"format":"medveil-share","version":2,"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa"})"));
        QCOMPARE(folder.share.readMarker().error().code, ErrorCode::kUnknownVersion);
        std::filesystem::remove(folder.root / "share.json");
        QCOMPARE(::mkfifo((folder.root / "share.json").c_str(), 0600), 0);
        QVERIFY(!folder.share.check(folder.id));
    }

    void aFullShareSaysSo() {
        Folder folder;
        test::FaultyFileSystem files(base::systemFileSystem());
        share::FolderShare full(
            std::make_unique<test::FaultyShareFolder>(files, share::openShareFolder(folder.root)),
            base::systemFileSystem(), folder.parts, folder.verified);
        const auto content = blobLike(3000);
        const auto name = format::fileDigest(content);
        writeFile(folder.local("out"), content);
        int told = 0;
        for (std::size_t nth = 0;; ++nth) {
            files.failAt(nth, ErrorCode::kNoSpace);
            const auto published = full.publish(folder.local("out"), name, "blob", folder.mailbox, m_task);
            const bool hit = files.callCount() > nth;
            files.heal();
            if (!published) {
                QCOMPARE(published.error().code, ErrorCode::kShareFull);
                QVERIFY(folder.share.list(folder.mailbox)->files.empty());
                ++told;
            }
            (void)folder.share.remove({name, "blob", 0}, folder.mailbox);
            if (!hit)
                break;
        }
        QVERIFY(told > 3);
    }

    void onlyPartsThatWereWrittenDownAreRemoved() {
        Folder folder;
        const auto tmp = folder.root / "tmp";
        // What the first version left behind, somebody else's, and one that this device wrote down.
        for (const auto& path : {tmp / "device" / "old.part", tmp / "foreign.part", tmp / "mine.part"})
            writeFile(path, randomBytes(10));
        QVERIFY(folder.parts.record("mine.part").has_value());
        folder.share.removeOldParts(35 * base::kHour);
        QVERIFY(std::filesystem::exists(tmp / "mine.part"));
        folder.share.removeOldParts(37 * base::kHour);
        QVERIFY(!std::filesystem::exists(tmp / "mine.part"));
        QVERIFY(std::filesystem::exists(tmp / "foreign.part"));
        QVERIFY(std::filesystem::exists(tmp / "device" / "old.part"));
        QVERIFY(folder.parts.all()->empty());
        // Publishing leaves nothing behind, and nothing written down.
        const auto content = blobLike(3000);
        writeFile(folder.local("out"), content);
        QVERIFY(folder.share.publish(folder.local("out"), format::fileDigest(content), "blob", folder.mailbox,
                                     m_task));
        QVERIFY(folder.parts.all()->empty());
    }

    void aFolderUnderOurNameMovesAside() {
        Folder folder;
        const auto content = blobLike(3000);
        const auto name = format::fileDigest(content);
        writeFile(folder.local("out"), content);
        writeFile(folder.place(name) / "kept", randomBytes(10));
        QVERIFY(folder.share.publish(folder.local("out"), name, "blob", folder.mailbox, m_task));
        QVERIFY(readFile(folder.place(name)) == content);
    }

    void aMailboxIsReadOnWhereItStopped() {
        Folder folder;
        std::set<std::string> seen;
        for (int i = 0; i < 200; ++i)
            writeFile(folder.place(crypto::sha256(randomBytes(9))), randomBytes(5));
        share::MailboxView view;
        view.most = 20;
        view.known = [&](const std::string& name) { return seen.contains(name); };
        for (int look = 0; look < 10; ++look) {
            const auto listing = folder.share.list(folder.mailbox, view).value();
            QVERIFY(listing.files.size() <= 20);
            for (const auto& file : listing.files)
                QVERIFY(seen.insert(file.name()).second);
            view.after = listing.next;
        }
        QCOMPARE(seen.size(), std::size_t{200});
    }

    /// Two senders, a receiver and somebody who deletes at random: whoever publishes again until it was
    /// fetched gets everything through, once, whole.
    void twoSendersAndRandomLoss() {
        Folder folder;
        share::MemoryPartLog parts;
        share::Verified verified;
        share::FolderShare second(share::openShareFolder(folder.root), base::systemFileSystem(), parts,
                                  verified);
        std::map<crypto::Digest, base::Bytes> waiting;
        std::size_t fetched = 0;
        for (int i = 0; i < 40; ++i) {
            auto content = blobLike(1500 + crypto::randomBelow(4000));
            waiting.emplace(format::fileDigest(content), std::move(content));
        }
        for (int round = 0; round < 200 && !waiting.empty(); ++round) {
            bool other = false;
            for (const auto& [name, content] : waiting) {
                writeFile(folder.local("out"), content);
                auto& sender = other ? second : folder.share;
                QVERIFY(sender.publish(folder.local("out"), name, "blob", folder.mailbox, m_task));
                other = !other;
            }
            const auto listing = folder.share.list(folder.mailbox).value();
            for (const auto& file : listing.files) {
                const auto luck = crypto::randomBelow(4);
                if (luck == 0)
                    std::filesystem::remove(folder.place(file.digest));
                else if (luck == 1)
                    std::filesystem::resize_file(folder.place(file.digest), file.size / 2);
                if (luck == 3)
                    continue;
                if (!folder.share.fetch(file, folder.mailbox, folder.local("in"), m_task))
                    continue;
                QVERIFY(waiting.contains(file.digest));
                QVERIFY(readFile(folder.local("in")) == waiting.at(file.digest));
                QVERIFY(folder.share.remove(file, folder.mailbox));
                waiting.erase(file.digest);
                ++fetched;
            }
        }
        QVERIFY(waiting.empty());
        QCOMPARE(fetched, std::size_t{40});
    }

    void pauses() {
        for (std::uint32_t attempts = 0; attempts < 50; ++attempts) {
            const auto pause = share::backOff(attempts);
            QVERIFY(pause >= 5 * base::kSecond);
            QVERIFY(pause <= 10 * base::kMinute * 5 / 4 + 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestShare)
#include "test_share.moc"
