#include "core/vault/vault.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "core/base/byte_writer.h"
#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "core/vault/schema.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

constexpr const char* kSlotsName = "slots";
constexpr const char* kAnchorName = "anchor";
constexpr std::size_t kMostFiles = 10'000'000;

base::Path slotsPath(const base::Path& folder) {
    return folder / kSlotsName;
}

KeySlot newSlot(SlotKind kind, const crypto::PasswordHashParameters& parameters) {
    KeySlot slot;
    slot.kind = kind;
    slot.salt = crypto::randomValue<crypto::PasswordSalt>();
    slot.parameters = kind == SlotKind::kPassphrase ? parameters : crypto::PasswordHashParameters{0, 0};
    return slot;
}

/// The slot's own key is kept inside the encrypted database, so that the vault key can be rotated without
/// asking for every passphrase and kit. Who can read it there has the vault key already.
base::Result<void> rememberSlotKey(Database& database, const KeySlot& slot, const crypto::SymmetricKey& key) {
    MEDVEIL_ASSIGN(Statement insert, database.prepare("INSERT OR REPLACE INTO slot_keys VALUES (?, ?)"));
    return insert.bind(1, slot.salt.view()).bind(2, key.view()).run();
}

base::Result<crypto::SymmetricKey> recallSlotKey(Database& database, const KeySlot& slot) {
    MEDVEIL_ASSIGN(Statement select, database.prepare("SELECT key FROM slot_keys WHERE salt = ?"));
    select.bind(1, slot.salt.view());
    MEDVEIL_ASSIGN(const bool found, select.step());
    if (!found)
        return fail(ErrorCode::kVaultDamaged, "slot key");
    return crypto::SymmetricKey::from(select.secretBlob(0));
}

base::Result<crypto::SymmetricKey> unlock(const SlotFile& slots, const Credential& credential) {
    for (const auto& slot : slots.slots) {
        if (slot.kind != credential.kind)
            continue;
        MEDVEIL_ASSIGN(const crypto::SymmetricKey key, slotKey(slot, credential.secret.view()));
        if (auto vaultKey = unwrapFrom(slot, key)) {
            MEDVEIL_TRY(checkSlotFile(slots, *vaultKey));
            return vaultKey;
        }
    }
    return fail(ErrorCode::kUnlockFailed);
}

/// Databases grow from an empty file that only its owner may read: SQLite itself would let everybody.
base::Result<void> makeEmptyFile(base::FileSystem& files, const base::Path& path) {
    MEDVEIL_ASSIGN(const auto file, files.createExclusive(path));
    return file->close();
}

base::Result<SlotFile> readSlots(base::FileSystem& files, const base::Path& folder) {
    auto bytes = base::readWholeFile(files, slotsPath(folder), kSlotFileLimit);
    if (!bytes)
        return fail(bytes.error().code == ErrorCode::kNotFound ? ErrorCode::kNoProfile : bytes.error().code,
                    "slots");
    return decodeSlotFile(*bytes);
}

}  // namespace

base::Path Vault::databasePath(const base::Path& folder, std::uint64_t generation) {
    return folder / ("vault-" + std::to_string(generation) + ".db");
}

bool Vault::exists(base::FileSystem& files, const base::Path& folder) {
    return files.info(slotsPath(folder)).has_value();
}

base::Result<void> Vault::openDatabase() {
    MEDVEIL_ASSIGN(Database database, Database::open(databasePath(m_folder, m_slots.generation), m_key));
    m_database = std::make_unique<Database>(std::move(database));
    return migrate(*m_database);
}

base::Result<void> Vault::writeSlots(const SlotFile& slots, const crypto::SymmetricKey& key) {
    return base::writeWholeFile(*m_files, slotsPath(m_folder), encodeSlotFile(slots, key));
}

