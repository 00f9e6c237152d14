#include "core/imaging/decoder/codestream_shape.h"

namespace medveil::imaging {

namespace {
std::unexpected<base::Error> mismatch(std::string_view kind, const std::string& one,
                                      const std::string& other) {
    return base::fail(base::ErrorCode::kImageDamaged,
                      std::string(kind) + " of " + one + " in a file that says " + other);
}
}  // namespace

base::Result<void> checkShape(const CodestreamShape& codestream, const FrameShape& file,
                              std::string_view kind) {
    const auto size = [](std::uint32_t columns, std::uint32_t rows) {
        return std::to_string(columns) + " x " + std::to_string(rows) + " pixels";
    };
    if (codestream.columns != file.columns || codestream.rows != file.rows)
        return mismatch(kind, size(codestream.columns, codestream.rows), size(file.columns, file.rows));
    if (codestream.components != file.channels)
        return mismatch(kind, std::to_string(codestream.components) + " channels",
                        std::to_string(file.channels));
    const auto most = 8 * bytesOf(file.type);
    if (codestream.precision > most)
        return mismatch(kind, std::to_string(codestream.precision) + " bits", std::to_string(most));
    return {};
}

base::Result<StoredBits> bitsOf(const CodestreamPicture& picture, StoredBits file, std::string_view kind) {
    const auto word = static_cast<std::uint32_t>(8 * bytesOf(file.type));
    // Where the codestream does not reach up to the high bit, it holds values and no words.
    if (picture.precision <= file.highBit)
        file.highBit = file.stored - 1;
    const bool signSomewhere = isSigned(file.type) && !picture.withSign && picture.precision < file.stored;
    const bool tooGreat = picture.precision > file.stored && picture.precision < word &&
                          file.highBit == file.stored - 1 && !holdsOnlyStored(picture.samples, file);
    if (signSomewhere || tooGreat)
        return mismatch(kind, std::to_string(picture.precision) + " bits", std::to_string(file.stored));
    return file;
}

}  // namespace medveil::imaging
