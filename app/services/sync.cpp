#include "app/services/sync.h"

#include "app/services/contacts.h"
#include "app/services/incoming.h"
#include "app/services/outgoing.h"

namespace medveil::app {

base::Result<SyncReport> Sync::run(base::TaskContext& task, SyncCause cause) {
    auto& state = m_session.state();
    // Two copies with one mailbox would split the mail between them.
    if (state.copied)
        return base::fail(base::ErrorCode::kProfileCopied);
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    MEDVEIL_ASSIGN(const share::ShareId pinned, state.pinnedShare());
    MEDVEIL_TRY(share.check(pinned));
    SyncReport report;
    Outgoing outgoing(state, share, cause, report, task);
    // What goes out waits for nothing that comes in.
    MEDVEIL_TRY(outgoing.publishNew());
    // A full share, or a directory that cannot be read, is a problem to tell and no reason to leave mail
    // lying.
    const auto carded = share.publishCard(state.identity.person(), state.identity.card.card.epoch,
                                          format::encodeSignedCard(state.identity.card));
    if (!carded)
        report.problem = carded.error().code;
    const auto people = Contacts(m_session).readDirectory(cause);
    if (people) {
        report.newPeople = people->newPeople;
        report.changedPeople = people->changed;
    } else {
        report.problem = people.error().code;
    }
    MEDVEIL_TRY(Incoming(state, share, cause, report, task).run());
    MEDVEIL_ASSIGN(report.requests, Contacts(m_session).requests());
    // What was received has put receipts into the outbox: they go out in the same run.
    MEDVEIL_TRY(outgoing.publishDue());
    share.removeOldParts(state.clock.now());
    MEDVEIL_TRY(state.deliveries.forgetOld(state.clock.now()));
    MEDVEIL_ASSIGN(report.waiting, waitingMessages(state));
    state.lastSync = state.clock.now();
    return report;
}

}  // namespace medveil::app
