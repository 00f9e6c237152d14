#include "core/vault/sequence_store.h"

#include "core/vault/row_reader.h"

namespace medveil::vault {

base::Result<std::optional<format::MessageId>> SequenceStore::lastSentTo(const format::PersonId& person) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT message FROM sent_last WHERE person = ?"));
    select.bind(1, person.view());
    MEDVEIL_ASSIGN(const bool found, select.step());
    if (!found)
        return std::nullopt;
    RowReader in(select, "sent_last");
    const auto message = in.value<format::MessageId>(0);
    MEDVEIL_TRY(in.check());
    return message;
}

base::Result<void> SequenceStore::sent(const format::PersonId& person, const format::MessageId& id) {
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO sent_last VALUES (?, ?)"));
    return insert.bind(1, person.view()).bind(2, id.view()).run();
}

base::Result<void> SequenceStore::received(const format::PersonId& sender, const format::DeviceId& device,
                                           const format::MessageId& id, const format::MessageId& previous,
                                           bool previousSeen, base::Timestamp now) {
    auto& database = m_vault.database();
    MEDVEIL_ASSIGN(Statement fill, database.prepare("DELETE FROM gaps WHERE sender = ? AND message = ?"));
    MEDVEIL_TRY(fill.bind(1, sender.view()).bind(2, id.view()).run());
    if (previous != format::MessageId{} && !previousSeen) {
        // Ids are forgotten in time; the last one of each device is not.
        MEDVEIL_ASSIGN(
            Statement last,
            database.prepare("SELECT 1 FROM heard_last WHERE sender = ? AND device = ? AND message = ?"));
        last.bind(1, sender.view()).bind(2, device.view()).bind(3, previous.view());
        MEDVEIL_ASSIGN(const bool heard, last.step());
        if (!heard) {
            MEDVEIL_ASSIGN(Statement open, database.prepare("INSERT OR IGNORE INTO gaps VALUES (?, ?, ?)"));
            MEDVEIL_TRY(open.bind(1, sender.view()).bind(2, previous.view()).bind(3, now).run());
        }
    }
    MEDVEIL_ASSIGN(Statement heard, database.prepare("INSERT OR REPLACE INTO heard_last VALUES (?, ?, ?)"));
    return heard.bind(1, sender.view()).bind(2, device.view()).bind(3, id.view()).run();
}

base::Result<std::vector<Gap>> SequenceStore::gaps(base::Timestamp since) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(
                       "SELECT sender, message, noticed FROM gaps WHERE noticed >= ? ORDER BY noticed DESC"));
    select.bind(1, since);
    std::vector<Gap> rows;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return rows;
        RowReader in(select, "gaps");
        rows.push_back({in.value<format::PersonId>(0), in.value<format::MessageId>(1), select.integer(2)});
        MEDVEIL_TRY(in.check());
    }
}

base::Result<bool> SequenceStore::isRepeat(const format::PersonId& sender, const format::DeviceId& device,
                                           std::uint64_t sequence, const format::MessageId& id) {
    MEDVEIL_ASSIGN(
        Statement select,
        m_vault.database().prepare("SELECT 1 FROM messages WHERE direction = 0 AND sender = ? AND device = ? "
                                   "AND sequence = ? AND id != ? LIMIT 1"));
    select.bind(1, sender.view()).bind(2, device.view()).bind(3, static_cast<std::int64_t>(sequence));
    return select.bind(4, id.view()).step();
}

}  // namespace medveil::vault
