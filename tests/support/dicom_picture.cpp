#include "tests/support/dicom_picture.h"

#include <QTemporaryDir>
#include <algorithm>
#include <memory>

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmimage/diregist.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <openjpeg.h>

#include "core/base/file_system.h"
#include "core/imaging/decoder/dicom_file.h"

namespace medveil::test {

DicomPicture::DicomPicture(const PictureShape& shape) : m_shape(shape) {
    text(DCM_SOPClassUID, shape.channels == 3 ? UID_SecondaryCaptureImageStorage : UID_CTImageStorage);
    text(DCM_SOPInstanceUID, "1.2.3.4");
    text(DCM_PhotometricInterpretation, shape.words);
    word(DCM_SamplesPerPixel, shape.channels);
    if (shape.channels == 3)
        word(DCM_PlanarConfiguration, 0);
    word(DCM_Rows, shape.rows);
    word(DCM_Columns, shape.columns);
    word(DCM_BitsAllocated, shape.allocated);
    word(DCM_BitsStored, shape.stored);
    word(DCM_HighBit, shape.highBit);
    word(DCM_PixelRepresentation, shape.withSign ? 1 : 0);
    if (shape.frames > 1)
        text(DCM_NumberOfFrames, std::to_string(shape.frames).c_str());
}

DicomPicture& DicomPicture::text(const DcmTagKey& tag, const char* value) {
    (void)dataset().putAndInsertString(tag, value);
    return *this;
}

DicomPicture& DicomPicture::word(const DcmTagKey& tag, int value) {
    (void)dataset().putAndInsertUint16(tag, static_cast<Uint16>(value));
    return *this;
}

DicomPicture& DicomPicture::words(DcmItem& item, const DcmTagKey& tag, const std::vector<int>& values) {
    const bool withSign = std::ranges::any_of(values, [](int value) { return value < 0; });
    Words bits;
    for (const int value : values)
        bits.push_back(static_cast<std::uint16_t>(value));
    const auto count = static_cast<unsigned long>(bits.size());
    if (withSign) {
        auto element = std::make_unique<DcmSignedShort>(DcmTag(tag, EVR_SS));
        (void)element->putSint16Array(reinterpret_cast<const Sint16*>(bits.data()), count);
        (void)item.insert(element.release(), true);
    } else {
        auto element = std::make_unique<DcmUnsignedShort>(DcmTag(tag, EVR_US));
        (void)element->putUint16Array(bits.data(), count);
        (void)item.insert(element.release(), true);
    }
    return *this;
}

DcmItem& DicomPicture::item(DcmItem& parent, const DcmTagKey& sequence, int number) {
    DcmItem* found = nullptr;
    for (int i = 0; i <= number; ++i)
        (void)parent.findOrCreateSequenceItem(sequence, found, i);
    return *found;
}

DicomPicture& DicomPicture::native(const Words& samples) {
    if (m_shape.allocated == 8) {
        base::Bytes bytes;
        for (const auto each : samples)
            bytes.push_back(static_cast<base::Byte>(each));
        return nativeBytes(bytes);
    }
    (void)dataset().putAndInsertUint16Array(DCM_PixelData, samples.data(),
                                            static_cast<unsigned long>(samples.size()));
    return *this;
}

DicomPicture& DicomPicture::nativeBytes(const base::Bytes& value) {
    auto even = value;
    even.resize((value.size() + 1) / 2 * 2);
    auto element = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OW));
    Words words;
    for (std::size_t i = 0; i < even.size(); i += 2)
        words.push_back(static_cast<std::uint16_t>(even[i] | even[i + 1] << 8));
    (void)element->putUint16Array(words.data(), static_cast<unsigned long>(words.size()));
    (void)dataset().insert(element.release(), true);
    return *this;
}

DicomPicture& DicomPicture::fragments(const std::vector<base::Bytes>& fragments,
                                      const std::vector<std::uint32_t>& offsets) {
    base::Bytes table;
    for (const auto offset : offsets) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            table.push_back(static_cast<base::Byte>(offset >> shift));
    }
    auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    const auto add = [&sequence](base::Bytes bytes) {
        auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
        bytes.resize((bytes.size() + 1) / 2 * 2);
        if (!bytes.empty())
            (void)item->putUint8Array(bytes.data(), static_cast<unsigned long>(bytes.size()));
        (void)sequence->insert(item.release());
    };
    add(table);
    std::ranges::for_each(fragments, add);
    auto element = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OB));
    // Any encapsulated syntax: which one, is said when it is written.
    element->putOriginalRepresentation(EXS_RLELossless, nullptr, sequence.release());
    (void)dataset().insert(element.release(), true);
    return *this;
}

