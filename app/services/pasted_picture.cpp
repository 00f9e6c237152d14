#include "app/services/pasted_picture.h"

#include <algorithm>
#include <array>
#include <optional>

#include "app/services/png_file.h"
#include "core/imaging/client/image_file.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kLargestPicture = 64 * 1024 * 1024;
constexpr imaging::PreviewBox kSmallest{16, 16};  ///< the picture is decoded whole, whatever comes back

struct Kind {
    const char* name;
    const char* mediaType;
};

/// By the first bytes, not by what the other program says.
std::optional<Kind> kindOf(base::ByteView bytes) {
    constexpr std::array<base::Byte, 3> kJpeg = {0xff, 0xd8, 0xff};
    const auto begins = [&](base::ByteView with) {
        return bytes.size() >= with.size() && std::ranges::equal(bytes.first(with.size()), with);
    };
    if (begins(kPngSignature))
        return Kind{"picture.png", "image/png"};
    if (begins(kJpeg))
        return Kind{"picture.jpg", "image/jpeg"};
    return std::nullopt;
}

}  // namespace

base::Result<PastedAttachment> pastedPicture(base::ByteView bytes, base::TaskContext& task) {
    const auto kind = kindOf(bytes);
    if (!kind)
        return fail(ErrorCode::kImageUnsupported, "neither PNG nor JPEG");
    if (bytes.size() > kLargestPicture)
        return fail(ErrorCode::kTooLarge, "pasted picture");
    MEDVEIL_TRY(imaging::ImageFile::preview(bytes, kSmallest, task));
    PastedAttachment pasted{kind->name, kind->mediaType, {}};
    pasted.content.assign(bytes.begin(), bytes.end());
    return pasted;
}

}  // namespace medveil::app
