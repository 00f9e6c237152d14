// The decoding helper as its caller sees it: another process, a socket to it, and one file that it may read.
// For the inside of this room. Owned by one thread; ends the process with it. All of them are copies of one
// program that is started when it is needed first.
#pragma once

#include <memory>

#include "core/base/file_system.h"
#include "core/base/task_context.h"
#include "core/imaging/decoder_protocol.h"
#include "core/imaging/descriptors.h"

namespace medveil::imaging {

class HelperProcess {
  public:
    /// kNotFound, kPermissionDenied, kNotRegularFile; kDecoderStopped when the program cannot be started.
    static base::Result<std::unique_ptr<HelperProcess>> start(const base::Path& path);
    /// For bytes in memory, which are copied to where only the helper can see them.
    static base::Result<std::unique_ptr<HelperProcess>> start(base::ByteView file);

    HelperProcess(Descriptor socket, Descriptor process)
        : m_socket(std::move(socket)), m_process(std::move(process)) {}
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;
    ~HelperProcess();

    /// The answer's bytes, or the error that it says. kDecoderStopped when it crashed or took too long: ask
    /// no more.
    base::Result<base::Bytes> ask(Question question, std::uint32_t number, base::TaskContext& task,
                                  base::ByteView more = {});

  private:
    base::Result<void> receive(base::Bytes& out, std::int64_t deadline, base::TaskContext& task);

    Descriptor m_socket;
    Descriptor m_process;  ///< pidfd_open(2): never another process that got the same number
};

}  // namespace medveil::imaging
