// A person's own affairs: passphrase, recovery kit, vault key, share. Borrows the session; its lane.
#pragma once

#include "app/services/session.h"

namespace medveil::app {

class Account {
  public:
    explicit Account(Session& session) : m_session(session) {}

    /// `current` is the passphrase, or the recovery words for who forgot it. kUnlockFailed when it is
    /// neither; kWeakPassphrase.
    base::Result<void> changePassphrase(const base::SecretBytes& current, const base::SecretBytes& fresh);
    /// Twelve words that open the vault; the ones given before stop working.
    base::Result<base::SecretBytes> makeRecoveryKit();
    bool hasRecoveryKit() const;
    /// Really tries them on the vault. kUnlockFailed.
    base::Result<void> checkRecoveryKit(const base::SecretBytes& words);
    base::Result<void> rotateVaultKey(base::TaskContext& task);

    /// Makes the folder a share, or joins the one that is there; publishes this person's card.
    base::Result<void> createShare(const base::Path& folder);
    /// kShareOffline where there is no share.
    base::Result<void> joinShare(const base::Path& folder);
    base::Result<ShareState> shareState();

  private:
    base::Result<void> adopt(const base::Path& folder, bool create);
    Session& m_session;
};

}  // namespace medveil::app
