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
enum class Trust : std::uint8_t { kUnverified = 0, kVerified = 1, kChanged = 2 };
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

struct Person {
    std::string id;
    std::string name;
    std::string facility;
    std::vector<Role> roles;
    Trust trust = Trust::kUnverified;
    base::Timestamp firstSeen = 0;
    base::Timestamp verifiedAt = 0;
};

struct Patient {
    bool present = false;
    std::string id;
    std::string name;
};

struct MessageRow {
    std::int64_t number = 0;
    std::string id;
    base::Timestamp time = 0;
    std::string people;
    Patient patient;
    std::string beginning;
    Hiding hiding = Hiding::kNone;
    bool read = false;
    std::uint32_t attachments = 0;
    Delivery state = Delivery::kQueued;
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
    Person sender;
    base::Timestamp time = 0;
    base::Timestamp received = 0;
    Patient patient;
    std::string otherPatientName;  ///< the same patient id is known here under this other name; empty when
                                   ///< all is well
    base::WipedString text;
    Suite suite = Suite::kChaCha20;
    Hiding hiding = Hiding::kNone;
    std::string coverName;
    std::vector<RecipientState> recipients;
    std::vector<AttachmentRow> attachments;
};

struct PatientRow {
    std::string id;
    std::string name;
    std::uint64_t messages = 0;
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
    bool reachable = false;
    base::Path folder;
    base::ErrorCode problem{};
    std::uint64_t waiting = 0;  ///< messages that are not on the share yet
    base::Timestamp lastSync = 0;
};

}  // namespace medveil::app
