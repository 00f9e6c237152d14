"""Source pictures, their tiles, and splits by source."""
import hashlib
import pathlib

import numpy as np
from PIL import Image


def find(folder, endings):
    found = sorted(p for p in pathlib.Path(folder).iterdir() if p.suffix.lower() in endings)
    if not found:
        raise SystemExit(f"no {', '.join(endings)} files in {folder}")
    return found


def load_picture(path, plane):
    picture = Image.open(path)
    if plane == "grey" or picture.mode in ("L", "LA"):
        return np.asarray(picture.convert("L"))
    return np.asarray(picture.convert("RGB"))


def tiles(picture, size, stride, plane):
    """Every tile of every wanted channel, in a fixed order."""
    if picture.ndim == 2:
        channels = [picture]
    else:
        channels = [picture[..., k] for k in ((1,) if plane == "green" else range(picture.shape[2]))]
    h, w = picture.shape[:2]
    return [np.ascontiguousarray(c[y:y + size, x:x + size]) for c in channels
            for y in range(0, h - size + 1, stride) for x in range(0, w - size + 1, stride)]


def splits(count, repeats, seed=7, test_share=1 / 3):
    """Random (train, test) divisions of `count` sources."""
    rng = np.random.default_rng(seed)
    test = max(1, round(count * test_share))
    for _ in range(repeats):
        order = rng.permutation(count)
        yield np.sort(order[test:]), np.sort(order[:test])


def seed_of(*parts):
    return int.from_bytes(hashlib.sha256("|".join(map(str, parts)).encode()).digest()[:6], "big")


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()[:12]
