// Whose turn it is to use a session: one thread at a time, and what a person waits for before what runs in
// the background. Shared by the lanes of one session; any thread.
#pragma once

#include <condition_variable>
#include <mutex>

namespace medveil::app {

enum class Urgency { kPerson, kBackground };

class Turn {
  public:
    void take(Urgency urgency) {
        std::unique_lock lock(m_mutex);
        if (urgency == Urgency::kPerson)
            ++m_people;
        m_free.wait(lock, [&] { return !m_taken && (urgency == Urgency::kPerson || m_people == 0); });
        if (urgency == Urgency::kPerson)
            --m_people;
        m_taken = true;
    }
    void give() {
        {
            const std::lock_guard lock(m_mutex);
            m_taken = false;
        }
        m_free.notify_all();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_free;
    int m_people = 0;  ///< who wait
    bool m_taken = false;
};

}  // namespace medveil::app
