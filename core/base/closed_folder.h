// Folders in which only their owner makes files: a profile's. What a person saves is written by code that
// knows of no profile (covers, pictures, the window's reports), so the closed folders of the program are
// known here, and NewFile asks. Any thread.
#pragma once

#include "core/base/file_system.h"

namespace medveil::base {

/// Closed as long as this lives, whether the folder is there yet or not.
class ClosedFolder {
  public:
    explicit ClosedFolder(const Path& folder);
    ~ClosedFolder();
    ClosedFolder(const ClosedFolder&) = delete;
    ClosedFolder& operator=(const ClosedFolder&) = delete;

  private:
    Path m_folder;
};

/// As long as this lives, the owner of a closed folder may make this one file in it.
class OwnFile {
  public:
    explicit OwnFile(Path file);
    ~OwnFile();
    OwnFile(const OwnFile&) = delete;
    OwnFile& operator=(const OwnFile&) = delete;

  private:
    Path m_file;
};

/// kInsideProfile where a new file or folder of this name would lie in a closed folder, however the name is
/// spelled and whatever links lead there.
Result<void> checkNotClosed(FileSystem& files, const Path& path);

/// createFolders() for a folder that a person named. kInsideProfile in a closed folder.
Result<void> createNamedFolders(FileSystem& files, const Path& folder);

}  // namespace medveil::base
