#!/usr/bin/env bash
# Installs what Medveil needs on a Debian system, and builds QCA for Qt 6 where the system has none.
#
#   packaging/dependencies/install.sh build|test|bench
#
# Debian 12 has SQLCipher 4 in its backports only, and QCA for Qt 6 in the next release only. Both indexes are derived
# from the system's own source list, so a mirror chosen by the administrator is used for them as well.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
what=${1:-build}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/medveil
qca_version=2.3.10
qca_sha256=1c5b722da93d559365719226bb121c726ec3c0dc4c67dea34f1e50e4e0d14a02
qca_prefix=$cache/qca-$qca_version-qt6

say() { printf 'medveil: %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; return; fi
    command -v sudo >/dev/null || { say "installing packages needs root: run this as root, or install sudo"; exit 1; }
    sudo "$@"
}

apt_install() { # apt-get options, then packages
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "$@" >&2
}

packages() { sed -e 's/#.*//' "$@" | awk 'NF {print $1}'; }

missing() { # the packages of the list that are not installed
    local wanted installed
    wanted=$(packages "$@" | sort -u)
    installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | awk '$1 == "ii" {print $2}' | sort -u)
    comm -23 <(echo "$wanted") <(echo "$installed")
}

# The first "URI suite signed-by" of the main archive in either of apt's two formats, security archives left out.
main_archive() {
    local f
    for f in /etc/apt/sources.list.d/*.sources; do
        [ -e "$f" ] || continue
        awk -v RS= '/^Types:.*deb|\nTypes:.*deb/' "$f" | awk '
            /^URIs:/ {uri=$2} /^Suites:/ {suite=$2} /^Signed-By:/ {key=$2}
            (/^$/ || /^Types:/) {if (uri != "" && suite !~ /security/) {print uri, suite, key; exit} uri=""}
            END {if (uri != "" && suite !~ /security/) print uri, suite, key}' | head -n 1
    done
    for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -e "$f" ] || continue
        awk '$1 == "deb" {
            key = ""; i = 2
            if ($2 ~ /^\[/) { while ($i !~ /\]$/) i++; i++
                if (match($0, /signed-by=[^] ]+/)) key = substr($0, RSTART + 10, RLENGTH - 10) }
            if ($(i+1) !~ /security|updates|backports/ && $(i+1) !~ /\//) {print $i, $(i+1), key; exit} }' "$f"
    done
}

derived_list() { # type suite -> a one-line source for that suite of the system's own mirror
    local uri suite key
    read -r uri suite key < <(main_archive | awk 'NF' | head -n 1) || true
    [ -n "${uri:-}" ] || { say "no Debian archive found in /etc/apt: cannot find $2"; exit 1; }
    [ -n "${key:-}" ] || key=/usr/share/keyrings/debian-archive-keyring.gpg
    printf '%s [signed-by=%s] %s %s main\n' "$1" "$key" "$uri" "$2"
}

sqlcipher_is_4() {
    pkg-config --atleast-version=4 sqlcipher 2>/dev/null && return
    dpkg-query -W -f '${db:Status-Abbrev} ${Version}\n' libsqlcipher-dev 2>/dev/null | grep -q '^ii *4\.'
}

install_sqlcipher() {
    sqlcipher_is_4 && return
    if apt-cache policy libsqlcipher-dev | grep -q 'Candidate: 4\.'; then apt_install libsqlcipher-dev; return; fi
    local codename
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    say "SQLCipher 4 comes from $codename-backports"
    derived_list deb "$codename-backports" | as_root tee /etc/apt/sources.list.d/medveil-backports.list >/dev/null
    as_root apt-get update -q >&2
    apt_install -t "$codename-backports" libsqlcipher-dev
    sqlcipher_is_4 || { say "SQLCipher 4 could not be installed; 3 is too old"; exit 1; }
}

install_qca() {
    [ -e "$qca_prefix/.complete" ] && return
    if apt-cache policy libqca-qt6-dev 2>/dev/null | grep -q 'Candidate: [0-9]'; then
        apt_install libqca-qt6-dev libqca-qt6-plugins
        return
    fi
    say "building QCA $qca_version for Qt 6 (about a minute, once)"
    mkdir -p "$cache"
    local work
    work=$(mktemp -d "$cache/qca.XXXXXX")
    mkdir -p "$work/lists/partial"
    derived_list deb-src trixie >"$work/sources.list"
    local apt=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
        -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" -o APT::Sandbox::User=)
    apt-get "${apt[@]}" update -q >&2
    (cd "$work" && apt-get "${apt[@]}" source -q --download-only --tar-only qca2 >&2)
    (cd "$work" && echo "$qca_sha256  qca2_$qca_version.orig.tar.xz" | sha256sum -c --quiet) ||
        { say "the QCA source is not the one that was reviewed"; exit 1; }
    tar -C "$work" -xf "$work/qca2_$qca_version.orig.tar.xz"
    cmake -S "$work"/qca-* -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_WITH_QT6=ON -DBUILD_TESTS=OFF \
        -DBUILD_TOOLS=OFF "-DBUILD_PLUGINS=ossl;pkcs11;softstore" "-DCMAKE_INSTALL_PREFIX=$qca_prefix" \
        "-DQCA_PLUGINS_INSTALL_DIR=$qca_prefix/lib/qca-qt6/plugins" -DOSX_FRAMEWORK=OFF >"$work/log" 2>&1 &&
        cmake --build "$work/build" >>"$work/log" 2>&1 && cmake --install "$work/build" >>"$work/log" 2>&1 ||
        { tail -n 40 "$work/log" >&2; say "QCA did not build; the whole log is $work/log"; exit 1; }
    touch "$qca_prefix/.complete"
    rm -rf "$work"
}

lists=("$here/build.txt")
[ "$what" = test ] && lists+=("$here/test.txt")
[ "$what" = bench ] && lists+=("$here/bench.txt")
todo=$(missing "${lists[@]}")
if [ -n "$todo" ] || ! sqlcipher_is_4; then
    say "installing packages"
    as_root apt-get update -q >&2
    # shellcheck disable=SC2086
    [ -z "$todo" ] || apt_install $todo
fi
install_sqlcipher
install_qca
