// Somebody who may write to the share, and does: one hand for every kind of harm. It knows the layout and
// whose mailbox is whose, as everybody does who can list. Another kind of attack is another function here and
// another line in everything(). One thread.
#pragma once

#include <filesystem>
#include <fstream>
#include <vector>

#include "core/crypto/random.h"
#include "core/format/blob_header.h"
#include "core/format/file_digest.h"

namespace medveil::test {

class ShareWriter {
  public:
    /// `outside` is a folder that nothing may ever touch: links lead there.
    ShareWriter(std::filesystem::path share, std::vector<std::filesystem::path> mailboxes,
                std::filesystem::path outside)
        : m_share(std::move(share)), m_mailboxes(std::move(mailboxes)), m_outside(std::move(outside)) {}

    /// Files that are what their names say and still nothing.
    void junk(std::size_t count, std::size_t size) {
        for (std::size_t i = 0; i < count; ++i) {
            auto bytes = random(size);
            if (i % 3 == 0)
                looksSealed(bytes);
            const auto name = base::toBase32(format::fileDigest(bytes).view());
            put(anyMailbox() / name.substr(0, 2) / (name + (i % 3 == 1 ? ".png" : ".blob")), bytes);
        }
    }
    /// Names that could be ours over bytes that are not.
    void lies(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto name = base::toBase32(random(32));
            put(anyMailbox() / name.substr(0, 2) / (name + ".blob"), random(1 + i % 200));
        }
    }
    /// Every file in a mailbox again under other endings: a copy, and a byte of junk.
    void twins() {
        for (const auto& file : honestFiles()) {
            for (const char* ending : {".png", ".wav", ".jpg"}) {
                auto twin = file;
                if (twin.extension() == ending || std::filesystem::exists(twin.replace_extension(ending)))
                    continue;
                std::error_code ignored;
                if (ending[1] == 'p')
                    std::filesystem::copy_file(file, twin, ignored);
                else
                    put(twin, random(1));
            }
        }
    }
    /// Links in the place of folders and files, empty prefixes replaced by links, pipes are left to the unit
    /// tests.
    void links() {
        std::error_code ignored;
        if (std::filesystem::is_empty(m_share / "tmp", ignored)) {
            std::filesystem::remove(m_share / "tmp", ignored);
            std::filesystem::create_directory_symlink(m_outside, m_share / "tmp", ignored);
        }
        constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
        for (const auto& box : m_mailboxes)
            for (int i = 0; i < 20; ++i) {
                const std::string prefix{kLetters[crypto::randomBelow(32)],
                                         kLetters[crypto::randomBelow(32)]};
                std::filesystem::create_directories(box, ignored);
                std::filesystem::create_directory_symlink(m_outside, box / prefix, ignored);
            }
        const auto name = base::toBase32(random(32));
        std::filesystem::create_symlink(m_outside / "keep", anyMailbox() / (name + ".blob"), ignored);
    }
    /// Files that promise any size, and pictures that cannot be read.
    void bombs() {
        auto bytes = random(400);
        looksSealed(bytes);
        const auto name = base::toBase32(random(32));
        const auto path = anyMailbox() / name.substr(0, 2) / (name + ".blob");
        put(path, bytes);
        std::error_code ignored;
        std::filesystem::resize_file(path, std::uint64_t{30} << 30, ignored);
        static constexpr std::string_view kPng =
            "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff";
        base::Bytes picture(kPng.begin(), kPng.end());
        picture.resize(2000);
        const auto digest = base::toBase32(format::fileDigest(picture).view());
        put(anyMailbox() / digest.substr(0, 2) / (digest + ".png"), picture);
    }
    /// People who are none, and cards that are none.
    void junkCards(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto bytes = random(300);
            put(m_share / "id" / base::toBase32(random(32)) /
                    ("0-" + base::toBase32(format::fileDigest(bytes).view()) + ".card"),
                bytes);
        }
    }
    /// Cards of real people with one byte changed, as the next epoch's.
    void forgedCards() {
        std::error_code ignored;
        std::vector<std::filesystem::path> cards;
        for (std::filesystem::recursive_directory_iterator entry(m_share / "id", ignored), end; entry != end;
             entry.increment(ignored))
            if (entry->path().extension() == ".card" && entry->file_size(ignored) > 300 && cards.size() < 20)
                cards.push_back(entry->path());
        for (const auto& card : cards) {
            std::ifstream in(card, std::ios::binary);
            base::Bytes bytes((std::istreambuf_iterator<char>(in)), {});
            if (bytes.empty())
                continue;
            bytes[crypto::randomBelow(static_cast<std::uint32_t>(bytes.size()))] ^= 1;
            put(card.parent_path() / ("1-" + base::toBase32(format::fileDigest(bytes).view()) + ".card"),
                bytes);
        }
    }
    /// A file that is what its name says, begins like a picture and is as large as anybody likes: sparse.
    void largeCover(std::uint64_t size) {
        auto front = random(4096);
        static constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        std::ranges::copy(kPng, front.begin());
        format::FileDigest digest;
        digest.update(front);
        const base::Bytes nothing(format::FileDigest::kPieceBytes);
        for (auto left = size - front.size(); left > 0;) {
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, nothing.size()));
            digest.update(base::ByteView(nothing).first(count));
            left -= count;
        }
        const auto name = base::toBase32(digest.finish().view());
        const auto path = anyMailbox() / name.substr(0, 2) / (name + ".png");
        const auto making = m_share / (name + ".making");
        put(making, front);
        std::error_code ignored;
        std::filesystem::resize_file(making, size, ignored);
        std::filesystem::create_directories(path.parent_path(), ignored);
        if (staysWithin(path))
            std::filesystem::rename(making, path, ignored);
        else
            std::filesystem::remove(making, ignored);
    }
    /// A real picture, under its true name.
    void picture(base::ByteView bytes, std::size_t mailbox) {
        const auto name = base::toBase32(format::fileDigest(bytes).view());
        put(m_mailboxes[mailbox] / name.substr(0, 2) / (name + ".png"), bytes);
    }

    void everything(std::size_t much) {
        junk(much, 1500);
        lies(much);
        twins();
        links();
        bombs();
        junkCards(much);
        forgedCards();
    }

  private:
    static base::Bytes random(std::size_t size) {
        base::Bytes bytes(size);
        crypto::fillRandom(bytes);
        return bytes;
    }
    /// A header as a sealed message has one, so that the file is read further.
    static void looksSealed(base::Bytes& bytes) {
        format::BlobHeader header;
        for (int i = 0; i < 4; ++i)
            header.stanzas.emplace_back(format::stanzaBytes(header.suite));
        format::encodeClear(header);
        if (header.clear.size() <= bytes.size())
            std::ranges::copy(header.clear, bytes.begin());
    }
    /// Its own links would lead it out as well.
    bool staysWithin(const std::filesystem::path& path) const {
        std::error_code ignored;
        const auto folder = std::filesystem::canonical(path.parent_path(), ignored);
        return folder.string().starts_with(m_share.string());
    }
    void put(const std::filesystem::path& path, base::ByteView bytes) {
        std::error_code ignored;
        std::filesystem::create_directories(path.parent_path(), ignored);
        if (!staysWithin(path))
            return;
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
    std::filesystem::path anyMailbox() const {
        return m_mailboxes[crypto::randomBelow(static_cast<std::uint32_t>(m_mailboxes.size()))];
    }
    std::vector<std::filesystem::path> honestFiles() const {
        std::vector<std::filesystem::path> files;
        std::error_code ignored;
        for (const auto& box : m_mailboxes)
            for (std::filesystem::recursive_directory_iterator entry(box, ignored), end; entry != end;
                 entry.increment(ignored))
                if (entry->is_regular_file(ignored) && entry->path().extension() == ".blob" &&
                    entry->file_size(ignored) < (1U << 20) && files.size() < 300)
                    files.push_back(entry->path());
        return files;
    }

    std::filesystem::path m_share;
    std::vector<std::filesystem::path> m_mailboxes;
    std::filesystem::path m_outside;
};

}  // namespace medveil::test
