// Uncompressed DICOM as a carrier, 8 and 16 bit, grey or colour, all frames below each other. For the
// reversible way only: a scan that somebody reads is never changed otherwise. Every byte but the pixels and
// the mark stays.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// kCoverUnsupported for what is compressed.
base::Result<std::unique_ptr<Carrier>> openDicom(base::Bytes file);

/// To hide in: compressed without loss, it is unpacked first; another file is as it is.
base::Result<base::Bytes> unpackedScan(base::Bytes file);
bool isDicom(base::ByteView file);

}  // namespace medveil::stego
