"""JPEG: tests on luma coefficients of tiles, each against a calibrated version of the same tile (Fridrich, Goljan, Hogea
2003: decoded, cropped by four pixels, transformed again), and a small merged feature set for the ensemble in the manner of
Pevny and Fridrich 2007: histograms and averaged Markov features, plain and calibrated."""
import copy
import pathlib
import tempfile

import numpy as np
from PIL import Image
from scipy.fft import dctn, idctn

import covers
from jpeg_coefficients import Jpeg as Coefficients
from jpeg_coefficients import nonzero_ac
from embedders import simulated
from peers import Peer
from study import COVER, Study, code_of

QUALITY = 85
BLOCKS = 32  # of a tile's side
STRIDE = 16
MODES = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0))
T = 4


def pixels(blocks, table):
    """The luma plane as a decoder shows it."""
    plane = idctn((blocks * table).astype(float), axes=(2, 3), norm="ortho")
    return np.clip(np.rint(plane.transpose(0, 2, 1, 3).reshape(blocks.shape[0] * 8, -1) + 128), 0, 255)


def calibrated(plane, table):
    inner = plane[4:-4, 4:-4] - 128
    h, w = inner.shape[0] // 8, inner.shape[1] // 8
    blocks = inner[:h * 8, :w * 8].reshape(h, 8, w, 8).transpose(0, 2, 1, 3)
    return np.rint(dctn(blocks, axes=(2, 3), norm="ortho") / table).astype(np.int16), inner


def blockiness(plane):
    """Mean jump over block borders, relative to the mean jump elsewhere."""
    rows, columns = np.abs(np.diff(plane, axis=0)).mean(1), np.abs(np.diff(plane, axis=1)).mean(0)
    border_r, border_c = rows[7::8].mean(), columns[7::8].mean()
    return (border_r + border_c) / max(1e-9, np.delete(rows, np.s_[7::8]).mean() + np.delete(columns, np.s_[7::8]).mean())


def histogram(values, limit=5):
    h = np.bincount(np.clip(values.ravel(), -limit, limit) + limit, minlength=2 * limit + 1).astype(float)
    return h / max(1, values.size)


def pairs_statistic(blocks):
    """Minus the chi-square of coefficient pairs (2k, 2k+1), per degree of freedom; 0 and 1 are left out as embedders do
    (Westfeld, Pfitzmann 1999). LSB replacement evens the pairs out, so more means stego."""
    ac = np.delete(blocks.reshape(-1, 64), 0, axis=1).ravel()
    counts = np.bincount(np.clip(ac, -64, 63) + 64, minlength=128)
    even, odd = counts[0::2].astype(float), counts[1::2].astype(float)
    used = (even + odd > 8) & (np.arange(64) != 32)
    if not used.any():
        return 0.0
    return -float(((even - odd)[used] ** 2 / (even + odd)[used]).mean())


def markov(blocks):
    """Transitions of differences of absolute coefficients inside blocks and between blocks, averaged over directions."""
    inside = np.abs(blocks).transpose(0, 2, 1, 3).reshape(blocks.shape[0] * 8, -1).astype(np.int16)
    modes = np.abs(blocks).reshape(*blocks.shape[:2], 64).astype(np.int16)

    def transitions(difference, axis):
        d = np.clip(difference, -T, T) + T
        a, b = (d[:-1], d[1:]) if axis == 0 else (d[:, :-1], d[:, 1:])
        size = 2 * T + 1
        counts = np.bincount((a.astype(np.intp) * size + b).ravel(), minlength=size * size).reshape(size, size)
        return (counts / np.maximum(counts.sum(1, keepdims=True), 1)).ravel()

    return np.concatenate([sum(transitions(-np.diff(m, axis=axis), axis) for axis in (0, 1)) / 2
                           for m in (inside, modes[..., 1:])])


