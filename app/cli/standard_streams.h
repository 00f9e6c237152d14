// Standard input and output, with every failure seen. One thread.
//
//   - output that cannot be written (a full disk, a closed descriptor, a reader that went away) is an error
//   of the
//     command, never silence
//   - a read error is an error, never the end of the input
//   - a descriptor that is closed at the start stays unusable: the next file opened must not take its number,
//   or
//     results would be printed into a vault
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/file_system.h"

namespace medveil::cli {

/// Call before any file is opened. Also ignores SIGPIPE and SIGXFSZ, so that writing answers an error instead
/// of ending the process half-way.
void guardStandardStreams();

class Output {
  public:
    /// kIo where standard output was closed when the program began.
    base::Result<void> ready() const;
    void write(std::string_view text);
    /// The first error of all writes.
    const base::Result<void>& state() const { return m_state; }

  private:
    base::Result<void> m_state;
};

/// Until its end; kTooLarge.
base::Result<base::WipedBytes> readStandardInput(std::size_t limit);
/// A file, or standard input where the name is "-".
base::Result<base::WipedBytes> readInput(const std::string& name, std::size_t limit);
/// Its lines, without CR and LF; empty ones are passed over. kTooLarge, kMalformed when it is not UTF-8.
base::Result<std::vector<std::string>> readLines(const std::string& name);

/// The program's arguments with "--args-file NAME" replaced by the lines of that input: what stands on a
/// command line can be read by every account of the machine. The lines are arguments as they are;
/// "--args-file" among them is kInvalidArgument.
base::Result<std::vector<std::string>> expandArguments(int argc, const char* const* argv);

}  // namespace medveil::cli
