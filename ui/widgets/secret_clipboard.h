// What a person copies out of the vault: for a minute, marked so that clipboard managers do not keep it, and
// gone with the lock. The window's thread.
#pragma once

#include <QString>

namespace medveil::ui {

void copySecret(const QString& text);
/// Whatever this program has put there, also what was marked and copied by hand.
void clearOwnClipboard();

}  // namespace medveil::ui
