// Where the parts of a JPEG file (ITU-T T.81, annex B) stand, found without decoding anything. A plain value
// that refers to the file by offsets; safe to copy between threads.
#pragma once

#include <array>
#include <vector>

#include "core/base/bytes.h"

namespace medveil::stego {

struct ByteRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    base::ByteView of(base::ByteView file) const { return file.subspan(begin, end - begin); }
};

/// One Huffman table of a DHT segment.
struct JpegHuffman {
    std::uint8_t slot = 0;  ///< as in the file: class (0 DC, 1 AC) << 4 | identifier
    ByteRange bytes;        ///< identifier, 16 counts, symbols
};

struct JpegScan {
    struct Part {
        std::uint8_t component = 0;  ///< index in the frame header
        std::uint8_t dcTable = 0;
        std::uint8_t acTable = 0;
    };
    std::vector<Part> parts;
    std::uint8_t firstCoefficient = 0;
    std::uint8_t lastCoefficient = 63;
    std::uint8_t highBit = 0;         ///< successive approximation, Ah
    std::uint8_t lowBit = 0;          ///< Al
    ByteRange header;                 ///< the SOS segment with its marker
    std::vector<JpegHuffman> tables;  ///< defined since the scan before

    bool usesDc() const { return firstCoefficient == 0 && highBit == 0; }
    bool usesAc() const { return lastCoefficient != 0; }
};

struct JpegPiece {
    enum class Kind : std::uint8_t { kKept, kTables, kScanHeader, kScanData };
    Kind kind = Kind::kKept;
    ByteRange bytes;
    std::size_t scan = 0;  ///< tables: the scan they come before
};

struct JpegLayout {
    struct Component {
        std::uint8_t identifier = 0;
        std::uint32_t horizontal = 1;  ///< sampling factors
        std::uint32_t vertical = 1;
    };
    std::vector<JpegPiece> pieces;  ///< the whole file, in order and without gaps
    std::vector<JpegScan> scans;
    std::vector<Component> components;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool progressive = false;
    std::uint32_t restartInterval = 0;
    std::size_t end = 0;  ///< behind EOI
    std::uint32_t mostHorizontal = 1;
    std::uint32_t mostVertical = 1;

    std::uint32_t blocksWide(const Component& component) const;
    std::uint32_t blocksHigh(const Component& component) const;
    /// With the blocks that only fill up whole units of an interleaved scan.
    std::uint32_t paddedWide(const Component& component) const;
    std::uint32_t paddedHigh(const Component& component) const;
};

/// kCoverUnsupported with a reason, or kCoverDamaged. What comes back can be written again scan by scan:
/// every coefficient is sent in full, each once, in an order that the standard allows.
base::Result<JpegLayout> findJpegLayout(base::ByteView file);

}  // namespace medveil::stego
