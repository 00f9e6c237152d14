// A picture or sound that can carry hidden bits, seen as a long row of samples. Owned by one call, one
// thread.
//
// Files are read and written in the decoder's process (stego/formats): whoever holds keys sees measures and
// whole numbers, checked, and nothing of a file. What is not samples (metadata, colour profile, alpha, chunk
// order) stays there and comes back as it was.
#pragma once

#include <memory>
#include <new>

#include "core/base/file_system.h"
#include "core/base/task_context.h"
#include "stego/carrier/samples.h"

namespace medveil::stego {

/// Covers come from outside and decide how much memory they take: running out of it is an error, never the
/// program's end.
template <class Work>
auto withinMemory(Work work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return base::fail(base::ErrorCode::kOutOfMemory, "cover");
    }
}

enum class CarrierKind : std::uint8_t { kPng, kWav, kFlac, kJpeg, kBmp, kTiff, kAiff, kDicom };
bool isSound(CarrierKind kind);
/// What files of this kind are called, without the dot.
std::string_view fileEnding(CarrierKind kind);
/// A file of this kind under the ending of another betrays that somebody made it: kInvalidArgument. Without
/// an ending, or with that of the file it is made from, it is taken.
base::Result<void> checkEnding(CarrierKind kind, const base::Path& from, const base::Path& out);

inline constexpr std::uint64_t kMostElements = 320'000'000;            ///< 106 megapixels in three channels
inline constexpr std::uint64_t kLargestCover = 1024ULL * 1024 * 1024;  ///< bytes of a cover file
inline constexpr std::uint64_t kAnyMemory = UINT64_MAX;

/// What else is in a file that must fit its samples, and would not any more after a change.
enum class Bond : std::uint8_t {
    kNone,
    kOwnChecksum,   ///< a checksum or signature of its content
    kOtherPicture,  ///< a second picture or a preview, which stays as it was
};

struct CarrierInfo {
    CarrierKind kind = CarrierKind::kPng;
    std::uint32_t width = 0;     ///< pixels; for sound, frames
    std::uint32_t height = 1;    ///< pixels; for sound, 1
    std::uint32_t channels = 1;  ///< colour channels that carry, alpha left out; or sound channels
    std::uint32_t bits = 8;      ///< of a sample
    std::uint32_t rate = 0;      ///< sound: frames a second
    std::int32_t minimum = 0;
    std::int32_t maximum = 255;
    Bond bond = Bond::kNone;
    std::uint64_t useful =
        0;  ///< JPEG: coefficients that are not zero, by which payloads are measured; else 0
};

class Carrier {
  public:
    virtual ~Carrier() = default;
    const CarrierInfo& info() const { return m_info; }
    /// height * width * channels samples, channels interleaved, row by row.
    const Samples& samples() const { return m_samples; }
    Samples& samples() { return m_samples; }
    /// The file with the samples as they are now.
    virtual base::Result<void> write(base::ByteSink& out) const = 0;
    /// Everything but the samples, or a digest of it, to compare a written file with its cover.
    virtual base::Result<base::Bytes> surroundings() const = 0;

    /// A mark that says openly, to people and programs, that the picture carries data and differs from its
    /// original. Only of kinds that have a place for it; kCoverUnsupported otherwise.
    virtual base::Result<void> setMarked(bool marked) {
        if (!marked)
            return {};
        return base::fail(base::ErrorCode::kCoverUnsupported, "no place to say that it carries data");
    }
    virtual bool isMarked() const { return false; }

  protected:
    CarrierInfo m_info;
    Samples m_samples;
};

/// kCoverUnsupported names the reason in its detail; kCoverDamaged for a file that breaks its format;
/// kTooLarge, also for more than `mostMemory` bytes of samples; kDecoderStopped when the helper crashed, took
/// too long or too much memory. As long as the carrier lives the helper does: it has the file open and writes
/// it.
base::Result<std::unique_ptr<Carrier>> openCarrier(base::FileSystem& files, const base::Path& path,
                                                   base::TaskContext& task,
                                                   std::uint64_t mostMemory = kAnyMemory);
base::Result<std::unique_ptr<Carrier>> openCarrier(base::Bytes file, base::TaskContext& task);
/// To hide in: also a scan that is compressed without loss, which is unpacked.
base::Result<std::unique_ptr<Carrier>> openCover(base::FileSystem& files, const base::Path& path,
                                                 base::TaskContext& task);

}  // namespace medveil::stego
