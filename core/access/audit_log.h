// The tamper-evident record of what was done with this vault: entries in an RFC 6962 Merkle tree whose newest
// head is signed by this person. Specification: core/spec/audit-log.md. Borrows the store and the identity;
// the vault's thread.
#pragma once

#include "core/crypto/digest.h"
#include "core/identity/identity.h"
#include "core/vault/delivery_store.h"

namespace medveil::access {

enum class Action : std::uint8_t {
    kCreated = 1,
    kUnlocked,
    kLocked,
    kSent,
    kReceived,
    kOpened,
    kFailed,
    kExported,
    kKeySeen,
    kKeyChanged,
    kVerified,
    kPassphraseChanged,
    kVaultKeyRotated,
    kRecoveryKitMade,
    kShareSet,
    kRevealed,
    kHidden,
    kLogChecked,
    kMasked,        ///< a copy of an image with regions covered
    kSealedImage,   ///< an image sealed for people
    kRestored,      ///< an original out of a sealed image
    kDeidentified,  ///< copies that name nobody, released by this person
};

struct AuditEntry {
    std::uint64_t sequence = 0;
    base::Timestamp time = 0;
    Action action = Action::kUnlocked;
    base::Bytes subject;        ///< a message's or person's id; may be empty
    std::string note;           ///< plain words for the person: a name, a file name; may be empty
    std::uint64_t outcome = 0;  ///< 0, or an ErrorCode
};

base::Bytes encodeEntry(const AuditEntry& entry);
base::Result<AuditEntry> decodeEntry(base::ByteView bytes);

class AuditLog {
  public:
    /// Reads the whole log once to rebuild the tree, and checks it against the signed head. kAuditBroken.
    static base::Result<AuditLog> open(vault::DeliveryStore store, const identity::Identity& owner);

    /// Part of the caller's transaction where there is one. Sequence is given here.
    base::Result<void> append(AuditEntry entry);
    std::uint64_t size() const { return m_tree.size(); }
    base::Result<std::vector<AuditEntry>> entries(std::uint64_t first, std::size_t count);
    /// Everything again from the stored bytes: kAuditBroken for an edit, a cut or a reordering.
    base::Result<void> verify();
    /// Forgets appended entries that the caller's transaction did not keep.
    base::Result<void> reload();

  private:
    AuditLog(vault::DeliveryStore store, const identity::Identity& owner) : m_store(store), m_owner(&owner) {}
    base::Result<crypto::TreeHash> readTree();
    base::Result<void> checkHead(const crypto::TreeHash& tree);

    vault::DeliveryStore m_store;
    const identity::Identity* m_owner;
    crypto::TreeHash m_tree;
};

}  // namespace medveil::access
