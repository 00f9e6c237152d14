#include <csignal>

#include "ui/application.h"

int main(int argc, char** argv) {
    // Writing past a limit, or to somebody who went away, is an error of that write and not the end of the
    // window.
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    medveil::ui::runApplication(argc, argv);
}
