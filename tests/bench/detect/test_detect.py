#!/usr/bin/python3
"""Checks of the detectors and the simulated embedders against what they must do on made-up data."""
import io
import os
import pathlib
import sys
import tempfile
import unittest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

import covers
import jpeg
import sound
import srm
from embedders import Unable, hill, hill_cost, lsb_matching, lsb_replacement, simulated
from ensemble import Ensemble
from jpeg_coefficients import Jpeg, nonzero_ac
from metrics import auc, p_e
from spam import spam
from structural import spa, ws


def picture(seed, size=256):
    rng = np.random.default_rng(seed)
    smooth = gaussian_filter(rng.normal(size=(size, size)), 4) * 300 + 128
    return np.clip(np.rint(smooth + rng.normal(size=(size, size)) * 2), 1, 254).astype(np.uint8)


class Metrics(unittest.TestCase):
    def test_small_cases(self):
        self.assertEqual(auc([0, 1], [2, 3]), 1)
        self.assertEqual(auc([1, 2], [1, 2]), 0.5)
        self.assertEqual(auc([0, 2], [1, 3]), 0.75)
        self.assertEqual(p_e([0, 1], [2, 3]), 0)
        self.assertEqual(p_e([0, 2], [1, 3]), 0.25)
        self.assertEqual(p_e([5, 5], [5, 5]), 0.5)


class Structural(unittest.TestCase):
    def test_estimates_the_rate_of_lsb_replacement(self):
        for detector in (spa, ws):
            for rate in (0, 0.1, 0.5):
                found = np.mean([detector(lsb_replacement(picture(s), rate, s)) for s in range(6)])
                self.assertAlmostEqual(found, rate, delta=0.04, msg=detector.__name__)

    def test_is_blind_to_lsb_matching(self):
        for detector in (spa, ws):
            found = np.mean([detector(lsb_matching(picture(s), 0.5, s)) for s in range(6)])
            self.assertLess(abs(found), 0.06, detector.__name__)


class RichModels(unittest.TestCase):
    def test_sizes(self):
        self.assertEqual(len(spam(picture(1))), 686)
        self.assertEqual(len(srm.srm(picture(1))), 12753)

    def test_symmetries(self):
        """Turning and mirroring leave both models as they were, negating SRM; only the two spam submodels of odd order
        see one row less at the border. A change of the picture itself shows."""
        p = picture(2)
        f, g = srm.srm(p), spam(p)
        odd = np.zeros(len(f), bool)
        odd[:338] = odd[338 + 10 * 325:][:338] = True
        for other in (p.T, p[::-1], p[:, ::-1], np.rot90(p), 255 - p):
            apart = np.abs(srm.srm(np.ascontiguousarray(other)) - f)
            self.assertEqual(apart[~odd].max(), 0)
            self.assertLess(apart[odd].max(), 2e-4)
        for other in (p.T, p[::-1], p[:, ::-1], np.rot90(p)):
            self.assertLess(np.abs(spam(np.ascontiguousarray(other)) - g).max(), 1e-6)
        q = lsb_matching(p, 1, 3)
        self.assertGreater(np.abs(srm.srm(q) - f).max(), 2e-3)
        self.assertGreater(np.abs(spam(q) - g).max(), 2e-3)

    def test_a_ramp_has_no_residual_of_second_order(self):
        ramp = np.tile(np.arange(64, dtype=np.uint8), (64, 1))
        f = srm.srm(ramp)
        second = f[2 * (338 + 10 * 325):][:338 + 5 * 325]
        self.assertEqual(np.count_nonzero(second), 2 + 5)
        self.assertEqual(second.max(), 1)


