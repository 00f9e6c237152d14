#include "core/vault/contact_store.h"

#include <algorithm>
#include <iterator>

#include "core/vault/row_reader.h"

namespace medveil::vault {

namespace {
constexpr std::string_view kColumns =
    "SELECT person, name, card, changed_card, trust, first_seen, verified_at, key_before, verified_name, "
    "verified_key FROM contacts ";
constexpr std::string_view kStrangerColumns =
    "SELECT person, name, card, standing, first_seen, asked FROM strangers ";

/// A card that is the row's own person's.
format::SignedCard ownCard(RowReader& in) {
    auto card = in.decoded(2, format::decodeSignedCard);
    const auto person = in.value<format::PersonId>(0);
    in.require(card.card.person == person, 0);
    return card;
}

Contact contactFrom(const Statement& row, RowReader& in) {
    Contact contact;
    contact.card = ownCard(in);
    if (!row.isNull(3)) {
        contact.changedCard = in.decoded(3, format::decodeSignedCard);
        in.require(contact.changedCard->card.person == contact.card.card.person, 3);
    }
    contact.trust = in.oneOf(4, Trust::kOtherwise);
    contact.firstSeen = row.integer(5);
    contact.verifiedAt = row.integer(6);
    contact.keyBefore = in.valueOrNull<crypto::SigningPublicKey>(7);
    contact.verifiedName = row.text(8);
    contact.verifiedKey = in.valueOrNull<crypto::SigningPublicKey>(9);
    // Compared before names were kept beside it: it was this card.
    if (contact.trust == Trust::kVerified && !contact.verifiedKey) {
        contact.verifiedName = contact.card.card.name;
        contact.verifiedKey = contact.card.card.signing;
    }
    return contact;
}

Stranger strangerFrom(const Statement& row, RowReader& in) {
    Stranger stranger;
    stranger.card = ownCard(in);
    stranger.standing = in.oneOf(3, Standing::kRefused);
    stranger.firstSeen = row.integer(4);
    stranger.asked = row.integer(5);
    return stranger;
}

template <class Value>
struct Rows {
    std::vector<Value> whole;
    std::vector<DamagedPerson> damaged;
};

template <class Value>
base::Result<Rows<Value>> every(Statement& select, PeopleTable table,
                                Value (*read)(const Statement&, RowReader&)) {
    Rows<Value> rows;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return rows;
        RowReader in(select, "people");
        Value value = read(select, in);
        if (in.check())
            rows.whole.push_back(std::move(value));
        else
            rows.damaged.push_back({table, select.blob(0), select.text(1)});
    }
}

/// Nobody, or kContactsDamaged: whoever is damaged is never taken for somebody who is not there.
template <class Value>
base::Result<std::optional<Value>> one(Statement& select, Value (*read)(const Statement&, RowReader&)) {
    MEDVEIL_ASSIGN(const bool row, select.step());
    if (!row)
        return std::optional<Value>();
    RowReader in(select, "people");
    Value value = read(select, in);
    if (const auto whole = in.check(); !whole)
        return base::fail(base::ErrorCode::kContactsDamaged, whole.error().detail);
    return std::optional(std::move(value));
}

base::Result<Rows<Contact>> readContacts(Vault& vault) {
    MEDVEIL_ASSIGN(Statement select,
                   vault.database().prepare(std::string(kColumns) + "ORDER BY folded(name), person"));
    return every(select, PeopleTable::kContacts, contactFrom);
}

base::Result<Rows<Stranger>> readStrangers(Vault& vault) {
    MEDVEIL_ASSIGN(Statement select,
                   vault.database().prepare(std::string(kStrangerColumns) +
                                            "ORDER BY standing = 1 DESC, asked DESC, first_seen DESC, "
                                            "folded(name), person"));
    return every(select, PeopleTable::kStrangers, strangerFrom);
}

void bindKey(Statement& statement, int column, const std::optional<crypto::SigningPublicKey>& key) {
    if (key)
        statement.bind(column, key->view());
    else
        statement.bindNull(column);
}
}  // namespace

base::Result<std::vector<Contact>> ContactStore::all() {
    MEDVEIL_ASSIGN(auto rows, readContacts(m_vault));
    return std::move(rows.whole);
}

base::Result<std::vector<DamagedPerson>> ContactStore::damaged() {
    MEDVEIL_ASSIGN(auto contacts, readContacts(m_vault));
    MEDVEIL_ASSIGN(auto strangers, readStrangers(m_vault));
    auto damaged = std::move(contacts.damaged);
    std::ranges::move(strangers.damaged, std::back_inserter(damaged));
    return damaged;
}

