// Hiding in and revealing from a picture of 12 megapixels (an argument gives another), 0.2 bits a pixel:
// seconds for each stage, megapixels a second, peak memory; beside `steghide` on the same payload and
// picture (as BMP) and a plain pass over the pixels. The picture is noise over slopes, made here, so that
// everybody measures the same.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <png.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/crypto/random.h"
#include "stego/embed/hide.h"
#include "stego/embed/trellis_coding.h"

using namespace medveil;
using Clock = std::chrono::steady_clock;

namespace {

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

base::Bytes makePixels(std::size_t width, std::size_t height) {
    base::Bytes noise(width * height * 3);
    crypto::fillRandom(noise);
    for (std::size_t y = 0, i = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            // Textures of many strengths, as photographs have.
            const double strength = 2 + 12 * std::fabs(std::sin(static_cast<double>(x) / 310) *
                                                       std::cos(static_cast<double>(y) / 270));
            const double level = 128 + 70 * std::sin(static_cast<double>(x + y) / 900);
            for (int c = 0; c < 3; ++c, ++i)
                noise[i] = static_cast<base::Byte>(level + strength * (noise[i] / 127.5 - 1));
        }
    }
    return noise;
}

void writePng(const base::Path& path, const base::Bytes& pixels, std::uint32_t width, std::uint32_t height) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = PNG_FORMAT_RGB;
    image.flags = PNG_IMAGE_FLAG_FAST;
    png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), 0, nullptr);
}

void writeBmp(const base::Path& path, const base::Bytes& pixels, std::uint32_t width, std::uint32_t height) {
    std::ofstream out(path, std::ios::binary);
    const auto number = [&](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out.put(static_cast<char>(value >> (8 * i) & 0xffU));
    };
    out << "BM";
    number(54 + width * height * 3, 4);
    number(0, 4);
    number(54, 4);
    number(40, 4);
    number(width, 4);
    number(height, 4);
    number(1, 2);
    number(24, 2);
    for (int i = 0; i < 6; ++i)
        number(0, 4);
    for (std::size_t y = height; y-- > 0;) {
        for (std::size_t x = 0; x < width; ++x)
            for (std::size_t c = 3; c-- > 0;)
                out.put(static_cast<char>(pixels[(y * width + x) * 3 + c]));
    }
}

long peakMib() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

double shell(const std::string& command) {
    const auto start = Clock::now();
    return std::system(command.c_str()) == 0 ? since(start) : 0;
}

/// Reading, adding to and writing every byte once, on one core: the speed of memory.
double onePass(std::size_t count) {
    std::vector<std::uint8_t> bytes(count, 1);
    const auto start = Clock::now();
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>(byte + 1);
    const double seconds = since(start);
    return bytes[crypto::randomBelow(static_cast<std::uint32_t>(count))] == 2 ? seconds : 0;
}

void stages(base::FileSystem& files, const base::Path& cover, std::size_t payloadBytes) {
    base::NullTaskContext task;
    auto start = Clock::now();
    const auto carrier = stego::openCarrier(files, cover, task).value();
    std::printf("  read and decode %.2f s", since(start));
    start = Clock::now();
    const auto costs = stego::changeCosts(*carrier);
    const auto counts = stego::countCosts(costs);
    std::printf(", costs %.2f s", since(start));
    start = Clock::now();
    stego::Slot slot;
    slot.payloadKey = crypto::randomKey();
    base::Bytes payload(payloadBytes);
    crypto::fillRandom(payload);
    slot.payloadBytes = payloadBytes;
    slot.shape = stego::shapeFor(counts, payloadBytes * 8);
    stego::ChangeLog log;
    const auto done = stego::embedTrellis(*carrier, costs, counts, slot, payload, log, task);
    std::printf(", code of height %d %.2f s%s", slot.shape.height, since(start),
                done && *done ? "" : " FAILED");
    start = Clock::now();
    base::Bytes written;
    base::MemorySink sink(written);
    (void)carrier->write(sink);
    std::printf(", encode %.2f s", since(start));
    start = Clock::now();
    const auto back = stego::extractTrellis(*carrier, slot, task);
    std::printf(", extract %.2f s%s\n", since(start), back && *back == payload ? "" : " FAILED");
}

