// The whole of the decoding helper program. It loads what DCMTK needs to know once and then waits; for each
// file it makes a copy of itself, which enters the sandbox and answers questions about that file alone. What
// waits never looks at a file.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "core/imaging/protocol/decoder_protocol.h"

namespace medveil::imaging {

struct Reply {
    base::Bytes head;
    base::ByteView body;  ///< behind it; of the extension, valid until the next question
};
/// Fills all of it with bytes that follow the question. kUnexpectedEnd.
using Receive = std::function<base::Result<void>(std::span<base::Byte>)>;

/// Answers questions of which this room knows nothing, about one file.
class Extension {
  public:
    virtual ~Extension() = default;
    virtual base::Result<Reply> answer(Question question, std::uint32_t number, const Receive& receive) = 0;
    /// The last reply is with whoever asked.
    virtual void sent() {}
};
using MakeExtension = std::unique_ptr<Extension> (*)(base::ByteView file);

/// Descriptor 0 is a socket on which pairs of descriptors come: the socket to whoever asks, and the file. For
/// each pair a descriptor of the new process goes back (pidfd_open(2)). Returns the program's exit code when
/// the caller has gone; 2 when it was not started by image_file.h, or the sandbox cannot be had.
int serveDecoder(MakeExtension extension);

}  // namespace medveil::imaging
