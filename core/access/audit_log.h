// The tamper-evident record of what was done with this vault: entries in an RFC 6962 Merkle tree whose newest
// head is signed by this person. Specification: core/spec/audit-log.md. Borrows the store and the identity;
// the vault's thread.
#pragma once

#include <optional>

#include "core/crypto/digest.h"
#include "core/identity/identity.h"
#include "core/vault/audit_store.h"

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
    kMasked,         ///< a copy of an image with regions covered
    kSealedImage,    ///< an image sealed for people
    kRestored,       ///< an original out of a sealed image
    kDeidentified,   ///< copies that name nobody, released by this person
    kAccepted,       ///< somebody who waited outside is a contact now
    kPersonRemoved,  ///< no contact any more
    kPersonChanged,  ///< a contact has another name or key, vouched for by the one before
    kKeyKept,        ///< of two keys this person chose the one known so far
    kMessageRemoved,
    kProfileMoved,      ///< this copy of the profile goes on in a new place
    kDeviceAdded,       ///< this copy of the profile became a device of its own
    kLogDamaged,        ///< the log was found damaged; the note says from which entry on. Begins a segment
    kPatientCorrected,  ///< a patient's name in the register: both names, and why
    kDamageRemoved,     ///< what could not be read any more: a draft, mail that waited to go out, a person
};
inline constexpr Action kLastAction = Action::kDamageRemoved;

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

/// How the log was found. Damage is told and never hides what is whole.
struct LogDamage {
    std::uint64_t from = 0;  ///< the first entry that is altered, missing or not vouched for
    std::string what;        ///< English, for logs
};

class AuditLog {
  public:
    /// Reads the whole log once to rebuild the tree, and checks it against its signed heads and against what
    /// stands outside it of its size. A damaged log opens: what is appended then begins a segment of its own.
    static base::Result<AuditLog> open(vault::AuditStore store, const identity::Identity& owner);

    /// Nothing for a log that is whole, as it was opened or last verified.
    const std::optional<LogDamage>& damage() const { return m_damage; }

    /// Part of the caller's transaction where there is one. Sequence is given here.
    base::Result<void> append(AuditEntry entry);
    /// One more than the newest entry's number.
    std::uint64_t size() const { return m_first + m_tree.size(); }

    /// An entry as it can be read: nothing but its number where it is damaged.
    struct Line {
        std::uint64_t sequence = 0;
        std::optional<AuditEntry> entry;
    };
    /// Those with first <= sequence < first + count that are there.
    base::Result<std::vector<Line>> entries(std::uint64_t first, std::size_t count);
    /// Everything again from the stored bytes: kAuditBroken for an edit, a cut or a reordering.
    base::Result<void> verify();

    /// The end of the log in memory: what a transaction that failed takes back. Cheap.
    struct Mark {
        std::uint64_t first = 0;
        crypto::TreeHash tree;
        bool broken = false;
    };
    Mark mark() const { return {m_first, m_tree, m_tornEnd}; }
    void restore(Mark mark);

  private:
    AuditLog(vault::AuditStore store, const identity::Identity& owner) : m_store(store), m_owner(&owner) {}
    struct Reading;
    base::Result<Reading> read();
    base::Result<crypto::TreeHash> readSegment(const vault::AuditStore::Segment& segment, std::uint64_t end,
                                               const std::vector<vault::LogHead>& promises,
                                               std::optional<LogDamage>& damage);
    base::Result<void> appendAs(AuditEntry entry);

    vault::AuditStore m_store;
    const identity::Identity* m_owner;
    std::uint64_t m_first = 0;  ///< of the segment that grows
    crypto::TreeHash m_tree;    ///< over that segment
    bool m_tornEnd = false;     ///< the newest segment is damaged: the next entry begins another
    std::optional<LogDamage> m_damage;
};

}  // namespace medveil::access
