// Damaged image files, by the hundred thousand, through the decoder process: medveil-stress-decoder COUNT
// FOLDER...
//
// Files below the folders are the seeds, small ones only. Every execution changes one of them, opens it,
// decodes its first and last frame, covers a region, unpacks and cleans it. The program itself must come
// through; a decoder that stopped is counted, and the number of its execution printed, so that
// `medveil-stress-decoder 1
// --from NUMBER FOLDER...` makes that one again.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>

#include <sys/resource.h>

#include "core/imaging/client/image_file.h"

using namespace medveil;

namespace {

constexpr std::size_t kLargestSeed = 200'000;

std::vector<base::Bytes> seedsIn(const std::vector<base::Path>& folders) {
    std::vector<base::Path> paths;
    for (const auto& folder : folders) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (entry.is_regular_file() && entry.file_size() > 16 && entry.file_size() < kLargestSeed)
                paths.push_back(entry.path());
        }
    }
    std::ranges::sort(paths);
    std::vector<base::Bytes> seeds;
    base::NullTaskContext task;
    for (const auto& path : paths) {
        auto content = base::readWholeFile(base::systemFileSystem(), path, kLargestSeed);
        if (content && imaging::ImageFile::open(base::Bytes(*content), task))
            seeds.push_back(std::move(*content));
    }
    return seeds;
}

/// The same file for the same number.
base::Bytes damaged(const std::vector<base::Bytes>& seeds, std::uint64_t number) {
    std::mt19937_64 random(number);
    auto file = seeds[random() % seeds.size()];
    const auto changes = 1 + random() % 12;
    for (std::uint64_t i = 0; i < changes; ++i) {
        // Headers are worth more than pixels.
        const auto reach = random() % 3 == 0 ? file.size() : std::min<std::size_t>(file.size(), 2000);
        const auto at = static_cast<std::ptrdiff_t>(random() % reach);
        switch (random() % 6) {
            case 0:
                file[static_cast<std::size_t>(at)] ^= static_cast<base::Byte>(1U << (random() % 8));
                break;
            case 1:
                file[static_cast<std::size_t>(at)] = static_cast<base::Byte>(random());
                break;
            case 2:  // a length or number at its limit
                for (std::ptrdiff_t k = at; k < std::min<std::ptrdiff_t>(at + 4, std::ssize(file)); ++k)
                    file[static_cast<std::size_t>(k)] = random() % 2 == 0 ? 0xff : 0x00;
                break;
            case 3:
                if (random() % 4 == 0)
                    file.resize(std::max<std::size_t>(16, static_cast<std::size_t>(at)));
                break;
            case 4: {
                const auto count = static_cast<std::ptrdiff_t>(random() % 64);
                file.erase(file.begin() + at,
                           file.begin() + std::min<std::ptrdiff_t>(at + count, std::ssize(file)));
                break;
            }
            default: {
                const auto& other = seeds[random() % seeds.size()];
                const auto from = static_cast<std::ptrdiff_t>(random() % other.size());
                const auto count = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(random() % 64),
                                                            std::ssize(other) - from);
                file.insert(file.begin() + at, other.begin() + from, other.begin() + from + count);
            }
        }
        if (file.size() < 16)
            file.resize(16);
    }
    return file;
}

/// What came of it, in a word.
std::string tryOut(const base::Bytes& file) {
    base::NullTaskContext task;
    std::string outcome = "shown";
    const auto note = [&outcome](const auto& result) {
        if (!result && (outcome == "shown" || result.error().code == base::ErrorCode::kDecoderStopped))
            outcome = base::errorName(result.error().code);
    };
    auto opened = imaging::ImageFile::open(base::Bytes(file), task);
    note(opened);
    if (opened) {
        note((*opened)->frame(0, task));
        note((*opened)->frame((*opened)->info().frames - 1, task));
        note((*opened)->elements(task));
        imaging::MaskPlan plan;
        plan.regions.push_back({imaging::MaskShape::kEllipse, {{1, 1}, {30, 20}}});
        note(imaging::ImageFile::mask(base::ByteView(file), plan, task));
    }
    note(imaging::unpacked(base::Bytes(file), task));
    imaging::DeidentifyPlan plan;
    plan.key.resize(32);
    note(imaging::ImageFile::deidentify(base::ByteView(file), plan, task));
    return outcome;
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
    std::uint64_t from = 0;
    std::vector<base::Path> folders;
    for (int i = 2; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--from" && i + 1 < argc)
            from = std::strtoull(argv[++i], nullptr, 10);
        else
            folders.emplace_back(argv[i]);
    }
    if (count == 0 || folders.empty()) {
        std::fputs("medveil-stress-decoder COUNT [--from NUMBER] FOLDER...\n", stderr);
        return 2;
    }
    const auto seeds = seedsIn(folders);
    std::printf("%zu seeds\n", seeds.size());
    if (seeds.empty())
        return 2;
    std::map<std::string, std::uint64_t> outcomes;
    double slowest = 0;
    for (auto number = from; number < from + count; ++number) {
        const auto file = damaged(seeds, number);
        const auto start = std::chrono::steady_clock::now();
        const auto outcome = tryOut(file);
        slowest = std::max(slowest,
                           std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        if (++outcomes[outcome] <= 20 && outcome == base::errorName(base::ErrorCode::kDecoderStopped))
            std::printf("decoder stopped at %llu\n", static_cast<unsigned long long>(number));
    }
    for (const auto& [outcome, times] : outcomes)
        std::printf("%9llu %s\n", static_cast<unsigned long long>(times), outcome.c_str());
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    std::printf("slowest %.1f s; this program took %ld MiB at most\n", slowest, own.ru_maxrss / 1024);
    return 0;
}
