// Text from two places brought to one form before it is compared. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace medveil::base {

/// Canonical composition (NFC) without the spaces at either end: for numbers, where case counts.
std::string composed(std::string_view text);
/// NFC, full case folding, NFC again. Marks stay: Müller is not Muller. What is no UTF-8 stays as it is and
/// so equals only itself.
std::string folded(std::string_view text);
/// The folded words of a text, sorted; spaces of every script and commas stand between them.
std::vector<std::string> foldedWords(std::string_view text);

}  // namespace medveil::base
