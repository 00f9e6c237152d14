#include "app/services/preview.h"

#include <algorithm>

#include "app/services/mailbox.h"
#include "core/imaging/client/image_file.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kLargestAttachment = 64 * 1024 * 1024;
constexpr std::size_t kLongestText = 200'000;  ///< bytes
constexpr imaging::PreviewBox kAttachmentBox{900, 600};

bool isNoPicture(const base::Error& error) {
    return error.code == ErrorCode::kImageUnsupported || error.code == ErrorCode::kImageDamaged ||
           error.code == ErrorCode::kTooLarge || error.code == ErrorCode::kOutOfMemory ||
           error.code == ErrorCode::kDecoderStopped;
}

base::Result<std::optional<PreviewPicture>> pictureFrom(base::Result<imaging::Frame> frame) {
    if (frame)
        return PreviewPicture{frame->columns, frame->rows, std::move(frame->samples)};
    if (isNoPicture(frame.error()))
        return std::optional<PreviewPicture>();
    return fail(std::move(frame).error());
}

/// How many bytes the character at the front takes; 0 for what is no UTF-8, or no character of a text.
std::size_t characterBytes(base::ByteView bytes) {
    const auto first = bytes[0];
    if (first < 0x80)
        return first >= 0x20 || first == '\n' || first == '\r' || first == '\t' || first == '\f' ? 1 : 0;
    const std::size_t count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || bytes.size() < count)
        return 0;
    std::uint32_t value = first & (0xffU >> (count + 1));
    for (std::size_t i = 1; i < count; ++i) {
        if ((bytes[i] & 0xc0U) != 0x80)
            return 0;
        value = value << 6 | (bytes[i] & 0x3fU);
    }
    const bool shortest = value >= (count == 2 ? 0x80U : count == 3 ? 0x800U : 0x10000U);
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    return shortest && !surrogate && value <= 0x10ffff ? count : 0;
}

/// The beginning that is shown; nothing where it is no text.
std::optional<base::ByteView> textIn(base::ByteView bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto count = characterBytes(bytes.subspan(at));
        if (count == 0)
            return std::nullopt;
        if (at + count > kLongestText)
            break;
        at += count;
    }
    return bytes.first(at);
}

}  // namespace

base::Result<std::optional<PreviewPicture>> previewOfFile(const base::Path& file, std::uint16_t width,
                                                          std::uint16_t height, base::TaskContext& task) {
    return pictureFrom(imaging::ImageFile::preview(file, {width, height}, task));
}

base::Result<AttachmentPreview> previewOfAttachment(Session& session, std::int64_t number, std::size_t index,
                                                    base::TaskContext& task) {
    AttachmentPreview preview;
    const auto bytes = Mailbox(session).attachmentBytes(number, index, kLargestAttachment);
    if (!bytes) {
        if (bytes.error().code == ErrorCode::kTooLarge)
            return preview;
        return fail(bytes.error());
    }
    if (bytes->empty())
        return preview;
    if (const auto text = textIn(*bytes)) {
        preview.text = std::string(base::asText(*text));
        preview.cut = text->size() < bytes->size();
        return preview;
    }
    MEDVEIL_ASSIGN(preview.picture,
                   pictureFrom(imaging::ImageFile::preview(base::ByteView(*bytes), kAttachmentBox, task)));
    return preview;
}

}  // namespace medveil::app
