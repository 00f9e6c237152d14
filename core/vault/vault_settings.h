// Names under which the vault keeps its own affairs among the settings. Internal to core/vault.
#pragma once

#include <string>
#include <string_view>

#include "core/crypto/random.h"

namespace medveil::vault {

inline constexpr std::string_view kSlotsSetting = "slots";                 ///< the whole current slots file
inline constexpr std::string_view kSlotsPendingSetting = "slots-pending";  ///< the one about to be written
inline constexpr std::string_view kSlotsPartSetting = "slots-part";        ///< under this name at first
inline constexpr std::string_view kRotatingSetting = "rotating";  ///< the generation being written, or 0
inline constexpr std::string_view kReplacedSetting = "replaced";  ///< the generation before this, plus 1

/// A name for a slots file that is being written; on record before it is used.
inline std::string slotsPartName() {
    using PartId = base::PublicValue<struct SlotsPartTag, 10>;
    return "slots." + base::toBase32(crypto::randomValue<PartId>().view()) + ".part";
}

}  // namespace medveil::vault
