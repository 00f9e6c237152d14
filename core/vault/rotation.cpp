// A new vault key: everything is written anew beside what is there, and then the slots file changes over.
#include <cstdio>
#include <cstdlib>

#include "core/vault/profile_folder.h"
#include "core/vault/schema.h"
#include "core/vault/vault.h"
#include "core/vault/vault_settings.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

base::Result<crypto::SymmetricKey> recallSlotKey(Database& database, const KeySlot& slot) {
    MEDVEIL_ASSIGN(Statement select, database.prepare("SELECT key FROM slot_keys WHERE salt = ?"));
    select.bind(1, slot.salt.view());
    MEDVEIL_ASSIGN(const bool found, select.step());
    if (!found)
        return fail(ErrorCode::kVaultDamaged, "slot key");
    return crypto::SymmetricKey::from(select.secretBlob(0));
}

base::Result<std::vector<SealedFileRef>> referredFiles(Database& database) {
    MEDVEIL_ASSIGN(Statement select,
                   database.prepare("SELECT name, key, size FROM sealed_files WHERE refs > 0"));
    std::vector<SealedFileRef> files;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return files;
        MEDVEIL_ASSIGN(crypto::SymmetricKey key, crypto::SymmetricKey::from(select.secretBlob(1)));
        files.push_back({select.text(0), std::move(key), static_cast<std::uint64_t>(select.integer(2))});
    }
}

/// The references follow by themselves. The old file stays on record, for the new generation to remove.
base::Result<void> replaceFile(Database& fresh, const SealedFileRef& from, const SealedFileRef& to) {
    {
        MEDVEIL_ASSIGN(Statement update,
                       fresh.prepare("UPDATE sealed_files SET name = ?, key = ? WHERE name = ?"));
        MEDVEIL_TRY(update.bindText(1, to.name).bind(2, to.key.view()).bindText(3, from.name).run());
    }
    MEDVEIL_ASSIGN(Statement insert, fresh.prepare("INSERT INTO sealed_files VALUES (?, x'', 0, 0)"));
    return insert.bindText(1, from.name).run();
}

}  // namespace

base::Result<void> Vault::reencryptFiles(Database& fresh, std::vector<std::string>& made,
                                         base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto files, referredFiles(fresh));
    std::uint64_t total = 0;
    for (const auto& file : files)
        total += file.size;
    std::uint64_t done = 0;
    MEDVEIL_ASSIGN(Transaction transaction, Transaction::begin(fresh));
    for (const auto& file : files) {
        MEDVEIL_ASSIGN(const auto from, m_sealed->open(file));
        MEDVEIL_ASSIGN(const auto to, m_sealed->create());
        MEDVEIL_TRY(base::copyStream(*from, *to, file.size, base::Stage::kReencrypting, task));
        MEDVEIL_ASSIGN(const SealedFileRef ref, to->finish());
        made.push_back(ref.name);
        MEDVEIL_TRY(replaceFile(fresh, file, ref));
        done += file.size;
        task.report({base::Stage::kReencrypting, done, total});
    }
    return transaction.commit();
}

base::Result<void> Vault::writeGeneration(const SlotFile& slots, const crypto::SymmetricKey& key,
                                          std::vector<std::string>& made, base::TaskContext& task) {
    const auto path = databasePath(slots.generation);
    {
        MEDVEIL_ASSIGN(const auto empty, m_files->createExclusive(path));
        MEDVEIL_TRY(empty->close());
    }
    MEDVEIL_TRY(m_database->exportTo(path, key));
    {
        MEDVEIL_ASSIGN(Database fresh, Database::open(path, key));
        // The export copies tables, not this number.
        MEDVEIL_TRY(fresh.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion)));
        MEDVEIL_TRY(setBlobSetting(fresh, kAnchorPendingSetting, {}));
        MEDVEIL_TRY(setBlobSetting(fresh, kSlotsSetting, encodeSlotFile(slots, key)));
        MEDVEIL_TRY(removeSetting(fresh, kRotatingSetting));
        MEDVEIL_TRY(setCounterSetting(fresh, kReplacedSetting, m_slots.generation + 1));
        MEDVEIL_TRY(reencryptFiles(fresh, made, task));
        MEDVEIL_TRY(fresh.checkIntegrity());
        // Everything into the one file, and that file to the disk, before the slots say that it counts.
        MEDVEIL_TRY(fresh.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    MEDVEIL_ASSIGN(const auto file, m_files->openForUpdate(path));
    MEDVEIL_TRY(file->sync());
    return m_files->syncFolder(m_folder);
}

void Vault::abandonGeneration(std::uint64_t generation, const std::vector<std::string>& made) {
    for (const auto& name : made)
        m_sealed->discard(name);
    for (const auto ending : kDatabaseEndings)
        (void)m_files->removeFile(databasePath(generation).string() + std::string(ending));
    (void)removeSetting(*m_database, kRotatingSetting);
}

base::Result<void> Vault::rotateKey(base::TaskContext& task) {
    auto slots = m_slots;
    ++slots.generation;
    ++slots.counter;
    const auto key = crypto::randomKey();
    for (auto& slot : slots.slots) {
        MEDVEIL_ASSIGN(const crypto::SymmetricKey slotKeyValue, recallSlotKey(*m_database, slot));
        wrapInto(slot, slotKeyValue, key);
    }
    task.report({base::Stage::kReencrypting, 0, 0});
    // A database of that name that is not on record is somebody else's, and stays: the creation fails on it.
    MEDVEIL_ASSIGN(const std::uint64_t unfinished, counterSetting(*m_database, kRotatingSetting));
    if (unfinished == slots.generation)
        abandonGeneration(unfinished, {});
    if (m_files->info(databasePath(slots.generation)))
        return fail(ErrorCode::kAlreadyExists, databaseName(slots.generation));
    const auto part = slotsPartName();
    {
        MEDVEIL_ASSIGN(Transaction transaction, Transaction::begin(*m_database));
        MEDVEIL_TRY(setCounterSetting(*m_database, kRotatingSetting, slots.generation));
        MEDVEIL_TRY(setBlobSetting(*m_database, kSlotsPartSetting, base::asBytes(part)));
        MEDVEIL_TRY(transaction.commit());
    }
    std::vector<std::string> made;
    auto ready = writeGeneration(slots, key, made, task);
    if (ready)
        ready = task.checkpoint();
    if (!ready) {
        abandonGeneration(slots.generation, made);
        return ready;
    }
    // The one moment of change. It may have happened although making it durable failed, so the file itself is
    // asked which generation counts: what is stored from now on must go there.
    const auto content = encodeSlotFile(slots, key);
    auto written = writeSlots(content, part);
    const auto standing = base::readWholeFile(*m_files, m_folder / kSlotsName, kSlotFileLimit);
    if (!standing) {
        // Nothing may be written to a database that perhaps no longer counts. Ending here is safe, as at any
        // other point.
        std::fputs("medveil: the vault's slots cannot be read back\n", stderr);
        std::abort();
    }
    if (*standing != content) {
        abandonGeneration(slots.generation, made);
        return written ? fail(ErrorCode::kIo, "slots") : std::move(written);
    }
    m_key = key.clone();
    MEDVEIL_ASSIGN(m_slots, decodeSlotFile(content));
    MEDVEIL_TRY(openDatabase());
    startAnchor();
    MEDVEIL_TRY(removeSlotsPart());
    MEDVEIL_TRY(std::move(written));
    m_strangers.clear();
    MEDVEIL_TRY(tidy());
    return m_anchor->move(Anchor::Durability::kNow);
}

}  // namespace medveil::vault
