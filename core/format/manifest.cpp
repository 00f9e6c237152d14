#include "core/format/manifest.h"

#include <algorithm>

#include "core/format/cbor.h"
#include "core/format/text_rules.h"
#include "core/format/time_rule.h"

namespace medveil::format {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kChainedVersion = 2;  ///< of a manifest that names the messages before it
constexpr std::uint64_t kBodyWithAuthority = 2;
constexpr std::uint64_t kLargestContent = std::uint64_t{1} << 50;

base::Result<void> expectVersion(CborReader& in) {
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version != kVersion)
        return fail(ErrorCode::kUnknownVersion, "message content");
    return {};
}

base::Result<std::vector<PersonId>> recipientsFrom(CborReader& in) {
    MEDVEIL_ASSIGN(const std::size_t count, in.array(kMostRecipients));
    std::vector<PersonId> recipients;
    for (std::size_t i = 0; i < count; ++i) {
        MEDVEIL_ASSIGN(const PersonId person, in.value<PersonId>());
        if (!recipients.empty() && person <= recipients.back())
            return fail(ErrorCode::kMalformed, "recipients out of order");
        recipients.push_back(person);
    }
    if (recipients.empty())
        return fail(ErrorCode::kMalformed, "no recipients");
    return recipients;
}

base::Result<std::vector<AttachmentEntry>> attachmentsFrom(CborReader& in) {
    MEDVEIL_ASSIGN(const std::size_t count, in.array(kMostAttachments));
    std::vector<AttachmentEntry> attachments;
    for (std::size_t i = 0; i < count; ++i) {
        AttachmentEntry entry;
        MEDVEIL_TRY(in.arrayOf(3));
        MEDVEIL_ASSIGN(entry.name, in.text(kFileNameLimit));
        MEDVEIL_TRY(checkFileName(entry.name));
        MEDVEIL_ASSIGN(entry.mediaType, in.text(100));
        MEDVEIL_TRY(checkOptionalLine(entry.mediaType, 100));
        MEDVEIL_ASSIGN(entry.size, in.integer(kLargestContent));
        attachments.push_back(std::move(entry));
    }
    return attachments;
}
}  // namespace

std::uint64_t Manifest::contentSize() const {
    auto size = bodySize;
    for (const auto& attachment : attachments)
        size += attachment.size;
    return size;
}

base::Bytes encodeManifest(const Manifest& m) {
    CborWriter out;
    const bool chained = !m.previous.empty();
    out.array(chained ? 15 : 14)
        .integer(chained ? kChainedVersion : kVersion)
        .bytes(m.message.view())
        .bytes(m.sender.view())
        .integer(m.senderEpoch);
    out.bytes(m.device.view()).array(m.recipients.size());
    for (const auto& person : m.recipients)
        out.bytes(person.view());
    out.integer(static_cast<std::uint64_t>(m.type)).integer(m.sequence);
    out.integer(static_cast<std::uint64_t>(m.created)).integer(static_cast<std::uint64_t>(m.expires));
    out.integer(m.bodySize).array(m.attachments.size());
    for (const auto& attachment : m.attachments)
        out.array(3).text(attachment.name).text(attachment.mediaType).integer(attachment.size);
    out.text(m.coverName).bytes(m.grant);
    if (chained) {
        out.array(m.previous.size());
        for (const auto& id : m.previous)
            out.bytes(id.view());
    }
    return out.takePublic();
}

base::Result<Manifest> decodeManifest(base::ByteView bytes) {
    if (bytes.size() > kManifestLimit)
        return fail(ErrorCode::kTooLarge, "manifest");
    CborReader in(bytes);
    Manifest m;
    // The version first: a later one may have any number of fields.
    MEDVEIL_ASSIGN(const std::size_t fields, in.array(SIZE_MAX));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    const bool chained = version == kChainedVersion && fields == 15;
    if (!chained && version != kVersion)
        return fail(ErrorCode::kUnknownVersion, "message content");
    if (!chained && fields != 14)
        return fail(ErrorCode::kMalformed, "manifest");
    MEDVEIL_ASSIGN(m.message, in.value<MessageId>());
    MEDVEIL_ASSIGN(m.sender, in.value<PersonId>());
    MEDVEIL_ASSIGN(m.senderEpoch, in.integer(UINT32_MAX));
    MEDVEIL_ASSIGN(m.device, in.value<DeviceId>());
    MEDVEIL_ASSIGN(m.recipients, recipientsFrom(in));
    MEDVEIL_ASSIGN(const std::uint64_t type, in.integer());
    if (type != 1 && type != 2 && type != 4)
        return fail(ErrorCode::kUnknownVersion, "content type");
    m.type = static_cast<ContentType>(type);
    MEDVEIL_ASSIGN(m.sequence, in.integer());
    MEDVEIL_ASSIGN(m.created, timeFrom(in));
    MEDVEIL_ASSIGN(m.expires, timeFrom(in));
    if (m.expires != 0 && m.expires < m.created)
        return fail(ErrorCode::kMalformed, "expires before it was made");
    MEDVEIL_ASSIGN(m.bodySize, in.integer(kBodyLimit));
    MEDVEIL_ASSIGN(m.attachments, attachmentsFrom(in));
    if (m.contentSize() > kLargestContent)
        return fail(ErrorCode::kTooLarge, "content");
    MEDVEIL_ASSIGN(m.coverName, in.text(kFileNameLimit));
    if (!m.coverName.empty())
        MEDVEIL_TRY(checkFileName(m.coverName));
    MEDVEIL_ASSIGN(const base::ByteView grant, in.bytes(16));
    if (!grant.empty() && grant.size() != 16)
        return fail(ErrorCode::kMalformed, "grant id");
    m.grant = base::toBytes(grant);
    if (chained) {
        MEDVEIL_TRY(in.arrayOf(m.recipients.size()));
        for (std::size_t i = 0; i < m.recipients.size(); ++i) {
            MEDVEIL_ASSIGN(const MessageId id, in.value<MessageId>());
            m.previous.push_back(id);
        }
    }
    MEDVEIL_TRY(in.expectEnd());
    return m;
}

