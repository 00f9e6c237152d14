#!/usr/bin/env python3
"""A skipped test must stand on the short list with its reason.

    check_skips.py CTEST_LOG LIST

LIST has lines "Test::function: reason". Reads the "SKIP   : Test::function() ..." lines Qt Test prints. Exit status 1
for a skip that is not listed."""
import pathlib
import re
import sys

SKIP = re.compile(r"^SKIP\s*:\s*([\w:]+)\(")


def main():
    log, list_path = map(pathlib.Path, sys.argv[1:3])
    allowed = {}
    for line in list_path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition(": ")
            allowed[name.strip()] = reason.strip()
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()
    skipped = [m.group(1) for m in map(SKIP.match, text) if m]
    missing_inputs = sum("SKIPPED real inputs" in line for line in text)
    refused = [name for name in skipped if not allowed.get(name)]
    for name in skipped:
        print(f"skipped: {name}: {allowed.get(name, 'NOT ON THE LIST')}")
    print(f"{len(skipped)} skips, {len(refused)} without a listed reason; real inputs missing in {missing_inputs} places")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