base::Result<Vault> Vault::create(base::FileSystem& files, const base::Path& folder, const Credential& first,
                                  const crypto::PasswordHashParameters& parameters,
                                  const std::function<base::Result<void>(Vault&)>& fill) {
    MEDVEIL_TRY(files.createFolders(folder));
    MEDVEIL_ASSIGN(base::FileLock lock, base::FileLock::take(folder / "lock"));
    if (exists(files, folder))
        return fail(ErrorCode::kAlreadyExists, "vault");
    Vault vault(files, folder, std::move(lock));
    MEDVEIL_TRY(files.createFolders(vault.attachmentsFolder()));
    MEDVEIL_TRY(files.createFolders(vault.spoolFolder()));
    vault.m_key = crypto::randomKey();
    // A database left by a creation that was cut off: its key is gone, and nothing was ever stored in it.
    for (const char* ending : {"", "-wal", "-shm"})
        (void)files.removeFile(databasePath(folder, 0).string() + ending);
    MEDVEIL_TRY(makeEmptyFile(files, databasePath(folder, 0)));
    MEDVEIL_TRY(vault.openDatabase());
    auto slot = newSlot(first.kind, parameters);
    MEDVEIL_ASSIGN(const crypto::SymmetricKey key, slotKey(slot, first.secret.view()));
    wrapInto(slot, key, vault.m_key);
    MEDVEIL_TRY(rememberSlotKey(*vault.m_database, slot, key));
    vault.m_slots.slots.push_back(std::move(slot));
    MEDVEIL_TRY(fill(vault));
    // Last: a vault exists from the moment its slots do.
    MEDVEIL_TRY(vault.writeSlots(vault.m_slots, vault.m_key));
    MEDVEIL_TRY(vault.anchor());
    return vault;
}

base::Result<Vault> Vault::open(base::FileSystem& files, const base::Path& folder,
                                const Credential& credential) {
    if (!exists(files, folder))
        return fail(ErrorCode::kNoProfile);
    MEDVEIL_ASSIGN(base::FileLock lock, base::FileLock::take(folder / "lock"));
    Vault vault(files, folder, std::move(lock));
    MEDVEIL_ASSIGN(vault.m_slots, readSlots(files, folder));
    MEDVEIL_ASSIGN(vault.m_key, unlock(vault.m_slots, credential));
    MEDVEIL_TRY(vault.openDatabase());
    // A copy made by something that leaves out empty folders is a vault all the same.
    MEDVEIL_TRY(files.createFolders(vault.attachmentsFolder()));
    MEDVEIL_TRY(files.createFolders(vault.spoolFolder()));
    MEDVEIL_TRY(vault.checkAnchor());
    MEDVEIL_TRY(vault.removeLeftovers());
    return vault;
}

Vault::~Vault() {
    if (m_database)
        (void)anchor();
}

crypto::SymmetricKey Vault::derivedKey(std::string_view purpose) const {
    return crypto::deriveKey(m_key.view(), {}, std::string("medveil/v1/vault/") + std::string(purpose));
}

bool Vault::hasSlot(SlotKind kind) const {
    return std::ranges::any_of(m_slots.slots, [kind](const auto& slot) { return slot.kind == kind; });
}

std::optional<crypto::PasswordHashParameters> Vault::passphraseParameters() const {
    for (const auto& slot : m_slots.slots) {
        if (slot.kind == SlotKind::kPassphrase)
            return slot.parameters;
    }
    return std::nullopt;
}

base::Result<void> Vault::checkCredential(const Credential& credential) const {
    MEDVEIL_TRY(unlock(m_slots, credential));
    return {};
}

base::Result<void> Vault::setSlot(const Credential& credential,
                                  const crypto::PasswordHashParameters& parameters) {
    auto slot = newSlot(credential.kind, parameters);
    MEDVEIL_ASSIGN(const crypto::SymmetricKey key, slotKey(slot, credential.secret.view()));
    wrapInto(slot, key, m_key);
    // First the key inside, then the slot outside: a slot without its key could not follow a rotation.
    MEDVEIL_TRY(rememberSlotKey(*m_database, slot, key));
    SlotFile slots = m_slots;
    std::erase_if(slots.slots, [&](const auto& old) { return old.kind == credential.kind; });
    slots.slots.push_back(std::move(slot));
    auto written = writeSlots(slots, m_key);
    // What stands in the file counts, also when making it durable failed.
    MEDVEIL_ASSIGN(m_slots, readSlots(*m_files, m_folder));
    MEDVEIL_TRY(std::move(written));
    return forgetOldSlotKeys();
}

