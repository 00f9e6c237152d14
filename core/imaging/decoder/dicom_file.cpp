#include "core/imaging/decoder/dicom_file.h"

#include <algorithm>
#include <array>

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcwcache.h>

#include "core/imaging/decoder/memory_stream.h"

namespace medveil::imaging {

base::Result<void> readDicom(DcmFileFormat& format, base::ByteView file, Deflated deflated,
                             UnknownVrs unknownVrs) {
    // Refusals are errors of ours with a reason, not lines on somebody's terminal.
    static const bool kQuiet = (OFLog::configure(OFLogger::OFF_LOG_LEVEL), true);
    (void)kQuiet;
    // DCMTK knows it for all files at once.
    dcmEnableUnknownVRConversion.set(unknownVrs == UnknownVrs::kByDictionary);
    constexpr Uint32 kReadAtOnce = 4096;  ///< longer values when they are asked for
    MemoryStream stream(file, 0, deflated == Deflated::kInflate);
    format.transferInit();
    const OFCondition read = format.read(stream, EXS_Unknown, EGL_noChange, kReadAtOnce);
    format.transferEnd();
    if (stream.nestedTooDeep())
        return base::fail(base::ErrorCode::kImageUnsupported, "DICOM with sequences nested without end");
    if (read.bad())
        return base::fail(base::ErrorCode::kImageDamaged, std::string("DICOM: ") + read.text());
    return {};
}

base::Result<base::Bytes> writeDicom(DcmFileFormat& format, E_TransferSyntax syntax, std::uint64_t limit) {
    base::Bytes out;
    std::array<base::Byte, 65536> piece{};
    DcmOutputBufferStream stream(piece.data(), static_cast<offile_off_t>(piece.size()));
    DcmWriteCache cache;
    format.transferInit();
    OFCondition written = EC_StreamNotifyClient;
    while (written == EC_StreamNotifyClient) {
        written = format.write(stream, syntax, EET_UndefinedLength, &cache, EGL_withoutGL);
        void* bytes = nullptr;
        offile_off_t size = 0;
        stream.flushBuffer(bytes, size);
        const auto* const begin = static_cast<const base::Byte*>(bytes);
        out.insert(out.end(), begin, begin + size);
        if (out.size() > limit)
            return base::fail(base::ErrorCode::kTooLarge, "DICOM");
    }
    format.transferEnd();
    if (written.bad())
        return base::fail(base::ErrorCode::kImageDamaged,
                          std::string("DICOM that cannot be written: ") + written.text());
    return out;
}

std::string textOf(DcmItem& item, const DcmTagKey& tag) {
    OFString value;
    if (item.findAndGetOFStringArray(tag, value).bad())
        return {};
    // Padding is no part of a value, PS3.5, 6.2.
    const auto begin = value.find_first_not_of(" \0", 0);
    const auto end = value.find_last_not_of(" \0");
    return begin == OFString_npos ? std::string() : std::string(value.substr(begin, end - begin + 1).c_str());
}

std::string uidFrom(std::array<base::Byte, 16> uuid) {
    uuid[6] = static_cast<base::Byte>((uuid[6] & 0x0fU) | 0x80U);
    uuid[8] = static_cast<base::Byte>((uuid[8] & 0x3fU) | 0x80U);
    std::string digits;
    while (std::ranges::any_of(uuid, [](base::Byte byte) { return byte != 0; })) {
        unsigned rest = 0;
        for (auto& byte : uuid) {
            const unsigned value = rest << 8 | byte;
            byte = static_cast<base::Byte>(value / 10);
            rest = value % 10;
        }
        digits += static_cast<char>('0' + rest);
    }
    std::ranges::reverse(digits);
    return "2.25." + digits;
}

}  // namespace medveil::imaging
