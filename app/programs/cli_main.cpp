#include "app/cli/command_line.h"

int main(int argc, char** argv) {
    return medveil::cli::runCommandLine(argc, argv);
}
