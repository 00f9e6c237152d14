// Looking at scans, beside DCMTK's own programs and gdcmimg where they are installed, in the same run: the
// first frame of a large series, scrolling, brightness of a 4K image, masking and writing 400 frames, forty
// scans cleaned, and the memory that a file of 2 GiB takes. Prints seconds and ratios; above 1 Medveil is
// faster.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>

#include "app/services/deidentify.h"
#include "app/services/scan_stack.h"
#include "app/services/sealed_images.h"
#include "core/imaging/client/image_file.h"
#include "core/imaging/model/rendering.h"

using namespace medveil;
using Clock = std::chrono::steady_clock;

namespace {

base::NullTaskContext g_task;

template <class Work>
double fastest(int times, Work work) {
    double best = 0;
    for (int i = 0; i < times; ++i) {
        const auto start = Clock::now();
        work(i);
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        best = i == 0 ? seconds : std::min(best, seconds);
    }
    return best;
}

bool works(const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

double shell(int times, const std::string& command) {
    return fastest(times, [&](int) { (void)std::system((command + " >/dev/null 2>&1").c_str()); });
}

/// A CT of 16 bits in explicit VR, written by hand so that it can be of any size.
void writeSeries(const base::Path& path, std::uint32_t side, std::uint32_t frames) {
    std::vector<base::Byte> out(128);
    const auto text = [&out](const char* bytes, std::size_t count) {
        out.insert(out.end(), bytes, bytes + count);
    };
    const auto number = [&out](std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i)
            out.push_back(static_cast<base::Byte>(value >> (8 * i)));
    };
    const auto element = [&](std::uint16_t group, std::uint16_t tag, const char* vr, std::string value) {
        if (value.size() % 2 != 0)
            value += vr[0] == 'U' && vr[1] == 'I' ? '\0' : ' ';
        number(group, 2);
        number(tag, 2);
        text(vr, 2);
        number(value.size(), 2);
        text(value.data(), value.size());
    };
    const auto word = [&](std::uint16_t tag, std::uint32_t value) {
        element(0x0028, tag, "US", {static_cast<char>(value), static_cast<char>(value >> 8)});
    };
    text("DICM", 4);
    element(0x0002, 0x0000, "UL", std::string("\x1e\0\0\0", 4));
    element(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
    out[128 + 4 + 8] = 28;
    element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2");
    element(0x0008, 0x0018, "UI", "1.2.3." + std::to_string(side));
    element(0x0008, 0x0060, "CS", "CT");
    element(0x0010, 0x0010, "PN", "Bench^Mark");
    element(0x0010, 0x0020, "LO", "1");
    word(0x0002, 1);
    element(0x0028, 0x0004, "CS", "MONOCHROME2");
    element(0x0028, 0x0008, "IS", std::to_string(frames));
    word(0x0010, side);
    word(0x0011, side);
    word(0x0100, 16);
    word(0x0101, 16);
    word(0x0102, 15);
    word(0x0103, 0);
    element(0x0028, 0x1050, "DS", "30000");
    element(0x0028, 0x1051, "DS", "40000");
    const auto frameBytes = std::uint64_t{side} * side * 2;
    number(0x7fe0, 2);
    number(0x0010, 2);
    text("OW", 2);
    number(0, 2);
    number(frameBytes * frames, 4);
    auto file = base::systemFileSystem().createExclusive(path).value();
    (void)file->write(out);
    std::vector<base::Byte> frame(frameBytes);
    for (std::uint32_t f = 0; f < frames; ++f) {
        for (std::size_t i = 0; i < frame.size(); ++i)
            frame[i] = static_cast<base::Byte>((i * 2654435761U + f) >> 11);
        (void)file->write(frame);
    }
    (void)file->close();
}

/// The most that a decoder that is running now has held: what is its own, and what it read of the file.
std::pair<long, long> decodersMiB() {
    std::pair<long, long> most{0, 0};
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream status(entry.path() / "status");
        std::string word;
        status >> word >> word;
        if (word != "medveil-decoder")
            continue;
        long value = 0;
        while (status >> word) {
            if (word == "VmHWM:" && status >> value)
                most.first = std::max(most.first, value / 1024);
            if (word == "RssAnon:" && status >> value)
                most.second = std::max(most.second, value / 1024);
        }
    }
    return most;
}

void firstFrameAndScrolling(const base::Path& folder) {
    const auto series = folder / "series.dcm";
    writeSeries(series, 512, 400);
    const auto stackOf = [&series] {
        return app::ScanStack(app::listScans({series}, g_task).value().series.front().images);
    };
    const double first = fastest(5, [&](int) {
        auto stack = stackOf();
        (void)stack.slice(200, {}, g_task).value();
    });
    std::printf("first frame of 512 x 512 x 400 from nothing: %.0f ms (goal: 100)\n", first * 1000);
    for (const char* peer : {"dcmj2pnm", "dcm2img", "gdcmimg"}) {
        if (!works(peer)) {
            std::printf("  %s is not installed\n", peer);
            continue;
        }
        const bool gdcm = std::string_view(peer) == "gdcmimg";
        const auto out = (folder / (gdcm ? "peer.pgm" : "peer.png")).string();
        const std::string options = gdcm ? " " : " +on +F 201 ";
        const double seconds = shell(3, peer + options + series.string() + " " + out);
        std::printf("  %s: %.0f ms (%.1f x)\n", peer, seconds * 1000, seconds / first);
    }
    auto stack = stackOf();
    const double scroll = fastest(3, [&](int) {
        for (std::size_t i = 0; i < 400; ++i)
            (void)stack.slice(i, {}, g_task).value();
    });
    std::printf("scrolling: %.1f ms a frame, decoded and made grey (%.0f frames a second; goal: 60)\n",
                scroll * 1000 / 400, 400 / scroll);
    app::MaskPlan plan;
    plan.regions.push_back({app::MaskShape::kRectangle, {{0, 0}, {200, 40}}});
    const double masked = fastest(2, [&](int i) {
        (void)app::maskScan(series, plan, folder / ("masked-" + std::to_string(i) + ".dcm"), g_task).value();
    });
    const double copied = fastest(2, [&](int i) {
        (void)std::system(("cp " + series.string() + " " + (folder / ("copy-" + std::to_string(i))).string() +
                           " && sync " + (folder / ("copy-" + std::to_string(i))).string())
                              .c_str());
    });
    std::printf("masking 400 frames, written and read back: %.2f s (%.2f x cp and sync)\n", masked,
                copied / masked);
    if (works("gdcmimg")) {
        const double peer = shell(2, "gdcmimg --fill 0 --region 0,200,0,40 -i " + series.string() + " -o " +
                                         (folder / "peer.dcm").string());
        std::printf("  gdcmimg, neither read back nor on the disk yet: %.2f s (%.2f x)\n", peer,
                    peer / masked);
    }
}

void brightness() {
    constexpr std::uint32_t kColumns = 3840;
    constexpr std::uint32_t kRows = 2160;
    imaging::ImageInfo info;
    info.columns = kColumns;
    info.rows = kRows;
    info.type = imaging::SampleType::kU16;
    info.bits = 16;
    imaging::Frame frame{kColumns, kRows, 1, imaging::SampleType::kU16, imaging::Colours::kGrey, {}};
    frame.samples.resize(std::size_t{kColumns} * kRows * 2);
    for (std::size_t i = 0; i < frame.samples.size(); ++i)
        frame.samples[i] = static_cast<base::Byte>((i * 2654435761U) >> 13);
    const double render =
        fastest(10, [&](int) { (void)imaging::render(info, frame, {{30000, 40000, {}}, false}).value(); });
    std::vector<base::Byte> copy(frame.samples.size());
    const double memory = fastest(10, [&](int) {
        std::copy(frame.samples.begin(), frame.samples.end(), copy.begin());
        asm volatile("" : : "r"(copy.data()) : "memory");
    });
    std::printf(
        "window and level of 3840 x 2160, 16 bit: %.1f ms (%.2f x copying it; 60 a second: 16.7 ms)\n",
        render * 1000, memory / render);
}

void batch(const base::Path& folder) {
    const auto scans = folder / "batch";
    std::filesystem::create_directory(scans);
    for (int i = 0; i < 40; ++i)
        writeSeries(scans / (std::to_string(i) + ".dcm"), 512, 1);
    app::DeidentifyChoice choice;
    choice.pixelsChecked = true;
    const double seconds = fastest(3, [&](int i) {
        (void)app::deidentifyScans({scans}, choice, folder / ("clean-" + std::to_string(i)), g_task).value();
    });
    std::printf("forty scans de-identified: %.2f s\n", seconds);
    if (works("dcmodify")) {
        const double peer =
            shell(1, "cp -r " + scans.string() + " " + (folder / "peer").string() +
                         " && dcmodify -nb -ma '(0010,0010)=X' " + (folder / "peer").string() + "/*.dcm");
        std::printf("  dcmodify of one element in each: %.2f s (%.2f x)\n", peer, peer / seconds);
    }
}

void memory(const base::Path& folder) {
    const auto large = folder / "large.dcm";
    writeSeries(large, 1024, 1000);
    app::ScanStack stack(app::listScans({large}, g_task).value().series.front().images);
    for (const std::size_t position : {0, 500, 999})
        (void)stack.slice(position, {}, g_task).value();
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    const auto decoder = decodersMiB();
    std::printf(
        "2 GiB in 1000 frames: this program %ld MiB at most, its decoder %ld MiB (%ld MiB its own, the rest "
        "the file's "
        "pages); goal: 200\n",
        own.ru_maxrss / 1024, decoder.first, decoder.second);
}

}  // namespace

int main() {
    imaging::setDecoderProgram(MEDVEIL_DECODER);
    const auto folder = std::filesystem::temp_directory_path() / "medveil-bench-scans";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    memory(folder);
    std::filesystem::remove(folder / "large.dcm");
    firstFrameAndScrolling(folder);
    brightness();
    batch(folder);
    std::filesystem::remove_all(folder);
    return 0;
}
