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

/// The names in one error: nobody has to guess which ones are meant.
base::Error ambiguous(std::string_view id, const std::vector<vault::HeldFile>& files) {
    constexpr std::size_t kMostNamed = 8;
    std::string names;
    for (std::size_t i = 0; i < std::min(files.size(), kMostNamed); ++i)
        names += (i == 0 ? "" : ", ") + files[i].name;
    if (files.size() > kMostNamed)
        names += " and " + std::to_string(files.size() - kMostNamed) + " more";
    return {ErrorCode::kInvalidArgument, "\"" + std::string(id) + "\" begins several: " + names};
}

base::Result<vault::HeldFile> find(SessionState& state, std::string_view id) {
    MEDVEIL_ASSIGN(auto files, state.deliveries.held());
    if (const auto exact = std::ranges::find(files, id, &vault::HeldFile::name); exact != files.end())
        return *exact;
    if (id.size() >= kIdBeginning)
        std::erase_if(files, [id](const auto& file) { return !file.name.starts_with(id); });
    else
        files.clear();
    if (files.size() > 1)
        return fail(ambiguous(id, files));
    if (files.empty())
        return fail(ErrorCode::kNotFound, "mail set aside");
    return files.front();
}

/// For each name its shortest beginning of 16 characters or more that no other name has; the whole name where
/// that is the only way, as for files of one digest and different endings.
std::map<std::string, std::string> shortIds(const std::vector<vault::HeldFile>& files) {
    constexpr std::size_t kShortest = 16;
    std::vector<std::string> names;
    names.reserve(files.size());
    for (const auto& file : files)
        names.push_back(file.name);
    std::ranges::sort(names);
    const auto alike = [&names](std::size_t i, std::size_t j) {
        return static_cast<std::size_t>(std::ranges::mismatch(names[i], names[j]).in1 - names[i].begin());
    };
    std::map<std::string, std::string> ids;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::size_t shared = 0;
        if (i > 0)
            shared = alike(i, i - 1);
        if (i + 1 < names.size())
            shared = std::max(shared, alike(i, i + 1));
        // Of a twin the ending is what tells: said in full.
        const auto stem = std::min(names[i].find('.'), names[i].size());
        ids[names[i]] = shared >= stem ? names[i] : names[i].substr(0, std::max(kShortest, shared + 1));
    }
    return ids;
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
    // Unique among all, also those that are not listed.
    const auto ids = shortIds(files);
    std::vector<SetAsideRow> rows;
    for (const auto& file : files) {
        if (rows.size() == count)
            break;
        SetAsideRow row{file.name,        static_cast<ErrorCode>(file.reason), file.firstSeen, {}, 0,
                        ids.at(file.name)};
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
