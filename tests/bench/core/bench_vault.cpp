// The vault with 100,000 messages: opening the Inbox, searching, unlocking apart from Argon2id.
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "app/services/mailbox.h"
#include "app/services/session_state.h"
#include "core/crypto/random.h"

using namespace medveil;
using Clock = std::chrono::steady_clock;

namespace {

double milliseconds(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

const char* const kWords[] = {"effusion", "potassium", "fracture", "follow-up", "negative", "contrast",
                              "tomorrow", "urgent",    "sample",   "knee",      "chest",    "drain"};

void fill(app::SessionState& state, int count) {
    auto transaction = vault::Transaction::begin(state.vault.database()).value();
    for (int i = 0; i < count; ++i) {
        vault::StoredMessage message;
        message.id = crypto::randomValue<format::MessageId>();
        message.sender = crypto::randomValue<format::PersonId>();
        message.time = message.stored = 1'700'000'000'000 + i * 1000LL;
        message.patient = {true, "MRN-" + std::to_string(i % 5000), "Patient " + std::to_string(i % 5000)};
        for (int word = 0; word < 20; ++word)
            message.text += std::string(kWords[crypto::randomBelow(12)]) + " ";
        message.text += "token" + std::to_string(i);
        message.people = "Sender " + std::to_string(i % 50);
        (void)state.messages.add(message);
    }
    (void)transaction.commit();
}

}  // namespace

int main() {
    const auto folder = std::filesystem::temp_directory_path() /
                        ("medveil-bench-" + std::to_string(crypto::randomBelow(1U << 30)));
    base::SystemClock clock;
    auto& files = base::systemFileSystem();
    const crypto::PasswordHashParameters cheap{1, 8 * 1024};
    const auto passphrase = base::SecretBytes::copyOf(base::asBytes("bench passphrase"));
    constexpr int kCount = 100'000;
    {
        app::NewProfile profile{"Bench", "", {}, passphrase.clone()};
        auto session = app::createSession(files, clock, folder, profile, cheap).value();
        fill(session->state(), kCount);
    }
    auto start = Clock::now();
    (void)crypto::keyFromPassphrase(passphrase.view(), {}, cheap);
    const double argon = milliseconds(start);
    start = Clock::now();
    auto session =
        app::openSession(files, clock, folder, {vault::SlotKind::kPassphrase, passphrase.clone()}).value();
    std::printf("unlock apart from Argon2id: %.1f ms\n", milliseconds(start) - argon);
    app::Mailbox mailbox(*session);
    start = Clock::now();
    const auto rows = mailbox.page(app::Folder::kInbox, {}, 100);
    std::printf("opening the Inbox with %d messages: %.1f ms (%zu rows)\n", kCount, milliseconds(start),
                rows->size());
    for (const char* words : {"token77777", "effusion", "effusion knee", "pati", "sender 7"}) {
        start = Clock::now();
        const auto hits = mailbox.search(words, std::nullopt, 100);
        std::printf("search \"%s\": %.1f ms (%zu hits)\n", words, milliseconds(start), hits->size());
    }
    session.reset();
    std::filesystem::remove_all(folder);
    return 0;
}
