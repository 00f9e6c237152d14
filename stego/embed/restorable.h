// Hiding in a picture so that it can be given back as it was, for scans: every value changes by at most one,
// the file says openly that it carries data, and everybody can undo it; what it carries opens for its readers
// only. Synchronous; the caller owns everything it passes. Specification: stego/spec/restorable.md.
#pragma once

#include "stego/embed/hide.h"
#include "stego/reversible/expansion.h"

namespace medveil::stego {

base::Result<CoverReport> inspectRestorable(const Carrier& carrier, std::size_t readers,
                                            const std::vector<Region>& keep, base::TaskContext& task);

/// Changes and marks the carrier; nothing is written or read back. kCoverTooSmall; kCoverUnsupported for a
/// kind that has no place for the mark.
base::Result<HideReport> embedRestorably(Carrier& carrier, const std::vector<ReaderSecret>& readers,
                                         base::ByteView payload, const std::vector<Region>& keep,
                                         base::TaskContext& task);

/// As hide(); the pixels in `keep` do not change. Before it is done the written file has been restored and
/// compared with the cover.
base::Result<HideReport> hideRestorably(base::FileSystem& files, const base::Path& cover,
                                        const std::vector<ReaderSecret>& readers, base::ByteView payload,
                                        const std::vector<Region>& keep, const base::Path& out,
                                        base::TaskContext& task);

/// What is hidden; the carrier is its original again. kNothingFound, kCoverDamaged.
base::Result<Revealed> revealRestoring(Carrier& carrier, const std::vector<ReaderSecret>& candidates,
                                       base::TaskContext& task);

/// The original file; needs no key. Its pixels are the original's, every one. A DICOM file that was not
/// compressed is so byte for byte; one that was compressed without loss stays unpacked. The pixels of a PNG
/// are compressed anew: often to the same bytes, which nobody promises.
/// kNothingFound where nothing was hidden in this way, kCoverDamaged where the picture changed since.
base::Result<base::Bytes> originalOf(base::FileSystem& files, const base::Path& path,
                                     base::TaskContext& task);
/// The same, written at `out`; of which kind it is.
base::Result<CarrierKind> restoreOriginal(base::FileSystem& files, const base::Path& path,
                                          const base::Path& out, base::TaskContext& task);

}  // namespace medveil::stego
