// Whose data a letter carries, asked of everything that names somebody: internal to app/services.
#pragma once

#include "app/services/compose.h"
#include "app/services/session_state.h"
#include "core/base/stream.h"
#include "core/crypto/digest.h"
#include "core/records/subject.h"

namespace medveil::app {

/// Everything that names another patient than the letter does: the register under the same number, and every
/// attached file that is DICOM (an image, a report, whatever it is) or FHIR by its content, each of its
/// patients; also one of which it cannot be told, as of archives and other medical formats. Other kinds name
/// nobody.
base::Result<PatientCheck> checkPatients(SessionState& state, const Letter& letter, base::TaskContext& task);

/// Names and contents of all attachments: another set has another mark, whatever size and time its files
/// have.
base::Result<std::string> attachmentsMark(base::FileSystem& files, const Letter& letter,
                                          base::TaskContext& task);
/// The same from the digest of each file's content (SHA-256), in their order.
std::string attachmentsMark(const Letter& letter, const std::vector<crypto::Digest>& contents);

/// Passes bytes on and remembers them.
class DigestedSource final : public base::ByteSource {
  public:
    explicit DigestedSource(base::ByteSource& from) : m_from(from) {}
    base::Result<std::size_t> read(base::MutableByteView buffer) override;
    /// Of all that was read; once.
    crypto::Digest finish() { return m_hash.finish(); }

  private:
    base::ByteSource& m_from;
    crypto::Sha256 m_hash;
};

/// Whether everything that holds the letter back was confirmed, as it is now.
bool isConfirmed(const Letter& letter, const PatientCheck& check);

OtherPatient otherPatientOf(std::string file, const records::Subject& subject);

}  // namespace medveil::app
