// What names and texts from outside may hold. A file name that passes can never be a path, on any system.
#pragma once

#include <string>

#include "core/base/result.h"

namespace medveil::format {

inline constexpr std::size_t kNameLimit = 200;      ///< bytes of a person's, facility's or patient's name
inline constexpr std::size_t kFileNameLimit = 200;  ///< bytes
inline constexpr std::size_t kTextLimit = 4 * 1024 * 1024;  ///< bytes of a message

/// One line a person can read: no control characters, nothing that reorders or hides text. Not empty, at most
/// `limit`.
base::Result<void> checkLine(std::string_view text, std::size_t limit);
/// The same, but it may be empty.
base::Result<void> checkOptionalLine(std::string_view text, std::size_t limit);
/// A person's name or facility, a patient's number: a line, not blank, without anything that is not seen
/// (Unicode's default ignorable code points and blank letters) or that turns text around, so that two names
/// that differ look different to somebody.
base::Result<void> checkName(std::string_view text, std::size_t limit);
base::Result<void> checkOptionalName(std::string_view text, std::size_t limit);
/// A message: as a line, with line feeds and tabs.
base::Result<void> checkText(std::string_view text, std::size_t limit);
/// One component: no separators, not "." or "..", no names that Windows reserves, no trailing dot or space.
base::Result<void> checkFileName(std::string_view name);
/// The nearest name that passes checkFileName, for files that a person picked.
std::string safeFileName(std::string_view name);

}  // namespace medveil::format
