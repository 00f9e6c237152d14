// The words of recovery kits: the EFF's large list, sorted. Constant data.
#pragma once

#include <array>
#include <string_view>

namespace medveil::identity {

extern const std::array<std::string_view, 7776> kWords;

}  // namespace medveil::identity
