#include "core/imaging/dicom_file.h"

#include "core/imaging/memory_stream.h"

namespace medveil::imaging {

base::Result<void> readDicom(DcmFileFormat& format, base::ByteView file, Deflated deflated) {
    // Refusals are errors of ours with a reason, not lines on somebody's terminal.
    static const bool kQuiet = (OFLog::configure(OFLogger::OFF_LOG_LEVEL), true);
    (void)kQuiet;
    constexpr Uint32 kReadAtOnce = 4096;  ///< longer values when they are asked for
    MemoryStream stream(file, 0, deflated == Deflated::kInflate);
    format.transferInit();
    const OFCondition read = format.read(stream, EXS_Unknown, EGL_noChange, kReadAtOnce);
    format.transferEnd();
    if (read.bad())
        return base::fail(base::ErrorCode::kImageDamaged, std::string("DICOM: ") + read.text());
    return {};
}

}  // namespace medveil::imaging
