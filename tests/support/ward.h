// A small ward for tests: a share in a temporary folder and people with vaults of cheap passphrases. One
// thread.
#pragma once

#include <QTemporaryDir>
#include <memory>

#include "app/services/account.h"
#include "app/services/contacts.h"
#include "app/services/session_state.h"

namespace medveil::test {

inline constexpr crypto::PasswordHashParameters kCheap = {1, 8 * 1024};

class Ward {
  public:
    Ward() : Ward(m_system) {}
    /// With a clock that the test owns.
    explicit Ward(base::Clock& time) : root(m_folder.path().toStdString()), clock(time) {}

    std::unique_ptr<app::Session> admit(const std::string& name,
                                        base::FileSystem& files = base::systemFileSystem()) {
        return admitInto(name, name, files);
    }
    /// In a folder that is not called as they are: two people of one name.
    std::unique_ptr<app::Session> admitInto(const std::string& folder, const std::string& name,
                                            base::FileSystem& files = base::systemFileSystem()) {
        app::NewProfile profile{
            name, "North Ward", {app::Role::kDoctor}, base::SecretBytes::copyOf(base::asBytes(kPassphrase))};
        auto session = app::createSession(files, clock, root / folder, profile, kCheap).value();
        if (!app::Account(*session).createShare(root / "share"))
            return nullptr;
        return session;
    }
    base::Result<std::unique_ptr<app::Session>> enter(const std::string& name,
                                                      base::FileSystem& files = base::systemFileSystem()) {
        return app::openSession(
            files, clock, root / name,
            {vault::SlotKind::kPassphrase, base::SecretBytes::copyOf(base::asBytes(kPassphrase))});
    }

    /// Each finds the others' cards on the share and accepts them: nothing of a stranger comes in.
    static bool introduce(const std::vector<app::Session*>& people) {
        for (auto* session : people) {
            app::Contacts contacts(*session);
            if (!contacts.readDirectory())
                return false;
            const auto found = contacts.waiting();
            for (const auto& person : found.value_or(std::vector<app::Person>())) {
                if (!contacts.accept(person.id))
                    return false;
            }
        }
        return true;
    }

    static constexpr std::string_view kPassphrase = "canary-passphrase heron ladder";
    QTemporaryDir m_folder;
    base::Path root;
    base::SystemClock m_system;
    base::Clock& clock;
};

}  // namespace medveil::test
