// The recovery kit as twelve words: 128 secret bits and 26 bits that catch a mistyped word. Pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/secret.h"

namespace medveil::identity {

inline constexpr std::size_t kRecoveryWords = 12;
using RecoverySecret = base::SecretKey<struct RecoveryTag, 16>;

/// Twelve words with single spaces, in guarded memory.
base::SecretBytes recoveryWords(const RecoverySecret& secret);

/// Takes any case and any white space between the words. kMalformed when a word is not on the list, the count
/// is wrong or the words do not belong together.
base::Result<RecoverySecret> secretFromWords(base::ByteView text);

/// Positions (from 0) of words that are not on the list, so that a person sees which to look at again.
std::vector<std::size_t> unknownWords(base::ByteView text);

}  // namespace medveil::identity