base::Bytes DicomPicture::file(E_TransferSyntax syntax) {
    if (DcmXfer(syntax).isEncapsulated()) {
        DcmElement* element = nullptr;
        (void)dataset().findAndGetElement(DCM_PixelData, element);
        auto* const pixels = dynamic_cast<DcmPixelData*>(element);
        E_TransferSyntax now = EXS_Unknown;
        const DcmRepresentationParameter* parameter = nullptr;
        DcmPixelSequence* sequence = nullptr;
        pixels->getCurrentRepresentationKey(now, parameter);
        if (now != syntax && pixels->getEncapsulatedRepresentation(now, parameter, sequence).good()) {
            auto copy = std::make_unique<DcmPixelSequence>(*sequence);
            pixels->putOriginalRepresentation(syntax, nullptr, copy.release());
        }
    }
    constexpr std::uint64_t kLargest = 1U << 26;
    if (DcmXfer(syntax).getStreamCompression() != ESC_none) {
        // What is deflated as a whole is only written to files.
        const QTemporaryDir folder;
        const auto path = base::Path(folder.path().toStdString()) / "deflated.dcm";
        (void)m_format.saveFile(path.c_str(), syntax);
        return base::readWholeFile(base::systemFileSystem(), path, kLargest).value();
    }
    return imaging::writeDicom(m_format, syntax, kLargest).value();
}

void putTable(DcmItem& item, const std::vector<int>& descriptor, const Words& data) {
    DicomPicture({}).words(item, DCM_LUTDescriptor, descriptor);
    auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(DCM_LUTData, EVR_OW));
    (void)element->putUint16Array(data.data(), static_cast<unsigned long>(data.size()));
    (void)item.insert(element.release(), true);
}

namespace {

/// Runs of two bytes and more are repeated, the rest stands there as it is.
base::Bytes packBits(const base::Bytes& bytes) {
    constexpr std::size_t kLongest = 128;
    base::Bytes out;
    const auto runAt = [&bytes](std::size_t at) {
        std::size_t length = 1;
        while (length < kLongest && at + length < bytes.size() && bytes[at + length] == bytes[at])
            ++length;
        return length;
    };
    for (std::size_t at = 0; at < bytes.size();) {
        if (const auto run = runAt(at); run > 1) {
            out.push_back(static_cast<base::Byte>(257 - run));
            out.push_back(bytes[at]);
            at += run;
            continue;
        }
        const auto begin = at;
        while (at < bytes.size() && at - begin < kLongest && runAt(at) == 1)
            ++at;
        out.push_back(static_cast<base::Byte>(at - begin - 1));
        out.insert(out.end(), bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                   bytes.begin() + static_cast<std::ptrdiff_t>(at));
    }
    out.resize((out.size() + 1) / 2 * 2);
    return out;
}

}  // namespace

base::Bytes rleFrame(const Words& samples, std::size_t channels, std::size_t bytes) {
    constexpr std::size_t kHead = 64;
    base::Bytes out(kHead);
    const auto put = [&out](std::size_t at, std::size_t number) {
        for (std::size_t i = 0; i < 4; ++i)
            out[at + i] = static_cast<base::Byte>(number >> (8 * i));
    };
    put(0, channels * bytes);
    for (std::size_t channel = 0; channel < channels; ++channel) {
        for (std::size_t byte = bytes; byte-- > 0;) {
            base::Bytes plane;
            for (auto i = channel; i < samples.size(); i += channels)
                plane.push_back(static_cast<base::Byte>(samples[i] >> (8 * byte)));
            put(4 + 4 * (channel * bytes + bytes - 1 - byte), out.size());
            const auto packed = packBits(plane);
            out.insert(out.end(), packed.begin(), packed.end());
        }
    }
    return out;
}