base::Result<void> ContactStore::removeDamaged(const DamagedPerson& person) {
    ++m_revision;
    const std::string table = person.table == PeopleTable::kContacts ? "contacts" : "strangers";
    // A key of another kind than a blob is read as one, and found as one.
    MEDVEIL_ASSIGN(Statement remove,
                   m_vault.database().prepare("DELETE FROM " + table + " WHERE CAST(person AS BLOB) = ?"));
    return remove.bind(1, person.key).run();
}

base::Result<std::optional<Contact>> ContactStore::find(const format::PersonId& person) {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare(std::string(kColumns) + "WHERE person = ?"));
    select.bind(1, person.view());
    return one(select, contactFrom);
}

base::Result<void> ContactStore::save(const Contact& contact) {
    ++m_revision;
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare(
                       "INSERT OR REPLACE INTO contacts(person, name, card, changed_card, trust, first_seen, "
                       "verified_at, key_before, verified_name, verified_key) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(1, contact.card.card.person.view()).bindText(2, contact.card.card.name);
    insert.bind(3, format::encodeSignedCard(contact.card));
    if (contact.changedCard)
        insert.bind(4, format::encodeSignedCard(*contact.changedCard));
    else
        insert.bindNull(4);
    insert.bind(5, static_cast<std::int64_t>(contact.trust))
        .bind(6, contact.firstSeen)
        .bind(7, contact.verifiedAt);
    bindKey(insert, 8, contact.keyBefore);
    insert.bindText(9, contact.verifiedName);
    bindKey(insert, 10, contact.verifiedKey);
    return insert.run();
}

base::Result<void> ContactStore::remove(const format::PersonId& person) {
    ++m_revision;
    for (const char* table : {"contacts", "refused_cards"}) {
        MEDVEIL_ASSIGN(Statement remove,
                       m_vault.database().prepare(std::string("DELETE FROM ") + table + " WHERE person = ?"));
        MEDVEIL_TRY(remove.bind(1, person.view()).run());
    }
    return {};
}

base::Result<std::vector<Stranger>> ContactStore::strangers() {
    MEDVEIL_ASSIGN(auto rows, readStrangers(m_vault));
    return std::move(rows.whole);
}

base::Result<std::optional<Stranger>> ContactStore::findStranger(const format::PersonId& person) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(std::string(kStrangerColumns) + "WHERE person = ?"));
    select.bind(1, person.view());
    return one(select, strangerFrom);
}

base::Result<void> ContactStore::saveStranger(const Stranger& stranger, std::size_t most) {
    ++m_revision;
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO strangers VALUES (?, ?, ?, ?, ?, ?)"));
    insert.bind(1, stranger.card.card.person.view()).bindText(2, stranger.card.card.name);
    insert.bind(3, format::encodeSignedCard(stranger.card));
    insert.bind(4, static_cast<std::int64_t>(stranger.standing))
        .bind(5, stranger.firstSeen)
        .bind(6, stranger.asked);
    MEDVEIL_TRY(insert.run());
    MEDVEIL_ASSIGN(
        Statement evict,
        m_vault.database().prepare(
            "DELETE FROM strangers WHERE person IN (SELECT person FROM strangers WHERE person != ?1 "
            "ORDER BY standing = 1, first_seen LIMIT max(0, (SELECT count(*) FROM strangers) - ?2))"));
    return evict.bind(1, stranger.card.card.person.view()).bind(2, static_cast<std::int64_t>(most)).run();
}

base::Result<void> ContactStore::removeStranger(const format::PersonId& person) {
    ++m_revision;
    MEDVEIL_ASSIGN(Statement remove, m_vault.database().prepare("DELETE FROM strangers WHERE person = ?"));
    return remove.bind(1, person.view()).run();
}

base::Result<void> ContactStore::refuseCard(const format::PersonId& person, const crypto::Digest& card) {
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR IGNORE INTO refused_cards VALUES (?, ?)"));
    return insert.bind(1, person.view()).bind(2, card.view()).run();
}

base::Result<bool> ContactStore::cardRefused(const format::PersonId& person, const crypto::Digest& card) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT 1 FROM refused_cards WHERE person = ? AND digest = ?"));
    select.bind(1, person.view()).bind(2, card.view());
    return select.step();
}

}  // namespace medveil::vault
