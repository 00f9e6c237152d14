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

struct Letter {
    std::vector<std::string> recipients;  ///< ids
    Patient patient;
    base::WipedString text;
    std::vector<base::Path> files;  ///< attached as they are when sending begins
    std::vector<PastedAttachment> pasted;
    Suite suite = Suite::kChaCha20;
    std::optional<base::Path> cover;
    bool insistOnUsedCover = false;
    bool patientConfirmed = false;  ///< the person saw both names and says that this one is right
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

/// Whom something else names than the letter does: the vault under the same number, or an attached scan.
struct OtherPatient {
    std::string file;  ///< the scan's name; empty for the vault
    /// Both empty: the file is damaged, and whom it is about cannot be told.
    std::string id;
    std::string name;
};

class Compose {
  public:
    explicit Compose(Session& session) : m_session(session) {}

    /// Nothing when all agree.
    base::Result<std::optional<OtherPatient>> otherPatientFor(const Letter& letter, base::TaskContext& task);
    base::Result<CoverPreview> preview(const Letter& letter, base::TaskContext& task);
    /// What hiding this letter would do to its cover. kInvalidArgument without one; kCoverTooSmall, ...
    base::Result<HidingPreview> rehearse(const Letter& letter, base::TaskContext& task);
    /// Those that cannot carry are passed over; the first one's error when none can.
    base::Result<CoverAdvice> advise(const std::vector<base::Path>& covers, base::TaskContext& task);
    /// Sealed, stored in Sent and queued when this returns; sync() carries it to the share. kKeyChanged,
    /// kPatientMismatch, kCoverTooSmall, kCoverReused, ...
    base::Result<SendReport> send(const Letter& letter, base::TaskContext& task);

    struct Draft {
        std::int64_t number = 0;
        Letter letter;
        base::Timestamp changed = 0;
    };
    base::Result<std::vector<Draft>> drafts();
    base::Result<std::int64_t> saveDraft(std::int64_t number, const Letter& letter);
    base::Result<void> removeDraft(std::int64_t number);

  private:
    Session& m_session;
};

}  // namespace medveil::app
