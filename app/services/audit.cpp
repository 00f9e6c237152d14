#include "app/services/audit.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "app/services/session_state.h"

namespace medveil::app {

std::string actionName(std::uint8_t action) {
    static constexpr std::array kNames = {"created",
                                          "unlocked",
                                          "locked",
                                          "sent",
                                          "received",
                                          "opened",
                                          "failed",
                                          "exported",
                                          "key-seen",
                                          "key-changed",
                                          "verified",
                                          "passphrase-changed",
                                          "vault-key-rotated",
                                          "recovery-kit-made",
                                          "share-set",
                                          "revealed",
                                          "hidden",
                                          "log-checked",
                                          "masked",
                                          "sealed-image",
                                          "restored",
                                          "deidentified",
                                          "accepted",
                                          "person-removed",
                                          "person-changed",
                                          "key-kept",
                                          "message-removed",
                                          "profile-moved",
                                          "device-added",
                                          "log-damaged",
                                          "patient-corrected",
                                          "damage-removed"};
    return action >= 1 && action <= kNames.size() ? kNames[action - 1U] : "unknown";
}

namespace {
AuditRow rowFrom(const access::AuditLog::Line& line) {
    // What cannot be read is shown as such: a gap nobody sees would be worse.
    if (!line.entry)
        return {line.sequence, 0, "damaged", {}, base::ErrorCode::kAuditBroken};
    const auto& entry = *line.entry;
    return {entry.sequence, entry.time, actionName(static_cast<std::uint8_t>(entry.action)), entry.note,
            static_cast<base::ErrorCode>(entry.outcome)};
}
}  // namespace

base::Result<std::uint64_t> Audit::count() {
    return m_session.state().audit->size();
}

base::Result<std::vector<AuditRow>> Audit::newest(std::uint64_t skip, std::size_t count) {
    auto& log = *m_session.state().audit;
    const auto end = log.size() - std::min(skip, log.size());
    const auto first = end - std::min<std::uint64_t>(count, end);
    MEDVEIL_ASSIGN(const auto entries, log.entries(first, static_cast<std::size_t>(end - first)));
    std::vector<AuditRow> rows;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
        rows.push_back(rowFrom(*entry));
    return rows;
}

base::Result<void> Audit::verify() {
    auto& state = m_session.state();
    MEDVEIL_TRY(state.audit->verify());
    return state.record(access::Action::kLogChecked, {}, {});
}

base::Result<void> Audit::exportTo(const base::Path& file, base::IfThere there) {
    auto& state = m_session.state();
    MEDVEIL_TRY(state.record(access::Action::kExported, {}, {}));
    base::NewFile out(state.files, file, there);
    MEDVEIL_TRY(out.begin());
    constexpr std::size_t kPage = 1000;
    for (std::uint64_t first = 0; first < state.audit->size(); first += kPage) {
        MEDVEIL_ASSIGN(const auto entries, state.audit->entries(first, kPage));
        for (const auto& entry : entries) {
            const auto row = rowFrom(entry);
            const auto subject = entry.entry ? base::toHex(entry.entry->subject) : std::string();
            nlohmann::ordered_json line = {
                {"sequence", row.sequence},
                {"time", row.time},
                {"action", row.action},
                {"subject", subject},
                {"note", row.note},
                {"outcome",
                 row.outcome == base::ErrorCode{} ? "ok" : std::string(base::errorName(row.outcome))}};
            MEDVEIL_TRY(out.write(base::asBytes(line.dump() + "\n")));
        }
    }
    return out.finish();
}

}  // namespace medveil::app
