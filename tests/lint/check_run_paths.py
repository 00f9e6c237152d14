#!/usr/bin/env python3
"""What is built loads no library from a folder of the machine it was built on: the run paths of all programs in a folder
are relative to the program. One line per finding; exit status 1 when there is one, or no program."""
import pathlib
import re
import subprocess
import sys

RUN_PATH = re.compile(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]")


def run_paths(program):
    out = subprocess.run(["readelf", "-d", str(program)], capture_output=True, text=True, check=True).stdout
    return [part for match in RUN_PATH.finditer(out) for part in match.group(1).split(":") if part]


def main():
    programs = [p for p in sorted(pathlib.Path(sys.argv[1]).iterdir()) if p.is_file() and p.read_bytes()[:4] == b"\x7fELF"]
    findings = [f"{p.name}: {path}" for p in programs for path in run_paths(p) if not path.startswith("$ORIGIN")]
    for finding in findings:
        print(finding)
    print(f"{len(programs)} programs, {len(findings)} run paths that are not relative to the program")
    return 1 if findings or not programs else 0


if __name__ == "__main__":
    sys.exit(main())
