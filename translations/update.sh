#!/usr/bin/env bash
# Brings translations/*.ts up to date with the sources: translations/update.sh. With --check it changes nothing and exits 1
# when one of them is not, or when a text is missing or lost a place holder.
set -euo pipefail
cd "$(dirname "$0")/.."
lupdate=$(find /usr/lib/qt6/bin /usr/lib/*/qt6/bin -maxdepth 1 -name lupdate 2>/dev/null | head -n 1 || true)
[ -n "$lupdate" ] || { echo "lupdate is not installed" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp translations/*.ts "$work/"

update() { # file, target language, further arguments
    local file=$1 language=$2
    shift 2
    "$lupdate" -no-obsolete -locations none -source-language en_GB -target-language "$language" "$@" \
        -I . ui app/messages -ts "$work/$file"
}

update medveil_en.ts en_GB -pluralonly # the source texts are English: only its plurals are to be filled in
update medveil_ar.ts ar
if [ "${1:-}" = --check ]; then
    diff -u -r --exclude='*.sh' --exclude='*.py' --exclude=README.md translations "$work"
    translations/check.py translations/*.ts
else
    cp "$work"/*.ts translations/
fi
