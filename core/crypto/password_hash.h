// Argon2id (RFC 9106, libsodium's): a key from a passphrase. Safe from any thread; takes up to `memoryBytes`
// for the call.
#pragma once

#include "core/crypto/keys.h"

namespace medveil::crypto {

using PasswordSalt = base::PublicValue<struct PasswordSaltTag, 16>;

struct PasswordHashParameters {
    std::uint32_t operations = 3;
    std::uint32_t memoryKib = 256 * 1024;
    friend bool operator==(const PasswordHashParameters&, const PasswordHashParameters&) = default;
};

/// At least the interactive minimum, at most what keeps a hostile file from freezing the machine (64 passes,
/// 2 GiB).
base::Result<void> checkParameters(const PasswordHashParameters& parameters);

/// Memory below which new parameters are never chosen.
inline constexpr std::uint32_t kUsualLeastKib = 64 * 1024;

/// Parameters that take about half a second to a second on this machine, with at most an eighth of its
/// memory.
PasswordHashParameters measuredParameters();

/// kOutOfMemory when the machine cannot give the memory.
base::Result<SymmetricKey> keyFromPassphrase(base::ByteView passphrase, const PasswordSalt& salt,
                                             const PasswordHashParameters& parameters);

}  // namespace medveil::crypto