/// Seconds that a wrong key takes: the least of five.
double withWrongKey(base::FileSystem& files, const base::Path& file) {
    base::NullTaskContext task;
    double least = 1e9;
    for (int i = 0; i < 5; ++i) {
        std::vector<stego::ReaderSecret> stranger;
        stranger.emplace_back(stego::StegoKey::from(crypto::randomKey().view()).value());
        const auto start = Clock::now();
        if (stego::reveal(files, file, stranger, task))
            return 0;
        least = std::min(least, since(start));
    }
    return least;
}

}  // namespace

int main(int argc, char** argv) {
    const double megapixels = argc > 1 ? std::strtod(argv[1], nullptr) : 12;
    const auto width = static_cast<std::uint32_t>(std::sqrt(megapixels * 1e6 * 4 / 3));
    const auto height = static_cast<std::uint32_t>(width * 3 / 4);
    const auto pixelCount = static_cast<double>(width) * height;
    const auto folder = std::filesystem::temp_directory_path() /
                        ("medveil-bench-" + std::to_string(crypto::randomBelow(1U << 30)));
    std::filesystem::create_directories(folder);
    auto& files = base::systemFileSystem();
    base::NullTaskContext task;
    base::Bytes payload(static_cast<std::size_t>(pixelCount * 0.2 / 8));
    crypto::fillRandom(payload);
    // In a process of its own: what it takes to make the picture is not what it takes to hide in it.
    if (const auto child = ::fork(); child == 0) {
        const auto pixels = makePixels(width, height);
        writePng(folder / "cover.png", pixels, width, height);
        writeBmp(folder / "cover.bmp", pixels, width, height);
        ::_exit(0);
    } else {
        ::waitpid(child, nullptr, 0);
    }
    std::ofstream(folder / "payload", std::ios::binary)
        .write(reinterpret_cast<const char*>(payload.data()), static_cast<std::streamsize>(payload.size()));
    const auto key = stego::StegoKey::from(crypto::randomKey().view()).value();
    const auto readers = [&] {
        std::vector<stego::ReaderSecret> secrets;
        secrets.emplace_back(key.clone());
        return secrets;
    };
    auto start = Clock::now();
    const auto hidden =
        stego::hide(files, folder / "cover.png", readers(), payload, folder / "out.png", task);
    const double hiding = since(start);
    start = Clock::now();
    const auto revealed = stego::reveal(files, folder / "out.png", readers(), task);
    const double revealing = since(start);
    const bool right = hidden && revealed && std::ranges::equal(revealed->payload, payload);
    std::printf(
        "%u x %u RGB, %zu bytes: hides in %.2f s (%.1f megapixels a second and core), reveals in %.2f s, "
        "peak %ld MiB%s\n",
        width, height, payload.size(), hiding,
        pixelCount / 1e6 / hiding / std::thread::hardware_concurrency(), revealing, peakMib(),
        right ? "" : " FAILED");
    const double pass = onePass(static_cast<std::size_t>(pixelCount * 3));
    std::printf(
        "  one pass over as many bytes takes %.3f s: hiding takes %.0f times as long, revealing %.0f times\n",
        pass, hiding / pass, revealing / pass);
    const double wrongHidden = withWrongKey(files, folder / "out.png");
    const double wrongClean = withWrongKey(files, folder / "cover.png");
    std::printf("  a wrong key takes %.3f s where something is hidden, %.3f s where nothing is: %.2f x\n",
                wrongHidden, wrongClean, wrongHidden / wrongClean);
    stages(files, folder / "cover.png", payload.size());
    if (megapixels <= 12) {
        const auto in = "cd '" + folder.string() + "' && timeout 120 steghide ";
        const auto peer =
            shell(in + "embed -q -f -e none -Z -K -p pass -ef payload -cf cover.bmp -sf out.bmp 2>/dev/null");
        const auto peerOut =
            peer > 0 ? shell(in + "extract -q -f -p pass -sf out.bmp -xf back 2>/dev/null") : 0;
        if (peer > 0)
            std::printf("steghide hides in %.2f s (%.1f x ours), reveals in %.2f s (%.1f x ours)\n", peer,
                        peer / hiding, peerOut, peerOut / revealing);
        else
            std::printf("steghide is not there, refuses, or takes more than two minutes\n");
    }
    std::filesystem::remove_all(folder);
    return right ? 0 : 1;
}
