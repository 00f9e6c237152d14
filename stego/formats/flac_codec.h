// FLAC frames (RFC 9639, section 9) through libFLAC: decoded together with what shows how they were made, and
// encoded alike. Pure functions over values; long work is cancelled through the task.
#pragma once

#include <array>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/task_context.h"
#include "stego/carrier/samples.h"

namespace medveil::stego {

struct FlacSound {
    std::uint32_t rate = 0;
    std::uint32_t channels = 0;
    std::uint32_t bits = 0;
    std::uint32_t blockFrames = 0;  ///< sound frames in each frame of the file but the last
    std::uint64_t frames = 0;
    Samples samples;
    /// The first frames of the file as they stand there, and the samples they say.
    base::Bytes beginning;
    std::vector<std::int32_t> beginningSamples;
    std::size_t end = 0;  ///< of the file: behind the last frame
};

/// `file`: the whole, `framesAt`: where its metadata ends. A length of 0 there means that it ends where the
/// file does. kCoverDamaged; kCoverUnsupported for what cannot be written alike.
base::Result<FlacSound> decodeFlac(base::ByteView file, std::size_t framesAt, base::TaskContext& task);

struct FlacFrame {
    std::uint64_t first = 0;  ///< sound frame
    std::uint64_t offset = 0;
    std::uint32_t frames = 0;
};
struct FlacStream {
    base::Bytes bytes;
    std::vector<FlacFrame> frames;
    std::uint32_t leastFrameBytes = 0;
    std::uint32_t mostFrameBytes = 0;
    std::array<base::Byte, 16> md5{};
};

/// `like`: whose frames they shall resemble.
base::Result<FlacStream> encodeFlac(const Samples& samples, const FlacSound& like);

}  // namespace medveil::stego
