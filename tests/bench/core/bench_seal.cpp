// Sealing and opening one file (default 1 GiB; an argument gives MiB), both suites, beside `age` and
// libsodium on the same bytes in the same run. Prints seconds and ratios; above 1 Medveil is faster.
//
// Each is timed three times in turn and the fastest counts, once with the result thrown away (what the
// program itself takes) and once into a file (what the disk makes of it).
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <sodium.h>
#include <sys/resource.h>

#include "core/crypto/random.h"
#include "core/message/open.h"
#include "core/message/seal.h"

using namespace medveil;
using Clock = std::chrono::steady_clock;

namespace {

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Discard final : message::Quarantine {
    base::Result<void> begin(std::size_t, const format::AttachmentEntry&) override { return {}; }
    base::Result<void> write(base::ByteView) override { return {}; }
};

struct NullSink final : base::ByteSink {
    base::Result<void> write(base::ByteView) override { return {}; }
};

struct Fastest {
    double seconds = 0;
    void take(double measured) { seconds = seconds == 0 ? measured : std::min(seconds, measured); }
};

struct Times {
    Fastest seal;
    Fastest sealToFile;
    Fastest open;
    void print(const char* name, const Times& peer, double sodium) const {
        std::printf(
            "%-30s seals in %.2f s (%.2f x age, %.2f x libsodium), into a file %.2f s (%.2f x age), "
            "opens in %.2f s (%.2f x age)\n",
            name, seal.seconds, peer.seal.seconds / seal.seconds, sodium / seal.seconds, sealToFile.seconds,
            peer.sealToFile.seconds / sealToFile.seconds, open.seconds, peer.open.seconds / open.seconds);
    }
};

void writeInput(const base::Path& path, std::uint64_t mib) {
    auto file = base::systemFileSystem().createExclusive(path).value();
    base::Bytes piece(1 << 20);
    crypto::fillRandom(piece);
    for (std::uint64_t i = 0; i < mib; ++i) {
        piece[0] = static_cast<base::Byte>(i);
        (void)file->write(piece);
    }
    (void)file->close();
}

/// libsodium's own XChaCha20-Poly1305 over pieces of 256 KiB in memory, one core: no files, no format.
double rawSodium(std::uint64_t mib) {
    base::Bytes in(256 * 1024);
    base::Bytes out(in.size() + 16);
    base::Bytes key(32);
    base::Bytes nonce(24);
    const auto start = Clock::now();
    for (std::uint64_t i = 0; i < mib * 4; ++i)
        crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, in.data(), in.size(), nullptr, 0,
                                                   nullptr, nonce.data(), key.data());
    return since(start);
}

double shell(const std::string& command) {
    const auto start = Clock::now();
    return std::system(command.c_str()) == 0 ? since(start) : 0;
}

long peakMib() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t mib = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1024;
    const auto folder = std::filesystem::temp_directory_path() /
                        ("medveil-bench-" + std::to_string(crypto::randomBelow(1U << 30)));
    std::filesystem::create_directories(folder);
    const auto input = folder / "input";
    writeInput(input, mib);
    auto& files = base::systemFileSystem();
    const auto me = identity::createIdentity({"Bench", "", {}}, 1).value();
    base::NullTaskContext task;
    const auto age = shell("cd '" + folder.string() + "' && age-keygen -o key 2>/dev/null >/dev/null") > 0;
    const auto in = "cd '" + folder.string() + "' && ";
    const auto sealedPath = folder / "sealed";
    const auto sealInto = [&](format::Suite suite, base::ByteSink& out) {
        message::Draft draft;
        draft.body = format::encodeBody({});
        draft.attachments.push_back(
            {{"input", "x/y", mib << 20}, [&]() -> base::Result<std::unique_ptr<base::ByteSource>> {
                 return files.openForReading(input);
             }});
        message::SealOptions options;
        options.suite = suite;
        return message::seal(me, {me.card.card}, draft, options, message::KeyTransport::kStanzas, out, task);
    };
    const auto sodium = rawSodium(mib);
    std::printf("input %llu MiB; libsodium in memory, one core: %.2f s\n",
                static_cast<unsigned long long>(mib), sodium);
    Times ageTimes;
    std::array<Times, 2> ours;
    for (int round = 0; round < 3; ++round) {
        if (age) {
            ageTimes.seal.take(shell(in + "age -r $(age-keygen -y key) -o /dev/null input"));
            ageTimes.sealToFile.take(shell(in + "age -r $(age-keygen -y key) -o sealed.age input"));
            ageTimes.open.take(shell(in + "age -d -i key -o /dev/null sealed.age"));
            std::filesystem::remove(folder / "sealed.age");
        }
        for (const auto suite : {format::Suite::kX25519ChaCha20, format::Suite::kRsaAes256}) {
            auto& times = ours[suite == format::Suite::kX25519ChaCha20 ? 0 : 1];
            NullSink nothing;
            auto start = Clock::now();
            auto sealed = sealInto(suite, nothing);
            times.seal.take(since(start));
            auto out = files.createExclusive(sealedPath).value();
            start = Clock::now();
            sealed = sealInto(suite, *out);
            (void)out->close();
            times.sealToFile.take(since(start));
            auto blob = files.openForReading(sealedPath).value();
            Discard discard;
            start = Clock::now();
            const auto opened = message::open(
                *blob, sealed->size, me, nullptr, [&](const auto&, auto) { return std::optional(me.card); },
                discard, task);
            times.open.take(since(start));
            if (!opened)
                std::printf("opening FAILED\n");
            std::filesystem::remove(sealedPath);
        }
    }
    ageTimes.print("age", ageTimes, sodium);
    ours[0].print("ChaCha20-Poly1305 with X25519", ageTimes, sodium);
    ours[1].print("AES-256-GCM with RSA-3072", ageTimes, sodium);
    std::printf("peak memory %ld MiB\n", peakMib());
    std::filesystem::remove_all(folder);
    return 0;
}
