#include "core/vault/audit_store.h"

#include <algorithm>

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

base::Result<std::vector<AuditStore::Row>> AuditStore::rows(std::uint64_t first, std::uint64_t end,
                                                            std::size_t count) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault->database().prepare("SELECT sequence, entry FROM audit WHERE sequence >= ? AND "
                                               "sequence < ? ORDER BY sequence LIMIT ?"));
    const auto bound = [](std::uint64_t value) {
        return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
    };
    select.bind(1, bound(first)).bind(2, bound(end)).bind(3, static_cast<std::int64_t>(count));
    std::vector<Row> rows;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return rows;
        rows.push_back({static_cast<std::uint64_t>(select.integer(0)), select.blob(1)});
    }
}

base::Result<std::uint64_t> AuditStore::end() {
    MEDVEIL_ASSIGN(Statement select, m_vault->database().prepare("SELECT max(sequence) + 1 FROM audit"));
    MEDVEIL_TRY(select.step());
    return select.isNull(0) ? 0 : static_cast<std::uint64_t>(std::max<std::int64_t>(0, select.integer(0)));
}

base::Result<std::vector<AuditStore::Segment>> AuditStore::segments() {
    MEDVEIL_ASSIGN(Statement select, m_vault->database().prepare(
                                         "SELECT first, checkpoint FROM audit_segments ORDER BY first"));
    std::vector<Segment> segments;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return segments;
        if (select.integer(0) < 0)
            return fail(ErrorCode::kVaultDamaged, "audit_segments: first");
        segments.push_back({static_cast<std::uint64_t>(select.integer(0)), select.blob(1)});
    }
}

base::Result<std::vector<LogHead>> AuditStore::promises() {
    std::vector<LogHead> promises;
    MEDVEIL_ASSIGN(const auto stored, blobSetting(m_vault->database(), kLogHeadSetting));
    if (stored) {
        MEDVEIL_ASSIGN(const LogHead head, decodeLogHead(*stored));
        promises.push_back(head);
    }
    if (m_vault->promisedLog() && m_vault->promisedLog()->next > 0)
        promises.push_back(*m_vault->promisedLog());
    return promises;
}

base::Result<void> AuditStore::append(std::uint64_t sequence, base::ByteView entry, const LogHead& head,
                                      base::ByteView checkpoint) {
    if (m_vault->database().inTransaction())
        return write(sequence, entry, head, checkpoint);
    MEDVEIL_ASSIGN(Transaction transaction, Transaction::begin(m_vault->database()));
    MEDVEIL_TRY(write(sequence, entry, head, checkpoint));
    return transaction.commit();
}

base::Result<void> AuditStore::write(std::uint64_t sequence, base::ByteView entry, const LogHead& head,
                                     base::ByteView checkpoint) {
    auto& database = m_vault->database();
    MEDVEIL_TRY(database.execute("SAVEPOINT audit"));
    const auto all = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(Statement insert, database.prepare("INSERT INTO audit VALUES (?, ?)"));
        MEDVEIL_TRY(insert.bind(1, static_cast<std::int64_t>(sequence)).bind(2, entry).run());
        MEDVEIL_ASSIGN(Statement segment,
                       database.prepare("INSERT OR REPLACE INTO audit_segments VALUES (?, ?)"));
        MEDVEIL_TRY(segment.bind(1, static_cast<std::int64_t>(head.first)).bind(2, checkpoint).run());
        return setBlobSetting(database, kLogHeadSetting, encodeLogHead(head));
    };
    auto written = all();
    if (!written)
        (void)database.execute("ROLLBACK TO audit");
    MEDVEIL_TRY(database.execute("RELEASE audit"));
    return written;
}

}  // namespace medveil::vault
