// A person's own affairs: passphrase, recovery kit, vault key, share. Borrows the session; its lane.
#pragma once

#include "app/services/session.h"

namespace medveil::app {

/// Words for a kit of a profile that does not exist yet: see NewProfile.
base::Result<base::SecretBytes> newRecoveryWords();

class Account {
  public:
    explicit Account(Session& session) : m_session(session) {}

    /// `current` is the passphrase, or the recovery words for who forgot it. kUnlockFailed when it is
    /// neither; kWeakPassphrase.
    base::Result<void> changePassphrase(const base::SecretBytes& current, const base::SecretBytes& fresh);
    /// kUnlockFailed.
    base::Result<void> checkPassphrase(const base::SecretBytes& passphrase);
    /// Twelve new words. They open nothing yet, and the ones given before still do: only when the person has
    /// the new ones on paper or in a file are they committed.
    base::Result<base::SecretBytes> prepareRecoveryKit();
    /// From here on these words open the vault, and earlier ones do not. kUnlockFailed for words that are
    /// none.
    base::Result<void> commitRecoveryKit(const base::SecretBytes& words);
    /// The same once a person has typed them from their print-out: kUnlockFailed, and nothing is changed,
    /// when `typed` are others.
    base::Result<void> confirmRecoveryKit(const base::SecretBytes& words, const base::SecretBytes& typed);
    bool hasRecoveryKit() const;
    /// Really tries them on the vault. kUnlockFailed.
    base::Result<void> checkRecoveryKit(const base::SecretBytes& words);
    base::Result<void> rotateVaultKey(base::TaskContext& task);

    /// Makes the folder a share, or joins the one that is there; publishes this person's card.
    base::Result<void> createShare(const base::Path& folder);
    /// kShareOffline where there is no share.
    base::Result<void> joinShare(const base::Path& folder);
    /// Asks the share, and may wait for it.
    base::Result<ShareState> shareState();
    /// What it answered last: waits for nothing.
    base::Result<ShareState> shareStateSeen();
    /// Remembers how the share answered: 0, or why it could not be used.
    void shareAnswered(base::ErrorCode problem);

    /// The profile lives here now, and nowhere else: it goes on as the device it is.
    base::Result<void> movedHere();
    /// The profile lives on where it came from as well: this copy becomes a device of its own, with a mailbox
    /// of its own, which the card tells everybody at the next sync.
    base::Result<void> secondDevice();

  private:
    base::Result<void> adopt(const base::Path& folder, bool create);
    Session& m_session;
};

}  // namespace medveil::app
