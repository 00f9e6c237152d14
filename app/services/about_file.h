// Of several files the one that an error is about. Pure function; any thread.
#pragma once

#include "core/base/error.h"
#include "core/base/file_system.h"

namespace medveil::app {

/// The error with the file's name in front of its detail, unless the detail holds it or a person stopped it.
base::Error aboutFile(const base::Path& file, const base::Error& error);

}  // namespace medveil::app