base::Result<void> Vault::forgetOldSlotKeys() {
    std::set<base::Bytes> current;
    for (const auto& slot : m_slots.slots)
        current.insert(base::toBytes(slot.salt.view()));
    std::vector<base::Bytes> old;
    {
        MEDVEIL_ASSIGN(Statement select, m_database->prepare("SELECT salt FROM slot_keys"));
        while (true) {
            MEDVEIL_ASSIGN(const bool row, select.step());
            if (!row)
                break;
            if (auto salt = select.blob(0); !current.contains(salt))
                old.push_back(std::move(salt));
        }
    }
    for (const auto& salt : old) {
        MEDVEIL_ASSIGN(Statement remove, m_database->prepare("DELETE FROM slot_keys WHERE salt = ?"));
        MEDVEIL_TRY(remove.bind(1, salt).run());
    }
    return {};
}

base::Result<void> Vault::reencryptAttachments(Database& fresh, base::TaskContext& task) {
    struct Row {
        std::int64_t message;
        std::int64_t position;
        SealedFileRef ref;
    };
    std::vector<Row> rows;
    std::uint64_t total = 0;
    {
        MEDVEIL_ASSIGN(Statement select,
                       fresh.prepare("SELECT message, position, file, key, size FROM attachments"));
        while (true) {
            MEDVEIL_ASSIGN(const bool row, select.step());
            if (!row)
                break;
            MEDVEIL_ASSIGN(crypto::SymmetricKey key, crypto::SymmetricKey::from(select.secretBlob(3)));
            rows.push_back({select.integer(0),
                            select.integer(1),
                            {select.text(2), std::move(key), static_cast<std::uint64_t>(select.integer(4))}});
            total += rows.back().ref.size;
        }
    }
    std::uint64_t done = 0;
    for (const auto& row : rows) {
        MEDVEIL_ASSIGN(const auto from, SealedFileReader::open(*m_files, attachmentsFolder(), row.ref));
        MEDVEIL_ASSIGN(const auto to, SealedFileWriter::create(*m_files, attachmentsFolder()));
        MEDVEIL_TRY(base::copyStream(*from, *to, row.ref.size, base::Stage::kReencrypting, task));
        MEDVEIL_ASSIGN(const SealedFileRef ref, to->finish());
        MEDVEIL_ASSIGN(
            Statement update,
            fresh.prepare("UPDATE attachments SET file = ?, key = ? WHERE message = ? AND position = ?"));
        MEDVEIL_TRY(update.bindText(1, ref.name)
                        .bind(2, ref.key.view())
                        .bind(3, row.message)
                        .bind(4, row.position)
                        .run());
        done += row.ref.size;
        task.report({base::Stage::kReencrypting, done, total});
    }
    return {};
}

base::Result<void> Vault::rotateKey(base::TaskContext& task) {
    auto slots = m_slots;
    ++slots.generation;
    auto key = crypto::randomKey();
    const auto path = databasePath(m_folder, slots.generation);
    for (const char* ending : {"", "-wal", "-shm"})
        (void)m_files->removeFile(path.string() + ending);
    for (auto& slot : slots.slots) {
        MEDVEIL_ASSIGN(const crypto::SymmetricKey slotKeyValue, recallSlotKey(*m_database, slot));
        wrapInto(slot, slotKeyValue, key);
    }
    task.report({base::Stage::kReencrypting, 0, 0});
    MEDVEIL_TRY(makeEmptyFile(*m_files, path));
    MEDVEIL_TRY(m_database->exportTo(path, key));
    {
        MEDVEIL_ASSIGN(Database fresh, Database::open(path, key));
        // The export copies tables, not this number.
        MEDVEIL_TRY(fresh.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion)));
        MEDVEIL_TRY(fresh.execute("INSERT OR REPLACE INTO settings VALUES ('anchor-pending', 1)"));
        MEDVEIL_TRY(reencryptAttachments(fresh, task));
        MEDVEIL_TRY(fresh.checkIntegrity());
        // Everything into the one file, and that file to the disk, before the slots say that it counts.
        MEDVEIL_TRY(fresh.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    {
        MEDVEIL_ASSIGN(const auto file, m_files->openForUpdate(path));
        MEDVEIL_TRY(file->sync());
        MEDVEIL_TRY(m_files->syncFolder(m_folder));
    }
    MEDVEIL_TRY(task.checkpoint());
    // The one moment of change. It may have happened although making it durable failed, so the file itself is
    // asked which generation counts: what is stored from now on must go there.
    auto written = writeSlots(slots, key);
    auto standing = readSlots(*m_files, m_folder);
    if (!standing) {
        // Nothing may be written to a database that perhaps no longer counts. Ending here is safe, as at any
        // other point.
        std::fputs("medveil: the vault's slots cannot be read back\n", stderr);
        std::abort();
    }
    if (standing->generation != slots.generation)
        return written ? fail(ErrorCode::kIo, "slots") : std::move(written);
    m_key = std::move(key);
    m_slots = std::move(*standing);
    MEDVEIL_TRY(openDatabase());
    MEDVEIL_TRY(std::move(written));
    MEDVEIL_TRY(removeLeftovers());
    return anchor();
}

