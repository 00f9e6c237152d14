// What libpng asks of a reader of bytes in memory; for the inside of this room. Functions; one thread.
#pragma once

#include <csetjmp>
#include <cstring>

#include <png.h>

#include "core/base/bytes.h"

namespace medveil::imaging {

struct PngInput {
    base::ByteView file;
    std::size_t at = 0;
};

inline void readPng(png_structp png, png_bytep out, std::size_t size) {
    auto& input = *static_cast<PngInput*>(png_get_io_ptr(png));
    if (size > input.file.size() - input.at)
        png_error(png, "end of file");
    std::memcpy(out, input.file.data() + input.at, size);
    input.at += size;
}

/// Errors jump to the setjmp() of whoever called libpng, warnings are of no use to anybody.
[[noreturn]] inline void stopPng(png_structp png, png_const_charp) {
    png_longjmp(png, 1);
}
inline void ignorePng(png_structp, png_const_charp) {}

}  // namespace medveil::imaging
