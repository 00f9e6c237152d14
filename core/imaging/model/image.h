// What an image file holds, as numbers and words. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/imaging/model/greys.h"

namespace medveil::imaging {

enum class ImageKind : std::uint8_t { kDicom, kPng, kJpeg, kTiff };

/// Samples of a frame, in this machine's byte order, channels interleaved, rows from the top.
enum class SampleType : std::uint8_t { kU8, kS8, kU16, kS16, kU32, kS32, kF32, kF64 };
std::size_t bytesOf(SampleType type);
/// Whole numbers that may be below zero.
bool isSigned(SampleType type);

/// What the channels of a frame mean.
enum class Colours : std::uint8_t { kGrey, kPalette, kRgb, kYbr };

/// Pixels; right and bottom are outside.
struct Region {
    std::uint32_t left = 0;
    std::uint32_t top = 0;
    std::uint32_t right = 0;
    std::uint32_t bottom = 0;
};

struct ImageInfo {
    ImageKind kind = ImageKind::kDicom;
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t frames = 1;
    std::uint32_t channels = 1;  ///< 1: grey, or an index into the palette; 3: red, green, blue
    SampleType type = SampleType::kU8;
    std::uint32_t bits = 8;  ///< of a sample, stored
    Colours colours = Colours::kGrey;
    Greys greys;         ///< of the first frame
    bool lossy = false;  ///< was compressed with loss at some time, or nothing promises that it was not
    std::optional<double> rowSpacing;     ///< millimetres between rows
    std::optional<double> columnSpacing;  ///< millimetres between columns
    double pixelHeight = 1;               ///< of a pixel's width, where the file says so or says distances
    std::vector<std::uint16_t> palette;   ///< red, then green, then blue, 16 bit; empty where there is none
    std::int32_t paletteFirst = 0;        ///< stored value of its first entry

    // DICOM only; UTF-8.
    std::string syntax;  ///< name of the transfer syntax
    std::string objectClass;
    std::string modality;
    std::string patientName;
    std::string patientId;
    std::string patientIssuer;  ///< Issuer of Patient ID: who gave the number out
    std::string birthDate;
    std::string studyUid;
    std::string seriesUid;
    std::string instanceUid;
    std::string studyDate;
    std::string studyDescription;
    std::string seriesDescription;
    std::string manufacturer;  ///< of the device
    std::string model;         ///< of the device
    std::int32_t seriesNumber = 0;
    std::int32_t instanceNumber = 0;
    std::vector<double> position;     ///< Image Position (Patient), mm; three or none
    std::vector<double> orientation;  ///< Image Orientation (Patient); six or none
    std::vector<Region> regions;      ///< ultrasound: where the image stands, (0018,6011)
    bool deidentified = false;        ///< the file says so
    bool marked = false;              ///< carries data, see stego/spec/restorable.md: not its original
    bool sealedInside = false;        ///< then: its original is in it, for some people
    bool masked = false;    ///< regions are covered, see core/spec/masked-image.md: not its original
    bool burnedIn = false;  ///< the file says that pixels name somebody; that it is silent says nothing
};

/// What a codestream must be, by the file around it.
struct FrameShape {
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t channels = 1;
    SampleType type = SampleType::kU8;
};

/// What was decided about a frame, or left out: a reader is told on the image.
enum class Caution : std::uint8_t {
    kColoursOfCodestream,  ///< the compressed picture says other colours than the file, and is believed
    kWindowDamaged,        ///< a table or window of the file cannot be used
    kValuesDamaged,        ///< its way from stored values to values cannot be used: they are as stored
    kOverlayDamaged,       ///< lines or letters that belong over the picture cannot be drawn
    kCutShort              ///< the compressed picture has no end: a part of it may be missing
};

struct Frame {
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t channels = 1;
    SampleType type = SampleType::kU8;
    Colours colours = Colours::kGrey;
    base::Bytes samples;
    std::optional<Greys> greys{};  ///< where they are not those of the first frame
    base::Bytes overlay{};         ///< a byte for each pixel, 1 where lines or letters are drawn; empty: none
    std::vector<Caution> cautions{};
};

/// Pixels that a small picture may have at the most.
struct PreviewBox {
    std::uint16_t width = 0;
    std::uint16_t height = 0;
};

/// A line of the metadata view.
struct Element {
    std::uint32_t depth = 0;  ///< 0, or how many sequences it stands in
    std::string tag;          ///< "(0010,0010)"
    std::string vr;
    std::string name;
    std::string value;  ///< UTF-8, cut off where it is long
};

}  // namespace medveil::imaging
