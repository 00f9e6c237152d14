#include "app/services/text_finder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint32_t kMargin = 25;  ///< Tesseract overlooks what stands at the edge
constexpr std::uint32_t kGrow = 6;     ///< pixels around a word
constexpr std::size_t kMostOutput = 4 * 1024 * 1024;
constexpr auto kLongest = std::chrono::seconds(60);

class MemoryFile {
  public:
    MemoryFile() : m_file(::memfd_create("text", MFD_CLOEXEC)) {}
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() {
        if (m_file >= 0)
            ::close(m_file);
    }
    int get() const { return m_file; }
    bool fill(const base::Bytes& content) const {
        std::size_t done = 0;
        while (done < content.size()) {
            const auto count = ::write(m_file, content.data() + done, content.size() - done);
            if (count <= 0)
                return false;
            done += static_cast<std::size_t>(count);
        }
        return ::lseek(m_file, 0, SEEK_SET) == 0;
    }
    std::string content() const {
        std::string text(kMostOutput, '\0');
        const auto count = ::pread(m_file, text.data(), text.size(), 0);
        text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        return text;
    }

  private:
    int m_file;
};

/// Grey, with a margin of the colour of its corner.
base::Result<base::Bytes> pngWithMargin(const ScanPicture& picture) {
    ScanPicture page;
    page.width = picture.width + 2 * kMargin;
    page.height = picture.height + 2 * kMargin;
    const auto greyAt = [&picture](std::size_t pixel) {
        if (picture.channels == 1)
            return unsigned{picture.pixels[pixel]};
        const auto* const p = &picture.pixels[pixel * 3];
        return (unsigned{p[0]} + 2U * p[1] + p[2]) / 4;
    };
    page.pixels.assign(std::size_t{page.width} * page.height, static_cast<std::uint8_t>(greyAt(0)));
    for (std::size_t y = 0; y < picture.height; ++y) {
        for (std::size_t x = 0; x < picture.width; ++x)
            page.pixels[(y + kMargin) * page.width + x + kMargin] =
                static_cast<std::uint8_t>(greyAt(y * picture.width + x));
    }
    return pngOf(page);
}

base::Result<void> waitFor(pid_t process, base::TaskContext& task) {
    const auto end = std::chrono::steady_clock::now() + kLongest;
    int status = 0;
    while (true) {
        const auto done = ::waitpid(process, &status, WNOHANG);
        if (done == process)
            break;
        const bool late = std::chrono::steady_clock::now() > end;
        if ((done < 0 && errno != EINTR) || late || task.cancelled()) {
            ::kill(process, SIGKILL);
            (void)::waitpid(process, nullptr, 0);
            return fail(late ? ErrorCode::kUnsupported : ErrorCode::kCancelled, "text recognition");
        }
        ::poll(nullptr, 0, 20);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail(ErrorCode::kUnsupported, "text recognition needs Tesseract with its English data");
    return {};
}

base::Result<std::string> readText(const base::Bytes& png, base::TaskContext& task) {
    const MemoryFile in;
    const MemoryFile out;
    if (in.get() < 0 || out.get() < 0 || !in.fill(png))
        return fail(ErrorCode::kOutOfMemory, "text recognition");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::array<std::string, 6> words{"tesseract", "stdin", "stdout", "--psm", "11", "tsv"};
    std::array<char*, 7> arguments{};
    std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
    std::array<std::string, 2> settings{"PATH=/usr/local/bin:/usr/bin:/bin", "OMP_THREAD_LIMIT=1"};
    std::array<char*, 3> environment{settings[0].data(), settings[1].data(), nullptr};
    pid_t process = -1;
    const int failed =
        ::posix_spawnp(&process, "tesseract", &actions, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        return fail(ErrorCode::kUnsupported, "text recognition needs Tesseract, which is not installed");
    MEDVEIL_TRY(waitFor(process, task));
    return out.content();
}

std::vector<std::string_view> fieldsOf(std::string_view line) {
    std::vector<std::string_view> fields;
    while (true) {
        const auto tab = line.find('\t');
        fields.push_back(line.substr(0, tab));
        if (tab == std::string_view::npos)
            return fields;
        line.remove_prefix(tab + 1);
    }
}

/// Level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
std::optional<ScanRegion> boxFrom(std::string_view line, const ScanPicture& picture) {
    constexpr std::size_t kFields = 12;
    const auto fields = fieldsOf(line);
    if (fields.size() != kFields || fields[0] != "5")
        return std::nullopt;
    if (std::ranges::none_of(fields[11], [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; }))
        return std::nullopt;
    std::array<std::uint32_t, 4> box{};
    for (std::size_t i = 0; i < box.size(); ++i) {
        const auto& text = fields[6 + i];
        if (std::from_chars(text.data(), text.data() + text.size(), box[i]).ec != std::errc())
            return std::nullopt;
    }
    const auto [left, top, width, height] = box;
    constexpr std::uint32_t kFarthest = 1U << 24;
    if (left > kFarthest || top > kFarthest || width > picture.width || height > picture.height / 2)
        return std::nullopt;
    const auto from = [](std::uint32_t place) {
        return place > kMargin + kGrow ? place - kMargin - kGrow : 0;
    };
    const auto to = [](std::uint32_t place, std::uint32_t size) {
        return std::min(size, place > kMargin ? place - kMargin + kGrow : kGrow);
    };
    ScanRegion region{from(left), from(top), to(left + width, picture.width),
                      to(top + height, picture.height)};
    if (region.left >= region.right || region.top >= region.bottom)
        return std::nullopt;
    return region;
}

}  // namespace

base::Result<std::vector<ScanRegion>> findText(const ScanPicture& picture, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Bytes png, pngWithMargin(picture));
    MEDVEIL_ASSIGN(const std::string text, readText(png, task));
    std::vector<ScanRegion> regions;
    std::string_view rest = text;
    constexpr std::size_t kMost = 300;
    while (!rest.empty() && regions.size() < kMost) {
        const auto end = rest.find('\n');
        if (const auto box = boxFrom(rest.substr(0, end), picture))
            regions.push_back(*box);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return regions;
}

}  // namespace medveil::app
