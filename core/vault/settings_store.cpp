#include "core/vault/settings_store.h"

#include "core/crypto/digest.h"
#include "core/crypto/random.h"

namespace medveil::vault {

base::Result<std::optional<base::WipedBytes>> SettingsStore::secret(std::string_view name) {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare("SELECT value FROM settings WHERE key = ?"));
    select.bindText(1, name);
    MEDVEIL_ASSIGN(const bool found, select.step());
    if (!found)
        return std::optional<base::WipedBytes>();
    return std::optional(select.secretBlob(0));
}

base::Result<std::string> SettingsStore::text(std::string_view name, std::string_view otherwise) {
    MEDVEIL_ASSIGN(const auto value, secret(name));
    return value ? std::string(base::asText(*value)) : std::string(otherwise);
}

base::Result<void> SettingsStore::set(std::string_view name, base::ByteView value) {
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO settings VALUES (?, ?)"));
    return insert.bindText(1, name).bind(2, value).run();
}

base::Result<std::uint64_t> SettingsStore::next(std::string_view counter) {
    MEDVEIL_ASSIGN(Statement bump,
                   m_vault.database().prepare(
                       "INSERT INTO settings VALUES (?, 1) ON CONFLICT(key) DO UPDATE SET value = value + 1 "
                       "RETURNING value"));
    bump.bindText(1, counter);
    MEDVEIL_TRY(bump.step());
    const auto value = static_cast<std::uint64_t>(bump.integer(0));
    MEDVEIL_TRY(bump.step());
    return value;
}

namespace {
/// Keyed by a value inside the database, so that a rotated vault key still knows the covers.
base::Result<crypto::Digest> keyedHash(SettingsStore& settings, const crypto::Digest& digest) {
    MEDVEIL_ASSIGN(auto key, settings.secret("cover-hash-key"));
    if (!key) {
        const auto fresh = crypto::randomKey();
        MEDVEIL_TRY(settings.set("cover-hash-key", fresh.view()));
        key.emplace(fresh.view().begin(), fresh.view().end());
    }
    return crypto::hmacSha256(*key, digest.view());
}
}  // namespace

base::Result<bool> SettingsStore::coverWasUsed(const crypto::Digest& digest) {
    MEDVEIL_ASSIGN(const crypto::Digest hash, keyedHash(*this, digest));
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare("SELECT 1 FROM covers WHERE hash = ?"));
    select.bind(1, hash.view());
    return select.step();
}

base::Result<void> SettingsStore::rememberCover(const crypto::Digest& digest, base::Timestamp now) {
    MEDVEIL_ASSIGN(const crypto::Digest hash, keyedHash(*this, digest));
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO covers VALUES (?, ?)"));
    return insert.bind(1, hash.view()).bind(2, now).run();
}

}  // namespace medveil::vault