class Embedders(unittest.TestCase):
    def test_rates_of_change(self):
        p = picture(3)
        for embed in (lsb_replacement, lsb_matching):
            difference = embed(p, 0.4, 1).astype(int) - p
            self.assertLessEqual(np.abs(difference).max(), 1)
            self.assertAlmostEqual(np.mean(difference != 0), 0.2, delta=0.01)

    def test_optimal_coder_on_equal_costs(self):
        """Equal costs: the entropy of the changes is the payload, so 0.5 bit is a change rate of about 0.0836."""
        p = picture(4, 512)
        difference = simulated(p, np.ones(p.shape), 0.5, 1).astype(int) - p
        rate = np.mean(difference != 0)
        entropy = -rate * np.log2(rate / 2) - (1 - rate) * np.log2(1 - rate)
        self.assertAlmostEqual(entropy, 0.5, delta=0.01)
        self.assertAlmostEqual(np.mean(difference > 0), np.mean(difference < 0), delta=0.005)

    def test_hill_prefers_texture_and_spares_the_ends(self):
        p = picture(5)
        p[:128] = gaussian_filter(p[:128].astype(float), 6).astype(np.uint8)
        p[200:210, 200:210] = 255
        changed = hill(p, 0.2, 1) != p
        self.assertGreater(changed[150:].mean(), 20 * changed[:100].mean())
        self.assertFalse(changed[200:210, 200:210].any())
        self.assertTrue(np.isfinite(hill_cost(p)).all())

    def test_too_much(self):
        with self.assertRaises(Unable):
            hill(picture(6), 1.7, 1)


class Learning(unittest.TestCase):
    def test_separates_what_differs_and_only_that(self):
        rng = np.random.default_rng(1)
        shift = np.zeros(300)
        shift[:30] = 0.5

        def drawn(n, by):
            return rng.normal(size=(n, 300)) + by

        for by, low, high in ((shift, 0.9, 1), (0, 0.4, 0.6)):
            model = Ensemble(1).fit(drawn(200, 0), drawn(200, by))
            self.assertTrue(low <= auc(model.score(drawn(300, 0)), model.score(drawn(300, by))) <= high)
            self.assertEqual(model.oob_error < 0.25, low > 0.5)

    def test_splits_keep_sources_apart(self):
        for train, test in covers.splits(12, 20):
            self.assertEqual(sorted([*train, *test]), list(range(12)))
            self.assertEqual(len(test), 4)


class JpegFiles(unittest.TestCase):
    def test_coefficients_give_the_decoder_s_picture(self):
        for quality, subsampling, progressive in ((85, 2, False), (95, 0, False), (60, 1, True)):
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder, "a.jpg")
                colour = np.stack([picture(s, 128)[:, :120] for s in range(3)], axis=-1)
                Image.fromarray(colour).save(path, quality=quality, subsampling=subsampling, progressive=progressive)
                file = Jpeg(path)
                shown = Image.open(io.BytesIO(path.read_bytes()))
                shown.draft("YCbCr", shown.size)
                luma = np.asarray(shown)[..., 0].astype(int)
                self.assertLessEqual(np.abs(jpeg.pixels(file.luma, file.luma_table)[:128, :120] - luma).max(), 1)
                self.assertGreater(nonzero_ac(path), 1000)

    def test_uerd_carries_its_payload_where_there_is_texture(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "a.jpg")
            p = picture(7)
            p[:128] = gaussian_filter(p[:128].astype(float), 6).astype(np.uint8)
            Image.fromarray(p).save(path, quality=85)
            file = Jpeg(path)
            stego = jpeg.uerd(file, 0.2, 1)
            (component, blocks), = file.components.items()
            changed = stego[component] != blocks
            self.assertTrue(0.01 < changed.sum() / nonzero_ac(path) < 0.1)
            self.assertGreater(changed[17:].sum(), 20 * changed[:15].sum())


class Sounds(unittest.TestCase):
    def test_noise_in_an_empty_band_shows(self):
        rng = np.random.default_rng(1)
        quiet = np.rint(gaussian_filter(rng.normal(size=8192), 3) * 20000).astype(np.int16)
        noisy = lsb_matching(quiet, 1, 2)
        self.assertGreater(sound.spectral(noisy), sound.spectral(quiet) + 0.5)
        highest = 63  # of the 32 usual ones, which stand behind 32 quiet ones
        self.assertGreater(sound.bands(noisy)[highest], sound.bands(quiet)[highest] + 0.3)

    def test_pairs_even_out(self):
        rng = np.random.default_rng(1)
        loud = (2 * np.rint(rng.normal(size=8192) * 10)).astype(np.int16)
        self.assertGreater(sound.pairs(lsb_replacement(loud, 1, 2)), sound.pairs(loud) + 5)


if __name__ == "__main__":
    unittest.main()
