// Messages that were not sent yet: an encoded letter, and what was pasted into it as sealed files. Borrows
// the vault; its thread.
#pragma once

#include "core/base/clock.h"
#include "core/vault/vault.h"

namespace medveil::vault {

struct DraftFile {
    std::string name;
    std::string mediaType;
    crypto::Digest digest;  ///< of the content: what did not change is not written again
    std::string file;       ///< of the sealed file
};

struct StoredDraft {
    std::int64_t number = 0;
    base::WipedBytes content;
    base::Timestamp changed = 0;
};

class DraftStore {
  public:
    explicit DraftStore(Vault& vault) : m_vault(vault) {}

    /// Newest first, at most a hundred.
    base::Result<std::vector<StoredDraft>> all();
    base::Result<std::vector<DraftFile>> files(std::int64_t number);
    /// Number 0 makes a new one; returns its number. Part of the caller's transaction.
    base::Result<std::int64_t> save(std::int64_t number, base::ByteView content,
                                    const std::vector<DraftFile>& files, base::Timestamp now);
    base::Result<void> remove(std::int64_t number);

  private:
    Vault& m_vault;
};

}  // namespace medveil::vault
