#!/usr/bin/env bash
# Brings translations/*.ts up to date with the sources: translations/update.sh. With --check it changes nothing and exits 1
# when they are not.
set -euo pipefail
cd "$(dirname "$0")/.."
lupdate=$(find /usr/lib/qt6/bin /usr/lib/*/qt6/bin -maxdepth 1 -name lupdate 2>/dev/null | head -n 1 || true)
[ -n "$lupdate" ] || { echo "lupdate is not installed" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp translations/medveil_en.ts "$work/" 2>/dev/null || true
"$lupdate" -no-obsolete -locations none -source-language en_GB -target-language en_GB -pluralonly -I . ui app/messages -ts "$work/medveil_en.ts"
if [ "${1:-}" = --check ]; then
    diff -u translations/medveil_en.ts "$work/medveil_en.ts"
    if grep -n 'type="unfinished"' translations/medveil_en.ts; then echo "unfinished texts" >&2; exit 1; fi
else
    cp "$work/medveil_en.ts" translations/
fi
