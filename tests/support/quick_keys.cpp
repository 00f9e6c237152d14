// RSA keys and passphrases cost a machine's time, on purpose. In tests that are about neither, this stands in
// front of two functions of libsodium and OpenSSL: a passphrase becomes a key by a plain keyed hash, and RSA
// keys come from a few that were made once, in MEDVEIL_KEYS_FOLDER. Linked into a test, or loaded before the
// command line. Any thread.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <dlfcn.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <unistd.h>

namespace {

constexpr unsigned kKeys = 12;

using RsaKey = std::unique_ptr<RSA, void (*)(RSA*)>;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

RsaKey loaded(const std::string& path) {
    const File file(std::fopen(path.c_str(), "re"), std::fclose);
    return {file ? PEM_read_RSAPrivateKey(file.get(), nullptr, nullptr, nullptr) : nullptr, RSA_free};
}

/// Whole or not at all, whoever else makes the same one just now.
bool kept(const RSA* key, const std::string& path) {
    static std::atomic<unsigned> count = 0;
    const auto part = path + "." + std::to_string(::getpid()) + "." + std::to_string(++count);
    File file(std::fopen(part.c_str(), "wxe"), std::fclose);
    if (!file || PEM_write_RSAPrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return false;
    file.reset();
    return std::rename(part.c_str(), path.c_str()) == 0;
}

bool copyInto(RSA* to, const RSA* from) {
    const auto copied = [](const BIGNUM* number) { return BN_dup(number); };
    return RSA_set0_key(to, copied(RSA_get0_n(from)), copied(RSA_get0_e(from)), copied(RSA_get0_d(from))) ==
               1 &&
           RSA_set0_factors(to, copied(RSA_get0_p(from)), copied(RSA_get0_q(from))) == 1 &&
           RSA_set0_crt_params(to, copied(RSA_get0_dmp1(from)), copied(RSA_get0_dmq1(from)),
                               copied(RSA_get0_iqmp(from))) == 1;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int crypto_pwhash(
    unsigned char* const out, unsigned long long outBytes, const char* const passphrase,
    unsigned long long passphraseBytes, const unsigned char* const salt, unsigned long long operations,
    std::size_t memory, int) {
    std::array<unsigned char, crypto_pwhash_SALTBYTES + sizeof operations + sizeof memory> key{};
    std::memcpy(key.data(), salt, crypto_pwhash_SALTBYTES);
    std::memcpy(key.data() + crypto_pwhash_SALTBYTES, &operations, sizeof operations);
    std::memcpy(key.data() + crypto_pwhash_SALTBYTES + sizeof operations, &memory, sizeof memory);
    return crypto_generichash(out, static_cast<std::size_t>(outBytes),
                              reinterpret_cast<const unsigned char*>(passphrase), passphraseBytes, key.data(),
                              key.size());
}

__attribute__((visibility("default"))) int RSA_generate_key_ex(RSA* rsa, int bits, BIGNUM* exponent,
                                                               BN_GENCB* callback) {
    // One after the other, from where the one who started this process says: its people are different people.
    static std::atomic<unsigned> next = [] {
        const char* const first = std::getenv("MEDVEIL_FIRST_KEY");
        return first != nullptr ? static_cast<unsigned>(std::strtoul(first, nullptr, 10)) : 0U;
    }();
    const auto path = std::string(MEDVEIL_KEYS_FOLDER "/rsa-") + std::to_string(bits) + "-" +
                      std::to_string(next++ % kKeys) + ".pem";
    if (const auto key = loaded(path); key)
        return copyInto(rsa, key.get()) ? 1 : 0;
    using Generate = int (*)(RSA*, int, BIGNUM*, BN_GENCB*);
    const auto real = reinterpret_cast<Generate>(::dlsym(RTLD_NEXT, "RSA_generate_key_ex"));
    return real != nullptr && real(rsa, bits, exponent, callback) == 1 && kept(rsa, path) ? 1 : 0;
}
}