def features(blocks):
    local = [histogram(blocks[..., y, x]) for y, x in MODES]
    return np.concatenate([histogram(blocks, 8), *local, markov(blocks)])


def uerd(file, rate, seed):
    """UERD costs (Guo, Ni, Su, Tang, Shi 2015) with an optimal coder, over all components: {component: stego blocks}.

    A change costs the quantisation step over the energy of the block and its eight neighbours."""
    costs, nonzero = [], 0
    for c, blocks in file.components.items():
        table = file.tables[c].astype(float)
        step = table.copy()
        step[0, 0] = (table[0, 1] + table[1, 0]) / 2
        energy = np.abs(blocks * table)
        energy = energy.sum((2, 3)) - energy[..., 0, 0]
        around = np.pad(energy, 1, mode="edge")
        h, w = energy.shape
        near = sum(around[y:y + h, x:x + w] for y in range(3) for x in range(3)) - energy
        costs.append((step / (energy + near / 4 + 1e-6)[..., None, None]).ravel())
        nonzero += np.count_nonzero(blocks) - np.count_nonzero(blocks[..., 0, 0])
    flat = np.concatenate([b.ravel() for b in file.components.values()])
    stego = simulated(flat, np.concatenate(costs), rate * nonzero / flat.size, seed)
    out, start = {}, 0
    for c, blocks in file.components.items():
        out[c] = stego[start:start + blocks.size].reshape(blocks.shape)
        start += blocks.size
    return out


SIMULATED_JPEG = {"uerd": uerd}


class Jpeg(Study):
    name = "jpeg"
    plain = ("pairs", "histogram", "blockiness")
    trained = ("markov",)
    facts = ("changed",)

    def __init__(self, sources, cache, repeats, tool):
        super().__init__(sources, cache, repeats, code_of("jpeg", "jpeg_coefficients", "embedders", "peers"))
        self._tool = tool

    def peer(self, name):
        return Peer(name, self._tool if name == "medveil" else None)

    def extract(self, source, embedder, rate):
        with tempfile.TemporaryDirectory() as folder:
            cover, stego = pathlib.Path(folder, "cover.jpg"), pathlib.Path(folder, "stego.jpg")
            Image.open(self.sources[source]).convert("RGB").save(cover, quality=QUALITY)
            before = Coefficients(cover)
            after = before
            if embedder in SIMULATED_JPEG:
                after = copy.copy(before)
                after.components = SIMULATED_JPEG[embedder](before, rate, self.seed(source, embedder, rate))
            elif (embedder, rate) != COVER:
                size = int(round(rate * nonzero_ac(cover) / 8))
                self.peer(embedder).embed_file(cover, size, self.seed(source, embedder, rate), stego)
                after = Coefficients(stego)
        differing = sum(np.count_nonzero(before.components[c] != after.components[c]) for c in before.components)
        nonzero = sum(np.count_nonzero(b) for b in before.components.values())
        return {**self._tiles(after), "changed": np.array([differing / nonzero])}

    @staticmethod
    def _tiles(file):
        table = file.luma_table
        out = {"pairs": [], "histogram": [], "blockiness": [], "markov": []}
        h, w = file.luma.shape[:2]
        for y in range(0, h - BLOCKS + 1, STRIDE):
            for x in range(0, w - BLOCKS + 1, STRIDE):
                blocks = file.luma[y:y + BLOCKS, x:x + BLOCKS]
                plane = pixels(blocks, table)
                again, inner = calibrated(plane, table)
                local = [np.abs(histogram(blocks[..., v, u]) - histogram(again[..., v, u])).sum() for v, u in MODES]
                out["pairs"].append([pairs_statistic(blocks)])
                out["histogram"].append([sum(local)])
                out["blockiness"].append([blockiness(plane) - blockiness(inner)])
                out["markov"].append(np.concatenate([features(blocks), features(again)]))
        return {k: np.array(v) for k, v in out.items()}
