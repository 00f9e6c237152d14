#include "stego/carrier/recording.h"

#include "core/imaging/client/helper_process.h"
#include "stego/carrier/carrier.h"

namespace medveil::stego {

bool isRecording(base::ByteView head) {
    const auto begins = [&](std::string_view magic) {
        return head.size() >= magic.size() && base::asText(head.first(magic.size())) == magic;
    };
    return begins("RIFF") || begins("FORM") || begins("fLaC");
}

base::Result<base::Bytes> freshSoundOf(const base::Path& recording, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, imaging::HelperProcess::start(recording));
    if (helper->fileBytes() > kLargestCover)
        return base::fail(base::ErrorCode::kTooLarge, "recording");
    constexpr std::int64_t kMilliseconds = 300'000;
    return helper->ask(imaging::Question::kFreshSound, 0, task, {}, {kLargestCover, kMilliseconds});
}

}  // namespace medveil::stego
