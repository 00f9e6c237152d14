#include "core/vault/contact_store.h"

namespace medveil::vault {

namespace {
constexpr std::string_view kColumns =
    "SELECT card, changed_card, trust, first_seen, verified_at FROM contacts ";

base::Result<Contact> fromRow(const Statement& row) {
    Contact contact;
    MEDVEIL_ASSIGN(contact.card, format::decodeSignedCard(row.blob(0)));
    if (!row.isNull(1)) {
        MEDVEIL_ASSIGN(contact.changedCard, format::decodeSignedCard(row.blob(1)));
    }
    contact.trust = static_cast<Trust>(row.integer(2));
    contact.firstSeen = row.integer(3);
    contact.verifiedAt = row.integer(4);
    return contact;
}
}  // namespace

base::Result<std::vector<Contact>> ContactStore::all() {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare(std::string(kColumns) +
                                                                "ORDER BY name COLLATE NOCASE, person"));
    std::vector<Contact> contacts;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return contacts;
        MEDVEIL_ASSIGN(Contact contact, fromRow(select));
        contacts.push_back(std::move(contact));
    }
}

base::Result<std::optional<Contact>> ContactStore::find(const format::PersonId& person) {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare(std::string(kColumns) + "WHERE person = ?"));
    select.bind(1, person.view());
    MEDVEIL_ASSIGN(const bool row, select.step());
    if (!row)
        return std::optional<Contact>();
    MEDVEIL_ASSIGN(Contact contact, fromRow(select));
    return std::optional(std::move(contact));
}

base::Result<void> ContactStore::save(const Contact& contact) {
    MEDVEIL_ASSIGN(Statement insert, m_vault.database().prepare(
                                         "INSERT OR REPLACE INTO contacts VALUES (?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(1, contact.card.card.person.view()).bindText(2, contact.card.card.name);
    insert.bind(3, format::encodeSignedCard(contact.card));
    if (contact.changedCard)
        insert.bind(4, format::encodeSignedCard(*contact.changedCard));
    else
        insert.bindNull(4);
    insert.bind(5, static_cast<std::int64_t>(contact.trust))
        .bind(6, contact.firstSeen)
        .bind(7, contact.verifiedAt);
    return insert.run();
}

}  // namespace medveil::vault
