// Writing a new file, so that it is there complete or not at all.
#pragma once

#include "core/base/file_system.h"

namespace medveil::base {

/// Stands beside `out` under another name until finish(); removed when that was never called. Belongs to one
/// thread; borrows the file system.
class NewFile final : public ByteSink {
  public:
    NewFile(FileSystem& files, Path out);
    ~NewFile() override;
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    Result<void> begin();
    Result<void> write(ByteView bytes) override { return m_file->write(bytes); }
    /// On the disk under its name. kAlreadyExists: what is there stays.
    Result<void> finish();

  private:
    FileSystem& m_files;
    Path m_out;
    Path m_part;
    std::unique_ptr<File> m_file;
};

/// Writes `content` under a new name and reads it back from the disk. kAlreadyExists, kIo.
Result<void> writeNewFile(FileSystem& files, const Path& out, ByteView content);

}  // namespace medveil::base
