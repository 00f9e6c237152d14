// An unlocked profile. One object per open vault; it and every service over it belong to one lane (one thread
// at a time). Destroying it locks: keys are wiped, the vault is closed.
#pragma once

#include <memory>

#include "app/model/types.h"
#include "core/base/secret.h"
#include "core/base/task_context.h"

namespace medveil::app {

struct SessionState;

struct NewProfile {
    std::string name;
    std::string facility;
    std::vector<Role> roles;
    base::SecretBytes passphrase;
};

enum class CredentialKind : std::uint8_t { kPassphrase, kRecoveryWords };

class Session {
  public:
    explicit Session(std::unique_ptr<SessionState> state);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    static bool exists(const base::Path& folder);
    /// kWeakPassphrase, kAlreadyExists, ...
    static base::Result<std::unique_ptr<Session>> create(const base::Path& folder, const NewProfile& profile,
                                                         base::TaskContext& task);
    /// kUnlockFailed for a wrong passphrase, wrong words and a damaged slot alike.
    static base::Result<std::unique_ptr<Session>> unlock(const base::Path& folder, CredentialKind kind,
                                                         const base::SecretBytes& credential,
                                                         base::TaskContext& task);

    Person me() const;
    bool rolledBack() const;
    SessionState& state() { return *m_state; }

    /// Values the window remembers: theme, language, time-out. Never secrets.
    base::Result<std::string> setting(std::string_view name, std::string_view otherwise);
    base::Result<void> setSetting(std::string_view name, std::string_view value);

  private:
    std::unique_ptr<SessionState> m_state;
};

}  // namespace medveil::app
