// The whole of the decoding helper program. It loads what DCMTK needs to know once and then waits; for each
// file it makes a copy of itself, which enters the sandbox and answers questions about that file alone. What
// waits never looks at a file.
#pragma once

namespace medveil::imaging {

/// Descriptor 0 is a socket on which pairs of descriptors come: the socket to whoever asks, and the file. For
/// each pair a descriptor of the new process goes back (pidfd_open(2)). Returns the program's exit code when
/// the caller has gone; 2 when it was not started by image_file.h, or the sandbox cannot be had.
int serveDecoder();

}  // namespace medveil::imaging
