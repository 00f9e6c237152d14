"""What the picture, JPEG and sound studies share: features of every (source, embedder, rate) in two processes and in the
cache, then detectors over splits by source."""
import hashlib
import multiprocessing
import pathlib
import sys
import time

import numpy as np

import covers
from embedders import Unable
from ensemble import Ensemble
from metrics import auc, p_e

PROCESSES = 2
COVER = ("cover", 0)


class Failed(str):
    """Why a program did not embed."""


def _cached(job):
    """(study, source index, embedder, rate) -> dict of features, or Failed."""
    study, source, embedder, rate = job
    file = study.cache / f"{study.name}-{study.key(source, embedder, rate)}.npz" if study.cache else None
    if file and file.exists():
        with np.load(file) as stored:
            return job, (Failed(stored["failed"]) if "failed" in stored else dict(stored))
    try:
        features = study.extract(source, embedder, rate)
    except Unable as e:
        features = Failed(e)
    if file:
        part = file.with_suffix(".part.npz")
        np.savez(part, **({"failed": str(features)} if isinstance(features, Failed) else features))
        part.replace(file)
    return job, features


class Study:
    """`extract` gives {detector: (tiles, n) array}; n = 1 is a score as it is, more is for the ensemble."""
    name = ""
    plain = ()  # detectors whose score needs no training; for all of them more means stego
    trained = ()
    known = {}  # detector: its features; trained on other parts of the very recordings it is tested on
    facts = ()  # numbers to average and report, not detectors

    def __init__(self, sources, cache, repeats, code):
        self.sources = sources
        self.cache = pathlib.Path(cache) if cache else None
        self.repeats = repeats
        self.code = code  # of whatever decides the features: settings and source text
        self.identities = {}
        self._digests = [covers.digest(s) for s in sources]

    def key(self, source, embedder, rate):
        parts = (self.code, self._digests[source], embedder, rate, self.identities.get(embedder, ""))
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]

    def seed(self, source, embedder, rate):
        return covers.seed_of(self._digests[source], embedder, rate)

    def extract(self, source, embedder, rate):
        raise NotImplementedError

    def run(self, pool, cells):
        """{(embedder, rate): {detector: [mean, spread, ...]} or Failed}"""
        started = time.time()
        jobs = [(self, s, e, r) for e, r in [COVER, *cells] for s in range(len(self.sources))]
        done = {}
        for n, (job, features) in enumerate(pool.imap_unordered(_cached, jobs), 1):
            done.setdefault(job[2:], {})[job[1]] = features
            if n % 24 == 0 or n == len(jobs):
                print(f"{self.name}: features of {n}/{len(jobs)}, {time.time() - started:.0f} s", file=sys.stderr)
        cover = [done[COVER][s] for s in range(len(self.sources))]
        results, tasks = {}, []
        for cell in cells:
            stego = [done[cell][s] for s in range(len(self.sources))]
            failures = [f for f in stego if isinstance(f, Failed)]
            if failures:
                results[cell] = Failed(f"{failures[0]} ({len(failures)} of {len(stego)} covers)")
                continue
            results[cell] = {fact: [float(np.mean([f[fact].mean() for f in stego]))] for fact in self.facts}
            for detector in (*self.plain, *self.trained):
                tasks.append((cell, detector, [f[detector] for f in cover], [f[detector] for f in stego],
                              self.repeats, detector in self.trained))
            for detector, of in self.known.items():
                tasks.append((cell, detector, _quarters([f[of] for f in cover]), _quarters([f[of] for f in stego]),
                              self.repeats, True))
        for n, (cell, detector, numbers) in enumerate(pool.imap_unordered(_evaluated, tasks), 1):
            results[cell][detector] = numbers
            if n % 10 == 0 or n == len(tasks):
                print(f"{self.name}: detectors {n}/{len(tasks)}, {time.time() - started:.0f} s", file=sys.stderr)
        return results


def _quarters(sources):
    """Each source cut in four stretches that count as sources of their own."""
    return [part for source in sources for part in np.array_split(source, 4) if len(part)]


def _evaluated(task):
    cell, detector, cover, stego, repeats, trained = task
    rows = []
    for n, (train, test) in enumerate(covers.splits(len(cover), repeats)):
        c, s = (np.concatenate([side[i] for i in test]) for side in (cover, stego))
        if trained:
            model = Ensemble(seed=n).fit(np.concatenate([cover[i] for i in train]),
                                         np.concatenate([stego[i] for i in train]))
            c, s = model.score(c), model.score(s)
        else:
            c, s = c.ravel(), s.ravel()
        rows.append((auc(c, s), p_e(c, s)))
    rows = np.array(rows)
    return cell, detector, [float(v) for v in np.concatenate([rows.mean(0), rows.std(0)])]


def code_of(*names, settings=()):
    """A digest of the source text that decides the features, and of the settings."""
    here = pathlib.Path(__file__).parent
    text = "".join((here / f"{name}.py").read_text(encoding="utf-8") for name in names)
    return hashlib.sha256((text + repr(settings)).encode()).hexdigest()[:12]


def new_pool():
    return multiprocessing.get_context("fork").Pool(PROCESSES)
