"""Quantised DCT coefficients of a baseline JPEG file (ITU-T T.81), read without any loss; other modes are turned into
baseline by jpegtran first, which does not touch coefficients."""
import pathlib
import subprocess

import numpy as np

ZIGZAG = np.array(sorted(range(64), key=lambda i: (i // 8 + i % 8, (i % 8 if (i // 8 + i % 8) % 2 == 0 else i // 8))))


def baseline(path):
    return subprocess.run(["jpegtran", "-copy", "none", str(path)], capture_output=True, check=True).stdout


def _huffman(lengths, values):
    """Table over the next 16 bits: length * 256 + value, 0 for no code."""
    table = [0] * 65536
    code = k = 0
    for length in range(1, 17):
        for _ in range(lengths[length - 1]):
            start = code << (16 - length)
            span = 1 << (16 - length)
            table[start:start + span] = [length * 256 + values[k]] * span
            code += 1
            k += 1
        code <<= 1
    return table


class Jpeg:
    """components: {id: array (block rows, block columns, 8, 8)}; tables: {id: array (8, 8)}. The first id is luma."""

    def __init__(self, path):
        data = baseline(path)
        quantisation, huffman = {}, {}
        position = 2
        while True:
            marker, length = data[position + 1], int.from_bytes(data[position + 2:position + 4], "big")
            body = data[position + 4:position + 2 + length]
            position += 2 + length
            if marker == 0xDB:
                while body:
                    wide = body[0] >> 4
                    raw = np.frombuffer(body[1:65 + 64 * wide], ">u2" if wide else "u1")
                    table = np.zeros(64, np.int32)
                    table[ZIGZAG] = raw
                    quantisation[body[0] & 15] = table.reshape(8, 8)
                    body = body[65 + 64 * wide:]
            elif marker == 0xC4:
                while body:
                    count = sum(body[1:17])
                    huffman[body[0]] = _huffman(body[1:17], body[17:17 + count])
                    body = body[17 + count:]
            elif marker == 0xC0:
                height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
                frame = [(body[6 + 3 * k], body[7 + 3 * k] >> 4, body[7 + 3 * k] & 15, body[8 + 3 * k])
                         for k in range(body[5])]
            elif marker == 0xDD and int.from_bytes(body, "big"):
                raise ValueError("restart intervals are not read")
            elif marker == 0xDA:
                selected = {body[1 + 2 * k]: body[2 + 2 * k] for k in range(body[0])}
                break
            elif marker in (0xC1, 0xC2, 0xC3):
                raise ValueError("not a baseline file")
        self.tables = {c: quantisation[q] for c, _, _, q in frame}
        self._decode(data[position:data.rindex(b"\xff\xd9")].replace(b"\xff\x00", b"\xff"), frame, selected, huffman,
                     width, height)

    def _decode(self, scan, frame, selected, huffman, width, height):
        if len(selected) != len(frame):
            raise ValueError("more than one scan")
        hmax, vmax = max(f[1] for f in frame), max(f[2] for f in frame)
        if len(frame) == 1:  # one component: a unit is one block, whatever its sampling factors say
            frame = [(frame[0][0], 1, 1, frame[0][3])]
            hmax = vmax = 1
        across, down = -(-width // (8 * hmax)), -(-height // (8 * vmax))
        blocks = {c: np.zeros((down * v, across * h, 64), np.int16) for c, h, v, _ in frame}
        scan += b"\xff" * 8
        zigzag = ZIGZAG.tolist()
        bit = 0
        previous = {c: 0 for c in blocks}
        plan = [(c, v, h, y, x, huffman[selected[c] >> 4], huffman[16 | (selected[c] & 15)])
                for c, h, v, _ in frame for y in range(v) for x in range(h)]
        for row in range(down):
            for column in range(across):
                for c, v, h, y, x, dc, ac in plan:
                    block = {}
                    k = 0
                    while k < 64:
                        byte = bit >> 3
                        window = int.from_bytes(scan[byte:byte + 5], "big")
                        symbol = (ac if k else dc)[(window >> (24 - (bit & 7))) & 0xFFFF]
                        length, value = symbol >> 8, symbol & 255
                        if not length:
                            raise ValueError("damaged scan")
                        size = value & 15
                        bit += length
                        if k:
                            if size == 0:
                                if value != 0xF0:
                                    break
                                k += 16
                                continue
                            k += value >> 4
                        amount = 0
                        if size:
                            byte = bit >> 3
                            window = int.from_bytes(scan[byte:byte + 4], "big")
                            amount = (window >> (32 - (bit & 7) - size)) & ((1 << size) - 1)
                            if amount < 1 << (size - 1):
                                amount -= (1 << size) - 1
                            bit += size
                        if k == 0:
                            previous[c] += amount
                            amount = previous[c]
                        block[zigzag[k]] = amount
                        k += 1
                    target = blocks[c][row * v + y, column * h + x]
                    for place, amount in block.items():
                        target[place] = amount
        self.components = {c: b.reshape(*b.shape[:2], 8, 8) for c, b in blocks.items()}

    @property
    def luma(self):
        return next(iter(self.components.values()))

    @property
    def luma_table(self):
        return next(iter(self.tables.values()))


def nonzero_ac(path):
    """The count that JPEG payload rates are given against."""
    total = 0
    for blocks in Jpeg(pathlib.Path(path)).components.values():
        total += np.count_nonzero(blocks) - np.count_nonzero(blocks[..., 0, 0])
    return total
