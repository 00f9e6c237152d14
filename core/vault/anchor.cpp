#include "core/vault/anchor.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/crypto/digest.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kMagic = "MVANCH2\n";
constexpr std::size_t kContent = 8 + 4 * 8 + crypto::Digest::kBytes;
constexpr std::size_t kRecord = kContent + crypto::Digest::kBytes;
/// Two records, each in a sector of its own: a write that is cut off by a power failure tears one of them.
constexpr std::size_t kStride = 512;
constexpr std::size_t kFileBytes = kStride + kRecord;
/// A longer file is none of ours, but what stands at its beginning may be.
constexpr std::size_t kMostRead = 64 * 1024;
/// Version 1: counter and MAC.
constexpr std::size_t kOldBytes = 40;

base::Bytes encode(const AnchorMark& mark, const crypto::SymmetricKey& key) {
    base::ByteWriter out;
    out.raw(base::asBytes(kMagic)).integer(mark.counter).integer(mark.slotsCounter);
    out.integer(mark.log.first).integer(mark.log.next).raw(mark.log.root.view());
    const auto mac = crypto::hmacSha256(key.view(), out.bytes());
    out.raw(mac.view());
    return out.take();
}

bool holds(base::ByteView record, std::size_t content, const crypto::SymmetricKey& key) {
    const auto mac = crypto::hmacSha256(key.view(), record.first(content));
    return base::equalConstantTime(mac.view(), record.subspan(content));
}

std::optional<AnchorMark> decode(base::ByteView record, const crypto::SymmetricKey& key) {
    if (base::asText(record.first(kMagic.size())) != kMagic || !holds(record, kContent, key))
        return std::nullopt;
    base::ByteReader in(record.subspan(kMagic.size(), kContent - kMagic.size()));
    AnchorMark mark;
    mark.counter = in.integer<std::uint64_t>().value_or(0);
    mark.slotsCounter = in.integer<std::uint64_t>().value_or(0);
    mark.log.first = in.integer<std::uint64_t>().value_or(0);
    mark.log.next = in.integer<std::uint64_t>().value_or(0);
    if (const auto root = in.take(crypto::Digest::kBytes))
        mark.log.root = crypto::Digest::from(*root).value_or(crypto::Digest{});
    return mark;
}

}  // namespace

base::Result<std::uint64_t> counterSetting(Database& database, std::string_view name) {
    MEDVEIL_ASSIGN(Statement select, database.prepare("SELECT value FROM settings WHERE key = ?"));
    select.bindText(1, name);
    MEDVEIL_ASSIGN(const bool found, select.step());
    const auto value = found ? select.integer(0) : 0;
    if (value < 0)
        return fail(ErrorCode::kVaultDamaged, "settings: " + std::string(name));
    return static_cast<std::uint64_t>(value);
}

base::Result<void> setCounterSetting(Database& database, std::string_view name, std::uint64_t value) {
    MEDVEIL_ASSIGN(Statement insert, database.prepare("INSERT OR REPLACE INTO settings VALUES (?, ?)"));
    return insert.bindText(1, name).bind(2, static_cast<std::int64_t>(value)).run();
}

base::Result<std::optional<base::Bytes>> blobSetting(Database& database, std::string_view name) {
    MEDVEIL_ASSIGN(Statement select, database.prepare("SELECT value FROM settings WHERE key = ?"));
    select.bindText(1, name);
    MEDVEIL_ASSIGN(const bool found, select.step());
    return found ? std::optional(select.blob(0)) : std::nullopt;
}

base::Result<void> setBlobSetting(Database& database, std::string_view name, base::ByteView value) {
    MEDVEIL_ASSIGN(Statement insert, database.prepare("INSERT OR REPLACE INTO settings VALUES (?, ?)"));
    return insert.bindText(1, name).bind(2, value).run();
}

base::Result<void> removeSetting(Database& database, std::string_view name) {
    MEDVEIL_ASSIGN(Statement remove, database.prepare("DELETE FROM settings WHERE key = ?"));
    return remove.bindText(1, name).run();
}

base::Bytes encodeLogHead(const LogHead& head) {
    base::ByteWriter out;
    out.integer(head.first).integer(head.next).raw(head.root.view());
    return out.take();
}

