#include "core/imaging/decoder/release_refusal.h"

#include <algorithm>
#include <array>

namespace medveil::imaging {

namespace {

constexpr std::string_view kDirectory = "1.2.840.10008.1.3.10";
constexpr std::string_view kDocuments = "1.2.840.10008.5.1.4.1.1.104.";
/// Basic voice, general audio: PS3.4, B.5.
constexpr std::array<std::string_view, 2> kVoices = {"1.2.840.10008.5.1.4.1.1.9.4.1",
                                                     "1.2.840.10008.5.1.4.1.1.9.4.2"};

/// MPEG-2, MPEG-4 and HEVC (PS3.5, 10.9 to 10.14), and streams of SMPTE 2110: PS3.6, A.
bool isVideo(std::string_view syntax) {
    constexpr std::string_view kFamily = "1.2.840.10008.1.2.4.10";
    constexpr std::string_view kStreams = "1.2.840.10008.1.2.7.";
    return (syntax.starts_with(kFamily) && syntax.size() > kFamily.size() &&
            syntax != "1.2.840.10008.1.2.4.10") ||
           syntax.starts_with(kStreams);
}
bool isElsewhere(std::string_view syntax) {
    return syntax == "1.2.840.10008.1.2.4.94" || syntax == "1.2.840.10008.1.2.4.95" ||
           syntax.starts_with("1.2.840.10008.1.2.4.204") || syntax.starts_with("1.2.840.10008.1.2.4.205");
}

std::unexpected<base::Error> refused(const char* reason) {
    return base::fail(base::ErrorCode::kImageUnsupported, reason);
}

}  // namespace

base::Result<void> checkReleasable(DcmFileFormat& format) {
    DcmDataset& dataset = *format.getDataset();
    auto objectClass = textOf(dataset, DCM_SOPClassUID);
    if (objectClass.empty())
        objectClass = textOf(*format.getMetaInfo(), DCM_MediaStorageSOPClassUID);
    if (objectClass == kDirectory || dataset.tagExists(DCM_DirectoryRecordSequence) ||
        dataset.tagExists(DCM_FileSetID))
        return refused(
            "a directory of files (DICOMDIR): it names them and their patients; release the files");
    if (objectClass.starts_with(kDocuments))
        return refused("an encapsulated document: its pages cannot be cleaned");
    if (std::ranges::find(kVoices, objectClass) != kVoices.end() || textOf(dataset, DCM_Modality) == "AU")
        return refused("a recorded voice: it can be recognised");
    const DcmXfer known(dataset.getOriginalXfer());
    auto syntax = textOf(*format.getMetaInfo(), DCM_TransferSyntaxUID);
    if (syntax.empty())
        syntax = known.getXferID();
    if (isVideo(syntax))
        return refused("a video: its frames cannot be looked at one by one, nor its stream be cleaned");
    if (isElsewhere(syntax) || dataset.tagExists(DcmTagKey(0x0028, 0x7fe0)))
        return refused("an image whose pixels lie elsewhere");
    if (known.getXfer() == EXS_Unknown || DcmXfer(syntax.c_str()).getXfer() == EXS_Unknown)
        return refused("DICOM in a transfer syntax that cannot be written");
    return {};
}

}  // namespace medveil::imaging
