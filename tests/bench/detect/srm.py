"""Spatial rich model with one quantisation step, SRMQ1: 39 submodels, 12,753 features (Fridrich, Kodovsky 2012).

Six residual classes: first, second and third order differences, 3x3 edge, 5x5 edge, and the 3x3 and 5x5 squares. Each
residual is divided by its class's own step (q = 1), rounded, truncated to [-2, 2]; co-occurrences are of four neighbours.
Names are the paper's: kind, number of filters, number of rotated variants, scan along (h) or across (v)."""
import numpy as np

T = 2
BASE = 2 * T + 1
R, RU, U, LU, L, LD, D, RD = range(8)
STEPS = ((0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1))


def _orbits(images):
    """A number for each set of the 4-tuples (or tuples of both signs) that `images` identifies with one another."""
    index = {}
    return np.array([index.setdefault(min(image), len(index)) for image in images])


def _tuples():
    values = np.arange(BASE**4)
    return [tuple(int(v // BASE**k % BASE) - T for k in range(4)) for v in values]


def _negated(t):
    return tuple(-v for v in t)


_SPAM_MAP = _orbits([{t, t[::-1], _negated(t), _negated(t)[::-1]} for t in _tuples()])
_MINMAX_MAP = np.concatenate([_orbits([{t, t[::-1]} for t in _tuples()])] * 2)
# The minimum of -x is the negative of the maximum of x: tuples of minima are joined to the negated tuples of maxima.
_MINMAX_MAP[BASE**4:] = [dict(zip(_tuples(), _MINMAX_MAP))[_negated(t)] for t in _tuples()]
SPAM_SIZE, MINMAX_SIZE = int(_SPAM_MAP.max()) + 1, int(_MINMAX_MAP.max()) + 1
assert (SPAM_SIZE, MINMAX_SIZE) == (169, 325)


def _cooccurrence(q, vertical):
    """Counts of the 625 values of four neighbours; q holds 0..4 as uint16."""
    if vertical:
        pair = q[:-1] + BASE * q[1:]
        quad = pair[:-2] + BASE * BASE * pair[2:]
    else:
        pair = q[:, :-1] + BASE * q[:, 1:]
        quad = pair[:, :-2] + BASE * BASE * pair[:, 2:]
    return np.bincount(quad.ravel(), minlength=BASE**4)


def _quantised(residual, step):
    """Rounded half away from zero, truncated, shifted to 0..2T."""
    magnitude = (2 * np.abs(residual) + step) // (2 * step)
    return (T + np.sign(residual) * np.minimum(magnitude, T)).astype(np.uint16)


def _spam(scans):
    counts = sum(_cooccurrence(q, vertical) for q, vertical in scans)
    f = np.bincount(_SPAM_MAP, weights=counts, minlength=SPAM_SIZE)
    return f / f.sum()


def _minmax(scans):
    """`scans`: (residuals to take the extremes of, scan directions)."""
    low, high = np.zeros(BASE**4, np.int64), np.zeros(BASE**4, np.int64)
    for residuals, verticals in scans:
        least, most = np.minimum.reduce(residuals), np.maximum.reduce(residuals)
        for vertical in verticals:
            low += _cooccurrence(least, vertical)
            high += _cooccurrence(most, vertical)
    f = np.bincount(_MINMAX_MAP, weights=np.concatenate([high, low]), minlength=MINMAX_SIZE)
    return f / f.sum()


H, V, BOTH = (False,), (True,), (False, True)


def _directional(q):
    """First and third order: eight residuals, one a direction; one spam and ten minmax submodels."""
    def ring(start, count):
        return [q[(start + k) % 8] for k in range(count)]

    yield np.concatenate([_spam([(q[R], False), (q[U], True)]), _spam([(q[R], True), (q[U], False)])])
    for along, across in ((H, V), (V, H)):
        yield _minmax([([q[L], q[R]], along), ([q[U], q[D]], across)])  # 22
        yield _minmax([([q[L], q[U], q[R]], along), ([q[L], q[D], q[R]], along),
                       ([q[U], q[R], q[D]], across), ([q[U], q[L], q[D]], across)])  # 34
        # 48: four successive directions, scanned along the side of the square they lean on.
        yield _minmax([(ring(s, 4), along) for s in (R, RU, L, LD)] + [(ring(s, 4), across) for s in (U, LU, D, RD)])
    yield _minmax([([q[a], q[b]], BOTH) for a, b in ((R, U), (U, L), (L, D), (D, R))])  # 24
    yield _minmax([(ring(s, 3), BOTH) for s in (R, U, L, D)])  # 34, a corner
    yield _minmax([([q[R], q[U], q[L], q[D]], BOTH)])  # 41
    yield _minmax([(ring(s, 5), BOTH) for s in (R, U, L, D)])  # 54


def _second(h, v, d, m):
    yield np.concatenate([_spam([(h, False), (v, True)]), _spam([(h, True), (v, False)])])
    yield _minmax([([h, v], BOTH)])  # 21
    yield _minmax([([h, v, d, m], BOTH)])  # 41
    yield _minmax([([h, v, d], BOTH), ([h, v, m], BOTH)])  # 32
    for along, across in ((H, V), (V, H)):
        yield _minmax([([h, d], along), ([h, m], along), ([v, d], across), ([v, m], across)])  # 24


def _edge(r, u, l, d):
    yield np.concatenate([_spam([(r, True), (l, True), (u, False), (d, False)]),
                          _spam([(r, False), (l, False), (u, True), (d, True)])])
    for along, across in ((H, V), (V, H)):
        yield _minmax([([l, r], along), ([u, d], across)])  # 22
    yield _minmax([([a, b], BOTH) for a, b in ((r, u), (u, l), (l, d), (d, r))])  # 24
    yield _minmax([([r, u, l, d], BOTH)])  # 41


_EDGE3 = np.array([[-1, 2, -1], [2, -4, 2], [0, 0, 0]])
_EDGE5 = np.array([[-1, 2, -2, 2, -1], [2, -6, 8, -6, 2], [-2, 8, -12, 8, -2], [0] * 5, [0] * 5])
_SQUARE3 = np.array([[-1, 2, -1], [2, -4, 2], [-1, 2, -1]])
_SQUARE5 = np.array([[-1, 2, -2, 2, -1], [2, -6, 8, -6, 2], [-2, 8, -12, 8, -2], [2, -6, 8, -6, 2], [-1, 2, -2, 2, -1]])


def _filtered(c, kernel):
    """Correlation on the inner part; int16 holds 48 x 255, the largest sum."""
    n = len(kernel)
    h, w = c.shape[0] - n + 1, c.shape[1] - n + 1
    out = np.zeros((h, w), np.int16)
    for y, x in zip(*np.nonzero(kernel)):
        out += np.int16(kernel[y, x]) * c[y:y + h, x:x + w]
    return out


def srm(channel):
    c = channel.astype(np.int16)
    h, w = c.shape

    def at(direction, k, margin):
        dy, dx = STEPS[direction]
        y, x = margin + k * dy, margin + k * dx
        return c[y:y + h - 2 * margin, x:x + w - 2 * margin]

    first = [_quantised(at(d, 1, 1) - at(d, 0, 1), 1) for d in range(8)]
    second = [_quantised(at(d, 1, 1) - 2 * at(d, 0, 1) + at(d, -1, 1), 2) for d in (R, U, RU, LU)]
    third = [_quantised(at(d, -1, 2) - 3 * at(d, 0, 2) + 3 * at(d, 1, 2) - at(d, 2, 2), 3) for d in range(8)]
    # np.rot90 turns the half above the centre into left, below, right.
    up3, left3, down3, right3 = (_quantised(_filtered(c, np.rot90(_EDGE3, k)), 4) for k in range(4))
    up5, left5, down5, right5 = (_quantised(_filtered(c, np.rot90(_EDGE5, k)), 12) for k in range(4))
    square3 = _quantised(_filtered(c, _SQUARE3), 4)
    square5 = _quantised(_filtered(c, _SQUARE5), 12)
    parts = [*_directional(first), *_directional(third), *_second(*second), *_edge(right3, up3, left3, down3),
             *_edge(right5, up5, left5, down5),
             np.concatenate([_spam([(square3, False), (square3, True)]), _spam([(square5, False), (square5, True)])])]
    return np.concatenate(parts).astype(np.float32)
