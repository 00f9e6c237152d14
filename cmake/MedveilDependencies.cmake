# Every library Medveil stands on, in one place. packaging/dependencies/install.sh installs them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(JPEG REQUIRED)
find_package(TIFF REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Svg PrintSupport Network LinguistTools)
if(MEDVEIL_TESTS OR MEDVEIL_BENCH)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
endif()

pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
# SQLCipher tells pkg-config the SQLite version it is built from: 3.40 and later are SQLCipher 4. The vault asks the
# library itself for its own version when it opens.
pkg_check_modules(sqlcipher REQUIRED IMPORTED_TARGET sqlcipher>=3.40)
pkg_check_modules(sndfile REQUIRED IMPORTED_TARGET sndfile>=1.2)
pkg_check_modules(cbor REQUIRED IMPORTED_TARGET libcbor)
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(isal REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(hwy REQUIRED IMPORTED_TARGET libhwy)
find_library(ZXCVBN_LIBRARY zxcvbn REQUIRED)
find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)

# QCA for Qt 6: the system's, or the one that install.sh built into the user's cache.
if(DEFINED ENV{XDG_CACHE_HOME})
    set(medveil_cache "$ENV{XDG_CACHE_HOME}/medveil")
else()
    set(medveil_cache "$ENV{HOME}/.cache/medveil")
endif()
list(APPEND CMAKE_PREFIX_PATH "${medveil_cache}/qca-2.3.10-qt6")
find_package(Qca-qt6 REQUIRED)
