// The one owner of the spool folder: sealed messages on their way out, and copies of what is coming in. A
// name stands in the database before its file is written, and nothing is removed whose name does not. Borrows
// database and file system; the vault's thread.
#pragma once

#include <set>

#include "core/vault/database.h"

namespace medveil::vault {

class SpoolFiles {
  public:
    SpoolFiles(base::FileSystem& files, base::Path folder, Database& database)
        : m_files(files), m_folder(std::move(folder)), m_database(database) {}
    SpoolFiles(const SpoolFiles&) = delete;
    SpoolFiles& operator=(const SpoolFiles&) = delete;

    base::Path path(std::string_view name) const { return m_folder / base::Path(name); }
    /// Puts the name on record; before its file is written, and outside a transaction.
    base::Result<void> reserve(std::string_view name);
    /// A fresh name for what is written inside a transaction: reserveSpare() went before it.
    base::Result<std::string> takeSpare();
    base::Result<void> reserveSpare();

    /// Writes the whole file under a reserved name, and to the disk.
    base::Result<void> write(std::string_view name, base::ByteView content);
    /// Removes the file and its name. Does nothing for a name that is not on record, or that the outbox still
    /// wants.
    void remove(std::string_view name);

    /// What a crash left: names that the outbox does not want. On opening, unless something is amiss.
    base::Result<void> removeLeftovers(bool folderIsAsLeft);
    base::Result<std::vector<std::string>> strangers();

  private:
    base::Result<bool> isWanted(std::string_view name);

    base::FileSystem& m_files;
    base::Path m_folder;
    Database& m_database;
    std::vector<std::string> m_spare;
};

}  // namespace medveil::vault
