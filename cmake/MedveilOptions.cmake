# How everything is compiled. Rooms link medveil_options; nothing sets flags anywhere else.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
    set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

# Sixty test programs are linked for each preset: mold does it in a fraction of the time.
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND MEDVEIL_TESTS AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12.1)
    add_link_options(-fuse-ld=mold)
endif()

add_library(medveil_options INTERFACE)
target_include_directories(medveil_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(medveil_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
    -fstack-protector-strong $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
target_link_options(medveil_options INTERFACE -Wl,-z,relro,-z,now)
if(MEDVEIL_WERROR)
    target_compile_options(medveil_options INTERFACE -Werror)
endif()
# GCC 12 sees overlaps in std::string's operator+ that are not there (GCC bug 105651).
target_compile_options(medveil_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# Debug without optimisation makes the data-heavy tests crawl; -Og keeps them debuggable.
target_compile_options(medveil_options INTERFACE $<$<CONFIG:Debug>:-Og>)
if(MEDVEIL_SANITIZE)
    add_compile_options(-fsanitize=${MEDVEIL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
    add_link_options(-fsanitize=${MEDVEIL_SANITIZE})
    # GCC's -Wmaybe-uninitialized and friends see ghosts in instrumented code; the dev preset keeps them.
    target_compile_options(medveil_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(MEDVEIL_FUZZ)
    # The rooms themselves are instrumented: without it the fuzzer would search blind.
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(MEDVEIL_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()

# Qt code says Q_SIGNALS and u""_s: no silent conversions between bytes and text.
add_library(medveil_qt_options INTERFACE)
target_compile_definitions(medveil_qt_options INTERFACE
    QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
