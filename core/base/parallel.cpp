#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

namespace medveil::base {

unsigned coreCount() {
    return std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
}

Result<void> parallelFor(std::size_t count, const std::function<Result<void>(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::optional<Error> firstError;
    std::exception_ptr thrown;
    const auto runSome = [&] {
        for (auto index = next.fetch_add(1); index < count; index = next.fetch_add(1)) {
            if (auto result = work(index); !result) {
                const std::lock_guard lock(mutex);
                if (!firstError)
                    firstError = std::move(result).error();
                next.store(count);
                return;
            }
        }
    };
    // Out of a thread an exception would end the program: memory that ran out is the caller's to deal with.
    const auto run = [&] {
        try {
            runSome();
        } catch (...) {
            const std::lock_guard lock(mutex);
            thrown = std::current_exception();
            next.store(count);
        }
    };
    {
        std::vector<std::jthread> threads;
        const auto workers = std::min<std::size_t>(coreCount(), count);
        try {
            for (std::size_t i = 1; i < workers; ++i)
                threads.emplace_back(run);
        } catch (const std::system_error&) {
            // No more threads to be had, in the decoder's process none at all: fewer do the same work.
        }
        run();
    }
    if (thrown)
        std::rethrow_exception(thrown);
    if (firstError)
        return fail(std::move(*firstError));
    return {};
}

}  // namespace medveil::base
