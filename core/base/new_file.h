// Writing a new file, so that it is there complete or not at all.
#pragma once

#include <functional>

#include "core/base/file_system.h"

namespace medveil::base {

enum class IfThere : std::uint8_t { kRefuse, kReplace };  ///< kReplace: the person was asked

/// Stands beside `out` under another name until finish(); removed when that was never called. Belongs to one
/// thread; borrows the file system.
class NewFile final : public ByteSink {
  public:
    NewFile(FileSystem& files, Path out, IfThere there = IfThere::kRefuse);
    ~NewFile() override;
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    /// kInvalidArgument in a closed folder, whose owner alone makes files there.
    Result<void> begin();
    Result<void> write(ByteView bytes) override {
        m_synced = false;
        return m_file->write(bytes);
    }
    /// What was written so far is on the disk, under no name yet. finish() need not wait for that again.
    Result<void> sync();
    /// On the disk under its name. kAlreadyExists: what is there stays; so it does after every error.
    Result<void> finish();

  private:
    FileSystem& m_files;
    Path m_out;
    Path m_part;
    IfThere m_there;
    std::unique_ptr<File> m_file;
    bool m_synced = false;
};

/// Writes `content` under a new name and reads it back from the disk. kAlreadyExists, kIo. `check` runs at
/// the same time, on another thread, for disks are slow; the file gets its name only when both are content.
Result<void> writeNewFile(FileSystem& files, const Path& out, ByteView content,
                          const std::function<Result<void>()>& check = {});

}  // namespace medveil::base
