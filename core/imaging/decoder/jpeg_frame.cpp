#include "core/imaging/decoder/jpeg_frame.h"

#include <algorithm>
#include <memory>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/imaging/decoder/codestream_shape.h"
#include "core/imaging/decoder/jpeg_head.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

/// Samples of one byte in words of more, lowest byte first.
base::Bytes widened(const base::Bytes& samples, std::size_t bytes) {
    base::Bytes out(samples.size() * bytes);
    for (std::size_t i = 0; i < samples.size(); ++i)
        out[i * bytes] = samples[i];
    return out;
}

/// T.871 and Adobe's mark decide; where neither stands there, letters for names of the components; else the
/// file.
void chooseColours(const JpegHead& head, std::string_view words, CodestreamPicture& picture) {
    const bool said = words.starts_with("YBR");
    bool ybr = said;
    if (head.adobe)
        ybr = *head.adobe == 1;
    else if (head.hasLoss() && head.jfif)
        ybr = true;
    else if (head.hasLoss() && head.components == std::vector<base::Byte>{'R', 'G', 'B'})
        ybr = false;
    picture.colours = ybr ? Colours::kYbr : Colours::kRgb;
    if (ybr != said)
        picture.cautions.push_back(Caution::kColoursOfCodestream);
}

/// What DCMTK's codec wants to know of the image. As it keeps colours as they are, they are not told.
DcmDataset describing(const FrameShape& shape, std::uint32_t precision) {
    DcmDataset dataset;
    const auto set = [&dataset](const DcmTagKey& tag, std::size_t value) {
        (void)dataset.putAndInsertUint16(tag, static_cast<Uint16>(value));
    };
    set(DCM_Rows, shape.rows);
    set(DCM_Columns, shape.columns);
    set(DCM_SamplesPerPixel, shape.channels);
    set(DCM_BitsAllocated, precision > 8 ? 16 : 8);
    set(DCM_BitsStored, precision);
    set(DCM_HighBit, precision - 1);
    set(DCM_PixelRepresentation, 0);
    if (shape.channels == 3)
        set(DCM_PlanarConfiguration, 0);
    (void)dataset.putAndInsertString(DCM_PhotometricInterpretation,
                                     shape.channels == 3 ? "RGB" : "MONOCHROME2");
    (void)dataset.putAndInsertString(DCM_NumberOfFrames, "1");
    return dataset;
}

/// An empty table of offsets and one fragment.
std::unique_ptr<DcmPixelSequence> sequenceOf(const base::Bytes& codestream) {
    auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    for (const bool table : {true, false}) {
        auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
        const bool put =
            table ||
            item->putUint8Array(codestream.data(), static_cast<unsigned long>(codestream.size())).good();
        if (!put || sequence->insert(item.get()).bad())
            return nullptr;
        (void)item.release();
    }
    return sequence;
}

/// One frame as an image of its own, so that nothing depends on how fragments are counted.
base::Result<void> decode(const base::Bytes& codestream, const FrameShape& shape, std::uint32_t precision,
                          E_TransferSyntax syntax, base::Bytes& out) {
    auto dataset = describing(shape, precision);
    auto sequence = sequenceOf(codestream);
    if (!sequence)
        return fail(ErrorCode::kImageDamaged, "DICOM fragments");
    DcmPixelData pixels(DCM_PixelData);
    pixels.putOriginalRepresentation(syntax, nullptr, sequence.release());
    base::Bytes even(out.size() + out.size() % 2);
    Uint32 fragment = 0;
    OFString colours;
    const auto decoded = pixels.getUncompressedFrame(&dataset, 0, fragment, even.data(),
                                                     static_cast<Uint32>(even.size()), colours, nullptr);
    if (decoded == EC_CannotChangeRepresentation)
        return fail(ErrorCode::kImageUnsupported,
                    std::string("DICOM compressed as ") + DcmXfer(syntax).getXferName());
    if (decoded.bad())
        return fail(ErrorCode::kImageDamaged, std::string("DICOM frame: ") + decoded.text());
    even.resize(out.size());
    out = std::move(even);
    return {};
}

/// Without the end mark the codecs wait for more. What follows does not matter to a picture that is all
/// there: one that changes with it has lost a part of itself.
base::Result<void> decodeWithoutEnd(const base::Bytes& codestream, const FrameShape& shape,
                                    std::uint32_t precision, E_TransferSyntax syntax, base::Bytes& out) {
    const auto followedBy = [&](std::initializer_list<base::Byte> bytes, base::Bytes& picture) {
        auto whole = codestream;
        while (!whole.empty() && whole.back() == 0xff)  // the beginning of a mark
            whole.pop_back();
        whole.insert(whole.end(), bytes);
        return decode(whole, shape, precision, syntax, picture);
    };
    auto other = out;
    MEDVEIL_TRY(followedBy({0xff, 0xd9}, out));
    MEDVEIL_TRY(followedBy({0x5a, 0xa7, 0x31, 0x6c, 0x95, 0x4e, 0xd3, 0x18, 0xff, 0xd9}, other));
    if (out != other)
        return fail(ErrorCode::kImageDamaged, "JPEG that ends early");
    return {};
}

}  // namespace

base::Result<CodestreamPicture> decodeJpegFrame(const base::Bytes& codestream, const FrameShape& shape,
                                                E_TransferSyntax syntax, std::string_view words) {
    MEDVEIL_ASSIGN(const JpegHead head, readJpegHead(codestream));
    const auto components = static_cast<std::uint32_t>(head.components.size());
    MEDVEIL_TRY(checkShape(
        {head.columns, head.rows == 0 ? shape.rows : head.rows, components, head.precision}, shape, "JPEG"));
    CodestreamPicture picture;
    picture.precision = head.precision;
    const std::size_t sampleBytes = head.precision > 8 ? 2 : 1;
    picture.samples.resize(std::size_t{shape.columns} * shape.rows * shape.channels * sampleBytes);
    const bool whole = hasEnd(codestream, head);
    MEDVEIL_TRY(whole ? decode(codestream, shape, head.precision, syntax, picture.samples)
                      : decodeWithoutEnd(codestream, shape, head.precision, syntax, picture.samples));
    if (sampleBytes < bytesOf(shape.type))
        picture.samples = widened(picture.samples, bytesOf(shape.type));
    if (shape.channels == 3)
        chooseColours(head, words, picture);
    if (!whole)
        picture.cautions.push_back(Caution::kCutShort);
    return picture;
}

}  // namespace medveil::imaging
