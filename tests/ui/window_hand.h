// The window program in a process of its own, and a hand that uses it: a thread that takes one step after the
// other, each on the window's thread, and waits for what the window answers.
#pragma once

#include <QApplication>
#include <QLineEdit>
#include <QtTest>
#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/application.h"
#include "ui/shell/main_window.h"

namespace medveil::test {

class WindowHand {
  public:
    /// Repeats a step until it says that it is done.
    void until(const std::function<bool(ui::MainWindow&)>& step) {
        bool done = false;
        while (!done) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            if (qApp == nullptr)
                continue;
            {
                const std::lock_guard lock(m_mutex);
                m_step = &step;
            }
            // Nothing is captured, as a sanitizer does not see how Qt hands the call over; the mutex it sees.
            QMetaObject::invokeMethod(qApp, [] { takeStep(); }, Qt::BlockingQueuedConnection);
            const std::lock_guard lock(m_mutex);
            done = m_done;
        }
    }
    void once(const std::function<void(ui::MainWindow&)>& step) {
        until([&](ui::MainWindow& window) {
            step(window);
            return true;
        });
    }
    void unlock() {
        until([](ui::MainWindow& window) {
            auto* field = named<QLineEdit>(window, QStringLiteral("Passphrase"));
            if (field == nullptr)
                return false;
            QTest::keyClicks(field, QString::fromLatin1(Ward::kPassphrase.data(), Ward::kPassphrase.size()));
            QTest::keyClick(field, Qt::Key_Return);
            return true;
        });
        idle();
    }
    void idle() {
        until([](ui::MainWindow& window) {
            return window.shell() != nullptr && !window.shell()->lane().isBusy();
        });
    }
    static void say(const char* word) {
        std::puts(word);
        std::fflush(stdout);
    }

  private:
    static void takeStep() {
        const std::lock_guard lock(m_mutex);
        m_done = false;
        for (auto* each : QApplication::topLevelWidgets()) {
            auto* window = qobject_cast<ui::MainWindow*>(each);
            if (window != nullptr && !m_done)
                m_done = (*m_step)(*window);
        }
    }
    static inline std::mutex m_mutex;
    static inline const std::function<bool(ui::MainWindow&)>* m_step = nullptr;
    static inline bool m_done = false;
};

/// Does not return.
inline void runWindow(char* program, const std::string& profile, std::function<void(WindowHand&)> script) {
    std::thread([script = std::move(script)] {
        WindowHand hand;
        script(hand);
    }).detach();
    static std::string option = "--profile";
    static std::string folder = profile;
    static std::array<char*, 3> arguments{program, option.data(), folder.data()};
    ui::runApplication(3, arguments.data());
}

}  // namespace medveil::test
