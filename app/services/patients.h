// The register of patients: who they are, how many messages concern them, and correcting a name. Borrows the
// session; its lane.
#pragma once

#include "app/services/session.h"

namespace medveil::app {

class Patients {
  public:
    explicit Patients(Session& session) : m_session(session) {}

    /// Whose name holds `text`, or whose whole number it is.
    base::Result<std::vector<PatientRow>> list(std::string_view text, std::size_t count);
    /// kNotFound.
    base::Result<PatientRow> find(std::string_view authority, std::string_view id);
    /// This person says how the patient is called, and why. Both names and the reason are in the audit log.
    /// kNotFound, kInvalidArgument without a reason or where nothing would change, kMalformed.
    base::Result<void> correct(const Patient& patient, const std::string& name, const std::string& reason);

  private:
    Session& m_session;
};

}  // namespace medveil::app