base::Result<void> Vault::removeLeftovers() {
    const auto current = databasePath(m_folder, m_slots.generation).filename().string();
    MEDVEIL_ASSIGN(const auto entries, m_files->list(m_folder, 10'000));
    for (const auto& entry : entries) {
        const bool old = entry.name.starts_with("vault-") && !entry.name.starts_with(current);
        if (old || entry.name.ends_with(".part"))
            (void)m_files->removeFile(m_folder / entry.name);
    }
    std::set<std::string> used;
    MEDVEIL_ASSIGN(Statement select, m_database->prepare("SELECT file FROM attachments"));
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            break;
        used.insert(select.text(0));
    }
    MEDVEIL_ASSIGN(const auto attachments, m_files->list(attachmentsFolder(), kMostFiles));
    for (const auto& entry : attachments) {
        if (!used.contains(entry.name))
            (void)m_files->removeFile(attachmentsFolder() / entry.name);
    }
    return {};
}

base::Result<std::uint64_t> Vault::anchorCounter(Database& database) const {
    MEDVEIL_ASSIGN(Statement select, database.prepare("SELECT value FROM settings WHERE key = 'anchor'"));
    MEDVEIL_ASSIGN(const bool found, select.step());
    return found ? static_cast<std::uint64_t>(select.integer(0)) : 0;
}

base::Result<void> Vault::anchor() {
    MEDVEIL_ASSIGN(std::uint64_t counter, anchorCounter(*m_database));
    ++counter;
    // First inside, then outside: cut off in between, the inside is ahead, which is never taken for a
    // roll-back.
    MEDVEIL_ASSIGN(Statement update,
                   m_database->prepare("INSERT OR REPLACE INTO settings VALUES ('anchor', ?)"));
    MEDVEIL_TRY(update.bind(1, static_cast<std::int64_t>(counter)).run());
    base::ByteWriter out;
    out.integer(counter);
    const auto mac = crypto::hmacSha256(derivedKey("anchor").view(), out.bytes());
    out.raw(mac.view());
    MEDVEIL_TRY(base::writeWholeFile(*m_files, m_folder / kAnchorName, out.bytes()));
    return m_database->execute("DELETE FROM settings WHERE key = 'anchor-pending'");
}

base::Result<void> Vault::checkAnchor() {
    MEDVEIL_ASSIGN(const std::uint64_t inside, anchorCounter(*m_database));
    const auto outside = readAnchor();
    if (!outside) {
        // Missing or under another key: cut off while the vault was made or rotated, or somebody took it away
        // to bring an old state back unnoticed.
        MEDVEIL_ASSIGN(Statement select,
                       m_database->prepare("SELECT 1 FROM settings WHERE key = 'anchor-pending'"));
        MEDVEIL_ASSIGN(const bool pending, select.step());
        m_rolledBack = inside > 0 && !pending;
        return {};
    }
    m_rolledBack = inside < *outside;
    return {};
}

std::optional<std::uint64_t> Vault::readAnchor() const {
    const auto bytes = base::readWholeFile(*m_files, m_folder / kAnchorName, 64);
    if (!bytes || bytes->size() != 40)
        return std::nullopt;
    const auto content = base::ByteView(*bytes).first(8);
    const auto mac = crypto::hmacSha256(derivedKey("anchor").view(), content);
    if (!base::equalConstantTime(mac.view(), base::ByteView(*bytes).subspan(8)))
        return std::nullopt;
    std::uint64_t counter = 0;
    for (std::size_t i = 0; i < 8; ++i)
        counter |= std::uint64_t{content[i]} << (8 * i);
    return counter;
}

}  // namespace medveil::vault
