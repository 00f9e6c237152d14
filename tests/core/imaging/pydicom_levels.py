#!/usr/bin/env python3
"""What pydicom shows of DICOM files: for each line "FILE OUT" of the list, the levels (0 to 255) of all frames go to
OUT, one byte each. A file that it does not read leaves no OUT.

    pydicom_levels.py LIST
"""
import pathlib
import sys
import warnings

import numpy
import pydicom
from pydicom.pixel_data_handlers.util import apply_modality_lut, apply_voi_lut

warnings.simplefilter("ignore")


def levels(path):
    data = pydicom.dcmread(path)
    stored = data.pixel_array
    values = apply_modality_lut(stored, data)
    if "VOILUTSequence" in data:
        if values.dtype.kind == "f":
            values = numpy.rint(values).astype(numpy.int64)
        shade = apply_voi_lut(values, data) / (2.0 ** data.VOILUTSequence[0].LUTDescriptor[2] - 1)
    else:
        low, high = 0, 2 ** data.BitsStored - 1
        if data.PixelRepresentation == 1:
            low, high = -(2 ** (data.BitsStored - 1)), 2 ** (data.BitsStored - 1) - 1
        if "ModalityLUTSequence" in data:
            low, high = 0, 2 ** data.ModalityLUTSequence[0].LUTDescriptor[2] - 1
        elif "RescaleSlope" in data:
            low, high = (float(x) * float(data.RescaleSlope) + float(data.RescaleIntercept) for x in (low, high))
        shade = (apply_voi_lut(values.astype(float), data) - low) / (high - low)
    grey = numpy.floor(numpy.clip(shade, 0, 1) * 255 + 0.5).astype(numpy.uint8)
    inverse = data.PhotometricInterpretation == "MONOCHROME1" or data.get("PresentationLUTShape") == "INVERSE"
    return (255 - grey) if inverse else grey


def main():
    for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        path, out = line.split(" ")
        try:
            pathlib.Path(out).write_bytes(levels(path).tobytes())
        except Exception as error:  # whatever pydicom makes of it, the next file is another
            print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
