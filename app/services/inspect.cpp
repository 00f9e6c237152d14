#include "app/services/inspect.h"

#include "core/format/blob_header.h"
#include "core/format/card.h"
#include "core/identity/contact_card.h"

namespace medveil::app {

base::Result<FileReport> inspectFile(const base::Path& path) {
    const auto file = base::systemFileSystem().openForReading(path);
    if (!file)
        return base::fail(file.error());
    base::Bytes beginning(format::kCardLimit);
    MEDVEIL_ASSIGN(const std::size_t count, (*file)->read(beginning));
    beginning.resize(count);
    if (base::asText(beginning).starts_with(format::kCardMagic)) {
        MEDVEIL_ASSIGN(const format::SignedCard card, format::decodeSignedCard(beginning));
        MEDVEIL_TRY(identity::verifyCard(card));
        return FileReport{"card", "A card of " + card.card.name + " (" +
                                      base::toHex(card.card.person.view()).substr(0, 16) +
                                      "); its own signature holds."};
    }
    MEDVEIL_ASSIGN(
        const std::size_t size,
        format::headerSize(base::ByteView(beginning).first(std::min(count, format::kBlobFixedBytes))));
    if (size > beginning.size())
        return base::fail(base::ErrorCode::kUnexpectedEnd, "header");
    MEDVEIL_ASSIGN(const format::BlobHeader header,
                   format::decodeHeader(base::ByteView(beginning).first(size)));
    return FileReport{"sealed",
                      std::string("A sealed file, ") +
                          (header.suite == format::Suite::kRsaAes256 ? "RSA-3072 and AES-256-GCM"
                                                                     : "X25519 and ChaCha20-Poly1305") +
                          ", " + std::to_string(header.stanzas.size()) +
                          " stanzas. Only its readers can check the rest."};
}

}  // namespace medveil::app
