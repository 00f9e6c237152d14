#!/usr/bin/python3
"""How well public detectors tell our output, and that of other programs, from untouched covers.

    tests/bench/detect/run.py --data ../shared/data --tool build/release/bin/medveil-cli --out table.md [--quick]

The table's numbers are also written beside it as JSON; --only NAME measures those embedders anew and keeps the other rows of
that JSON. With --cache FOLDER features are kept, by cover, embedder, rate, version of the program and of this code."""
import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # two processes share the machine already
    os.environ.setdefault(name, "1")

import argparse
import datetime
import pathlib
import platform
import sys
import time

import numpy
import scipy

import covers
import report
import study
from embedders import SIMULATED, SIMULATED_SOUND, Unable
from peers import Peer

STUDIES = ("pictures", "jpeg", "sound")
PEERS = ("medveil", "steghide", "outguess", "stegosuite")


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0],
                                epilog="Needs the packages of packaging/dependencies/bench.txt.")
    p.add_argument("--data", help="folder with photos/kodak and audio")
    p.add_argument("--covers", help="folder of PNG pictures instead of DATA/photos/kodak")
    p.add_argument("--sounds", help="folder of recordings instead of DATA/audio")
    p.add_argument("--tool", help="path of medveil-cli; without it our rows are left out")
    p.add_argument("--label", help="what is special about this build of our program, for the table")
    p.add_argument("--out", required=True, help="table to write, Markdown")
    p.add_argument("--cache", help="folder for features")
    p.add_argument("--quick", action="store_true", help="one channel, fewer rates, simulated embedders and ours")
    p.add_argument("--only", action="append", default=[], metavar="NAME", help="only this embedder (again for more)")
    p.add_argument("--study", action="append", choices=STUDIES, help="only this study (again for more)")
    p.add_argument("--rate", action="append", type=float, help="payload bits for each element (again for more)")
    p.add_argument("--plane", choices=("rgb", "green", "grey"),
                   help="tiles of every channel (default), of green only, or of pictures turned grey before embedding")
    p.add_argument("--tile", type=int, default=256)
    p.add_argument("--stride", type=int, help="distance of tiles (default: half a tile; with --quick a tile)")
    p.add_argument("--splits", type=int, help="random divisions by source")
    return p.parse_args()


def chosen(only, simulated, peers, tool, versions):
    """Embedders that can run here, noting their versions."""
    usable = [name for name in simulated if not only or name in only]
    for name in peers:
        if (only and name not in only) or (name == "medveil" and not tool):
            continue
        try:
            peer = Peer(name, tool if name == "medveil" else None)
            versions[name] = peer.version()
            usable.append(name)
        except Unable as e:
            print(f"{name} left out: {e}", file=sys.stderr)
    return usable


def studies(a, versions):
    """(study, settings, cells) of each that was asked for."""
    wanted = a.study or (("pictures",) if a.quick else STUDIES)
    if "pictures" in wanted:
        from pictures import Pictures
        plane = a.plane or ("green" if a.quick else "rgb")
        sources = covers.find(a.covers or pathlib.Path(a.data, "photos/kodak"), (".png",))
        repeats = a.splits or (4 if a.quick else 10)
        stride = a.stride or (a.tile if a.quick else a.tile // 2)
        s = Pictures(sources, a.cache, repeats, plane, a.tile, stride, a.tool)
        peers = ("medveil",) if a.quick and not a.only else PEERS
        rates = a.rate or ((0.1, 0.2) if a.quick else (0.05, 0.1, 0.2, 0.4))
        yield (s, {"tile": a.tile, "stride": stride, "plane": plane, "sources": len(sources), "repeats": repeats},
               [(e, r) for e in chosen(a.only, SIMULATED, peers, a.tool, versions) for r in rates])
    if "jpeg" in wanted:
        from jpeg import SIMULATED_JPEG, Jpeg
        sources = covers.find(a.covers or pathlib.Path(a.data, "photos/kodak"), (".png",))
        repeats = a.splits or (4 if a.quick else 10)
        s = Jpeg(sources, a.cache, repeats, a.tool)
        yield (s, {"sources": len(sources), "repeats": repeats},
               [(e, r) for e in chosen(a.only, SIMULATED_JPEG, ("medveil", "steghide", "outguess"), a.tool, versions)
                for r in a.rate or (0.02, 0.05, 0.1, 0.2)])
    if "sound" in wanted:
        from sound import SEGMENT, Sound
        sources = covers.find(a.sounds or pathlib.Path(a.data, "audio"), (".wav", ".flac", ".ogg"))
        s = Sound(sources, a.cache, a.splits or 10, a.tool)
        yield (s, {"sources": len(sources), "repeats": s.repeats, "segment": SEGMENT},
               [(e, r) for e in chosen(a.only, SIMULATED_SOUND, ("medveil", "steghide"), a.tool, versions)
                for r in a.rate or (0.05, 0.1, 0.2, 0.4)])


def main():
    a = arguments()
    if not a.data and not a.covers:
        raise SystemExit("give --data or --covers")
    if a.cache:
        pathlib.Path(a.cache).mkdir(parents=True, exist_ok=True)
    started = time.time()
    result = report.load(a.out) if a.only or a.study or a.rate else {"studies": {}, "versions": {}}
    versions = result["versions"]
    label = f", {a.label}" if a.label else ""
    versions |= {"Python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}
    for s, settings, cells in studies(a, versions):
        for name in {e for e, _ in cells} & set(PEERS):
            s.identities[name] = s.peer(name).identity()
            if name == "medveil":
                versions[name] = f"{s.peer(name).version()} (SHA-256 {s.identities[name]}{label})"
        with study.new_pool() as pool:
            report.merge(result, s.name, settings, s.run(pool, cells))
    shown = ["tests/bench/detect/run.py --data DATA --tool build/release/bin/medveil-cli --out table.md"
             + (" --quick" if a.quick else "")]
    result.setdefault("commands", shown)
    if a.only:
        again = shown[0] + "".join(f" --only {name}" for name in a.only)
        result["commands"] = [c for c in result["commands"] if c != again] + [again]
    result["date"] = datetime.date.today().isoformat()
    report.write(a.out, result)
    print(f"{a.out}: {time.time() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
