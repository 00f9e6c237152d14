// The window program: `medveil [--profile DIR] [--demo] [FILE]`.
#pragma once

namespace medveil::ui {

int runApplication(int argc, char** argv);

}  // namespace medveil::ui
