// What the decoding helper and its caller say to each other over a socket: a question of eight bytes, an
// answer with its length in front. The helper is not trusted: every answer is checked as bytes from outside.
// Pure functions.
#pragma once

#include "core/base/result.h"
#include "core/imaging/model/deidentify_plan.h"
#include "core/imaging/model/image.h"
#include "core/imaging/model/mask.h"
#include "core/imaging/model/masked.h"
#include "core/imaging/model/raw_pixels.h"
#include "core/records/subject.h"

namespace medveil::imaging {

enum class Question : std::uint32_t {
    kInfo = 1,
    kFrame = 2,
    kElements = 3,
    kDeidentify = 4,
    kRawPixels = 5,
    kUnpacked = 6,
    kMask = 7,
    kSealedPart = 8,
    kSubject = 9,
    kPreview = 10,  ///< number: width of the box << 16 | height
    // Of files that carry hidden data. What is said in them, stego/carrier/carrier_protocol.h knows.
    kCarrier = 11,
    kSamples = 12,
    kSurroundings = 13,
    kWriteCarrier = 14,  ///< samples follow, as many as there are
    kFreshSound = 15
};

inline constexpr std::size_t kQuestionBytes = 8;     ///< question; frame number, or bytes that follow
inline constexpr std::size_t kAnswerHeadBytes = 12;  ///< error code or 0, bytes that follow (64 bit)
inline constexpr std::uint64_t kLargestAnswer = 800ULL * 1024 * 1024;  ///< a frame and its head

base::Bytes encodeInfo(const ImageInfo& info);
base::Result<ImageInfo> decodeInfo(base::ByteView bytes);

base::Bytes encodeElements(const std::vector<Element>& elements);
base::Result<std::vector<Element>> decodeElements(base::ByteView bytes);

inline constexpr std::size_t kLongestPlan = 4096;
base::Bytes encodePlan(const DeidentifyPlan& plan);
base::Result<DeidentifyPlan> decodePlan(base::ByteView bytes);

base::Bytes encodeDeidentified(const Deidentified& result);
base::Result<Deidentified> decodeDeidentified(base::ByteView bytes);

inline constexpr std::size_t kLongestMaskPlan = 4 * 1024 * 1024;
base::Bytes encodeMaskPlan(const MaskPlan& plan);
/// Checked: see checkPlan().
base::Result<MaskPlan> decodeMaskPlan(base::ByteView bytes);

base::Bytes encodeMasked(const Masked& result);
base::Result<Masked> decodeMasked(base::ByteView bytes);

base::Bytes encodeSubjects(const std::vector<records::Subject>& subjects);
base::Result<std::vector<records::Subject>> decodeSubjects(base::ByteView bytes);
base::Bytes encodeSealedPart(const SealedPart& part);
base::Result<SealedPart> decodeSealedPart(base::ByteView bytes);

base::Bytes encodeRawPixels(const RawPixels& raw);
/// kMalformed unless the pixels lie in a file of so many bytes.
base::Result<RawPixels> decodeRawPixels(base::ByteView bytes, std::uint64_t fileSize);

/// Shape and type of a frame: stands in digests of pixels, and never changes.
base::Bytes encodeFrameHead(const Frame& frame);
inline constexpr std::size_t kFrameHeadBytes = 14;
/// All of a frame but its samples, which follow.
base::Bytes encodeFrame(const Frame& frame);
/// `bytes` are encodeFrame() and samples; kMalformed unless there are as many as the head says.
base::Result<Frame> decodeFrame(base::Bytes bytes);
/// The same of a preview: eight bits, three channels, not larger than was asked for.
base::Result<Frame> decodePreview(base::Bytes bytes, PreviewBox box);

}  // namespace medveil::imaging
