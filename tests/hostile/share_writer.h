// Somebody who may write to the share, and does: one hand for every kind of harm. It knows the layout and
// whose mailbox is whose, as everybody does who can list. Another kind of attack is another function here and
// another line in everything(). One thread.
#pragma once

#include <filesystem>
#include <fstream>
#include <vector>

#include <sys/stat.h>

#include "core/crypto/random.h"
#include "core/format/blob_header.h"
#include "core/format/file_digest.h"
#include "tests/hostile/stranger.h"

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
    /// Links in the place of folders and files, empty prefixes replaced by links.
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
    /// What is no file under the names of files, and in the place of folders: new mail, twins of honest mail,
    /// cards, people, and the folders that mail lies in.
    void oddities() {
        for (const auto kind : {S_IFIFO, S_IFSOCK, S_IFDIR}) {
            for (const auto& box : m_mailboxes)
                for (const char* ending : {".blob", ".png"}) {
                    const auto name = base::toBase32(random(32));
                    odd(box / name.substr(0, 2) / (name + ending), kind);
                }
            const auto name = base::toBase32(random(32));
            if (kind != S_IFDIR)
                odd(anyMailbox() / name.substr(0, 2), kind);
            odd(m_share / "id" / base::toBase32(random(32)), kind);
            for (const auto& card : recipients()) {
                const auto folder = m_share / "id" / base::toBase32(card.card.person.view());
                odd(folder / ("1-" + base::toBase32(random(32)) + ".card"), kind);
            }
        }
        std::size_t turn = 0;
        for (const auto& file : honestFiles())
            for (const char* ending : {".tif", ".bmp", ".flac"}) {
                auto twin = file;
                odd(twin.replace_extension(ending), std::array{S_IFIFO, S_IFSOCK, S_IFDIR}[turn++ % 3]);
            }
    }
    /// A file that promises any size.
    void bombs() {
        auto bytes = random(400);
        looksSealed(bytes);
        const auto name = base::toBase32(random(32));
        const auto path = anyMailbox() / name.substr(0, 2) / (name + ".blob");
        put(path, bytes);
        std::error_code ignored;
        std::filesystem::resize_file(path, std::uint64_t{30} << 30, ignored);
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
            if (entry->is_regular_file(ignored) && entry->path().extension() == ".card" &&
                entry->file_size(ignored) > 300 && cards.size() < 20)
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
    /// A picture's front, and nothing behind it.
    void largeCover(std::uint64_t size) {
        using namespace std::literals;
        auto front = random(4096);
        static constexpr auto kPng = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv;
        std::ranges::copy(kPng, front.begin());
        sparse(front, size, ".png");
    }
    /// A real picture or sound, under its true name.
    void picture(base::ByteView bytes, std::size_t mailbox, const std::string& ending = ".png") {
        const auto name = base::toBase32(format::fileDigest(bytes).view());
        put(m_mailboxes[mailbox] / name.substr(0, 2) / (name + ending), bytes);
    }
    /// New people with sound cards, called as the honest ones are, who write to them in numbers.
    void strangers(std::size_t people, std::size_t letters) {
        for (std::size_t i = 0; i < people && !recipients().empty(); ++i) {
            auto stranger = somebody();
            for (std::size_t j = 0; j < letters; ++j)
                mail(stranger.letter(anyRecipient().card, kClaim));
        }
    }
    /// What a stranger seals against the rules: in another's name, with a declared size that is not there,
    /// with a long tail of nothing, with more attached than anybody asked for.
    void strangeLetters(std::uint64_t tail, std::size_t attached) {
        if (recipients().empty())
            return;
        auto stranger = somebody();
        const auto& to = anyRecipient();
        for (const auto& claimed : recipients())
            mail(stranger.letterAs(claimed, to.card, kClaim));
        for (const auto size : {std::uint64_t{1} << 20, std::uint64_t{1} << 40, std::uint64_t{1} << 50})
            mail(stranger.promise(to.card, size));
        if (tail > 0)
            sparse(stranger.letter(to.card, kClaim), tail, ".blob");
        if (attached > 0)
            mail(stranger.letter(to.card, kClaim, attached));
    }

    void everything(std::size_t much) {
        junk(much, 1500);
        lies(much);
        twins();
        links();
        bombs();
        junkCards(much);
        forgedCards();
        oddities();
        strangers(much / 6, 4);
        strangeLetters(0, 0);
    }

  private:
    /// What a letter of an honest person could say.
    static constexpr std::string_view kClaim = "Jonas, letter 0";

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
    /// What is no file: a pipe, a socket, a folder with something in it.
    void odd(const std::filesystem::path& path, mode_t kind) {
        std::error_code ignored;
        std::filesystem::create_directories(path.parent_path(), ignored);
        if (!staysWithin(path))
            return;
        if (kind != S_IFDIR)
            (void)::mknod(path.c_str(), kind | 0600, 0);
        else if (std::filesystem::create_directory(path, ignored))
            put(path / "more", random(100));
    }
    /// A file that is what its name says and as large as anybody likes: zeros behind its front.
    void sparse(base::ByteView front, std::uint64_t size, const std::string& ending) {
        format::FileDigest digest;
        digest.update(front);
        const base::Bytes nothing(format::FileDigest::kPieceBytes);
        for (auto left = size - front.size(); left > 0;) {
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, nothing.size()));
            digest.update(base::ByteView(nothing).first(count));
            left -= count;
        }
        const auto name = base::toBase32(digest.finish().view());
        const auto path = anyMailbox() / name.substr(0, 2) / (name + ending);
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
    /// Into every mailbox: the others find it is none of theirs.
    void mail(base::ByteView blob) {
        const auto name = base::toBase32(format::fileDigest(blob).view());
        for (const auto& box : m_mailboxes)
            put(box / name.substr(0, 2) / (name + ".blob"), blob);
    }
    /// A new person, whose card lies on the share.
    Stranger somebody() {
        static constexpr std::array kNames = {"Jonas", "Amal", "Mira", "J\xce\xbfnas"};
        Stranger stranger(kNames[crypto::randomBelow(kNames.size())]);
        const auto bytes = format::encodeSignedCard(stranger.card());
        put(m_share / "id" / base::toBase32(stranger.card().card.person.view()) /
                ("0-" + base::toBase32(format::fileDigest(bytes).view()) + ".card"),
            bytes);
        return stranger;
    }
    /// Whose mailboxes these are: it stands on their cards, for everybody to read.
    const std::vector<format::SignedCard>& recipients() {
        std::error_code ignored;
        if (m_recipients.empty())
            for (std::filesystem::recursive_directory_iterator entry(m_share / "id", ignored), end;
                 entry != end; entry.increment(ignored)) {
                if (!entry->is_regular_file(ignored))
                    continue;
                std::ifstream in(entry->path(), std::ios::binary);
                const base::Bytes bytes((std::istreambuf_iterator<char>(in)), {});
                const auto card = format::decodeSignedCard(bytes);
                if (card && !card->card.devices.empty() &&
                    std::ranges::find(
                        m_mailboxes, m_share / "in" / base::toBase32(card->card.devices[0].mailbox.view())) !=
                        m_mailboxes.end())
                    m_recipients.push_back(*card);
            }
        return m_recipients;
    }
    const format::SignedCard& anyRecipient() {
        return recipients()[crypto::randomBelow(static_cast<std::uint32_t>(recipients().size()))];
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
    std::vector<format::SignedCard> m_recipients;
};

}  // namespace medveil::test
