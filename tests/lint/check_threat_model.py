#!/usr/bin/env python3
"""Every row of the threat model names a test, and every test that it names is there.

    check_threat_model.py REPOSITORY

In core/spec/threat-model.md a row's code spans name test files (`test_x`, for tests/**/test_x.cpp or .py) and functions of
the files that the row names (`test_x: aFunction`, `aFunction`). Exit status 1 for a row without a test, a file that is not
there, or a function that none of the row's files has."""
import pathlib
import re
import sys

MODEL = "core/spec/threat-model.md"
SPAN = re.compile(r"`([^`]+)`")
FILE = re.compile(r"\btest_\w+")
FUNCTION = re.compile(r"(?<![\w:])[a-z]+[0-9]*[A-Z]\w*(?![\w:])")


def rows(text):
    """(line number, cells) of each row of a table, its head and rule left out."""
    before = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("|") and before.startswith("|") and not re.fullmatch(r"[|\-: ]+", line):
            yield number, line
        before = line


def findings(root):
    files = {}
    for path in (root / "tests").rglob("test_*"):
        if path.suffix in (".cpp", ".py"):
            files[path.stem] = path
    for number, row in rows((root / MODEL).read_text(encoding="utf-8")):
        spans = " ".join(SPAN.findall(row))
        named = list(dict.fromkeys(FILE.findall(spans)))
        if not named:
            yield number, "names no test"
        for name in named:
            if name not in files:
                yield number, "there is no " + name
        text = "".join(files[name].read_text(encoding="utf-8") for name in named if name in files)
        for function in FUNCTION.findall(FILE.sub("", spans)):
            if not re.search(r"\b" + function + r"\(", text):
                yield number, "none of its tests has " + function


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(findings(root))
    for number, what in found:
        print(f"{MODEL}:{number}: {what}")
    print(f"{sum(1 for _ in rows((root / MODEL).read_text(encoding='utf-8')))} rows, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
