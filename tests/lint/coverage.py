#!/usr/bin/env python3
"""Line coverage of app, core, stego and ui from a build with --coverage, by gcov: coverage.py BUILD_FOLDER."""
import collections
import json
import pathlib
import subprocess
import sys


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    root = pathlib.Path(__file__).resolve().parents[2]
    lines = collections.defaultdict(dict)
    for data in build.rglob("*.gcda"):
        out = subprocess.run(["gcov", "--json-format", "--stdout", str(data)], capture_output=True, cwd=build, check=False)
        for text in out.stdout.splitlines():
            for entry in json.loads(text).get("files", []):
                path = (build / entry["file"]).resolve()
                if not path.is_relative_to(root) or path.relative_to(root).parts[0] not in ("app", "core", "stego", "ui"):
                    continue
                seen = lines[path.relative_to(root).as_posix()]
                for line in entry["lines"]:
                    seen[line["line_number"]] = max(seen.get(line["line_number"], 0), line["count"])
    rooms = collections.defaultdict(lambda: [0, 0])
    for path, counts in lines.items():
        room = "/".join(path.split("/")[:2])
        rooms[room][0] += sum(count > 0 for count in counts.values())
        rooms[room][1] += len(counts)
    for room, (hit, total) in sorted(rooms.items()):
        print(f"{room:24} {hit:6} of {total:6} lines  {100 * hit / total:5.1f} %")
    hit, total = (sum(r[i] for r in rooms.values()) for i in (0, 1))
    print(f"{'all':24} {hit:6} of {total:6} lines  {100 * hit / max(total, 1):5.1f} %")


if __name__ == "__main__":
    main()
