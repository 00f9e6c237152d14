// The slots beside the database: each wraps the vault key for one way to unlock. Layout in
// core/spec/vault.md. Values; reading checks shapes and bounds, a wrong credential and a damaged slot are one
// error.
#pragma once

#include <vector>

#include "core/crypto/password_hash.h"

namespace medveil::vault {

enum class SlotKind : std::uint8_t { kPassphrase = 1, kRecoveryKit = 2, kWallet = 3, kSmartCard = 4 };

struct KeySlot {
    SlotKind kind = SlotKind::kPassphrase;
    crypto::PasswordSalt salt;
    crypto::PasswordHashParameters parameters;  ///< passphrase slots only; zero elsewhere
    base::Bytes wrapped;                        ///< the vault key, sealed under the slot's key
};

struct SlotFile {
    std::uint64_t generation = 0;  ///< which database file the vault key belongs to
    std::uint64_t counter = 0;     ///< goes up with every change: tells an older file; 0 in version 1
    std::vector<KeySlot> slots;
    crypto::Digest mac;  ///< under a key derived from the vault key
    base::Bytes body;    ///< what the MAC covers
};

inline constexpr std::size_t kSlotFileLimit = 64 * 1024;

/// The slot's own key: Argon2id for a passphrase, HKDF for a secret that is random already.
base::Result<crypto::SymmetricKey> slotKey(const KeySlot& slot, base::ByteView credential);

void wrapInto(KeySlot& slot, const crypto::SymmetricKey& slotKeyValue, const crypto::SymmetricKey& vaultKey);
/// kUnlockFailed.
base::Result<crypto::SymmetricKey> unwrapFrom(const KeySlot& slot, const crypto::SymmetricKey& slotKeyValue);

base::Bytes encodeSlotFile(const SlotFile& file, const crypto::SymmetricKey& vaultKey);
/// kVaultDamaged for what is no slots file, kVaultTooNew.
base::Result<SlotFile> decodeSlotFile(base::ByteView bytes);
/// kUnlockFailed when the file was not written by a holder of this key.
base::Result<void> checkSlotFile(const SlotFile& file, const crypto::SymmetricKey& vaultKey);

}  // namespace medveil::vault
