// Reading a DICOM file from memory with DCMTK; for the inside of this room. Function; any thread.
#pragma once

#include <array>
#include <new>
#include <stdexcept>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

/// DCMTK reports errors as values, but the library below it throws where a damaged value makes it miscount.
/// `work` gives a base::Result.
template <class Work>
auto withDcmtk(Work work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return base::fail(base::ErrorCode::kOutOfMemory, "DICOM");
    } catch (const std::exception&) {
        return base::fail(base::ErrorCode::kImageDamaged, "DICOM that makes no sense");
    }
}

/// What is deflated as a whole is only read where memory is bounded by other means.
enum class Deflated : std::uint8_t { kRefuse, kInflate };

/// An attribute that was written as UN is what the dictionary says (PS3.5, 6.2.2, note 2), or what stands
/// there.
enum class UnknownVrs : std::uint8_t { kByDictionary, kAsWritten };

/// kImageDamaged. `file` must outlive `format`: long values are read when they are asked for.
base::Result<void> readDicom(DcmFileFormat& format, base::ByteView file,
                             Deflated deflated = Deflated::kRefuse,
                             UnknownVrs unknownVrs = UnknownVrs::kByDictionary);

inline constexpr std::uint64_t kLargestDicom = 768ULL * 1024 * 1024;  ///< bytes of a file that is written

/// The whole file, with a new head. kTooLarge, kImageDamaged.
base::Result<base::Bytes> writeDicom(DcmFileFormat& format, E_TransferSyntax syntax, std::uint64_t limit);

/// A value of text without its padding (PS3.5, 6.2); empty where there is none.
std::string textOf(DcmItem& item, const DcmTagKey& tag);

/// PS3.5, B.2: 2.25 and a UUID of version 8 as one number.
std::string uidFrom(std::array<base::Byte, 16> uuid);

}  // namespace medveil::imaging
