// Words that stand in protocols, kernels and defined terms of scans, and are also people's names: alone they
// say nothing of anybody. Pure function; any thread.
#pragma once

#include <string_view>

namespace medveil::imaging {

/// `word` is folded.
bool isTechnicalWord(std::string_view word);

}  // namespace medveil::imaging
