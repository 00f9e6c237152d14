#!/usr/bin/env python3
"""Checks what the programs that hold keys are linked with: no library that decodes files of others, neither as a shared
library nor inside. Arguments: the programs. Exit status 1 and one line per finding."""
import pathlib
import re
import subprocess
import sys

LIBRARIES = re.compile(
    r"^lib(tiff|jpeg|turbojpeg|png|sndfile|FLAC|ogg|vorbis|opus|mpg123|openjp2|charls|ijg|dcm|ofstd|oflog|webp|gif)",
    re.IGNORECASE)
SYMBOLS = re.compile(
    r"\b(TIFFOpen|TIFFClientOpen|TIFFReadScanline|jpeg_read_header|jpeg_start_decompress|png_read_info|png_read_image"
    r"|png_image_begin_read_from_memory|sf_open|sf_open_virtual|FLAC__stream_decoder_new|opj_decode"
    r"|_ZN13DcmFileFormat\w*|_ZN11QSvgHandler\w*)\b")
# Program, library or symbol, and why it is there all the same. Nothing is.
EXCEPTIONS = {}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def findings_in(program):
    name = pathlib.Path(program).name
    for library in re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-d", "-W", program)):
        if LIBRARIES.match(library) and library not in EXCEPTIONS.get(name, {}):
            yield f"{name}: linked with {library}"
    symbols = {match.group(0) for match in SYMBOLS.finditer(output("readelf", "-s", "-W", program))}
    for symbol in sorted(symbols - set(EXCEPTIONS.get(name, {}))):
        yield f"{name}: uses {symbol}"


def main():
    findings = [finding for program in sys.argv[1:] for finding in findings_in(program)]
    for finding in findings:
        print(finding)
    print(f"{len(sys.argv) - 1} programs, {len(findings)} decoders beside keys")
    return 1 if findings or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
