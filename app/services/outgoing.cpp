#include "app/services/outgoing.h"

#include <algorithm>
#include <map>

#include "app/services/names.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::size_t kPerRun = 10'000;
constexpr base::Timestamp kRepublish = 10 * base::kMinute;
/// No pause is longer; a next attempt that lies farther ahead was written under a clock that was wrong.
constexpr base::Timestamp kLongestPause = share::kLongestBackOff;
static_assert(kRepublish <= kLongestPause);

/// On the monotonic clock; nothing where this session has not tried it.
std::optional<base::Timestamp> pauseOf(const SessionState& state, const vault::OutboxItem& item) {
    const auto known = state.nextTry.find(item.number);
    if (known == state.nextTry.end() || known->second.digest != item.digest)
        return std::nullopt;
    return known->second.at;
}
}  // namespace

bool Outgoing::isDue(const vault::OutboxItem& item) const {
    if (m_cause == SyncCause::kPerson && item.state == vault::OutboxState::kQueued)
        return true;
    // Pauses are counted on a clock that nobody sets. Only over the end of a session the other one must do.
    if (const auto pause = pauseOf(m_state, item))
        return *pause <= m_state.clock.monotonic();
    const auto now = m_state.clock.now();
    return item.nextAttempt <= now || item.nextAttempt > now + kLongestPause;
}

void Outgoing::pause(vault::OutboxItem& item, base::Timestamp pause) {
    item.nextAttempt = m_state.clock.now() + pause;
    m_state.nextTry[item.number] = {item.digest, m_state.clock.monotonic() + pause};
}

base::Result<void> Outgoing::publishNew() {
    MEDVEIL_ASSIGN(auto items, m_state.deliveries.all());
    std::erase_if(items, [&](const vault::OutboxItem& item) {
        return item.state != vault::OutboxState::kQueued || !isDue(item);
    });
    return publish(std::move(items));
}

base::Result<void> Outgoing::publishDue() {
    MEDVEIL_ASSIGN(auto items, m_state.deliveries.all());
    // What was tried a moment ago, for a person as well, is not tried twice in one run.
    std::erase_if(
        items, [&](const vault::OutboxItem& item) { return m_tried.contains(item.number) || !isDue(item); });
    return publish(std::move(items));
}

base::Result<void> Outgoing::publish(std::vector<vault::OutboxItem> items) {
    MEDVEIL_ASSIGN(const share::ShareId pinned, m_state.pinnedShare());
    // A few words do not wait for a scan of gigabytes.
    std::vector<std::pair<std::uint64_t, vault::OutboxItem>> bySize;
    for (auto& item : items) {
        const auto info = m_state.files.info(m_state.spool(item.spool));
        bySize.emplace_back(info ? info->size : 0, std::move(item));
    }
    std::ranges::stable_sort(bySize, {}, [](const auto& entry) { return entry.first; });
    if (bySize.size() > kPerRun) {
        bySize.resize(kPerRun);
        m_report.more = true;
    }
    for (auto& [size, item] : bySize) {
        MEDVEIL_TRY(m_task.checkpoint());
        MEDVEIL_TRY(m_share.check(pinned));
        m_tried.insert(item.number);
        MEDVEIL_TRY(publishOne(std::move(item)));
    }
    return {};
}

base::Result<void> Outgoing::clear(const vault::OutboxItem& item) {
    MEDVEIL_ASSIGN(const auto freed, m_state.deliveries.clear(item.number));
    m_state.nextTry.erase(item.number);
    for (const auto& spool : freed)
        m_state.vault.spoolFiles().remove(spool);
    return {};
}

base::Result<void> Outgoing::expire(const vault::OutboxItem& item, base::Timestamp now) {
    // A share that lets nobody delete must not keep everything behind this item waiting.
    (void)m_share.remove({item.digest, item.ending, 0, {}}, item.mailbox);
    // What one of their devices has does not expire because another never came for it.
    MEDVEIL_ASSIGN(const bool answered, m_state.messages.wasAnswered(item.message, item.person));
    if (!answered)
        MEDVEIL_TRY(
            m_state.messages.setDelivery(item.message, item.person, vault::Delivery::kExpired, now, 0));
    return clear(item);
}

base::Result<void> Outgoing::publishOne(vault::OutboxItem item) {
    const auto now = m_state.clock.now();
    if (item.expires != 0 && item.expires < now)
        return expire(item, now);
    auto published =
        m_share.publish(m_state.spool(item.spool), item.digest, item.ending, item.mailbox, m_task);
    if (!published && published.error().code == ErrorCode::kCancelled)
        return published;
    ++item.attempts;
    if (!published) {
        const auto code = published.error().code;
        // One line for a failure, not one for every try of a share that is away.
        if (item.lastError == 0)
            MEDVEIL_TRY(m_state.record(access::Action::kFailed, item.message.view(), "publish", code));
        item.lastError = static_cast<std::uint64_t>(code);
        pause(item, share::backOff(item.attempts));
        m_report.problem = code;
        return m_state.deliveries.update(item);
    }
    if (item.isReceipt)
        return clear(item);
    if (item.state == vault::OutboxState::kQueued)
        ++m_report.published;
    item.state = vault::OutboxState::kPublished;
    item.lastError = 0;
    // Until the receipt arrives it is looked after: a file that vanished from the share is put there again.
    pause(item, kRepublish);
    MEDVEIL_TRY(m_state.deliveries.update(item));
    // A cover and its blob are two files: only with both is the message on its way.
    MEDVEIL_ASSIGN(const bool more, m_state.deliveries.stillQueued(item.message, item.person));
    return more
               ? base::Result<void>()
               : m_state.messages.setDelivery(item.message, item.person, vault::Delivery::kPublished, now, 0);
}

namespace {
/// Whatever was written down under another clock, nothing waits longer than a pause lasts.
base::Timestamp nextTryOf(const SessionState& state, const vault::OutboxItem& item) {
    const auto now = state.clock.now();
    if (const auto pause = pauseOf(state, item))
        return std::max(now, now + *pause - state.clock.monotonic());
    return item.nextAttempt > now + kLongestPause ? now : std::max(now, item.nextAttempt);
}

base::Result<WaitingMessage> waitingFrom(SessionState& state, const vault::OutboxItem& item) {
    WaitingMessage one;
    one.id = base::toHex(item.message.view());
    if (const auto contact = state.contacts.find(item.person); contact && *contact)
        one.recipient = shownName(state, item.person, (*contact)->card.card.name);
    MEDVEIL_ASSIGN(one.answered, state.messages.wasAnswered(item.message, item.person));
    one.problem = static_cast<ErrorCode>(item.lastError);
    one.nextTry = nextTryOf(state, item);
    return one;
}
}  // namespace

base::Result<std::vector<WaitingMessage>> waitingMessages(SessionState& state) {
    MEDVEIL_ASSIGN(const auto items, state.deliveries.all());
    std::vector<WaitingMessage> waiting;
    // A cover and its blob are one message, and so are its files for two devices of a person.
    std::map<std::pair<format::MessageId, format::PersonId>, std::size_t> places;
    for (const auto& item : items) {
        if (item.isReceipt || item.state != vault::OutboxState::kQueued)
            continue;
        MEDVEIL_ASSIGN(auto one, waitingFrom(state, item));
        const auto [place, isNew] = places.try_emplace({item.message, item.person}, waiting.size());
        if (isNew)
            waiting.push_back(std::move(one));
        else if (waiting[place->second].problem == ErrorCode{})
            waiting[place->second] = std::move(one);
    }
    return waiting;
}

}  // namespace medveil::app
