// What a sealed message says about itself, inside the encryption: nothing meaningful stands outside. Layouts
// in core/spec/blob.md. Plain values.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/format/ids.h"

namespace medveil::format {

inline constexpr std::size_t kManifestLimit = 192 * 1024;  ///< fits the first chunk with room to spare
inline constexpr std::size_t kMostRecipients = 64;
inline constexpr std::size_t kMostAttachments = 256;
inline constexpr std::size_t kBodyLimit = 5 * 1024 * 1024;

/// 3 is never used: the vectors take it for one that nobody knows.
enum class ContentType : std::uint8_t { kMessage = 1, kReceipt = 2, kImage = 4 };

struct AttachmentEntry {
    std::string name;       ///< passes checkFileName
    std::string mediaType;  ///< as the sender believes; the receiver never acts on it
    std::uint64_t size = 0;
    friend bool operator==(const AttachmentEntry&, const AttachmentEntry&) = default;
};

struct Manifest {
    MessageId message;
    PersonId sender;
    std::uint64_t senderEpoch = 0;
    DeviceId device;
    std::vector<PersonId> recipients;  ///< all that the sender meant; a reader who is not among them refuses
    ContentType type = ContentType::kMessage;
    std::uint64_t sequence = 0;  ///< counts up per device: shows gaps
    base::Timestamp created = 0;
    base::Timestamp expires = 0;  ///< 0: never
    std::uint64_t bodySize = 0;
    std::vector<AttachmentEntry> attachments;
    std::string coverName;  ///< file name of the cover this rides in; empty without one
    base::Bytes grant;      ///< 16 bytes, or empty without a grant
    /// For each recipient, in their order: the message that this device sent them before this one; zeros
    /// where there was none. Empty in version 1, which says nothing about gaps.
    std::vector<MessageId> previous;

    /// Bytes of body and attachments together.
    std::uint64_t contentSize() const;
};

base::Bytes encodeManifest(const Manifest& manifest);
base::Result<Manifest> decodeManifest(base::ByteView bytes);

/// Whose data this is: one patient, or explicitly nobody's.
struct PatientRef {
    bool present = false;
    std::string id;
    std::string name;
    std::string authority = {};  ///< who gave the number out; empty: the sender's hospital
    friend bool operator==(const PatientRef&, const PatientRef&) = default;
};

struct MessageBody {
    PatientRef patient;
    base::WipedString text;
};

/// Version 1; version 2 where an authority is stated, so that everybody can read the rest.
base::WipedBytes encodeBody(const MessageBody& body);
base::Result<MessageBody> decodeBody(base::ByteView bytes);

enum class ReceiptKind : std::uint8_t { kDelivered = 1, kRead = 2, kRejected = 3 };

struct Receipt {
    ReceiptKind kind = ReceiptKind::kDelivered;
    MessageId message;
    crypto::Digest blob;  ///< the digest under which the blob travelled
    base::Timestamp time = 0;
    std::uint64_t reason = 0;  ///< an ErrorCode, for kRejected
};

/// Of a sealed image file, which is the only attachment.
struct ImageBody {
    crypto::Digest
        visible;  ///< of the pixels around it (core/spec/masked-image.md); zeros where it stands alone
    crypto::Digest original;  ///< SHA-256 of the file
};

base::WipedBytes encodeImageBody(const ImageBody& body);
base::Result<ImageBody> decodeImageBody(base::ByteView bytes);

base::WipedBytes encodeReceipt(const Receipt& receipt);
base::Result<Receipt> decodeReceipt(base::ByteView bytes);

}  // namespace medveil::format