base::WipedBytes encodeBody(const MessageBody& body) {
    CborWriter out;
    const bool authority = !body.patient.authority.empty();
    out.array(authority ? 6 : 5).integer(authority ? kBodyWithAuthority : kVersion);
    out.boolean(body.patient.present).text(body.patient.id).text(body.patient.name);
    if (authority)
        out.text(body.patient.authority);
    out.text(std::string_view(body.text.data(), body.text.size()));
    return out.take();
}

base::Result<MessageBody> decodeBody(base::ByteView bytes) {
    CborReader in(bytes);
    MessageBody body;
    MEDVEIL_ASSIGN(const std::size_t count, in.array(SIZE_MAX));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version != kVersion && version != kBodyWithAuthority)
        return fail(ErrorCode::kUnknownVersion, "message content");
    if (count != (version == kVersion ? 5U : 6U))
        return fail(ErrorCode::kMalformed, "message body");
    MEDVEIL_ASSIGN(body.patient.present, in.boolean());
    MEDVEIL_ASSIGN(body.patient.id, in.text(kNameLimit));
    MEDVEIL_ASSIGN(body.patient.name, in.text(kNameLimit));
    if (version == kBodyWithAuthority) {
        MEDVEIL_ASSIGN(body.patient.authority, in.text(kNameLimit));
        MEDVEIL_TRY(checkName(body.patient.authority, kNameLimit));
    }
    if (body.patient.present) {
        MEDVEIL_TRY(checkName(body.patient.id, kNameLimit));
        MEDVEIL_TRY(checkName(body.patient.name, kNameLimit));
    } else if (!body.patient.id.empty() || !body.patient.name.empty() || !body.patient.authority.empty()) {
        return fail(ErrorCode::kMalformed, "names a patient and says there is none");
    }
    MEDVEIL_ASSIGN(const std::string_view text, in.text(kTextLimit));
    MEDVEIL_TRY(checkText(text, kTextLimit));
    body.text.assign(text.begin(), text.end());
    MEDVEIL_TRY(in.expectEnd());
    return body;
}

base::WipedBytes encodeImageBody(const ImageBody& body) {
    CborWriter out;
    out.array(3).integer(kVersion).bytes(body.visible.view()).bytes(body.original.view());
    return out.take();
}

base::Result<ImageBody> decodeImageBody(base::ByteView bytes) {
    CborReader in(bytes);
    ImageBody body;
    MEDVEIL_TRY(in.arrayOf(3));
    MEDVEIL_TRY(expectVersion(in));
    MEDVEIL_ASSIGN(body.visible, in.value<crypto::Digest>());
    MEDVEIL_ASSIGN(body.original, in.value<crypto::Digest>());
    MEDVEIL_TRY(in.expectEnd());
    return body;
}

base::WipedBytes encodeReceipt(const Receipt& receipt) {
    CborWriter out;
    out.array(6)
        .integer(kVersion)
        .integer(static_cast<std::uint64_t>(receipt.kind))
        .bytes(receipt.message.view());
    out.bytes(receipt.blob.view()).integer(static_cast<std::uint64_t>(receipt.time)).integer(receipt.reason);
    return out.take();
}

base::Result<Receipt> decodeReceipt(base::ByteView bytes) {
    CborReader in(bytes);
    Receipt receipt;
    MEDVEIL_TRY(in.arrayOf(6));
    MEDVEIL_TRY(expectVersion(in));
    MEDVEIL_ASSIGN(const std::uint64_t kind, in.integer());
    if (kind < 1 || kind > 3)
        return fail(ErrorCode::kUnknownVersion, "receipt");
    receipt.kind = static_cast<ReceiptKind>(kind);
    MEDVEIL_ASSIGN(receipt.message, in.value<MessageId>());
    MEDVEIL_ASSIGN(receipt.blob, in.value<crypto::Digest>());
    MEDVEIL_ASSIGN(receipt.time, timeFrom(in));
    MEDVEIL_ASSIGN(receipt.reason, in.integer(UINT16_MAX));
    MEDVEIL_TRY(in.expectEnd());
    return receipt;
}

}  // namespace medveil::format
