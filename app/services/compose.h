// Sending: what it would take, and doing it. Borrows the session; its lane.
#pragma once

#include <optional>

#include "app/services/covers.h"
#include "app/services/session.h"

namespace medveil::app {

struct PastedAttachment {
    std::string name;
    std::string mediaType;
    base::WipedBytes content;
};

/// Something that names another patient than the letter does: the register under the same number, or an
/// attached file.
struct OtherPatient {
    std::string file;  ///< its name; empty for the register
    /// All empty: whom the file is about cannot be told.
    std::string id;
    std::string name;
    std::string authority;
    std::string birthDate;
    std::string saidBy;     ///< register: who named the patient so; empty: you
    bool advisory = false;  /// register: said by somebody nobody vouches for. Shown; holds nothing back.
    Untold untold = Untold::kNone;
    friend bool operator==(const OtherPatient&, const OtherPatient&) = default;
};

/// All of them, for one letter as its files are now.
struct PatientCheck {
    std::vector<OtherPatient> others;
    std::string attachments;  ///< a mark of names and contents of all attachments
};

/// "I have checked": what a person saw side by side. Lets exactly this pair through, with exactly these
/// attachments, and nothing else.
struct PatientConfirmation {
    Patient expected;
    OtherPatient found;
    std::string attachments;
};

struct Letter {
    std::vector<std::string> recipients;  ///< ids
    Patient patient;
    base::WipedString text;
    std::vector<base::Path> files;  ///< attached as they are when sending begins
    std::vector<PastedAttachment> pasted;
    Suite suite = Suite::kChaCha20;
    std::optional<base::Path> cover;
    bool insistOnUsedCover = false;
    std::vector<PatientConfirmation> confirmed;
    base::Timestamp expires = 0;
};

struct CoverPreview {
    bool picture = true;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    double seconds = 0;  ///< sound
    std::uint64_t fitBytes = 0;
    std::uint64_t safeBytes = 0;
    std::uint64_t messageBytes = 0;   ///< sealed size of this letter
    std::uint64_t hiddenBytes = 0;    ///< of it that the cover takes: all, or the key to the rest
    Hiding hiding = Hiding::kInline;  ///< how it would travel
    bool flat = false;                ///< much of it is one colour or silence: changes show
    bool usedBefore = false;
};

/// Of several covers, the one that hides most safely and was not used before.
struct CoverAdvice {
    Capacity best;
    Capacity worst;
    std::uint64_t timesSafer = 1;
};

struct SendReport {
    std::string id;
    std::int64_t number = 0;
    Hiding hiding = Hiding::kNone;
    std::uint64_t bytes = 0;
};

/// That a person looked at all of these and lets them through.
std::vector<PatientConfirmation> confirmationOf(const Patient& patient, const PatientCheck& check);

class Compose {
  public:
    explicit Compose(Session& session) : m_session(session) {}

    /// Everything that names another patient. kCancelled, ...; a file of which it cannot be told is in the
    /// list.
    base::Result<PatientCheck> checkPatient(const Letter& letter, base::TaskContext& task);
    base::Result<CoverPreview> preview(const Letter& letter, base::TaskContext& task);
    /// What hiding this letter would do to its cover. kInvalidArgument without one; kCoverTooSmall, ...
    base::Result<HidingPreview> rehearse(const Letter& letter, base::TaskContext& task);
    /// Those that cannot carry are passed over; the first one's error when none can.
    base::Result<CoverAdvice> advise(const std::vector<base::Path>& covers, base::TaskContext& task);
    /// Sealed, stored in Sent and queued when this returns; sync() carries it to the share. kKeyChanged,
    /// kPatientMismatch for the first other patient that is not among the confirmed, kCoverTooSmall,
    /// kCoverReused, ...
    base::Result<SendReport> send(const Letter& letter, base::TaskContext& task);

    struct Draft {
        std::int64_t number = 0;
        Letter letter;
        base::Timestamp changed = 0;
        std::vector<std::string> lost;  ///< pasted pictures that cannot be read any more
    };
    /// Newest first, with what was pasted into them; without the damaged ones.
    base::Result<std::vector<Draft>> drafts();
    /// How many cannot be read. They are left as they are. Those of a later version are not among them.
    base::Result<std::size_t> damagedDrafts();
    /// These and no others, with a line in the log for each; how many.
    base::Result<std::size_t> removeDamagedDrafts();
    base::Result<std::int64_t> saveDraft(std::int64_t number, const Letter& letter);
    base::Result<void> removeDraft(std::int64_t number);

  private:
    Session& m_session;
};

}  // namespace medveil::app
