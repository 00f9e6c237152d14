"""Subtractive pixel adjacency matrix, second order, T = 3: 686 features (Pevny, Bas, Fridrich 2010)."""
import numpy as np

T = 3
SIZE = 2 * T + 1


def _markov(difference, dy, dx):
    """P(third | first, second) of three consecutive differences in the direction (dy, dx), truncated to [-T, T]."""
    d = np.clip(difference, -T, T).astype(np.intp) + T
    h, w = d.shape

    def shifted(k):
        y0, x0 = max(0, -2 * dy) + k * dy, max(0, -2 * dx) + k * dx
        return d[y0:y0 + h - 2 * abs(dy), x0:x0 + w - 2 * abs(dx)]

    first, second, third = shifted(0), shifted(1), shifted(2)
    counts = np.bincount(((first * SIZE + second) * SIZE + third).ravel(), minlength=SIZE**3).reshape(-1, SIZE)
    total = counts.sum(1, keepdims=True)
    return (counts / np.maximum(total, 1)).ravel()


def _direction(c, dy, dx):
    h, w = c.shape
    y0, x0 = max(0, -dy), max(0, -dx)
    here = c[y0:y0 + h - abs(dy), x0:x0 + w - abs(dx)]
    there = c[y0 + dy:y0 + dy + h - abs(dy), x0 + dx:x0 + dx + w - abs(dx)]
    return _markov(here - there, dy, dx)


def spam(channel):
    c = channel.astype(np.int16)
    straight = sum(_direction(c, dy, dx) for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0))) / 4
    diagonal = sum(_direction(c, dy, dx) for dy, dx in ((1, 1), (1, -1), (-1, 1), (-1, -1))) / 4
    return np.concatenate([straight, diagonal]).astype(np.float32)
