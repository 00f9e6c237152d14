#include "core/access/audit_log.h"

#include "core/crypto/signature.h"
#include "core/format/cbor.h"

namespace medveil::access {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::string_view kContext = "medveil/v1/audit-head";
constexpr std::size_t kNoteLimit = 1024;
constexpr std::size_t kPage = 4096;

base::Bytes statement(const crypto::TreeHash& tree) {
    format::CborWriter out;
    out.array(3).integer(1).integer(tree.size()).bytes(tree.root().view());
    return out.takePublic();
}
}  // namespace

base::Bytes encodeEntry(const AuditEntry& entry) {
    format::CborWriter out;
    out.array(7).integer(1).integer(entry.sequence).integer(static_cast<std::uint64_t>(entry.time));
    out.integer(static_cast<std::uint64_t>(entry.action))
        .bytes(entry.subject)
        .text(entry.note)
        .integer(entry.outcome);
    return out.takePublic();
}

base::Result<AuditEntry> decodeEntry(base::ByteView bytes) {
    format::CborReader in(bytes);
    AuditEntry entry;
    MEDVEIL_TRY(in.arrayOf(7));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version != 1)
        return fail(ErrorCode::kUnknownVersion, "audit entry");
    MEDVEIL_ASSIGN(entry.sequence, in.integer());
    MEDVEIL_ASSIGN(const std::uint64_t time, in.integer(std::uint64_t{1} << 52));
    entry.time = static_cast<base::Timestamp>(time);
    MEDVEIL_ASSIGN(const std::uint64_t action, in.integer(UINT8_MAX));
    if (action < 1 || action > static_cast<std::uint64_t>(Action::kDeidentified))
        return fail(ErrorCode::kMalformed, "audit action");
    entry.action = static_cast<Action>(action);
    MEDVEIL_ASSIGN(const base::ByteView subject, in.bytes(64));
    entry.subject = base::toBytes(subject);
    MEDVEIL_ASSIGN(entry.note, in.text(kNoteLimit));
    MEDVEIL_ASSIGN(entry.outcome, in.integer(UINT16_MAX));
    MEDVEIL_TRY(in.expectEnd());
    return entry;
}

base::Result<AuditLog> AuditLog::open(vault::DeliveryStore store, const identity::Identity& owner) {
    AuditLog log(store, owner);
    MEDVEIL_TRY(log.verify());
    return log;
}

base::Result<crypto::TreeHash> AuditLog::readTree() {
    crypto::TreeHash tree;
    while (true) {
        MEDVEIL_ASSIGN(const auto page, m_store.auditEntries(tree.size(), kPage));
        for (const auto& bytes : page) {
            const auto entry = decodeEntry(bytes);
            if (!entry || entry->sequence != tree.size())
                return fail(ErrorCode::kAuditBroken, "an entry is missing or altered");
            tree.append(crypto::TreeHash::leaf(bytes));
        }
        if (page.size() < kPage)
            return tree;
    }
}

base::Result<void> AuditLog::checkHead(const crypto::TreeHash& tree) {
    MEDVEIL_ASSIGN(const base::Bytes head, m_store.auditHead());
    if (head.empty() && tree.size() == 0)
        return {};
    const auto signature = crypto::Signature::from(head);
    if (!signature || !crypto::verify(m_owner->card.card.signing, kContext, statement(tree), *signature))
        return fail(ErrorCode::kAuditBroken, "the log does not fit its signed head");
    return {};
}

base::Result<void> AuditLog::verify() {
    MEDVEIL_ASSIGN(crypto::TreeHash tree, readTree());
    MEDVEIL_TRY(checkHead(tree));
    m_tree = std::move(tree);
    return {};
}

base::Result<void> AuditLog::reload() {
    return verify();
}

base::Result<void> AuditLog::append(AuditEntry entry) {
    entry.sequence = m_tree.size();
    // What cannot be read back must not be written: one bad note would break the log for good.
    if (entry.note.size() > kNoteLimit || !format::isUtf8(entry.note))
        entry.note.clear();
    const auto bytes = encodeEntry(entry);
    MEDVEIL_TRY(decodeEntry(bytes));
    auto tree = m_tree;
    tree.append(crypto::TreeHash::leaf(bytes));
    const auto head = crypto::sign(m_owner->signing, kContext, statement(tree));
    MEDVEIL_TRY(m_store.appendAudit(entry.sequence, bytes, head.view()));
    m_tree = std::move(tree);
    return {};
}

base::Result<std::vector<AuditEntry>> AuditLog::entries(std::uint64_t first, std::size_t count) {
    MEDVEIL_ASSIGN(const auto raw, m_store.auditEntries(first, count));
    std::vector<AuditEntry> entries;
    for (const auto& bytes : raw) {
        MEDVEIL_ASSIGN(AuditEntry entry, decodeEntry(bytes));
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace medveil::access
