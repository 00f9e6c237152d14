// An unlocked profile. One object per open vault; it and every service over it belong to one lane (one thread
// at a time). Destroying it locks: keys are wiped, the vault is closed.
#pragma once

#include <functional>
#include <memory>
#include <optional>

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
    /// A recovery kit from the beginning: words that newRecoveryWords() made and that are kept somewhere
    /// safe.
    std::optional<base::SecretBytes> recoveryWords = std::nullopt;
};

/// Something that is amiss with a profile that opens all the same.
struct Finding {
    /// kVaultRolledBack, kVaultAnchorMissing, kVaultFilesMissing, kVaultSlotsReplaced, kAuditBroken,
    /// kVaultStrangers, kOutboxDamaged, kDraftDamaged, kContactsDamaged; or why it could not be told whether
    /// anything is amiss.
    base::ErrorCode code;
    std::string what;  ///< the number of the first damaged entry; the name of a file; how many are damaged
};

enum class CredentialKind : std::uint8_t { kPassphrase, kRecoveryWords };

class Session {
  public:
    explicit Session(std::unique_ptr<SessionState> state);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Whether the folder holds any file of a profile, whole or not: nothing is ever made over it.
    static bool exists(const base::Path& folder);
    /// What can be told before anybody unlocks: kNoProfile, kVaultSlotsMissing, kVaultDatabaseMissing, ...
    static base::Result<void> check(const base::Path& folder);
    /// kWeakPassphrase, kAlreadyExists, ...
    static base::Result<std::unique_ptr<Session>> create(const base::Path& folder, const NewProfile& profile,
                                                         base::TaskContext& task);
    /// With what belongs to a new profile, `complete` (share, recovery kit), or not at all: when it fails,
    /// what was made is gone again, and the next try finds the folder as this one did.
    static base::Result<std::unique_ptr<Session>> createWhole(
        const base::Path& folder, const NewProfile& profile,
        const std::function<base::Result<void>(Session&)>& complete, base::TaskContext& task);
    /// kUnlockFailed for a wrong passphrase, wrong words and a damaged slot alike.
    static base::Result<std::unique_ptr<Session>> unlock(const base::Path& folder, CredentialKind kind,
                                                         const base::SecretBytes& credential,
                                                         base::TaskContext& task);

    Person me() const;
    bool rolledBack() const;
    /// Opened elsewhere than where it was used: Account says what to do about it.
    bool copied() const;
    std::vector<Finding> findings();
    SessionState& state() { return *m_state; }

    /// Values the window remembers: theme, language, time-out. Never secrets.
    base::Result<std::string> setting(std::string_view name, std::string_view otherwise);
    base::Result<void> setSetting(std::string_view name, std::string_view value);

  private:
    std::unique_ptr<SessionState> m_state;
};

}  // namespace medveil::app
