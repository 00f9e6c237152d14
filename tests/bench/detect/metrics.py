"""Numbers for a detector: area under the ROC curve and the smallest total error with equal priors."""
import numpy as np
from scipy.stats import rankdata


def auc(cover, stego):
    """Chance that a stego object scores higher than a cover, ties counted half."""
    cover, stego = np.asarray(cover, float), np.asarray(stego, float)
    ranks = rankdata(np.concatenate([cover, stego]))
    n, m = len(cover), len(stego)
    return float((ranks[n:].sum() - m * (m + 1) / 2) / (n * m))


def p_e(cover, stego):
    """min over thresholds of (false alarms + missed detections) / 2."""
    cover, stego = np.sort(np.asarray(cover, float)), np.sort(np.asarray(stego, float))
    thresholds = np.concatenate([[-np.inf], np.unique(np.concatenate([cover, stego]))])
    false_alarms = 1 - np.searchsorted(cover, thresholds, side="right") / len(cover)
    missed = np.searchsorted(stego, thresholds, side="right") / len(stego)
    return float(((false_alarms + missed) / 2).min())
