#include "app/services/about_file.h"

namespace medveil::app {

base::Error aboutFile(const base::Path& file, const base::Error& error) {
    const auto name = file.string();
    if (error.code == base::ErrorCode::kCancelled || error.detail.find(name) != std::string::npos)
        return error;
    return {error.code, error.detail.empty() ? name : name + ": " + error.detail};
}

}  // namespace medveil::app
