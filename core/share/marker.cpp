// share.json and file names: what is parsed from a share before anything is trusted.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/share/folder_share.h"

namespace medveil::share {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMarkerLimit = 64 * 1024;
constexpr std::size_t kDepthLimit = 8;

/// nlohmann parses without recursion, but builds what it is told to: depth is counted before anything is
/// built.
bool tooDeep(base::ByteView text) {
    std::size_t depth = 0;
    for (const auto byte : text) {
        if (byte == '{' || byte == '[') {
            if (++depth > kDepthLimit)
                return true;
        } else if ((byte == '}' || byte == ']') && depth > 0) {
            --depth;
        }
    }
    return false;
}

}  // namespace

base::Result<ShareId> parseMarker(base::ByteView json) {
    if (json.size() > kMarkerLimit || tooDeep(json))
        return fail(ErrorCode::kMalformed, "share marker");
    const auto marker = nlohmann::json::parse(json.begin(), json.end(), nullptr, false);
    if (!marker.is_object() || !marker.contains("format") || !marker.contains("id") ||
        !marker["id"].is_string() || marker["format"] != "medveil-share")
        return fail(ErrorCode::kMalformed, "share marker");
    if (marker.value("version", nlohmann::json()) != 1)
        return fail(ErrorCode::kUnknownVersion, "share marker");
    const auto bytes = base::fromBase32(marker["id"].get<std::string>());
    if (!bytes)
        return fail(ErrorCode::kMalformed, "share marker");
    return ShareId::from(*bytes);
}

std::optional<MailboxFile> parseBlobName(std::string_view name) {
    const auto dot = name.find('.');
    if (dot != 52)
        return std::nullopt;
    MailboxFile file;
    file.ending = name.substr(dot + 1);
    if (std::find(kEndings.begin(), kEndings.end(), file.ending) == kEndings.end())
        return std::nullopt;
    const auto bytes = base::fromBase32(name.substr(0, dot));
    if (!bytes || bytes->size() != crypto::Digest::kBytes)
        return std::nullopt;
    file.digest = *crypto::Digest::from(*bytes);
    return file;
}

}  // namespace medveil::share
