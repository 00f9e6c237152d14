// The encrypted store of one person on one machine: a SQLCipher database under a random key, slots that wrap
// the key, and a folder of sealed attachments. Layout and reasons in core/spec/vault.md. Belongs to one
// thread at a time; a second program is kept out by a lock.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "core/base/file_lock.h"
#include "core/vault/anchor.h"
#include "core/vault/database.h"
#include "core/vault/key_slots.h"
#include "core/vault/sealed_files.h"
#include "core/vault/spool_files.h"

namespace medveil::vault {

struct Credential {
    SlotKind kind = SlotKind::kPassphrase;
    base::SecretBytes secret;  ///< the passphrase's bytes, or the recovery kit's 16 secret bytes
};

/// What `fill` has to store while a vault is made: a database without it was never a vault's.
inline constexpr std::string_view kIdentitySetting = "identity";

class Vault {
  public:
    /// A new vault in a folder that holds no file of one: kAlreadyExists, kVaultSlotsMissing. What a creation
    /// left that was cut off is cleared away first. With several credentials each of them opens it.
    /// `fill` stores what a vault must never be without: it exists only once that is in it.
    static base::Result<Vault> create(base::FileSystem& files, const base::Path& folder,
                                      std::span<const Credential> credentials,
                                      const crypto::PasswordHashParameters& parameters,
                                      const std::function<base::Result<void>(Vault&)>& fill);
    /// kNoProfile, kVaultSlotsMissing, kVaultDatabaseMissing, kUnlockFailed, kVaultBusy, kVaultDamaged,
    /// kVaultTooNew. Whatever fails, nothing in the folder has changed; kVaultSlotsReplaced is the one
    /// exception, and it says what was put right.
    static base::Result<Vault> open(base::FileSystem& files, const base::Path& folder,
                                    const Credential& credential);
    /// What can be told without a credential: kNoProfile, kVaultSlotsMissing, kVaultDatabaseMissing, ...
    static base::Result<void> check(base::FileSystem& files, const base::Path& folder);
    /// Whether the folder holds any file of a profile, whole or not: nothing may be made over it.
    static bool exists(base::FileSystem& files, const base::Path& folder);

    Vault(Vault&&) = default;
    ~Vault();

    Database& database() { return *m_database; }
    base::FileSystem& files() { return *m_files; }
    SealedFiles& sealedFiles() { return *m_sealed; }
    SpoolFiles& spoolFiles() { return *m_spool; }
    base::Path attachmentsFolder() const;
    base::Path spoolFolder() const;
    /// The database is older than the last state this machine saw: somebody put an old copy back. Told, not
    /// refused; nothing is removed in such a session.
    bool rolledBack() const { return m_rolledBack; }
    /// Why it may be older: nothing beside it tells how new it was.
    bool anchorMissing() const { return m_anchorMissing; }
    /// The slots file was older than the database knows: the current one was put back in its place.
    bool slotsReplaced() const { return m_slotsReplaced; }
    /// What the mark beside the database promises of the log; nothing where an older database lies there.
    const std::optional<LogHead>& promisedLog() const { return m_promisedLog; }
    /// Files that look like a vault's and are none that this vault wrote, as it was opened. They are left
    /// alone.
    const std::vector<std::string>& strangers() const { return m_strangers; }

    /// Adds a way to unlock, or replaces the one of the same kind. Atomic.
    base::Result<void> setSlot(const Credential& credential,
                               const crypto::PasswordHashParameters& parameters);
    bool hasSlot(SlotKind kind) const;
    /// Whether the credential would unlock this vault.
    base::Result<void> checkCredential(const Credential& credential) const;
    /// The parameters of the passphrase slot.
    std::optional<crypto::PasswordHashParameters> passphraseParameters() const;

    /// A new vault key: database and attachments are encrypted anew. Cut off at any point, the old state or
    /// the new one is there, whole.
    base::Result<void> rotateKey(base::TaskContext& task);

  private:
    /// How the slots file stands to the database that it opens.
    enum class Slots : std::uint8_t { kSame, kUnrecorded, kCompleted, kNewer, kOlder };
    struct Standing {
        Slots slots = Slots::kSame;
        base::Bytes recorded;  ///< the slots file that the database knows
        bool pending = false;
        std::uint64_t counter = 0;
        bool anchorPending = false;
    };
    struct Opened;

    Vault(base::FileSystem& files, base::Path folder, base::FileLock lock)
        : m_files(&files), m_folder(std::move(folder)), m_lock(std::move(lock)) {}
    base::Path databasePath(std::uint64_t generation) const;
    static base::Result<Opened> unlock(const SlotFile& slots, const Credential& credential);

    std::optional<std::int64_t> numberAlone(const base::Path& path) const;
    base::Result<Standing> examine(base::ByteView slotsFile) const;
    base::Result<Standing> look(Database& database, base::ByteView slotsFile) const;
    base::Result<void> bringSlotsBack(const Standing& standing, const Credential& credential);
    base::Result<void> settleSlots(const Standing& standing, const Opened& opened);
    void checkAnchor(const Standing& standing);
    base::Result<void> openDatabase();
    void startAnchor();
    base::Result<void> tidy();
    base::Result<void> removeGenerations();
    void collectStrangers();

    base::Result<void> addSlot(SlotFile& slots, const Credential& credential,
                               const crypto::PasswordHashParameters& parameters);
    base::Result<void> writeSlots(base::ByteView content, const std::string& part);
    base::Result<void> removeSlotsPart();
    base::Result<void> recordSlots();
    base::Result<void> forgetOldSlotKeys();

    base::Result<void> writeGeneration(const SlotFile& slots, const crypto::SymmetricKey& key,
                                       std::vector<std::string>& made, base::TaskContext& task);
    base::Result<void> reencryptFiles(Database& fresh, std::vector<std::string>& made,
                                      base::TaskContext& task);
    void abandonGeneration(std::uint64_t generation, const std::vector<std::string>& made);

    base::FileSystem* m_files;
    base::Path m_folder;
    base::FileLock m_lock;
    crypto::SymmetricKey m_key;
    SlotFile m_slots;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Anchor> m_anchor;
    std::unique_ptr<SealedFiles> m_sealed;
    std::unique_ptr<SpoolFiles> m_spool;
    std::optional<LogHead> m_promisedLog;
    std::vector<std::string> m_strangers;
    std::uint64_t m_markedCounter = 0;  ///< what the mark beside the database said at opening
    bool m_rolledBack = false;
    bool m_anchorMissing = false;
    bool m_slotsReplaced = false;
    bool m_settled = false;  ///< open in full: from here on it may be written to
};

struct Vault::Opened {
    crypto::SymmetricKey vaultKey;
    crypto::SymmetricKey slotKey;
    crypto::PasswordSalt salt;
};

}  // namespace medveil::vault
