// The one owner of the attachments folder: what lies there, under which key, and how many rows refer to it. A
// file's name stands in the database before its first byte is written, and nothing is removed whose name does
// not stand there. Tables that refer to a file (`file TEXT REFERENCES sealed_files(name) ON UPDATE CASCADE`)
// count by triggers of their own; retain() and release() are for what refers in another way. Borrows database
// and file system; the vault's thread.
#pragma once

#include <set>

#include "core/vault/database.h"
#include "core/vault/sealed_file.h"

namespace medveil::vault {

class SealedFiles {
  public:
    SealedFiles(base::FileSystem& files, base::Path folder, Database& database)
        : m_files(files), m_folder(std::move(folder)), m_database(database) {}
    SealedFiles(const SealedFiles&) = delete;
    SealedFiles& operator=(const SealedFiles&) = delete;

    /// Not inside a transaction: the name must be on record whatever becomes of the caller.
    base::Result<std::unique_ptr<SealedFileWriter>> create();
    /// Writes all of `content`.
    base::Result<SealedFileRef> seal(base::ByteView content);
    base::Result<SealedFileRef> find(std::string_view name);
    base::Result<std::unique_ptr<SealedFileReader>> open(const SealedFileRef& ref) {
        return SealedFileReader::open(m_files, m_folder, ref);
    }
    /// The whole content; kTooLarge over `limit` bytes.
    base::Result<base::WipedBytes> read(const SealedFileRef& ref, std::size_t limit);

    /// One reference more or less; part of the caller's transaction. The file itself goes with the next
    /// removeFreed().
    base::Result<void> retain(std::string_view name);
    base::Result<void> release(std::string_view name);

    /// The transaction that refers to the file is on the disk.
    void settle(std::string_view name) { m_waiting.erase(std::string(name)); }
    /// A finished file that nothing will refer to.
    void discard(std::string_view name);
    /// Removes the files that nothing refers to any more. After the transaction that released them. Files
    /// that are being written, or wait for their first reference, stay.
    void removeFreed();
    /// What a crash left: files on record without a reference. On opening, unless something is amiss with the
    /// folder: then they are left for another day, and removeFreed() passes them over too.
    base::Result<void> removeLeftovers(bool folderIsAsLeft);

    /// Names that rows refer to and that are not in the folder.
    base::Result<std::vector<std::string>> missing();
    /// Names in the folder that are not on record: another program's, or a newer state's.
    base::Result<std::vector<std::string>> strangers();

  private:
    friend class SealedFileWriter;
    base::Result<std::vector<std::string>> unreferenced();
    void remove(const std::string& name);
    base::Result<void> noteSize(const std::string& name, std::uint64_t size);

    base::FileSystem& m_files;
    base::Path m_folder;
    Database& m_database;
    std::set<std::string, std::less<>> m_waiting;  ///< being written, or not referred to yet
    std::set<std::string, std::less<>> m_spared;
};

/// Makes what is written on record survive the program's end but not wait for the disk: a power failure may
/// forget it, which leaves a file that nobody knows and nobody misses. For a scope outside transactions.
class QuickCommits {
  public:
    explicit QuickCommits(Database& database);
    ~QuickCommits();
    QuickCommits(const QuickCommits&) = delete;
    QuickCommits& operator=(const QuickCommits&) = delete;

  private:
    Database& m_database;
};

}  // namespace medveil::vault
