// What embedding has changed, to count it and to take it back. One thread.
#pragma once

#include <vector>

#include "stego/carrier/carrier.h"

namespace medveil::stego {

class ChangeLog {
  public:
    void change(Samples& samples, std::size_t at, std::int32_t value) {
        m_changes.push_back({at, samples[at]});
        samples.set(at, value);
    }
    /// All changes but the first `kept`.
    void takeBack(Samples& samples, std::size_t kept = 0) {
        for (; m_changes.size() > kept; m_changes.pop_back())
            samples.set(m_changes.back().at, m_changes.back().before);
    }
    std::size_t size() const { return m_changes.size(); }
    void append(const ChangeLog& other) {
        m_changes.insert(m_changes.end(), other.m_changes.begin(), other.m_changes.end());
    }

  private:
    struct Change {
        std::uint64_t at;
        std::int32_t before;
    };
    std::vector<Change> m_changes;
};

}  // namespace medveil::stego
