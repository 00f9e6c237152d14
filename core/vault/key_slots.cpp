#include "core/vault/key_slots.h"

#include "core/crypto/aead.h"
#include "core/crypto/digest.h"
#include "core/format/cbor.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::string_view kMagic = "MVSLOT1\n";
constexpr std::size_t kMostSlots = 16;
constexpr std::size_t kWrappedBytes = crypto::kBoxOverhead + crypto::SymmetricKey::kBytes;

crypto::Digest macOf(const crypto::SymmetricKey& vaultKey, base::ByteView body) {
    const auto key = crypto::deriveKey(vaultKey.view(), {}, "medveil/v1/vault-slots");
    return crypto::hmacSha256(key.view(), body);
}
}  // namespace

base::Result<crypto::SymmetricKey> slotKey(const KeySlot& slot, base::ByteView credential) {
    if (slot.kind == SlotKind::kPassphrase)
        return crypto::keyFromPassphrase(credential, slot.salt, slot.parameters);
    return crypto::deriveKey(credential, slot.salt.view(), "medveil/v1/vault-slot");
}

void wrapInto(KeySlot& slot, const crypto::SymmetricKey& slotKeyValue, const crypto::SymmetricKey& vaultKey) {
    slot.wrapped = crypto::sealBox(slotKeyValue, vaultKey.view(), base::asBytes(kMagic));
}

base::Result<crypto::SymmetricKey> unwrapFrom(const KeySlot& slot, const crypto::SymmetricKey& slotKeyValue) {
    const auto key = crypto::openBox(slotKeyValue, slot.wrapped, base::asBytes(kMagic));
    if (!key)
        return fail(ErrorCode::kUnlockFailed);
    return crypto::SymmetricKey::from(key->view());
}

base::Bytes encodeSlotFile(const SlotFile& file, const crypto::SymmetricKey& vaultKey) {
    format::CborWriter body;
    body.array(4).integer(2).integer(file.generation).integer(file.counter).array(file.slots.size());
    for (const auto& slot : file.slots)
        body.array(5)
            .integer(static_cast<std::uint64_t>(slot.kind))
            .bytes(slot.salt.view())
            .integer(slot.parameters.operations)
            .integer(slot.parameters.memoryKib)
            .bytes(slot.wrapped);
    const auto bodyBytes = body.takePublic();
    format::CborWriter out;
    out.array(2).bytes(bodyBytes).bytes(macOf(vaultKey, bodyBytes).view());
    auto bytes = base::toBytes(base::asBytes(kMagic));
    const auto content = out.takePublic();
    bytes.insert(bytes.end(), content.begin(), content.end());
    return bytes;
}

namespace {

base::Result<KeySlot> decodeSlot(format::CborReader& in) {
    KeySlot slot;
    MEDVEIL_TRY(in.arrayOf(5));
    MEDVEIL_ASSIGN(const std::uint64_t kind, in.integer());
    if (kind < 1 || kind > 4)
        return fail(ErrorCode::kVaultTooNew, "slot kind");
    slot.kind = static_cast<SlotKind>(kind);
    MEDVEIL_ASSIGN(slot.salt, in.value<crypto::PasswordSalt>());
    MEDVEIL_ASSIGN(const std::uint64_t operations, in.integer(UINT32_MAX));
    MEDVEIL_ASSIGN(const std::uint64_t memory, in.integer(UINT32_MAX));
    slot.parameters = {static_cast<std::uint32_t>(operations), static_cast<std::uint32_t>(memory)};
    if (slot.kind == SlotKind::kPassphrase)
        MEDVEIL_TRY(crypto::checkParameters(slot.parameters));
    MEDVEIL_ASSIGN(const base::ByteView wrapped, in.bytes(kWrappedBytes));
    if (wrapped.size() != kWrappedBytes)
        return fail(ErrorCode::kVaultDamaged, "slot");
    slot.wrapped = base::toBytes(wrapped);
    return slot;
}

base::Result<SlotFile> decodeWhole(base::ByteView bytes) {
    if (bytes.size() > kSlotFileLimit)
        return fail(ErrorCode::kTooLarge, "slots file");
    if (bytes.size() < kMagic.size() || base::asText(bytes.first(kMagic.size())) != kMagic)
        return fail(ErrorCode::kVaultDamaged, "slots file");
    format::CborReader outer(bytes.subspan(kMagic.size()));
    MEDVEIL_TRY(outer.arrayOf(2));
    SlotFile file;
    MEDVEIL_ASSIGN(const base::ByteView body, outer.bytes(kSlotFileLimit));
    MEDVEIL_ASSIGN(file.mac, outer.value<crypto::Digest>());
    MEDVEIL_TRY(outer.expectEnd());
    file.body = base::toBytes(body);
    format::CborReader in(body);
    // The version first: a later one may have any number of fields.
    MEDVEIL_ASSIGN(const std::size_t fields, in.array(SIZE_MAX));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version > 2)
        return fail(ErrorCode::kVaultTooNew, "slots file");
    if (version < 1 || fields != (version == 1 ? 3U : 4U))
        return fail(ErrorCode::kVaultDamaged, "slots file");
    MEDVEIL_ASSIGN(file.generation, in.integer(UINT32_MAX));
    if (version == 2) {
        MEDVEIL_ASSIGN(file.counter, in.integer(INT64_MAX));
    }
    MEDVEIL_ASSIGN(const std::size_t count, in.array(kMostSlots));
    for (std::size_t i = 0; i < count; ++i) {
        MEDVEIL_ASSIGN(KeySlot slot, decodeSlot(in));
        file.slots.push_back(std::move(slot));
    }
    MEDVEIL_TRY(in.expectEnd());
    return file;
}

}  // namespace

base::Result<SlotFile> decodeSlotFile(base::ByteView bytes) {
    auto file = decodeWhole(bytes);
    if (file)
        return file;
    switch (file.error().code) {
        case ErrorCode::kVaultTooNew:
        case ErrorCode::kOutOfMemory:
            return file;
        default:
            return fail(ErrorCode::kVaultDamaged, "slots file");
    }
}

base::Result<void> checkSlotFile(const SlotFile& file, const crypto::SymmetricKey& vaultKey) {
    if (!base::equalConstantTime(macOf(vaultKey, file.body).view(), file.mac.view()))
        return fail(ErrorCode::kUnlockFailed);
    return {};
}

}  // namespace medveil::vault
