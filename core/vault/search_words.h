// The words that full-text search goes by: unicode61's, each folded as core/base/text_fold.h does it, in what
// is indexed and in what is asked for. So "Straße" is found by "strasse". Internal to core/vault; one for
// each connection, which owns it; its thread.
#pragma once

#include "core/base/result.h"

struct sqlite3;

namespace medveil::vault {

/// Makes the tokenizer "folded" known to the connection's FTS5; it takes unicode61's arguments.
/// kCryptoUnavailable where the library has no FTS5.
base::Result<void> addFoldedWords(sqlite3* database);

}  // namespace medveil::vault
