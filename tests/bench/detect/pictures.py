"""Spatial pictures: SPA, WS, SPAM and SRM on tiles. The payload goes into the whole picture."""
import numpy as np

import covers
from embedders import SIMULATED
from peers import Peer
from spam import spam
from srm import srm
from structural import spa, ws
from study import COVER, Study, code_of


class Pictures(Study):
    name = "pictures"
    plain = ("spa", "ws")
    trained = ("spam", "srm")
    facts = ("changed",)

    def __init__(self, sources, cache, repeats, plane, size, stride, tool):
        super().__init__(sources, cache, repeats,
                         code_of("srm", "spam", "structural", "embedders", "peers", "covers", "pictures", settings=(plane, size, stride)))
        self._cut = (size, stride, plane)
        self._plane = plane
        self._tool = tool

    def peer(self, name):
        return Peer(name, self._tool if name == "medveil" else None)

    def extract(self, source, embedder, rate):
        cover = covers.load_picture(self.sources[source], self._plane)
        stego = cover
        if (embedder, rate) != COVER:
            embed = SIMULATED.get(embedder) or self.peer(embedder).picture
            stego = embed(cover, rate, self.seed(source, embedder, rate))
        cut = covers.tiles(stego, *self._cut)
        return {"spa": np.array([[spa(t)] for t in cut]), "ws": np.array([[ws(t)] for t in cut]),
                "spam": np.stack([spam(t) for t in cut]), "srm": np.stack([srm(t) for t in cut]),
                "changed": np.array([np.mean(stego != cover)])}
