// The encrypted store of one person on one machine: a SQLCipher database under a random key, slots that wrap
// the key, and a folder of sealed attachments. Layout and reasons in core/spec/vault.md. Belongs to one
// thread at a time; a second program is kept out by a lock.
#pragma once

#include <functional>
#include <optional>

#include "core/base/file_lock.h"
#include "core/vault/database.h"
#include "core/vault/key_slots.h"
#include "core/vault/sealed_file.h"

namespace medveil::vault {

struct Credential {
    SlotKind kind = SlotKind::kPassphrase;
    base::SecretBytes secret;  ///< the passphrase's bytes, or the recovery kit's 16 secret bytes
};

class Vault {
  public:
    /// A new vault in an empty or missing folder. kAlreadyExists where there is one.
    /// `fill` stores what a vault must never be without: it exists only once that is in it.
    static base::Result<Vault> create(base::FileSystem& files, const base::Path& folder,
                                      const Credential& first,
                                      const crypto::PasswordHashParameters& parameters,
                                      const std::function<base::Result<void>(Vault&)>& fill);
    /// kNoProfile, kUnlockFailed, kVaultBusy, kVaultDamaged, kVaultTooNew.
    static base::Result<Vault> open(base::FileSystem& files, const base::Path& folder,
                                    const Credential& credential);
    static bool exists(base::FileSystem& files, const base::Path& folder);

    Vault(Vault&&) = default;
    ~Vault();

    Database& database() { return *m_database; }
    base::FileSystem& files() { return *m_files; }
    base::Path attachmentsFolder() const { return m_folder / "attachments"; }
    base::Path spoolFolder() const { return m_folder / "spool"; }
    /// The database is older than the last state this machine saw: somebody put an old copy back. Told, not
    /// refused.
    bool rolledBack() const { return m_rolledBack; }
    /// A key for one purpose, derived from the vault key: keyed hashes of covers, for instance.
    crypto::SymmetricKey derivedKey(std::string_view purpose) const;

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

    /// Removes attachment and database files that nothing refers to. Called on opening; safe at any time
    /// without writers.
    base::Result<void> removeLeftovers();

    /// Moves the mark outside the database along: before the program ends, and after what must not be rolled
    /// back.
    base::Result<void> anchor();

  private:
    Vault(base::FileSystem& files, base::Path folder, base::FileLock lock)
        : m_files(&files), m_folder(std::move(folder)), m_lock(std::move(lock)) {}
    static base::Path databasePath(const base::Path& folder, std::uint64_t generation);
    base::Result<void> openDatabase();
    base::Result<void> writeSlots(const SlotFile& slots, const crypto::SymmetricKey& key);
    std::optional<std::uint64_t> readAnchor() const;
    base::Result<void> forgetOldSlotKeys();
    base::Result<void> checkAnchor();
    base::Result<std::uint64_t> anchorCounter(Database& database) const;
    base::Result<void> reencryptAttachments(Database& fresh, base::TaskContext& task);

    base::FileSystem* m_files;
    base::Path m_folder;
    base::FileLock m_lock;
    crypto::SymmetricKey m_key;
    SlotFile m_slots;
    std::unique_ptr<Database> m_database;
    bool m_rolledBack = false;
};

}  // namespace medveil::vault
