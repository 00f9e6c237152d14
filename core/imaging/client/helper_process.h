// The decoding helper as its caller sees it: another process, a socket to it, and one file that it may read.
// For the inside of this room. Owned by one thread; ends the process with it. All of them are copies of one
// program that is started when it is needed first.
#pragma once

#include <memory>
#include <span>

#include "core/base/file_system.h"
#include "core/base/task_context.h"
#include "core/imaging/protocol/decoder_protocol.h"
#include "core/imaging/protocol/descriptors.h"

namespace medveil::imaging {

/// What is waited for at the most.
struct Patience {
    std::uint64_t bytes = kLargestAnswer;
    std::int64_t milliseconds = 60'000;
};

class HelperProcess {
  public:
    /// kNotFound, kPermissionDenied, kNotRegularFile; kDecoderStopped when the program cannot be started.
    static base::Result<std::unique_ptr<HelperProcess>> start(const base::Path& path);
    /// For bytes in memory, which are copied to where only the helper can see them.
    static base::Result<std::unique_ptr<HelperProcess>> start(base::ByteView file);

    HelperProcess(Descriptor socket, Descriptor process, std::uint64_t fileBytes)
        : m_socket(std::move(socket)), m_process(std::move(process)), m_fileBytes(fileBytes) {}
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;
    ~HelperProcess();

    /// The answer's bytes, or the error that it says. kDecoderStopped when it crashed or took too long: ask
    /// no more.
    base::Result<base::Bytes> ask(Question question, std::uint32_t number, base::TaskContext& task,
                                  base::ByteView more = {}, Patience patience = {});
    /// The same for an answer of which the length is known: it must fill `out`.
    base::Result<void> askInto(std::span<base::Byte> out, Question question, std::uint32_t number,
                               base::TaskContext& task, Patience patience = {});
    std::uint64_t fileBytes() const { return m_fileBytes; }

  private:
    base::Result<void> send(base::ByteView bytes, std::int64_t deadline, base::TaskContext& task);
    base::Result<void> receive(std::span<base::Byte> out, std::int64_t deadline, base::TaskContext& task);
    /// Length of the answer, or the error that it says.
    base::Result<std::uint64_t> begin(Question question, std::uint32_t number, base::ByteView more,
                                      std::uint64_t mostBytes, std::int64_t deadline,
                                      base::TaskContext& task);

    Descriptor m_socket;
    Descriptor m_process;  ///< pidfd_open(2): never another process that got the same number
    std::uint64_t m_fileBytes;
};

}  // namespace medveil::imaging
