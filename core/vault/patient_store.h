// The register of patients: which name a number has here, and who said so. Numbers are stored and looked up
// composed and without spaces around, however they come. Borrows the vault; its thread.
#pragma once

#include <optional>

#include "core/base/clock.h"
#include "core/format/ids.h"
#include "core/vault/vault.h"

namespace medveil::vault {

struct RegisteredPatient {
    std::string authority;  ///< who gave the number out; empty: this hospital
    std::string id;
    std::string name;
    std::optional<format::PersonId> namedBy;  ///< none: nobody vouches for the name
    bool damaged = false;  ///< who named the patient cannot be read: somebody did, and not nobody
    base::Timestamp since = 0;
    std::uint64_t received = 0;  ///< messages; only in lists
    std::uint64_t sent = 0;
};

class PatientStore {
  public:
    explicit PatientStore(Vault& vault) : m_vault(vault) {}

    base::Result<std::optional<RegisteredPatient>> find(std::string_view authority, std::string_view id);
    base::Result<void> save(const RegisteredPatient& patient);
    /// Whose name holds `text`, or whose whole number it is. By name.
    base::Result<std::vector<RegisteredPatient>> list(std::string_view text, std::size_t count);

  private:
    Vault& m_vault;
};

}  // namespace medveil::vault
