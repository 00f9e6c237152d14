"""Embedding by programs: ours and Debian's. Each works in its own folder with an empty home."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np
from PIL import Image
from scipy.io import wavfile

from embedders import Unable

PASSPHRASE = "seven grey herons wade at dusk"
TIMEOUT = 300
PICTURE_FORMATS = {"medveil": "png", "steghide": "bmp", "outguess": "pnm", "stegosuite": "png"}


class Peer:
    """One program. `tool` is the path of medveil-cli for "medveil", otherwise found on PATH."""

    def __init__(self, name, tool=None):
        self.name = name
        self.path = str(pathlib.Path(tool).resolve()) if tool else shutil.which(name)
        if not self.path or not os.access(self.path, os.X_OK):
            raise Unable("not installed" if not tool else "no such program")

    def identity(self):
        """Changes whenever the program does, so that cached features of an older one are not used."""
        return hashlib.sha256(pathlib.Path(self.path).read_bytes()).hexdigest()[:12]

    def version(self):
        if self.name == "medveil":
            return self._run([self.path, "--version"], None).strip()
        out = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", self.name], capture_output=True, text=True,
                             check=False)
        return f"{self.name} {out.stdout}" if out.returncode == 0 else self.name

    def _run(self, command, folder):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        if folder:
            home = str(folder / "home")
            environment |= {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home}
            os.makedirs(home, exist_ok=True)
        try:
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace",
                                  stdin=subprocess.DEVNULL, timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired:
            raise Unable(f"took over {TIMEOUT} s") from None
        if done.returncode != 0:
            lines = (done.stderr.strip() or done.stdout.strip() or "failed").splitlines()
            raise Unable(lines[-1].replace(str(folder), "").strip()[:100])
        return done.stdout

    def embed_file(self, cover, size, seed, out):
        """Hides `size` random bytes of `cover` in the new file `out`, both with the ending the program expects."""
        if size < 1:
            raise Unable("no room for a byte")
        folder = out.parent
        payload, secret = folder / "payload", folder / "passphrase"
        payload.write_bytes(np.random.default_rng(seed).bytes(size))
        secret.write_text(f"{PASSPHRASE} {seed}\n")
        key = f"{PASSPHRASE} {seed}"
        command = {
            "medveil": [self.path, "--passphrase-file", secret, "hide", payload, cover, "--out", out],
            "steghide": [self.path, "embed", "-q", "-f", "-cf", cover, "-ef", payload, "-sf", out, "-p", key],
            "outguess": [self.path, *(["-p", "85"] if out.suffix == ".jpg" else []), "-k", key, "-d", payload, cover, out],
            "stegosuite": [self.path, "embed", "-k", key, "-f", payload, "-o", out, cover],
        }[self.name]
        self._run([str(part) for part in command], folder)
        if not out.is_file() or out.stat().st_size == 0:
            raise Unable("wrote no file")

    def picture(self, cover, bpp, seed):
        ending = PICTURE_FORMATS[self.name]
        if ending == "pnm":
            ending = "pgm" if cover.ndim == 2 else "ppm"
        with tempfile.TemporaryDirectory() as folder:
            source, out = pathlib.Path(folder, f"cover.{ending}"), pathlib.Path(folder, f"stego.{ending}")
            Image.fromarray(cover).save(source)
            self.embed_file(source, int(round(bpp * cover.size / 8)), seed, out)
            stego = np.asarray(Image.open(out))
        return self._checked(cover, stego)

    def sound(self, rate, cover, bpp, seed):
        with tempfile.TemporaryDirectory() as folder:
            source, out = pathlib.Path(folder, "cover.wav"), pathlib.Path(folder, "stego.wav")
            wavfile.write(source, rate, cover)
            self.embed_file(source, int(round(bpp * cover.size / 8)), seed, out)
            stego = wavfile.read(out)[1]
        return self._checked(cover, stego)

    def _checked(self, cover, stego):
        if stego.shape != cover.shape or stego.dtype != cover.dtype:
            raise Unable(f"changes the form of the cover ({stego.shape}, {stego.dtype})")
        if np.array_equal(stego, cover):
            raise Unable("changed nothing")
        return stego
