"""Ensemble of Fisher linear discriminants on random subspaces (Kodovsky, Fridrich, Holub 2012).

Every base learner sees a bootstrap sample of the training pairs and a random subset of the features; its threshold is
the one with the smallest training error; the ensemble votes. The subspace dimension is the one with the smallest
out-of-bag error. Training sets here are small, so the scatter matrix is loaded with a share of its mean diagonal."""
import numpy as np
from scipy.linalg import cho_factor, cho_solve

from metrics import p_e

LOADING = 0.001
SEARCH_LEARNERS = 31


def _learner(cover, stego):
    """Direction and threshold; a sample is called stego when the projection is above the threshold."""
    mean_c, mean_s = cover.mean(0), stego.mean(0)
    a, b = cover - mean_c, stego - mean_s
    scatter = (a.T @ a + b.T @ b) / (len(a) + len(b))
    d = len(scatter)
    scatter[np.diag_indices(d)] += LOADING * np.trace(scatter) / d + 1e-10
    w = cho_solve(cho_factor(scatter, lower=True, overwrite_a=True), mean_s - mean_c)
    pc, ps = cover @ w, stego @ w
    values = np.concatenate([pc, ps])
    order = np.argsort(values, kind="stable")
    is_stego = np.concatenate([np.zeros(len(pc)), np.ones(len(ps))])[order]
    # Error when everything up to position k is called cover.
    errors = np.concatenate([[len(pc)], len(pc) + np.cumsum(2 * is_stego - 1)])
    k = int(np.argmin(errors))
    ordered = values[order]
    if k == 0 or k == len(ordered):
        return w, ordered[0] - 1 if k == 0 else ordered[-1] + 1
    return w, (ordered[k - 1] + ordered[k]) / 2


class Ensemble:
    def __init__(self, seed, learners=81, dimensions=None):
        self._rng = np.random.default_rng(seed)
        self._count = learners
        self._dimensions = dimensions
        self._learners = []

    def fit(self, cover, stego):
        """Rows of `cover` and `stego` are pairs."""
        both = np.concatenate([cover, stego])
        deviation = both.std(0)
        self._kept = np.flatnonzero(deviation > 1e-9)
        self._mean, self._scale = both.mean(0)[self._kept], 1 / deviation[self._kept]
        cover, stego = self._prepared(cover), self._prepared(stego)
        n = len(self._kept)
        tried = self._dimensions or [d for d in (10, 25, 50, 100, 200, 400) if d <= n // 2] or [n]
        best = None
        for d in tried:
            learners, error = self._grow(cover, stego, d, SEARCH_LEARNERS if len(tried) > 1 else self._count)
            if best is None or error < best[0]:
                best = (error, d, learners)
        self.oob_error, self.dimension, self._learners = best
        missing = self._count - len(self._learners)
        if missing > 0:
            self._learners += self._grow(cover, stego, self.dimension, missing)[0]
        return self

    def score(self, samples):
        """Share of learners that vote stego."""
        return self._votes(self._prepared(samples), self._learners) / len(self._learners)

    def _prepared(self, samples):
        return ((samples[:, self._kept] - self._mean) * self._scale).astype(np.float32)

    @staticmethod
    def _votes(samples, learners):
        votes = np.zeros(len(samples))
        for columns, w, threshold in learners:
            votes += samples[:, columns] @ w > threshold
        return votes

    def _grow(self, cover, stego, dimension, count):
        learners = []
        votes = np.zeros((2, len(cover)))
        voters = np.zeros(len(cover))
        for _ in range(count):
            bag = self._rng.integers(len(cover), size=len(cover))
            out = np.setdiff1d(np.arange(len(cover)), bag)
            columns = self._rng.choice(cover.shape[1], dimension, replace=False)
            w, threshold = _learner(cover[np.ix_(bag, columns)], stego[np.ix_(bag, columns)])
            learners.append((columns, w, threshold))
            if len(out):
                voters[out] += 1
                for row, samples in enumerate((cover, stego)):
                    votes[row, out] += samples[np.ix_(out, columns)] @ w > threshold
        judged = voters > 0
        if not judged.any():
            return learners, 0.5
        share = votes[:, judged] / voters[judged]
        return learners, p_e(share[0], share[1])