base::Result<LogHead> decodeLogHead(base::ByteView bytes) {
    base::ByteReader in(bytes);
    LogHead head;
    const auto first = in.integer<std::uint64_t>();
    const auto next = in.integer<std::uint64_t>();
    const auto root = in.take(crypto::Digest::kBytes);
    if (!first || !next || !root || !in.atEnd() || *first > *next || *next > INT64_MAX)
        return fail(ErrorCode::kVaultDamaged, "settings: log-head");
    head.first = *first;
    head.next = *next;
    MEDVEIL_ASSIGN(head.root, crypto::Digest::from(*root));
    return head;
}

Anchor::Anchor(base::FileSystem& files, base::Path path, const crypto::SymmetricKey& vaultKey)
    : m_files(files),
      m_path(std::move(path)),
      m_key(crypto::deriveKey(vaultKey.view(), {}, "medveil/v1/vault/anchor")) {}

std::optional<AnchorMark> Anchor::read() const {
    const auto bytes = base::readWholeFile(m_files, m_path, kMostRead);
    if (!bytes)
        return std::nullopt;
    const base::ByteView view(*bytes);
    if (view.size() == kOldBytes && holds(view, 8, m_key)) {
        AnchorMark mark;
        mark.counter = base::ByteReader(view).integer<std::uint64_t>().value_or(0);
        return mark;
    }
    std::optional<AnchorMark> newest;
    for (const std::size_t at : {std::size_t{0}, kStride}) {
        if (view.size() < at + kRecord)
            continue;
        const auto mark = decode(view.subspan(at, kRecord), m_key);
        if (mark && (!newest || mark->counter > newest->counter))
            newest = mark;
    }
    return newest;
}

void Anchor::watch(Database& database, std::uint64_t slotsCounter) {
    m_database = &database;
    m_mark.slotsCounter = slotsCounter;
    database.listen(this);
}

base::Result<void> Anchor::beforeCommit() {
    if (m_database->beginsLog())
        MEDVEIL_TRY(m_database->numberLog());
    MEDVEIL_ASSIGN(m_mark.counter, counterSetting(*m_database, kAnchorSetting));
    ++m_mark.counter;
    MEDVEIL_TRY(setCounterSetting(*m_database, kAnchorSetting, m_mark.counter));
    MEDVEIL_ASSIGN(const auto head, blobSetting(*m_database, kLogHeadSetting));
    if (head) {
        MEDVEIL_ASSIGN(m_mark.log, decodeLogHead(*head));
    }
    return {};
}

void Anchor::afterCommit() {
    // The database has it; the mark lags behind until the next time.
    (void)write(Durability::kSoon);
}

base::Result<void> Anchor::move(Durability durability) {
    if (m_database->inTransaction())
        return fail(ErrorCode::kInternal, "anchor inside a transaction");
    MEDVEIL_TRY(m_database->execute("BEGIN IMMEDIATE"));
    auto moved = beforeCommit();
    if (moved)
        moved = m_database->execute("COMMIT");
    if (!moved) {
        (void)m_database->execute("ROLLBACK");
        return moved;
    }
    MEDVEIL_TRY(write(durability));
    // Only now: until the mark stands, its absence is nobody's doing.
    MEDVEIL_ASSIGN(const auto pending, blobSetting(*m_database, kAnchorPendingSetting));
    return pending ? removeSetting(*m_database, kAnchorPendingSetting) : base::Result<void>();
}

base::Result<void> Anchor::write(Durability durability) {
    const auto record = encode(m_mark, m_key);
    const auto info = m_files.info(m_path);
    if (info && info->size >= kFileBytes) {
        MEDVEIL_ASSIGN(const auto file, m_files.openForUpdate(m_path));
        MEDVEIL_TRY(file->seek(m_mark.counter % 2 == 0 ? 0 : kStride));
        MEDVEIL_TRY(file->write(record));
        if (durability == Durability::kNow)
            MEDVEIL_TRY(file->sync());
        return file->close();
    }
    if (!info && info.error().code != ErrorCode::kNotFound)
        return fail(info.error());
    // Both records at once: the second is there whatever becomes of the first.
    base::Bytes whole(kStride);
    std::copy(record.begin(), record.end(), whole.begin());
    whole.insert(whole.end(), record.begin(), record.end());
    MEDVEIL_ASSIGN(const auto file, info ? m_files.openForUpdate(m_path) : m_files.createExclusive(m_path));
    MEDVEIL_TRY(file->write(whole));
    MEDVEIL_TRY(file->sync());
    MEDVEIL_TRY(file->close());
    return m_files.syncFolder(m_path.parent_path());
}

}  // namespace medveil::vault
