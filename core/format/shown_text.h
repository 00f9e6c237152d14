// Text that others wrote, made fit for a terminal, a log line and a message. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace medveil::format {

enum class LineBreaks : std::uint8_t { kEscaped, kKept };

/// `text` with everything that moves a cursor, turns text around or cannot be seen written as \u{HEX}, and
/// bytes that are no UTF-8 as \x{HEX}. So a file name can neither begin a line of its own nor colour the
/// terminal. With kKept line feeds and tabs stay: for text that has lines.
std::string visible(std::string_view text, LineBreaks breaks = LineBreaks::kEscaped);

/// The same as \uXXXX inside JSON, which has escaped the controls below U+0020 itself.
std::string visibleJson(std::string_view json);

/// One line of at most `limit` bytes for a log: visible(), cut between characters.
std::string logLine(std::string_view text, std::size_t limit);

/// A message as Medveil stores it: every line break that Unicode knows (CR LF, CR, VT, FF, NEL, U+2028,
/// U+2029) becomes a line feed, byte order marks go. Text from Windows has both.
base::WipedString plainText(std::string_view text);

}  // namespace medveil::format
