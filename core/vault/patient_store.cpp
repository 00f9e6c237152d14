#include "core/vault/patient_store.h"

#include "core/base/text_fold.h"
#include "core/vault/row_reader.h"

namespace medveil::vault {

namespace {

RegisteredPatient patientFrom(const Statement& row) {
    RegisteredPatient patient;
    patient.authority = row.text(0);
    patient.id = row.text(1);
    patient.name = row.text(2);
    RowReader in(row, "patients");
    patient.namedBy = in.valueOrEmpty<format::PersonId>(3);
    // The name and the number are whole: the patient stays in lists, and says what is amiss.
    patient.damaged = !in.check();
    if (patient.damaged)
        patient.namedBy.reset();
    patient.since = row.integer(4);
    return patient;
}

}  // namespace

base::Result<std::optional<RegisteredPatient>> PatientStore::find(std::string_view authority,
                                                                  std::string_view id) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT authority, id, name, named_by, since FROM patients "
                                              "WHERE authority = ? AND id = ?"));
    select.bindText(1, base::composed(authority)).bindText(2, base::composed(id));
    MEDVEIL_ASSIGN(const bool row, select.step());
    return row ? std::optional(patientFrom(select)) : std::nullopt;
}

base::Result<void> PatientStore::save(const RegisteredPatient& patient) {
    MEDVEIL_ASSIGN(Statement upsert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO patients VALUES (?, ?, ?, ?, ?)"));
    upsert.bindText(1, base::composed(patient.authority)).bindText(2, base::composed(patient.id));
    upsert.bindText(3, patient.name);
    upsert.bind(4, patient.namedBy ? patient.namedBy->view() : base::ByteView());
    return upsert.bind(5, patient.since).run();
}

base::Result<std::vector<RegisteredPatient>> PatientStore::list(std::string_view text, std::size_t count) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(
                       "SELECT authority, id, name, named_by, since, "
                       "(SELECT count(*) FROM messages m WHERE m.has_patient AND m.patient_id = p.id AND "
                       "m.patient_authority = p.authority AND m.direction = 0), "
                       "(SELECT count(*) FROM messages m WHERE m.has_patient AND m.patient_id = p.id AND "
                       "m.patient_authority = p.authority AND m.direction = 1) "
                       "FROM patients p WHERE ?1 = '' OR id = ?1 OR instr(folded(name), ?3) "
                       "ORDER BY folded(name), id, authority LIMIT ?2"));
    select.bindText(1, base::composed(text))
        .bind(2, static_cast<std::int64_t>(count))
        .bindText(3, base::folded(text));
    std::vector<RegisteredPatient> rows;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return rows;
        rows.push_back(patientFrom(select));
        rows.back().received = static_cast<std::uint64_t>(select.integer(5));
        rows.back().sent = static_cast<std::uint64_t>(select.integer(6));
    }
}

}  // namespace medveil::vault
