"""Embedders as plug-ins: embed(cover, bpp, seed) -> stego, for a whole picture (height, width[, 3]) of bytes or for sound
(samples[, channels]) of 16 bit. `bpp` is payload bits for each element (a channel's pixel, a sample). One that cannot hold
so much, or is not installed, raises Unable."""
import numpy as np
from scipy.ndimage import convolve, uniform_filter


class Unable(Exception):
    pass


def _chosen(cover, share, seed):
    rng = np.random.default_rng(seed)
    return rng, rng.random(cover.shape) < share


def lsb_replacement(cover, bpp, seed):
    rng, chosen = _chosen(cover, bpp, seed)
    bits = rng.integers(0, 2, cover.shape).astype(cover.dtype)
    return np.where(chosen, (cover & ~np.ones_like(cover)) | bits, cover)


def lsb_matching(cover, bpp, seed):
    rng, chosen = _chosen(cover, bpp, seed)
    limits = np.iinfo(cover.dtype)
    step = rng.choice([-1, 1], cover.shape)
    step = np.where(cover == limits.min, 1, np.where(cover == limits.max, -1, step))
    changed = chosen & (rng.integers(0, 2, cover.shape) == 1)
    return np.where(changed, cover.astype(np.int32) + step, cover).astype(cover.dtype)


def simulated(cover, cost, bpp, seed):
    """What an optimal ternary code would change: a change of -1 or +1 has the chance exp(-l cost) / (1 + 2 exp(-l cost)),
    with l such that the entropy is the payload."""
    limits = np.iinfo(cover.dtype)
    wet = (cover == limits.min) | (cover == limits.max)
    cost = np.where(wet, np.inf, cost).ravel()

    def chance(l):
        e = np.exp(-l * cost)
        return e / (1 + 2 * e)

    def entropy(l):
        p = np.maximum(chance(l), 1e-300)
        none = np.maximum(1 - 2 * p, 1e-300)
        return float(-(2 * p * np.log2(p) + none * np.log2(none)).mean())

    low = high = 1 / np.median(cost[np.isfinite(cost)])
    while entropy(high) > bpp:
        high *= 4
    while entropy(low) < bpp:
        low /= 4
        if low < 1e-30:
            raise Unable("more than every element can carry")
    for _ in range(30):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if entropy(middle) > bpp else (low, middle)
    p = chance(high)
    draw = np.random.default_rng(seed).random(p.shape)
    change = (draw < p).astype(np.int32) - (draw > 1 - p)
    return (cover.astype(np.int32) + change.reshape(cover.shape)).astype(cover.dtype)


def hill_cost(channel):
    """Li, Wang, Huang, Li 2014: high-pass, 3x3 mean, reciprocal, 15x15 mean."""
    high_pass = np.array([[-1, 2, -1], [2, -4, 2], [-1, 2, -1]], float)
    residual = np.abs(convolve(channel.astype(float), high_pass, mode="mirror"))
    return uniform_filter(1 / (uniform_filter(residual, 3, mode="mirror") + 1e-10), 15, mode="mirror")


def hill(cover, bpp, seed):
    """One payload over all channels of the picture, spread by cost."""
    if cover.ndim == 2:
        return simulated(cover, hill_cost(cover), bpp, seed)
    cost = np.stack([hill_cost(cover[..., k]) for k in range(cover.shape[2])], axis=-1)
    return simulated(cover, cost, bpp, seed)


def hill_sound(cover, bpp, seed):
    """The same idea in one dimension."""
    x = cover.astype(float).reshape(len(cover), -1)
    residual = np.abs(-np.roll(x, 1, 0) + 2 * x - np.roll(x, -1, 0))
    cost = uniform_filter(1 / (uniform_filter(residual, (3, 1)) + 1e-10), (15, 1))
    return simulated(cover, cost.reshape(cover.shape), bpp, seed)


SIMULATED = {"lsbr": lsb_replacement, "lsbm": lsb_matching, "hill": hill}
SIMULATED_SOUND = {"lsbr": lsb_replacement, "lsbm": lsb_matching, "hill": hill_sound}
