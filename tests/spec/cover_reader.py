"""What is hidden in a cover, read from stego/spec/cover-format.md alone."""
import struct
import zlib

from primitives import Refused, argon2id, box_open, chacha20_stream, hkdf, sha256


# stego/spec/cover-format.md
class Keyed:
    """Numbers from a key."""

    def __init__(self, key):
        self.key, self.words, self.at = key, [], 0

    def next(self):
        if self.at == len(self.words):
            length = max(1 << 16, 8 * len(self.words))
            self.words = struct.unpack("<%dI" % (length // 4), chacha20_stream(self.key, length))
        self.at += 1
        return self.words[self.at - 1]

    def below(self, bound):
        while True:
            product = self.next() * bound
            if (product & 0xFFFFFFFF) >= (-bound & 0xFFFFFFFF) % bound:
                return product >> 32

    def shuffle(self, values):
        for i in range(len(values), 1, -1):
            j = self.below(i)
            values[i - 1], values[j] = values[j], values[i - 1]
        return values

    def scattered(self, total, count):
        seen = {}
        while len(seen) < count:
            seen.setdefault(self.below(total))
        return list(seen)


def bytes_of(bits):
    return bytes(sum(bit << i for i, bit in enumerate(bits[at:at + 8])) for at in range(0, len(bits), 8))


def parities(samples, positions, group, count):
    return [sum(samples[p] & 1 for p in positions[bit * group:(bit + 1) * group]) & 1 for bit in range(count)]


def cover_salt(samples):
    total = len(samples)
    places = Keyed(hkdf(b"medveil", b"", "medveil/v1/stego/salt-positions")).scattered(total, 2048)
    return sha256(bytes(samples[p] & 1 for p in places), struct.pack("<I", total))


def trellis_bits(key, height, row, count):
    columns = [1 | i << 1 | 1 << (height - 1) for i in range(1 << (height - 2))]
    keyed, order = Keyed(key), []
    while len(order) < 4096:
        order += keyed.shuffle(columns)
    bits, total = [], 0
    for k in range(count):
        begin, end = k * len(row) // count, (k + 1) * len(row) // count
        for i in range(begin, end):
            if row[i]:
                total ^= order[(i - begin) % 4096]
        bits.append(total & 1)
        total >>= 1
    return bits


def trellis_payload(samples, key, length, height, share):
    place = hkdf(key, b"", "medveil/v1/stego/payload-place")
    total = len(samples)
    blocks = max(1, total // 69632)
    runs = total // 16
    turns = Keyed(hkdf(place, b"", "medveil/v1/stego/turns"))
    turn = [turns.below(blocks) for _ in range((runs + blocks - 1) // blocks)]
    upper, lower = (hkdf(key, b"", "medveil/v1/stego/" + which) for which in ("upper", "lower"))
    bits = []
    for block in range(blocks):
        mine = [s * blocks + (block + t) % blocks for s, t in enumerate(turn)]
        mine = Keyed(hkdf(place, b"", "medveil/v1/stego/block %d" % block)).shuffle([r for r in mine if r < runs])
        order = [run * 16 + i for i in range(16) for run in mine]
        count = 8 * length * (block + 1) // blocks - 8 * length * block // blocks
        split = count * share // 65536
        bits += trellis_bits(upper, height, [samples[p] >> 1 & 1 for p in order], split)
        bits += trellis_bits(lower, height, [samples[p] & 1 for p in order], count - split)
    return bytes_of(bits)


def reveal(samples, passphrase):
    salt = cover_salt(samples)
    key = argon2id(passphrase, salt[:16], 3, 131072)
    seal, place = (hkdf(key, salt, "medveil/v1/stego/slot-" + which) for which in ("seal", "place"))
    positions = Keyed(place).scattered(len(samples), 88 * 8 * 16)
    slot = box_open(seal, bytes_of(parities(samples, positions, 16, 88 * 8)))
    if slot is None:
        raise Refused("nothing-found")
    key, length, coding = slot[:32], int.from_bytes(slot[32:40], "little"), slot[40]
    if coding == 2:
        sealed = trellis_payload(samples, key, length, slot[41], int.from_bytes(slot[42:44], "little"))
    elif coding == 1:
        order = Keyed(hkdf(key, b"", "medveil/v1/stego/payload-place")).shuffle(list(range(len(samples))))
        group = min(64, len(samples) // (8 * length))
        sealed = bytes_of(parities(samples, order, group, 8 * length))
    else:
        raise Refused("unknown-version")
    payload = box_open(hkdf(key, b"", "medveil/v1/stego/payload-seal"), sealed)
    if payload is None:
        raise Refused("nothing-found")
    return payload


def grey_png(file):
    """Samples of an 8-bit grey PNG that is not interlaced."""
    width, height, bits, colour, _, _, interlace = struct.unpack(">IIBBBBB", file[16:29])
    assert (bits, colour, interlace) == (8, 0, 0)
    stream, at = b"", 8
    while at < len(file):
        length = int.from_bytes(file[at:at + 4], "big")
        if file[at + 4:at + 8] == b"IDAT":
            stream += file[at + 8:at + 8 + length]
        at += 12 + length
    rows = zlib.decompress(stream)
    samples, above = [], [0] * width
    for y in range(height):
        kind, line = rows[y * (width + 1)], list(rows[y * (width + 1) + 1:(y + 1) * (width + 1)])
        for x in range(width):
            left, corner = (line[x - 1], above[x - 1]) if x else (0, 0)
            up = above[x]
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda each: abs(guess - each))
            line[x] = (line[x] + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        samples += line
        above = line
    return samples
