"""Sound, 16 bit: signal to noise ratio, chi-square of pairs of values, a spectral test, and Markov features of second and
third differences with the ensemble. The payload goes into the whole recording; features are of segments."""
import pathlib
import subprocess
import tempfile

import numpy as np
from scipy.io import wavfile
from scipy.linalg import solve_toeplitz

from embedders import SIMULATED_SOUND
from peers import Peer
from study import COVER, Study, code_of

SEGMENT = 8192
MOST = 64  # segments of a recording, spread over it
T = 5


def load(path):
    """(rate, samples) of 16 bits; sox reads what is not WAV, without dither."""
    with tempfile.TemporaryDirectory() as folder:
        wav = pathlib.Path(folder, "sound.wav")
        subprocess.run(["sox", "-D", str(path), "-b", "16", "-e", "signed-integer", str(wav)], check=True,
                       stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return wavfile.read(wav)


def segments(sound):
    first = sound if sound.ndim == 1 else sound[:, 0]
    starts = np.arange(0, len(first) - SEGMENT + 1, SEGMENT)
    # Digital silence cannot be told from itself.
    starts = [s for s in starts if np.ptp(first[s:s + SEGMENT]) > 8]
    if len(starts) > MOST:
        starts = [starts[k] for k in np.linspace(0, len(starts) - 1, MOST).astype(int)]
    return starts, first


def pairs(x):
    """Minus the chi-square of the pairs of values (2k, 2k+1), per pair (Westfeld, Pfitzmann 1999)."""
    counts = np.bincount(x.astype(np.int32) + 32768, minlength=65536)
    even, odd = counts[0::2].astype(float), counts[1::2].astype(float)
    used = even + odd > 4
    return -float(((even - odd)[used] ** 2 / (even + odd)[used]).mean()) if used.any() else 0.0


def spectral(x):
    """Logarithm of the median power in the top eighth of the band: embedding adds white noise, recordings fall off."""
    windows = x[:len(x) // 512 * 512].reshape(-1, 512) * np.hanning(512)
    power = np.abs(np.fft.rfft(windows, axis=1)) ** 2
    return float(np.log(np.median(power[:, -32:]) + 1e-3))


def markov(x):
    size = 2 * T + 1
    out = []
    for order in (2, 3):
        d = np.clip(np.diff(x.astype(np.int32), n=order), -T, T) + T
        quad = np.bincount(d[:-2] * size * size + d[1:-1] * size + d[2:], minlength=size**3)
        out.append(quad / quad.sum())
    return np.concatenate(out).astype(np.float32)


def bands(x):
    """Logarithms of the power in 32 bands, in the quiet and in the usual moments, relative to the whole, and of what linear
    predictors of four orders leave: where a recording leaves a band empty, noise shows."""
    x = x.astype(float)
    windows = x[:len(x) // 512 * 512].reshape(-1, 512) * np.hanning(512)
    power = (np.abs(np.fft.rfft(windows, axis=1)) ** 2)[:, 1:].reshape(len(windows), 32, 8).mean(2)
    quiet, usual = np.log(np.quantile(power, (0.1, 0.5), axis=0) + 1e-3)
    centred = x - x.mean()
    spectrum = np.abs(np.fft.rfft(centred, 2 * len(x))) ** 2
    correlation = np.fft.irfft(spectrum)[:33]
    correlation[0] = correlation[0] * (1 + 1e-12) + 1e-3
    left = []
    for order in (2, 4, 8, 32):
        a = solve_toeplitz(correlation[:order], correlation[1:order + 1])
        residual = centred[order:] - sum(a[k] * centred[order - 1 - k:len(x) - 1 - k] for k in range(order))
        left += [np.log(np.square(residual).mean() + 1e-3), np.log(np.quantile(np.abs(residual), 0.25) + 1e-3)]
    return np.concatenate([quiet, usual, quiet - usual, np.diff(usual), left]).astype(np.float32)


class Sound(Study):
    name = "sound"
    plain = ("pairs", "spectral")
    trained = ("markov", "bands")
    known = {"markov_known": "markov", "bands_known": "bands"}
    facts = ("changed", "snr")

    def __init__(self, sources, cache, repeats, tool):
        super().__init__(sources, cache, repeats, code_of("sound", "embedders", "peers"))
        self._tool = tool

    def peer(self, name):
        return Peer(name, self._tool if name == "medveil" else None)

    def extract(self, source, embedder, rate):
        frequency, cover = load(self.sources[source])
        stego = cover
        if (embedder, rate) != COVER:
            seed = self.seed(source, embedder, rate)
            if embedder in SIMULATED_SOUND:
                stego = SIMULATED_SOUND[embedder](cover, rate, seed)
            else:
                stego = self.peer(embedder).sound(frequency, cover, rate, seed)
        starts, _ = segments(cover)
        cut = [(stego if stego.ndim == 1 else stego[:, 0])[s:s + SEGMENT] for s in starts]
        noise = np.square(stego.astype(float) - cover).mean()
        snr = 10 * np.log10(np.square(cover.astype(float)).mean() / noise) if noise else 0.0
        return {"pairs": np.array([[pairs(c)] for c in cut]), "spectral": np.array([[spectral(c)] for c in cut]),
                "markov": np.stack([markov(c) for c in cut]), "bands": np.stack([bands(c) for c in cut]),
                "changed": np.array([np.mean(stego != cover)]),
                "snr": np.array([snr])}
