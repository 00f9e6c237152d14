// Which part files this device has made on a share and not yet finished: they have random names in one flat
// folder, so that nothing tells whose they are, and only what is written down here is ever removed again.
// Implemented over the vault by app; one thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace medveil::share {

struct Part {
    std::string name;
    base::Timestamp made = 0;
};

class PartLog {
  public:
    virtual ~PartLog() = default;
    /// Durable before the file is made.
    virtual base::Result<void> record(const std::string& name) = 0;
    /// It has its name now, or is gone.
    virtual base::Result<void> forget(const std::string& name) = 0;
    virtual base::Result<std::vector<Part>> all() = 0;
};

/// For as long as the object lives.
class MemoryPartLog final : public PartLog {
  public:
    base::Result<void> record(const std::string& name) override {
        m_parts.push_back({name, 0});
        return {};
    }
    base::Result<void> forget(const std::string& name) override {
        std::erase_if(m_parts, [&](const Part& part) { return part.name == name; });
        return {};
    }
    base::Result<std::vector<Part>> all() override { return m_parts; }

  private:
    std::vector<Part> m_parts;
};

}  // namespace medveil::share
