// How a long piece of work hears that it should stop and says how far it is. The caller owns it and keeps it
// alive for the call; both members may be called from any thread the work uses.
#pragma once

#include <cstdint>

#include "core/base/result.h"

namespace medveil::base {

enum class Stage : std::uint8_t {
    kPreparing,
    kReading,
    kSealing,
    kOpening,
    kHiding,
    kRevealing,
    kVerifying,
    kWriting,
    kSending,
    kReceiving,
    kReencrypting,
    kCheckingPassphrase,
};

struct Progress {
    Stage stage = Stage::kPreparing;
    std::uint64_t done = 0;   ///< bytes (or items where there are no bytes) finished
    std::uint64_t total = 0;  ///< 0: not known
};

class TaskContext {
  public:
    virtual ~TaskContext() = default;
    virtual bool cancelled() const = 0;
    virtual void report(const Progress& progress) = 0;

    /// kCancelled when somebody asked to stop: `MEDVEIL_TRY(task.checkpoint())` in every long loop.
    Result<void> checkpoint() const {
        if (cancelled())
            return fail(ErrorCode::kCancelled);
        return {};
    }
};

/// For short work and tests: never cancelled, progress goes nowhere.
class NullTaskContext final : public TaskContext {
  public:
    bool cancelled() const override { return false; }
    void report(const Progress&) override {}
};

}  // namespace medveil::base
