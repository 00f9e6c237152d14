// The demonstration ward: a throw-away share and two people with vaults of their own, who exchange a
// patient's data hidden in a picture. The same steps that the window and the command line take; nothing is
// prepared. One lane.
#pragma once

#include <functional>
#include <optional>

#include "app/services/session.h"

namespace medveil::app {

struct DemoStep {
    std::string title;   ///< what was done, in a plain sentence
    std::string detail;  ///< what came of it; may be empty
};

struct DemoWard {
    base::Path folder;         ///< everything lies below it
    base::Path hiddenPicture;  ///< a copy of the picture as it travelled
    base::Path restoredScan;   ///< the attachment as the doctor saved it
    base::Path labProfile;
    base::Path doctorProfile;
    base::SecretBytes passphrase;  ///< of both vaults, made up for this ward
    std::unique_ptr<Session> lab;
    std::unique_ptr<Session> doctor;
};

struct DemoInputs {
    std::optional<base::Path> picture;  ///< a PNG; none: one is drawn
    std::optional<base::Path> scan;     ///< any file; none: one is made
};

/// Real files from `folder` where it has some (photos and scans), as MEDVEIL_TEST_DATA has.
DemoInputs demoInputsFrom(const base::Path& folder);

/// Fails when a step fails, when the restored file differs, or when anything readable is found on the share.
base::Result<DemoWard> runDemo(const DemoInputs& inputs, const std::function<void(const DemoStep&)>& told,
                               base::TaskContext& task);

}  // namespace medveil::app
