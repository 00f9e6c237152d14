// Small values by name, and the covers that were used. Borrows the vault; its thread.
#pragma once

#include <optional>

#include "core/base/clock.h"
#include "core/vault/vault.h"

namespace medveil::vault {

class SettingsStore {
  public:
    explicit SettingsStore(Vault& vault) : m_vault(vault) {}

    base::Result<std::optional<base::WipedBytes>> secret(std::string_view name);
    base::Result<std::string> text(std::string_view name, std::string_view otherwise = {});
    base::Result<void> set(std::string_view name, base::ByteView value);
    base::Result<void> setText(std::string_view name, std::string_view value) {
        return set(name, base::asBytes(value));
    }
    /// Counts up and returns the new value; the first is 1.
    base::Result<std::uint64_t> next(std::string_view counter);

    /// Keyed hash of a cover file: the vault does not list which pictures were used to somebody without its
    /// key.
    base::Result<bool> coverWasUsed(const crypto::Digest& digest);
    base::Result<void> rememberCover(const crypto::Digest& digest, base::Timestamp now);

  private:
    Vault& m_vault;
};

}  // namespace medveil::vault
