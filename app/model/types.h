// What the window and the command line see: plain values with text in UTF-8 and ids in hexadecimal. Copyable,
// except where they hold a message's text; no thread of their own.
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file_system.h"

namespace medveil::app {

enum class Role : std::uint8_t { kAdministrator = 1, kDoctor = 2, kLab = 3, kPatient = 4, kResearcher = 5 };
enum class Suite : std::uint8_t { kChaCha20 = 1, kAes256 = 2 };
/// kChanged: a second key that is vouched for turned up. kOtherwise: compared once, for another name or key
/// than now.
enum class Trust : std::uint8_t { kUnverified = 0, kVerified = 1, kChanged = 2, kOtherwise = 3 };
/// Contacts were accepted by this person; the others wait outside: nothing of theirs comes in.
enum class Standing : std::uint8_t { kSeen = 0, kAsks = 1, kRefused = 2, kContact = 3, kMe = 4 };
enum class Hiding : std::uint8_t { kNone = 0, kInline = 1, kTicket = 2 };
enum class Delivery : std::uint8_t {
    kQueued = 0,
    kPublished = 1,
    kDelivered = 2,
    kRead = 3,
    kRejected = 4,
    kExpired = 5
};
enum class Folder : std::uint8_t { kInbox = 0, kSent = 1 };
/// Why nobody can tell whom a file is about: it is compressed or an archive; e-mail; HL7 v2, EDIFACT or X12;
/// JSON or XML that is not read as FHIR; what looks like DICOM and is not read.
enum class Untold : std::uint8_t { kNone, kPacked, kMail, kInterchange, kUnknownText, kDamaged };

/// What was decided about a scan's picture, or left out of it.
enum class ScanCaution : std::uint8_t {
    kColoursOfCodestream,
    kWindowDamaged,
    kValuesDamaged,
    kOverlayDamaged,
    kCutShort
};

struct Person {
    std::string id;
    std::string name;
    std::string facility;
    std::vector<Role> roles;
    Trust trust = Trust::kUnverified;
    base::Timestamp firstSeen = 0;
    base::Timestamp verifiedAt = 0;
    Standing standing = Standing::kContact;
    std::string shown;  ///< the name, with as much as tells this person from others of a name like it
    std::string
        looksLike;  ///< somebody known whose name looks the same and is another; empty when all is well
    std::string verifiedName;  ///< with kOtherwise: what they were called when compared
    std::string words;         ///< of the key
};

struct Patient {
    bool present = false;
    std::string id;
    std::string name;
    std::string authority = {};  ///< who gave the number out; empty: this hospital
    friend bool operator==(const Patient&, const Patient&) = default;
};

struct MessageRow {
    std::int64_t number = 0;
    Folder folder = Folder::kInbox;
    std::string id;
    base::Timestamp time = 0;
    std::string people;
    Patient patient;
    std::string beginning;
    Hiding hiding = Hiding::kNone;
    bool read = false;
    std::uint32_t attachments = 0;
    Delivery state = Delivery::kQueued;  ///< of those for whom it went least far
    std::uint32_t recipients = 0;
    std::uint32_t inState = 0;  ///< of the recipients
    bool damaged = false;       ///< the vault's row is damaged: opening it says so
};

/// A message that is missing.
struct GapRow {
    std::string sender;  ///< as lists show them
    std::string id;
    base::Timestamp noticed = 0;
};

struct RecipientState {
    std::string name;
    Delivery state = Delivery::kQueued;
    base::Timestamp changed = 0;
};

struct AttachmentRow {
    std::string name;
    std::string mediaType;
    std::uint64_t size = 0;
};

struct MessageDetail {
    std::int64_t number = 0;
    std::string id;
    Folder folder = Folder::kInbox;
    Person sender;        ///< by the name that the message came under
    std::string nameNow;  ///< what the sender is called today, where that is another name
    base::Timestamp time = 0;
    base::Timestamp received = 0;
    base::Timestamp claimed =
        0;  ///< what the sender's clock said, where it was far ahead of this one's; else 0
    Patient patient;
    std::string otherPatientName;  ///< the same patient id is known here under this other name; empty when
                                   ///< all is well
    std::string otherNameSaidBy;   ///< who says so; empty: you, or nobody vouches for it
    bool otherNameWeak = false;    ///< that word weighs less than the sender's
    base::WipedString text;
    Suite suite = Suite::kChaCha20;
    Hiding hiding = Hiding::kNone;
    std::string coverName;
    std::vector<RecipientState> recipients;
    std::vector<AttachmentRow> attachments;
};

struct PatientRow {
    std::string authority;  ///< who gave the number out; empty: this hospital
    std::string id;
    std::string name;
    std::string saidBy;     ///< who named the patient so; empty: you, or nobody vouches for it
    bool doubtful = false;  ///< named by somebody whose key nobody compared, or by nobody
    bool damaged = false;   ///< the vault does not tell any more who named the patient
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
};

struct AuditRow {
    std::uint64_t sequence = 0;
    base::Timestamp time = 0;
    std::string action;  ///< a stable word, e.g. "sent"
    std::string note;
    base::ErrorCode outcome{};  ///< 0: it went well
};

struct ShareState {
    bool configured = false;
    bool asked = false;  ///< in this session; until then nobody knows whether it can be reached
    bool reachable = false;
    base::Path folder;
    base::ErrorCode problem{};
    std::uint64_t waiting = 0;         ///< messages that are not on the share yet and that nobody answered
    base::ErrorCode waitingWhy{};      ///< what the last try of one of them met; 0: none was made yet
    base::Timestamp waitingUntil = 0;  ///< when the next of them is tried again
    base::Timestamp lastSync = 0;
};

/// Who asked for a look at the share: the clock, or a person, who wants everything tried now.
enum class SyncCause : std::uint8_t { kPoll, kPerson };

/// A message of which a file is not on the share yet, for one recipient.
struct WaitingMessage {
    std::string id;
    std::string recipient;      ///< as lists show them
    bool answered = false;      ///< one of their devices has it and said so: another does not have it yet
    base::ErrorCode problem{};  ///< what the last try met; 0: none was made yet
    base::Timestamp nextTry = 0;
};

}  // namespace medveil::app
