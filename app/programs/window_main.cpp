#include <sys/resource.h>

#include "ui/application.h"

int main(int argc, char** argv) {
    // A core dump would hold keys and messages.
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    return medveil::ui::runApplication(argc, argv);
}
