// What the decoding helper and its caller say to each other over a socket: a question of eight bytes, an
// answer with its length in front. The helper is not trusted: every answer is checked as bytes from outside.
// Pure functions.
#pragma once

#include "core/base/result.h"
#include "core/imaging/deidentify.h"
#include "core/imaging/image.h"
#include "core/imaging/masking.h"
#include "core/imaging/raw_pixels.h"
#include "core/imaging/subject.h"

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
    kSubject = 9
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

base::Bytes encodeSubject(const Subject& subject);
base::Result<Subject> decodeSubject(base::ByteView bytes);
base::Bytes encodeSealedPart(const SealedPart& part);
base::Result<SealedPart> decodeSealedPart(base::ByteView bytes);

base::Bytes encodeRawPixels(const RawPixels& raw);
/// kMalformed unless the pixels lie in a file of so many bytes.
base::Result<RawPixels> decodeRawPixels(base::ByteView bytes, std::uint64_t fileSize);

/// All of a frame but its samples, which follow.
base::Bytes encodeFrameHead(const Frame& frame);
inline constexpr std::size_t kFrameHeadBytes = 14;
/// `bytes` are head and samples; kMalformed unless there are as many as the head says.
base::Result<Frame> decodeFrame(base::Bytes bytes);

}  // namespace medveil::imaging
