#include "app/services/saving.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/format/shown_text.h"
#include "core/format/text_rules.h"

namespace medveil::app {

namespace {

// What a double click runs on one of the systems that hospitals use, or what runs scripts with the rights of
// a local file (HTML, SVG). Attachments are looked at in Medveil itself, so a name that opens in an editor
// costs little.
constexpr std::array<std::string_view, 57> kRuns = {
    "desktop", "sh",         "bash",  "zsh",  "csh",   "ksh",   "fish", "run",     "appimage", "deb",
    "rpm",     "flatpakref", "jar",   "jnlp", "py",    "pyw",   "pl",   "rb",      "php",      "lua",
    "exe",     "com",        "bat",   "cmd",  "scr",   "pif",   "msi",  "msp",     "lnk",      "url",
    "scf",     "inf",        "reg",   "vbs",  "vbe",   "js",    "jse",  "mjs",     "wsf",      "wsh",
    "hta",     "ps1",        "psm1",  "cpl",  "dll",   "chm",   "app",  "command", "dmg",      "settings-ms",
    "html",    "htm",        "xhtml", "mht",  "mhtml", "shtml", "svg"};

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

std::string endingOf(std::string_view name) {
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string() : lowerCase(name.substr(dot + 1));
}

}  // namespace

std::string nameForSaving(std::string_view name) {
    constexpr std::string_view kHarmless = ".txt";
    // What cannot be seen, or turns the name around, becomes visible, and its backslash "_".
    auto safe = format::safeFileName(format::visible(name));
    if (safe.starts_with('.') || safe.starts_with('-') || safe.starts_with('~'))
        safe.front() = '_';
    if (std::ranges::find(kRuns, endingOf(safe)) != kRuns.end())
        safe += kHarmless;
    return safe;
}

std::vector<base::Path> distinctPaths(const std::vector<base::Path>& files, const base::Path& folder) {
    // File systems that know no case see "A.png" and "a.png" as one.
    std::set<std::string> taken;
    std::vector<base::Path> paths;
    for (const auto& file : files) {
        auto name = file.filename().string();
        for (int i = 2; !taken.insert(lowerCase(name)).second; ++i)
            name = file.stem().string() + " (" + std::to_string(i) + ")" + file.extension().string();
        paths.push_back(folder / name);
    }
    return paths;
}

std::string shownFileName(const base::Path& file) {
    return format::visible(file.filename().string());
}

}  // namespace medveil::app
