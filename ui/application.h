// The window program: `medveil [--profile DIR] [--demo] [FILE]`.
#pragma once

namespace medveil::ui {

/// Ends the program by itself: what hangs in a dead server must not hold it.
[[noreturn]] void runApplication(int argc, char** argv);

}  // namespace medveil::ui
