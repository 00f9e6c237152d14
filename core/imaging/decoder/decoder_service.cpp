#include "core/imaging/decoder/decoder_service.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <new>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/imaging/decoder/decoder.h"
#include "core/imaging/decoder/deidentify.h"
#include "core/imaging/decoder/masking.h"
#include "core/imaging/decoder/preview.h"
#include "core/imaging/decoder/raw_pixels.h"
#include "core/imaging/decoder/sandbox.h"
#include "core/imaging/decoder/subject_reader.h"
#include "core/imaging/protocol/decoder_protocol.h"
#include "core/imaging/protocol/descriptors.h"

namespace medveil::imaging {

namespace {

constexpr int kControl = STDIN_FILENO;
int g_socket = -1;  // of this copy, to whoever asks
MakeExtension g_extension = nullptr;

bool sendAll(base::ByteView bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(g_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

bool answer(std::uint32_t code, base::ByteView head, base::ByteView body = {}) {
    base::ByteWriter out;
    out.integer(code).integer(std::uint64_t{head.size() + body.size()});
    return sendAll(out.bytes()) && sendAll(head) && sendAll(body);
}

bool answerError(const base::Error& error) {
    return answer(static_cast<std::uint32_t>(error.code), base::asBytes(error.detail));
}

bool receiveAll(std::span<base::Byte> out) {
    while (!out.empty()) {
        const auto count = ::recv(g_socket, out.data(), out.size(), MSG_WAITALL);
        if (count <= 0)
            return false;
        out = out.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

/// Bytes of address space. A view of a scan may need much whatever its file's size; a cover or a small
/// picture in a letter is not worth more than its file makes likely.
std::uint64_t memoryFor(Question question, std::uint64_t fileBytes) {
    constexpr std::uint64_t kMega = 1024ULL * 1024;
    constexpr std::uint64_t kMost = 2560 * kMega;
    const bool ofAnybody =
        question == Question::kCarrier || question == Question::kFreshSound || question == Question::kPreview;
    return ofAnybody ? std::min(640 * kMega + 100 * fileBytes, kMost + 4 * fileBytes) : kMost + fileBytes;
}

/// Before anything is decoded: what the first question will be about.
Question firstQuestion() {
    std::array<base::Byte, 4> bytes{};
    if (::recv(g_socket, bytes.data(), bytes.size(), MSG_WAITALL | MSG_PEEK) !=
        static_cast<ssize_t>(bytes.size()))
        return Question::kInfo;
    base::ByteReader in(bytes);
    return static_cast<Question>(in.integer<std::uint32_t>().value());
}

/// A question with a plan behind it: `decode` reads the plan, `work` gives what `encode` writes.
template <class Decode, class Work, class Encode>
bool answerPlan(std::uint32_t planBytes, std::size_t longest, Decode decode, Work work, Encode encode) {
    base::Bytes bytes(std::min<std::size_t>(planBytes, longest));
    if (!receiveAll(bytes))
        return false;
    const auto plan = decode(bytes);
    if (!plan)
        return answerError(plan.error());
    const auto done = work(*plan);
    return done ? answer(0, encode(*done)) : answerError(done.error());
}

bool answerDeidentify(base::ByteView file, std::uint32_t planBytes) {
    return answerPlan(
        planBytes, kLongestPlan, decodePlan, [file](const auto& plan) { return deidentify(file, plan); },
        encodeDeidentified);
}

bool answerMask(base::ByteView file, std::uint32_t planBytes) {
    return answerPlan(
        planBytes, kLongestMaskPlan, decodeMaskPlan, [file](const auto& plan) { return mask(file, plan); },
        encodeMasked);
}

bool answerRawPixels(base::ByteView file) {
    const auto raw = locateRawPixels(file);
    return raw ? answer(0, encodeRawPixels(*raw)) : answerError(raw.error());
}

bool answerUnpacked(base::ByteView file) {
    const auto raw = unpack(file);
    return raw ? answer(0, *raw) : answerError(raw.error());
}

bool answerSealedPart(base::ByteView file) {
    const auto part = findSealedPart(file);
    return part ? answer(0, encodeSealedPart(*part)) : answerError(part.error());
}

bool answerSubject(base::ByteView file) {
    const auto subjects = subjectsOf(file);
    return subjects ? answer(0, encodeSubjects(*subjects)) : answerError(subjects.error());
}

bool answerPreview(base::ByteView file, std::uint32_t box) {
    const auto frame =
        previewOf(file, {static_cast<std::uint16_t>(box >> 16), static_cast<std::uint16_t>(box & 0xffffU)});
    return frame ? answer(0, encodeFrame(*frame), frame->samples) : answerError(frame.error());
}

bool answerTo(Question question, std::uint32_t number, Decoder& decoder) {
    switch (question) {
        case Question::kInfo:
            return answer(0, encodeInfo(decoder.info()));
        case Question::kElements: {
            const auto elements = decoder.elements();
            return elements ? answer(0, encodeElements(*elements)) : answerError(elements.error());
        }
        case Question::kDeidentify:
        case Question::kRawPixels:
        case Question::kUnpacked:
        case Question::kMask:
        case Question::kSealedPart:
        case Question::kSubject:
        case Question::kPreview:
        case Question::kCarrier:
        case Question::kSamples:
        case Question::kSurroundings:
        case Question::kWriteCarrier:
        case Question::kFreshSound:
            return false;
        case Question::kFrame: {
            const auto frame = decoder.frame(number);
            return frame ? answer(0, encodeFrame(*frame), frame->samples) : answerError(frame.error());
        }
    }
    return false;
}

bool receiveQuestion(base::Bytes& question) {
    question.resize(kQuestionBytes);
    return receiveAll(question);
}

bool answerExtended(Extension& extension, Question question, std::uint32_t number) {
    const auto reply =
        extension.answer(question, number, [](std::span<base::Byte> out) -> base::Result<void> {
            if (!receiveAll(out))
                return base::fail(base::ErrorCode::kUnexpectedEnd, "question");
            return {};
        });
    if (!reply)
        return answerError(reply.error());
    const bool good = answer(0, reply->head, reply->body);
    extension.sent();
    return good;
}

int serve(base::ByteView file) {
    const auto extension = g_extension(file);
    // Opened when something is asked about its image: a file that cannot be shown can be cleaned all the
    // same.
    base::Result<std::unique_ptr<Decoder>> decoder;
    base::Bytes question;
    while (receiveQuestion(question)) {
        base::ByteReader in(question);
        const auto kind = static_cast<Question>(in.integer<std::uint32_t>().value());
        const auto number = in.integer<std::uint32_t>().value();
        const auto respond = [&] {
            if (kind == Question::kDeidentify)
                return answerDeidentify(file, number);
            if (kind == Question::kRawPixels)
                return answerRawPixels(file);
            if (kind == Question::kUnpacked)
                return answerUnpacked(file);
            if (kind == Question::kMask)
                return answerMask(file, number);
            if (kind == Question::kSealedPart)
                return answerSealedPart(file);
            if (kind == Question::kSubject)
                return answerSubject(file);
            if (kind == Question::kPreview)
                return answerPreview(file, number);
            if (kind >= Question::kCarrier && kind <= Question::kFreshSound)
                return answerExtended(*extension, kind, number);
            if (decoder && *decoder == nullptr)
                decoder = openDecoder(file);
            return decoder ? answerTo(kind, number, **decoder) : answerError(decoder.error());
        };
        const bool sent = respond();
        if (!sent)
            return 1;
        // Pages of the file that were read once need not stay.
        ::madvise(const_cast<base::Byte*>(file.data()), file.size(), MADV_DONTNEED);
    }
    return 0;
}

int serveFile(int file) {
    struct stat info{};
    if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode))
        return 2;
    const auto size = static_cast<std::size_t>(info.st_size);
    void* const mapped = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapped == MAP_FAILED || !enterSandbox(memoryFor(firstQuestion(), size)))
        return 2;
    try {
        return serve({static_cast<const base::Byte*>(mapped), size});
    } catch (const std::bad_alloc&) {
        (void)answerError({base::ErrorCode::kOutOfMemory, "image"});
        return 1;
    }
}

/// In the copy. It ends with the one that waits, which ends with the program that started it.
[[noreturn]] void beCopy(Descriptor socket, const Descriptor& file, pid_t parent) {
    const bool tied = ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent;
    ::close(kControl);
    g_socket = socket.release();
    ::_exit(tied ? serveFile(file.get()) : 2);
}

}  // namespace

int serveDecoder(MakeExtension extension) {
    g_extension = extension;
    struct stat info{};
    if (::fstat(kControl, &info) != 0 || !S_ISSOCK(info.st_mode)) {
        std::fputs("medveil-decoder is started by Medveil.\n", stderr);
        return 2;
    }
    prepareDecoders();
    std::array<Descriptor, 2> given;
    while (receiveDescriptors(kControl, given)) {
        // Those that have ended.
        while (::waitpid(-1, nullptr, WNOHANG) > 0) {
        }
        const auto self = ::getpid();
        const auto copy = ::fork();
        if (copy == 0)
            beCopy(std::move(given[0]), given[1], self);
        const Descriptor process(copy < 0 ? -1 : static_cast<int>(::syscall(SYS_pidfd_open, copy, 0)));
        for (auto& each : given)
            each.reset();
        // Without it the caller could not stop the copy.
        if (process.get() < 0 || !sendDescriptors(kControl, std::array{process.get()}))
            return 1;
    }
    return 0;
}

}  // namespace medveil::imaging
