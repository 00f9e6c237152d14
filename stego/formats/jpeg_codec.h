// Between a JPEG's entropy-coded scans and its quantised coefficients, by libjpeg. Pure functions; libjpeg's
// errors and warnings come back as values.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/base/task_context.h"
#include "stego/formats/jpeg_layout.h"

namespace medveil::stego {

struct JpegCoefficients {
    /// Component by component, block row by block row, 64 in natural order (row by row of the block, not
    /// zigzag).
    std::vector<std::int16_t> values;
    /// The blocks that only fill up units, in the same order; empty where the file has none to keep.
    std::vector<std::int16_t> padding;
    /// For each component, in natural order.
    std::vector<std::array<std::uint16_t, 64>> quantisation;
};

inline constexpr std::int32_t kMostAc = 1023;    ///< T.81 F.1.2.2: ten bits and a sign
inline constexpr std::int32_t kLeastDc = -1024;  ///< what lets every difference fit in eleven bits
inline constexpr std::int32_t kMostDc = 1023;

/// True where the padding of the units is in the file's only scan and comes back with it.
bool keepsPadding(const JpegLayout& layout);

/// Every corrupt-data warning is kCoverDamaged.
base::Result<JpegCoefficients> decodeJpeg(base::ByteView file, const JpegLayout& layout,
                                          base::TaskContext& task);

/// A JPEG file whose scans are those of `layout`; its other segments are of no use. With `fixedTables` these
/// Huffman tables are used as they are, each with its 16 counts behind a slot byte; they must have a code for
/// every symbol. Without, each scan gets the shortest.
base::Result<base::Bytes> encodeJpeg(const JpegLayout& layout, std::span<const std::int16_t> values,
                                     std::span<const std::int16_t> padding,
                                     const std::vector<base::ByteView>* fixedTables);

}  // namespace medveil::stego
