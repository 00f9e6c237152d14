#include "core/crypto/password_hash.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <sodium.h>
#include <unistd.h>

namespace medveil::crypto {

namespace {
constexpr std::uint32_t kMinimumKib = 8 * 1024;
constexpr std::uint32_t kMaximumKib = 2 * 1024 * 1024;
constexpr std::uint32_t kMaximumOperations = 64;
}  // namespace

base::Result<void> checkParameters(const PasswordHashParameters& parameters) {
    if (parameters.memoryKib < kMinimumKib || parameters.memoryKib > kMaximumKib ||
        parameters.operations < 1 || parameters.operations > kMaximumOperations)
        return base::fail(base::ErrorCode::kMalformed, "password hash parameters out of range");
    return {};
}

base::Result<SymmetricKey> keyFromPassphrase(base::ByteView passphrase, const PasswordSalt& salt,
                                             const PasswordHashParameters& parameters) {
    MEDVEIL_TRY(checkParameters(parameters));
    SymmetricKey key;
    // libsodium wants a pointer even where there is nothing to hash.
    const auto text = passphrase.empty() ? std::string_view("") : base::asText(passphrase);
    if (crypto_pwhash(key.mutableView().data(), SymmetricKey::kBytes, text.data(), text.size(),
                      salt.bytes.data(), parameters.operations, std::size_t{parameters.memoryKib} * 1024,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return base::fail(base::ErrorCode::kOutOfMemory, "password hash");
    return key;
}

PasswordHashParameters measuredParameters() {
    using Clock = std::chrono::steady_clock;
    const auto pages = std::max(0L, ::sysconf(_SC_PHYS_PAGES));
    const auto pageSize = std::max(0L, ::sysconf(_SC_PAGESIZE));
    const auto eighthKib =
        static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(pageSize) / 1024 / 8;

    PasswordHashParameters parameters;
    parameters.memoryKib =
        static_cast<std::uint32_t>(std::clamp<std::uint64_t>(eighthKib, kUsualLeastKib, 256 * 1024));
    parameters.operations = 1;
    const auto start = Clock::now();
    if (!keyFromPassphrase({}, {}, parameters))
        return {3, kUsualLeastKib};
    const std::chrono::duration<double> once = Clock::now() - start;
    // Three passes at least, as RFC 9106 advises for this amount of memory.
    parameters.operations =
        static_cast<std::uint32_t>(std::clamp(0.7 / std::max(once.count(), 1e-3), 3.0, 12.0));
    return parameters;
}

}  // namespace medveil::crypto
