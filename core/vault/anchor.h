// The mark beside the database that tells an older copy of it: what the vault had come to when it was last
// written. Moves along with every transaction. Layout in core/spec/vault.md. Borrows the database and the
// file system; the vault's thread.
#pragma once

#include <optional>

#include "core/base/file_system.h"
#include "core/vault/database.h"

namespace medveil::vault {

/// The newest end of the audit log: entries from `first` to before `next` have this root.
struct LogHead {
    std::uint64_t first = 0;
    std::uint64_t next = 0;
    crypto::Digest root;
};

struct AnchorMark {
    std::uint64_t counter = 0;       ///< of the database's transactions
    std::uint64_t slotsCounter = 0;  ///< of the slots file
    LogHead log;
};

/// Of a counter in the settings that was never set: 0.
base::Result<std::uint64_t> counterSetting(Database& database, std::string_view name);
base::Result<void> setCounterSetting(Database& database, std::string_view name, std::uint64_t value);
base::Result<std::optional<base::Bytes>> blobSetting(Database& database, std::string_view name);
base::Result<void> setBlobSetting(Database& database, std::string_view name, base::ByteView value);
base::Result<void> removeSetting(Database& database, std::string_view name);

inline constexpr std::string_view kAnchorSetting = "anchor";
inline constexpr std::string_view kAnchorPendingSetting = "anchor-pending";
inline constexpr std::string_view kLogHeadSetting = "log-head";

base::Bytes encodeLogHead(const LogHead& head);
/// kVaultDamaged.
base::Result<LogHead> decodeLogHead(base::ByteView bytes);

class Anchor final : public CommitListener {
  public:
    enum class Durability : std::uint8_t {
        kSoon,  ///< survives the program's end, not the machine's: then it lags behind, which is no alarm
        kNow,
    };

    Anchor(base::FileSystem& files, base::Path path, const crypto::SymmetricKey& vaultKey);

    /// What stands beside the database. Nothing when it is missing, torn or under another key.
    std::optional<AnchorMark> read() const;
    void watch(Database& database, std::uint64_t slotsCounter);
    void setSlotsCounter(std::uint64_t value) { m_mark.slotsCounter = value; }
    /// One step of its own, for what was written outside a transaction.
    base::Result<void> move(Durability durability);

    /// The counter inside goes first, in the same transaction: cut off in between, the inside is ahead, which
    /// is never taken for a roll-back.
    base::Result<void> beforeCommit() override;
    void afterCommit() override;

  private:
    base::Result<void> write(Durability durability);

    base::FileSystem& m_files;
    base::Path m_path;
    crypto::SymmetricKey m_key;
    Database* m_database = nullptr;
    AnchorMark m_mark;
};

}  // namespace medveil::vault
