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
    Ward() : root(m_folder.path().toStdString()) {}

    std::unique_ptr<app::Session> admit(const std::string& name,
                                        base::FileSystem& files = base::systemFileSystem()) {
        app::NewProfile profile{
            name, "North Ward", {app::Role::kDoctor}, base::SecretBytes::copyOf(base::asBytes(kPassphrase))};
        auto session = app::createSession(files, clock, root / name, profile, kCheap).value();
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

    static constexpr std::string_view kPassphrase = "canary-passphrase heron ladder";
    QTemporaryDir m_folder;
    base::Path root;
    base::SystemClock clock;
};

}  // namespace medveil::test
