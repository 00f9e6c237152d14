// One file of the attachments folder: sealed in chunks under its own random key, named at random (which tells
// even less than a keyed hash would). Key and name stand in the encrypted database: see SealedFiles, which
// makes these. Streams; a few chunks in memory.
#pragma once

#include <memory>

#include "core/base/file_system.h"
#include "core/crypto/aead.h"

namespace medveil::vault {

class SealedFiles;

struct SealedFileRef {
    std::string name;  ///< file name in the attachments folder
    crypto::SymmetricKey key;
    std::uint64_t size = 0;  ///< bytes of the content
    SealedFileRef clone() const { return {name, key.clone(), size}; }
};

/// Writes a file that nothing refers to yet. Not finished: the destructor removes it; after a crash, the next
/// opening does.
class SealedFileWriter final : public base::ByteSink {
  public:
    ~SealedFileWriter() override;
    SealedFileWriter(const SealedFileWriter&) = delete;
    SealedFileWriter& operator=(const SealedFileWriter&) = delete;

    base::Result<void> write(base::ByteView bytes) override;
    /// On the disk, whole. From here on the file is the caller's: a row refers to it, or
    /// SealedFiles::discard() is called.
    base::Result<SealedFileRef> finish();

  private:
    friend class SealedFiles;
    SealedFileWriter(SealedFiles& owner, base::FileSystem& files, base::Path path, crypto::SymmetricKey key);
    base::Result<void> begin();
    base::Result<void> sealChunk(crypto::ChunkPosition position);

    SealedFiles& m_owner;
    base::FileSystem& m_files;
    base::Path m_path;
    std::unique_ptr<base::File> m_file;
    crypto::SymmetricKey m_key;
    crypto::ChunkCipher m_cipher;
    base::WipedBytes m_plain;
    base::Bytes m_sealed;
    std::uint64_t m_counter = 0;
    std::uint64_t m_size = 0;
    bool m_finished = false;
};

/// Reads from the beginning. kVaultDamaged when the file is not what was written.
class SealedFileReader final : public base::ByteSource {
  public:
    static base::Result<std::unique_ptr<SealedFileReader>> open(base::FileSystem& files,
                                                                const base::Path& folder,
                                                                const SealedFileRef& ref);
    base::Result<std::size_t> read(base::MutableByteView buffer) override;

  private:
    SealedFileReader(std::unique_ptr<base::File> file, const SealedFileRef& ref);
    base::Result<void> nextChunk();

    std::unique_ptr<base::File> m_file;
    crypto::ChunkCipher m_cipher;
    base::WipedBytes m_plain;
    std::size_t m_at = 0;
    std::uint64_t m_counter = 0;
    std::uint64_t m_left;
};

}  // namespace medveil::vault
