#include "app/services/set_aside.h"

#include <algorithm>

#include "app/services/session_state.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kIdBeginning = 8;

/// Newest first.
base::Result<std::vector<vault::HeldFile>> heldFiles(SessionState& state) {
    MEDVEIL_ASSIGN(auto files, state.deliveries.held());
    std::ranges::reverse(files);
    return files;
}

base::Result<vault::HeldFile> find(SessionState& state, std::string_view id) {
    MEDVEIL_ASSIGN(const auto files, state.deliveries.held());
    if (const auto exact = std::ranges::find(files, id, &vault::HeldFile::name); exact != files.end())
        return *exact;
    const auto matches = [id](const auto& file) {
        return id.size() >= kIdBeginning && file.name.starts_with(id);
    };
    const auto found = std::ranges::find_if(files, matches);
    if (found == files.end() || std::find_if(found + 1, files.end(), matches) != files.end())
        return fail(ErrorCode::kNotFound, "mail set aside");
    return *found;
}

/// What lies in this person's mailbox; nothing when the share is away.
std::vector<share::MailboxFile> mailbox(SessionState& state) {
    const auto pinned = state.pinnedShare();
    auto share = state.share();
    if (!pinned || !share || !share->check(*pinned))
        return {};
    auto listing = share->list(state.identity.mailbox());
    return listing ? std::move(listing->files) : std::vector<share::MailboxFile>();
}

}  // namespace

base::Result<std::vector<SetAsideRow>> SetAside::list(std::size_t count) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const auto files, heldFiles(state));
    std::map<std::string, share::MailboxFile> lying;
    if (!files.empty()) {
        for (auto& file : mailbox(state))
            lying.emplace(file.name(), file);
    }
    std::vector<SetAsideRow> rows;
    for (const auto& file : files) {
        if (rows.size() == count)
            break;
        SetAsideRow row{file.name, static_cast<ErrorCode>(file.reason), file.firstSeen, {}, 0};
        if (const auto found = lying.find(file.name); found != lying.end()) {
            row.ending = found->second.ending;
            row.size = found->second.size;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

base::Result<std::size_t> SetAside::count() {
    MEDVEIL_ASSIGN(const auto files, m_session.state().deliveries.held());
    return files.size();
}

base::Result<void> SetAside::release(std::string_view id) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const auto file, find(state, id));
    return state.deliveries.releaseHeldFile(file.name);
}

base::Result<std::size_t> SetAside::releaseAll() {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const auto files, state.deliveries.held());
    for (const auto& file : files)
        MEDVEIL_TRY(state.deliveries.releaseHeldFile(file.name));
    return files.size();
}

base::Result<void> SetAside::remove(std::string_view id) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const auto file, find(state, id));
    MEDVEIL_ASSIGN(const share::ShareId pinned, state.pinnedShare());
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    MEDVEIL_TRY(share.check(pinned));
    // Logged first: what went without a line in the log would be worse than a line too many.
    const auto lies = share::parseBlobName(file.name);
    const auto subject = lies ? base::toBytes(lies->digest.view()) : base::Bytes();
    MEDVEIL_TRY(state.record(access::Action::kMessageRemoved, subject, "set aside"));
    if (lies)
        MEDVEIL_TRY(share.remove(*lies, state.identity.mailbox()));
    return state.deliveries.releaseHeldFile(file.name);
}

}  // namespace medveil::app