base::Bytes codestreamOf(const Words& samples, PictureShape shape, E_TransferSyntax syntax) {
    static const bool kRegistered = [] {
        DJEncoderRegistration::registerCodecs(ECC_lossyRGB, EUC_never);
        DJLSEncoderRegistration::registerCodecs(0, 0, 0, 0, OFTrue, 0, OFTrue, EJLSUC_never);
        return true;
    }();
    (void)kRegistered;
    shape.frames = 1;
    DicomPicture picture(shape);
    picture.native(samples);
    auto& dataset = picture.dataset();
    const DJ_RPLossy lossy(100);
    const bool withLoss = syntax == EXS_JPEGProcess1 || syntax == EXS_JPEGProcess2_4;
    DcmElement* element = nullptr;
    if (dataset.chooseRepresentation(syntax, withLoss ? &lossy : nullptr).bad() ||
        dataset.findAndGetElement(DCM_PixelData, element).bad())
        return {};
    auto* const pixels = dynamic_cast<DcmPixelData*>(element);
    E_TransferSyntax key = EXS_Unknown;
    const DcmRepresentationParameter* parameter = nullptr;
    DcmPixelSequence* sequence = nullptr;
    pixels->getCurrentRepresentationKey(key, parameter);
    DcmPixelItem* item = nullptr;
    Uint8* bytes = nullptr;
    if (pixels->getEncapsulatedRepresentation(key, parameter, sequence).bad() ||
        sequence->getItem(item, 1).bad() || item->getUint8Array(bytes).bad())
        return {};
    return {bytes, bytes + item->getLengthField()};
}

namespace {

struct Sink {
    base::Bytes bytes;
    std::size_t at = 0;
};

OPJ_SIZE_T writeSome(void* buffer, OPJ_SIZE_T size, void* user) {
    auto& sink = *static_cast<Sink*>(user);
    sink.bytes.resize(std::max(sink.bytes.size(), sink.at + size));
    std::copy_n(static_cast<const base::Byte*>(buffer), size,
                sink.bytes.begin() + static_cast<std::ptrdiff_t>(sink.at));
    sink.at += size;
    return size;
}
OPJ_OFF_T skipSome(OPJ_OFF_T size, void* user) {
    static_cast<Sink*>(user)->at += static_cast<std::size_t>(size);
    return size;
}
OPJ_BOOL seekTo(OPJ_OFF_T place, void* user) {
    static_cast<Sink*>(user)->at = static_cast<std::size_t>(place);
    return OPJ_TRUE;
}

}  // namespace

base::Bytes jpeg2000Of(const std::vector<int>& samples, const PictureShape& shape, unsigned precision,
                       bool withSign, bool transformed, float ratio) {
    std::vector<opj_image_cmptparm_t> components(shape.channels);
    for (auto& each : components) {
        each.dx = each.dy = 1;
        each.w = shape.columns;
        each.h = shape.rows;
        each.prec = precision;
        each.sgnd = withSign ? 1 : 0;
    }
    const std::unique_ptr<opj_image_t, void (*)(opj_image_t*)> image(
        opj_image_create(shape.channels, components.data(),
                         shape.channels == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY),
        opj_image_destroy);
    image->x1 = shape.columns;
    image->y1 = shape.rows;
    for (std::size_t i = 0; i < samples.size(); ++i)
        image->comps[i % shape.channels].data[i / shape.channels] = samples[i];
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.tcp_numlayers = 1;
    parameters.tcp_rates[0] = ratio;
    parameters.irreversible = ratio > 0 ? 1 : 0;
    parameters.cp_disto_alloc = 1;
    parameters.numresolution = 2;
    parameters.tcp_mct = transformed ? 1 : 0;
    const std::unique_ptr<opj_codec_t, void (*)(opj_codec_t*)> codec(opj_create_compress(OPJ_CODEC_J2K),
                                                                     opj_destroy_codec);
    const std::unique_ptr<opj_stream_t, void (*)(opj_stream_t*)> stream(opj_stream_default_create(OPJ_FALSE),
                                                                        opj_stream_destroy);
    Sink sink;
    opj_stream_set_user_data(stream.get(), &sink, nullptr);
    opj_stream_set_write_function(stream.get(), writeSome);
    opj_stream_set_skip_function(stream.get(), skipSome);
    opj_stream_set_seek_function(stream.get(), seekTo);
    const bool done = opj_setup_encoder(codec.get(), &parameters, image.get()) != OPJ_FALSE &&
                      opj_start_compress(codec.get(), image.get(), stream.get()) != OPJ_FALSE &&
                      opj_encode(codec.get(), stream.get()) != OPJ_FALSE &&
                      opj_end_compress(codec.get(), stream.get()) != OPJ_FALSE;
    return done ? std::move(sink.bytes) : base::Bytes();
}

}  // namespace medveil::test
