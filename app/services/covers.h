// Hiding and revealing any file with a passphrase, or between two people, outside of messages. Borrows the
// session where keys of people are used.
#pragma once

#include <optional>

#include "app/services/session.h"

namespace medveil::app {

struct Capacity {
    std::uint64_t fitBytes = 0;
    std::uint64_t safeBytes = 0;
    std::uint64_t samples = 0;
    bool flat = false;
};

base::Result<Capacity> coverCapacity(const base::Path& cover, base::TaskContext& task);

/// Hides the bytes of `payload` in a copy of the cover at `out`; the passphrase opens it.
base::Result<void> hideWithPassphrase(const base::Path& cover, base::ByteView payload,
                                      const base::SecretBytes& passphrase, const base::Path& out,
                                      base::TaskContext& task);
base::Result<base::WipedBytes> revealWithPassphrase(const base::Path& file,
                                                    const base::SecretBytes& passphrase,
                                                    base::TaskContext& task);

/// The same for one contact (by id), who needs no passphrase.
base::Result<void> hideForContact(Session& session, std::string_view contact, const base::Path& cover,
                                  base::ByteView payload, const base::Path& out, base::TaskContext& task);
/// Tries the keys shared with every contact.
base::Result<base::WipedBytes> revealFromContacts(Session& session, const base::Path& file,
                                                  base::TaskContext& task);

}  // namespace medveil::app
