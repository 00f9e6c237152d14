// Small pictures and beginnings of texts that others made, for looking at only. Pictures are decoded in the
// helper process; what kind a file is, its bytes say, not the media type that its sender gave. Functions; the
// session's thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/services/session.h"

namespace medveil::app {

/// Red, green and blue, eight bits each, rows from the top without padding.
struct PreviewPicture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint8_t> pixels;
};

/// Neither where the file is of another kind, or too large to be worth it.
struct AttachmentPreview {
    std::optional<PreviewPicture> picture;
    std::optional<std::string> text;  ///< UTF-8, its beginning
    bool cut = false;                 ///< the text goes on
};

/// Nothing for what is no picture, or a damaged or enormous one. kDecoderStopped, kCancelled, ...
base::Result<std::optional<PreviewPicture>> previewOfFile(const base::Path& file, std::uint16_t width,
                                                          std::uint16_t height, base::TaskContext& task);

base::Result<AttachmentPreview> previewOfAttachment(Session& session, std::int64_t number, std::size_t index,
                                                    base::TaskContext& task);

}  // namespace medveil::app
