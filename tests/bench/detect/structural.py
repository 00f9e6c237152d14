"""Structural detectors of LSB replacement: they estimate the embedding rate of one channel, no training."""
import numpy as np


def _spa_pairs(u, v):
    even = (v & 1) == 0
    x = np.count_nonzero((even & (u < v)) | (~even & (u > v)))
    y = np.count_nonzero((even & (u > v)) | (~even & (u < v)))
    z = np.count_nonzero(u == v)
    w = np.count_nonzero(((u >> 1) == (v >> 1)) & (u != v))
    return np.array([u.size, x, y, z, w], float)


def spa(channel):
    """Sample pair analysis (Dumitrescu, Wu, Wang 2003), pairs of horizontal and of vertical neighbours.

    (|W|+|Z|)/2 q^2 + (2|X|-|P|) q + |Y|-|X| = 0, the root nearer to zero."""
    c = channel.astype(np.int16)
    p, x, y, z, w = _spa_pairs(c[:, :-1].ravel(), c[:, 1:].ravel()) + _spa_pairs(c[:-1].ravel(), c[1:].ravel())
    a, b, d = (w + z) / 2, 2 * x - p, y - x
    if a == 0:
        return 0.0 if b == 0 else float(-d / b)
    roots = np.roots([a, b, d])
    return float(np.real(roots[np.argmin(np.abs(roots))]))


def _predict(c):
    """The fixed linear predictor of the enhanced detector: edges 1/2, corners -1/4."""
    side = c[:-2, 1:-1] + c[2:, 1:-1] + c[1:-1, :-2] + c[1:-1, 2:]
    corner = c[:-2, :-2] + c[:-2, 2:] + c[2:, :-2] + c[2:, 2:]
    return side / 2 - corner / 4


def ws(channel):
    """Weighted stego image with enhanced predictor, moderated weights and bias correction (Ker, Boehme 2008)."""
    s = channel.astype(float)
    flipped = (channel ^ 1).astype(float)
    inner = s[1:-1, 1:-1]
    delta = inner - flipped[1:-1, 1:-1]
    n = [s[:-2, 1:-1], s[2:, 1:-1], s[1:-1, :-2], s[1:-1, 2:]]
    mean = sum(n) / 4
    variance = sum(v * v for v in n) / 4 - mean * mean
    weight = 1 / (5 + variance)
    weight /= weight.sum()
    beta = (weight * delta * (inner - _predict(s))).sum()
    bias = beta * (weight * delta * _predict(flipped - s)).sum()
    return float(2 * (beta - bias))
