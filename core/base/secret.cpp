#include "core/base/secret.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <sodium.h>

namespace medveil::base {

namespace {
void requireSodium() {
    // sodium_malloc aborts before sodium_init; sodium_init is idempotent and thread-safe.
    static const bool ready = sodium_init() >= 0;
    if (!ready) {
        std::fputs("medveil: libsodium could not start\n", stderr);
        std::abort();
    }
}
}  // namespace

SecretBytes::SecretBytes(std::size_t size) : m_size(size) {
    if (size == 0)
        return;
    requireSodium();
    m_data = static_cast<Byte*>(sodium_malloc(size));
    if (m_data == nullptr) {
        std::fputs("medveil: no guarded memory left for a key\n", stderr);
        std::abort();
    }
    std::fill_n(m_data, size, Byte{0});
}

SecretBytes SecretBytes::copyOf(ByteView bytes) {
    SecretBytes copy(bytes.size());
    std::copy(bytes.begin(), bytes.end(), copy.mutableView().begin());
    return copy;
}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
        sodium_free(m_data);
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

SecretBytes::~SecretBytes() {
    sodium_free(m_data);
}

}  // namespace medveil::base
