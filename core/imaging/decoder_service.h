// The whole of the decoding helper program: answers questions about the one file it was given, from within a
// sandbox.
#pragma once

namespace medveil::imaging {

/// The file is descriptor 3, the socket to the caller descriptor 0. Returns the program's exit code when the
/// caller has gone; 2 when it was not started by image_file.h, or the sandbox cannot be had.
int serveDecoder();

}  // namespace medveil::imaging
