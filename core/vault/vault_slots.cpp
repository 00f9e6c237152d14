// The ways to unlock: the slots file, and its twin inside the database that tells an older one.
#include <algorithm>
#include <set>

#include "core/vault/profile_folder.h"
#include "core/vault/vault.h"
#include "core/vault/vault_settings.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

KeySlot newSlot(SlotKind kind, const crypto::PasswordHashParameters& parameters) {
    KeySlot slot;
    slot.kind = kind;
    slot.salt = crypto::randomValue<crypto::PasswordSalt>();
    slot.parameters = kind == SlotKind::kPassphrase ? parameters : crypto::PasswordHashParameters{0, 0};
    return slot;
}

/// The slot's own key is kept inside the encrypted database, so that the vault key can be rotated without
/// asking for every passphrase and kit. Who can read it there has the vault key already.
base::Result<void> rememberSlotKey(Database& database, const crypto::PasswordSalt& salt,
                                   const crypto::SymmetricKey& key) {
    MEDVEIL_ASSIGN(Statement insert, database.prepare("INSERT OR REPLACE INTO slot_keys VALUES (?, ?)"));
    return insert.bind(1, salt.view()).bind(2, key.view()).run();
}

}  // namespace

base::Result<Vault::Opened> Vault::unlock(const SlotFile& slots, const Credential& credential) {
    for (const auto& slot : slots.slots) {
        if (slot.kind != credential.kind)
            continue;
        MEDVEIL_ASSIGN(crypto::SymmetricKey key, slotKey(slot, credential.secret.view()));
        if (auto vaultKey = unwrapFrom(slot, key)) {
            MEDVEIL_TRY(checkSlotFile(slots, *vaultKey));
            return Opened{std::move(*vaultKey), std::move(key), slot.salt};
        }
    }
    return fail(ErrorCode::kUnlockFailed);
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

/// The slots file is one that was replaced long ago: its passphrase must not open anything any more. The
/// database holds the current one.
base::Result<void> Vault::bringSlotsBack(const Standing& standing, const Credential& credential) {
    MEDVEIL_ASSIGN(SlotFile current, decodeSlotFile(standing.recorded));
    MEDVEIL_TRY(checkSlotFile(current, m_key));
    const auto opens = unlock(current, credential);
    MEDVEIL_TRY(base::writeWholeFile(*m_files, m_folder / kSlotsName, standing.recorded));
    if (!opens)
        return fail(ErrorCode::kVaultSlotsReplaced, kSlotsName);
    m_slots = std::move(current);
    m_slotsReplaced = true;
    return {};
}

/// Makes inside and outside agree again after a change that was cut off.
base::Result<void> Vault::settleSlots(const Standing& standing, const Opened& opened) {
    // Of a rotation that was cut off there is nothing to settle but this.
    if (standing.slots == Slots::kSame && !standing.pending)
        return removeSlotsPart();
    if (standing.slots == Slots::kNewer)
        MEDVEIL_TRY(rememberSlotKey(*m_database, opened.salt, opened.slotKey));
    return recordSlots();
}

/// What the slots file was first written as, where that is still there.
base::Result<void> Vault::removeSlotsPart() {
    MEDVEIL_ASSIGN(const auto part, blobSetting(*m_database, kSlotsPartSetting));
    if (!part)
        return {};
    const auto removed = m_files->removeFile(m_folder / std::string(base::asText(*part)));
    if (!removed && removed.error().code != ErrorCode::kNotFound)
        return {};  // on record still, and tried again
    return removeSetting(*m_database, kSlotsPartSetting);
}

/// The slots file as it stands is the current one.
base::Result<void> Vault::recordSlots() {
    MEDVEIL_ASSIGN(const base::Bytes content,
                   base::readWholeFile(*m_files, m_folder / kSlotsName, kSlotFileLimit));
    MEDVEIL_ASSIGN(m_slots, decodeSlotFile(content));
    MEDVEIL_TRY(removeSlotsPart());
    m_anchor->setSlotsCounter(m_slots.counter);
    MEDVEIL_ASSIGN(Transaction transaction, Transaction::begin(*m_database));
    MEDVEIL_TRY(setBlobSetting(*m_database, kSlotsSetting, content));
    MEDVEIL_TRY(removeSetting(*m_database, kSlotsPendingSetting));
    MEDVEIL_TRY(forgetOldSlotKeys());
    return transaction.commit();
}

/// Atomic and durable. `part` is on record, or belongs to a vault that is being made.
base::Result<void> Vault::writeSlots(base::ByteView content, const std::string& part) {
    const auto temporary = m_folder / part;
    const auto write = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(const auto file, m_files->createExclusive(temporary));
        MEDVEIL_TRY(file->write(content));
        MEDVEIL_TRY(file->sync());
        MEDVEIL_TRY(file->close());
        return m_files->renameReplacing(temporary, m_folder / kSlotsName);
    };
    if (auto written = write(); !written) {
        (void)m_files->removeFile(temporary);
        return written;
    }
    return m_files->syncFolder(m_folder);
}

base::Result<void> Vault::addSlot(SlotFile& slots, const Credential& credential,
                                  const crypto::PasswordHashParameters& parameters) {
    auto slot = newSlot(credential.kind, parameters);
    MEDVEIL_ASSIGN(const crypto::SymmetricKey key, slotKey(slot, credential.secret.view()));
    wrapInto(slot, key, m_key);
    // First the key inside, then the slot outside: a slot without its key could not follow a rotation.
    MEDVEIL_TRY(rememberSlotKey(*m_database, slot.salt, key));
    std::erase_if(slots.slots, [&](const auto& old) { return old.kind == credential.kind; });
    slots.slots.push_back(std::move(slot));
    return {};
}

base::Result<void> Vault::setSlot(const Credential& credential,
                                  const crypto::PasswordHashParameters& parameters) {
    MEDVEIL_ASSIGN(const auto unsettled, blobSetting(*m_database, kSlotsPendingSetting));
    if (unsettled)
        MEDVEIL_TRY(recordSlots());
    SlotFile slots = m_slots;
    ++slots.counter;
    const auto part = slotsPartName();
    base::Bytes content;
    {
        MEDVEIL_ASSIGN(Transaction transaction, Transaction::begin(*m_database));
        MEDVEIL_TRY(addSlot(slots, credential, parameters));
        content = encodeSlotFile(slots, m_key);
        MEDVEIL_TRY(setBlobSetting(*m_database, kSlotsPendingSetting, content));
        MEDVEIL_TRY(setBlobSetting(*m_database, kSlotsPartSetting, base::asBytes(part)));
        MEDVEIL_TRY(transaction.commit());
    }
    auto written = writeSlots(content, part);
    // What stands in the file counts, also when making it durable failed. Should the record fail, the next
    // opening, or the next change, makes it good.
    auto recorded = recordSlots();
    MEDVEIL_TRY(std::move(written));
    return recorded;
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

}  // namespace medveil::vault
