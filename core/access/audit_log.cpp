#include "core/access/audit_log.h"

#include <algorithm>

#include "core/crypto/signature.h"
#include "core/format/cbor.h"
#include "core/format/shown_text.h"

namespace medveil::access {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::string_view kContext = "medveil/v1/audit-head";
constexpr std::size_t kNoteLimit = 1024;
constexpr std::size_t kPage = 4096;

/// What a head says. Of the first segment as version 1 had it; of a later one also where it begins.
base::Bytes statement(std::uint64_t first, const crypto::TreeHash& tree) {
    format::CborWriter out;
    if (first == 0)
        out.array(3).integer(1);
    else
        out.array(4).integer(2).integer(first);
    out.integer(tree.size()).bytes(tree.root().view());
    return out.takePublic();
}

void note(std::optional<LogDamage>& damage, std::uint64_t from, std::string_view what) {
    if (!damage || from < damage->from)
        damage = LogDamage{from, std::string(what)};
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
    if (action < 1 || action > static_cast<std::uint64_t>(kLastAction))
        return fail(ErrorCode::kMalformed, "audit action");
    entry.action = static_cast<Action>(action);
    MEDVEIL_ASSIGN(const base::ByteView subject, in.bytes(64));
    entry.subject = base::toBytes(subject);
    MEDVEIL_ASSIGN(entry.note, in.text(kNoteLimit));
    MEDVEIL_ASSIGN(entry.outcome, in.integer(UINT16_MAX));
    MEDVEIL_TRY(in.expectEnd());
    return entry;
}

struct AuditLog::Reading {
    std::uint64_t first = 0;
    crypto::TreeHash tree;
    bool tornEnd = false;
    std::optional<LogDamage> damage;
};

base::Result<AuditLog> AuditLog::open(vault::AuditStore store, const identity::Identity& owner) {
    AuditLog log(store, owner);
    MEDVEIL_ASSIGN(Reading reading, log.read());
    log.m_first = reading.first;
    log.m_tree = std::move(reading.tree);
    log.m_tornEnd = reading.tornEnd;
    log.m_damage = std::move(reading.damage);
    return log;
}

/// The tree over the entries of one segment, as far as they are there one after the other.
base::Result<crypto::TreeHash> AuditLog::readSegment(const vault::AuditStore::Segment& segment,
                                                     std::uint64_t end,
                                                     const std::vector<vault::LogHead>& promises,
                                                     std::optional<LogDamage>& damage) {
    crypto::TreeHash tree;
    std::uint64_t next = segment.first;
    const auto compare = [&] {
        for (const auto& promise : promises) {
            if (promise.first == segment.first && promise.next == next && promise.root != tree.root())
                note(damage, segment.first, "entries are not those that were written");
        }
    };
    while (true) {
        MEDVEIL_ASSIGN(const auto page, m_store.rows(next, end, kPage));
        for (const auto& row : page) {
            const auto entry = decodeEntry(row.entry);
            if (row.sequence != next || !entry || entry->sequence != next) {
                note(damage, next, "an entry is missing or altered");
                return tree;
            }
            tree.append(crypto::TreeHash::leaf(row.entry));
            ++next;
            compare();
        }
        if (page.size() < kPage)
            break;
    }
    const auto signature = crypto::Signature::from(segment.checkpoint);
    if (!signature ||
        !crypto::verify(m_owner->card.card.signing, kContext, statement(segment.first, tree), *signature))
        note(damage, segment.first, "entries do not fit their signed head");
    return tree;
}

base::Result<AuditLog::Reading> AuditLog::read() {
    Reading reading;
    MEDVEIL_ASSIGN(auto segments, m_store.segments());
    MEDVEIL_ASSIGN(std::uint64_t end, m_store.end());
    MEDVEIL_ASSIGN(const auto promises, m_store.promises());
    if (segments.empty() && end == 0 && promises.empty())
        return reading;
    // Entries before every head, or without one, have nobody's signature.
    if (segments.empty() || segments.front().first != 0)
        segments.insert(segments.begin(), {0, {}});
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool last = i + 1 == segments.size();
        const auto segmentEnd = last ? std::max(end, segments[i].first) : segments[i + 1].first;
        std::optional<LogDamage> damage;
        MEDVEIL_ASSIGN(reading.tree, readSegment(segments[i], segmentEnd, promises, damage));
        reading.first = segments[i].first;
        reading.tornEnd = damage.has_value();
        if (damage)
            note(reading.damage, damage->from, damage->what);
    }
    // What was there and is gone at the end, its head with it, shows by what stands outside the log.
    for (const auto& promise : promises) {
        if (promise.next > std::max(end, reading.first)) {
            note(reading.damage, std::max(end, reading.first), "entries are missing at the end");
            reading.tornEnd = true;
            end = promise.next;
        }
    }
    if (reading.tornEnd) {
        reading.first = std::max(end, reading.first + 1);
        reading.tree = crypto::TreeHash();
    }
    return reading;
}

base::Result<void> AuditLog::verify() {
    MEDVEIL_ASSIGN(Reading reading, read());
    m_damage = std::move(reading.damage);
    if (m_damage)
        return fail(ErrorCode::kAuditBroken,
                    m_damage->what + ", from entry " + std::to_string(m_damage->from) + " on");
    return {};
}

void AuditLog::restore(Mark mark) {
    m_first = mark.first;
    m_tree = std::move(mark.tree);
    m_tornEnd = mark.broken;
}

base::Result<void> AuditLog::append(AuditEntry entry) {
    if (m_tornEnd && m_damage) {
        AuditEntry damaged;
        damaged.time = entry.time;
        damaged.action = Action::kLogDamaged;
        damaged.note = std::to_string(m_damage->from);
        damaged.outcome = static_cast<std::uint64_t>(ErrorCode::kAuditBroken);
        MEDVEIL_TRY(appendAs(std::move(damaged)));
    }
    m_tornEnd = false;
    return appendAs(std::move(entry));
}

base::Result<void> AuditLog::appendAs(AuditEntry entry) {
    entry.sequence = size();
    // What cannot be read back must not be written: one bad note would break the log for good.
    // And one entry is one line, whatever a file is called.
    entry.note = format::logLine(entry.note, kNoteLimit);
    const auto bytes = encodeEntry(entry);
    MEDVEIL_TRY(decodeEntry(bytes));
    auto tree = m_tree;
    tree.append(crypto::TreeHash::leaf(bytes));
    const auto head = crypto::sign(m_owner->signing, kContext, statement(m_first, tree));
    const vault::LogHead promise{m_first, entry.sequence + 1, tree.root()};
    MEDVEIL_TRY(m_store.append(entry.sequence, bytes, promise, head.view()));
    m_tree = std::move(tree);
    return {};
}

base::Result<std::vector<AuditLog::Line>> AuditLog::entries(std::uint64_t first, std::size_t count) {
    MEDVEIL_ASSIGN(const auto rows, m_store.rows(first, first + count, count));
    std::vector<Line> lines;
    for (const auto& row : rows) {
        auto entry = decodeEntry(row.entry);
        Line line{row.sequence, std::nullopt};
        if (entry && entry->sequence == row.sequence)
            line.entry = std::move(*entry);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace medveil::access
