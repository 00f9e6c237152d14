// The rows of the audit log: entries as they were written, and a signed head for each segment of them. Knows
// nothing of what they say. Borrows the vault; its thread.
#pragma once

#include "core/vault/vault.h"

namespace medveil::vault {

class AuditStore {
  public:
    explicit AuditStore(Vault& vault) : m_vault(&vault) {}

    struct Row {
        std::uint64_t sequence = 0;
        base::Bytes entry;
    };
    /// In order: those with first <= sequence < end, at most `count`.
    base::Result<std::vector<Row>> rows(std::uint64_t first, std::uint64_t end, std::size_t count);
    /// One more than the last row's sequence; 0 for none.
    base::Result<std::uint64_t> end();

    /// A segment holds the entries from `first` to before the next segment's.
    struct Segment {
        std::uint64_t first = 0;
        base::Bytes checkpoint;
    };
    base::Result<std::vector<Segment>> segments();

    /// What a place outside the log's own rows promises of its newest end: the settings, and the mark beside
    /// the database.
    base::Result<std::vector<LogHead>> promises();

    /// Entry, head and promise together or not at all; part of the caller's transaction where there is one.
    base::Result<void> append(std::uint64_t sequence, base::ByteView entry, const LogHead& head,
                              base::ByteView checkpoint);

  private:
    base::Result<void> write(std::uint64_t sequence, base::ByteView entry, const LogHead& head,
                             base::ByteView checkpoint);
    Vault* m_vault;
};

}  // namespace medveil::vault
