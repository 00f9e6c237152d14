#!/usr/bin/env python3
"""Makes tests/vectors/card: sound cards of two epochs, and cards with one fault each. Run once for each version of the
format; what it made is kept. index.txt has a line for each file: name, expected refusal (or "ok"), what is wrong.

    make_cards.py REPOSITORY"""
import hashlib
import pathlib
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

import reader

ROOT = pathlib.Path(sys.argv[1])
OUT = ROOT / "tests" / "vectors" / "card"
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def head(major, value):
    for extra, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 24:
            return bytes([major << 5 | value])
        if value < 1 << (8 * size):
            return bytes([major << 5 | extra]) + value.to_bytes(size, "big")
    raise ValueError(value)


def cbor(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(4, len(value)) + b"".join(map(cbor, value))


def seeded(name, kind):
    return kind.from_private_bytes(hashlib.sha256(name.encode()).digest())


SIGNING = [seeded("card signing %d" % i, Ed25519PrivateKey) for i in range(3)]
PUBLIC = [key.public_key().public_bytes(*RAW) for key in SIGNING]
AGREEMENT = seeded("card agreement", X25519PrivateKey).public_key().public_bytes(*RAW)
PERSON = hashlib.sha256(PUBLIC[0]).digest()
RSA = reader.read_identity((ROOT / "tests/vectors/blob/sender.identity").read_bytes())["card"]["rsa"]
FIELDS = ("version", "person", "epoch", "name", "facility", "roles", "signing", "agreement", "rsa", "devices", "created",
          "certificates")
SOUND = dict(zip(FIELDS, (1, PERSON, 0, "Amal Haddad", "St. Mary", [2, 5], PUBLIC[0], AGREEMENT, RSA,
                          [[bytes(range(16)), bytes(range(16, 32))]], 1_800_000_000_000, [])))


def card(signer=0, previous=None, change_body=None, own=None, before=None, **changes):
    body = cbor([{**SOUND, **changes}[field] for field in FIELDS])
    if change_body:
        body = change_body(body)
    own = own if own is not None else SIGNING[signer].sign(b"medveil/v1/card\0" + body)
    if before is None:
        before = b"" if previous is None else SIGNING[previous].sign(b"medveil/v1/card-rotation\0" + body)
    return b"MVCARD1\n" + cbor([body, own, before])


NEXT = {"epoch": 1, "signing": PUBLIC[1], "signer": 1}
CARDS = [
    ("ok", "a sound card", card()),
    ("ok", "later epoch: signed by both keys", card(previous=0, **NEXT)),
    ("not-vouched-for", "later epoch: a third key vouches", card(previous=2, **NEXT)),
    ("not-vouched-for", "later epoch: 64 random bytes vouch", card(before=bytes(range(64)), **NEXT)),
    ("not-vouched-for", "later epoch: one is left out", card(previous=0, **{**NEXT, "epoch": 2})),
    ("malformed", "epoch 1 without the signature of epoch 0", card(**NEXT)),
    ("malformed", "epoch 0 with a signature of an earlier one", card(previous=0)),
    ("malformed", "another magic", b"MVCARD2\n" + card()[8:]),
    ("unknown-version", "version 2", card(version=2)),
    ("not-vouched-for", "own signature by another key", card(signer=1)),
    ("not-vouched-for", "person of another key", card(person=bytes(32))),
    ("malformed", "roles out of order", card(roles=[5, 2])),
    ("malformed", "a role twice", card(roles=[2, 2])),
    ("malformed", "role 6", card(roles=[6])),
    ("malformed", "role 0", card(roles=[0])),
    ("too-large", "six roles", card(roles=[1, 2, 3, 4, 5, 6])),
    ("malformed", "no name", card(name="")),
    ("malformed", "a name of spaces", card(name="   ")),
    ("too-large", "a name of 201 bytes", card(name="a" * 201)),
    ("malformed", "a name that is turned around", card(name="Amal \u202eHaddad")),
    ("malformed", "a name with a line feed", card(name="Amal\nHaddad")),
    ("malformed", "a name with a joiner that is not seen", card(name="Amal\u200cHaddad")),
    ("malformed", "a name with a filler", card(name="Amal\u3164")),
    ("malformed", "a facility with a tag", card(facility="St. Mary\U000e0041")),
    ("malformed", "no device", card(devices=[])),
    ("too-large", "17 devices", card(devices=[[bytes([i] * 16), bytes([i] * 16)] for i in range(17)])),
    ("bad-key", "an agreement key of zeros", card(agreement=bytes(32))),
    ("bad-key", "an agreement key of order 4", card(agreement=b"\1" + bytes(31))),
    ("bad-key", "a signing key of order 1", card(signing=b"\1" + bytes(31), person=hashlib.sha256(b"\1" + bytes(31)).digest())),
    ("too-large", "made in the year 144683", card(created=(1 << 52) + 1)),
    ("too-large", "five certificates", card(certificates=[b"c"] * 5)),
    ("malformed", "a byte behind the body", card(change_body=lambda body: body + b"\0")),
    ("malformed", "a byte behind the file", card() + b"\0"),
    ("unexpected-end", "cut short", card()[:-1]),
    ("malformed", "a number that is longer than it need be",
     card(change_body=lambda body: body[:1] + b"\x18\x01" + body[2:])),
    ("ok", "made at 2200-01-01, to the millisecond", card(created=7_258_118_400_000)),
    ("ok", "later epoch: made at 2200-01-01, to the millisecond", card(previous=0, created=7_258_118_400_000, **NEXT)),
    ("too-large", "made a millisecond after 2200-01-01", card(created=7_258_118_400_001)),
    # Each bound, and one above it.
    ("ok", "a name of 200 bytes", card(name="a" * 200)),
    ("ok", "a name of 100 characters, 200 bytes", card(name="\u00e9" * 100)),
    ("too-large", "a name of 101 characters, 202 bytes", card(name="\u00e9" * 101)),
    ("ok", "no facility", card(facility="")),
    ("ok", "a facility of 200 bytes", card(facility="a" * 200)),
    ("too-large", "a facility of 201 bytes", card(facility="a" * 201)),
    ("ok", "no role", card(roles=[])),
    ("ok", "all five roles", card(roles=[1, 2, 3, 4, 5])),
    ("ok", "16 devices", card(devices=[[bytes([i] * 16), bytes([i] * 16)] for i in range(16)])),
    ("ok", "four certificates of 4,096 bytes each", card(certificates=[b"c" * 4096] * 4)),
    ("too-large", "a certificate of 4,097 bytes", card(certificates=[b"c" * 4097])),
    ("ok", "an RSA key of 1,024 bytes", card(rsa=RSA + bytes(1024 - len(RSA)))),
    ("too-large", "an RSA key of 1,025 bytes", card(rsa=RSA + bytes(1025 - len(RSA)))),
    ("ok", "epoch 2^32 - 1, alone", card(previous=0, **{**NEXT, "epoch": (1 << 32) - 1})),
    ("too-large", "epoch 2^32, alone", card(previous=0, **{**NEXT, "epoch": 1 << 32})),
    ("ok", "made in 1970", card(created=0)),
    ("malformed", "a previous signature of 63 bytes", card(before=bytes(63), **NEXT)),
    ("too-large", "a previous signature of 65 bytes", card(before=bytes(65), **NEXT)),
    ("malformed", "an own signature of 63 bytes", card(own=bytes(63))),
    ("too-large", "an own signature of 65 bytes", card(own=bytes(65))),
    ("malformed", "a file of 32,768 bytes, what is too much at its end", card().ljust(32768, b"\0")),
    ("too-large", "a file of 32,769 bytes, what is too much at its end", card().ljust(32769, b"\0")),
    ("malformed", "a body of 13 fields", card(change_body=lambda body: b"\x8d" + body[1:] + b"\x01")),
    # The edges of what is not seen.
    ("ok", "a name that ends with U+D7FB, before what is not seen", card(name="Amal\ud7fb")),
    ("malformed", "a name with U+E000, of private use", card(name="Amal\ue000")),
    ("malformed", "a name with U+F8FF, of private use", card(name="Amal\uf8ff")),
    ("ok", "a name with U+F900, behind private use", card(name="Amal\uf900")),
    ("malformed", "a name with U+FFF9, an annotation", card(name="Amal\ufff9")),
    ("malformed", "a name with U+FFFB, the end of an annotation", card(name="Amal\ufffb")),
    ("malformed", "a name with U+FFFC, which stands for an object", card(name="Amal\ufffc")),
    ("ok", "a name with U+EFFFF, before the private planes", card(name="Amal\U000effff")),
    ("malformed", "a name with U+F0000, of private use", card(name="Amal\U000f0000")),
    ("malformed", "a name with U+10FFFF, the last", card(name="Amal\U0010ffff")),
    ("malformed", "a name of spaces that do not break", card(name="\u00a0\u3000")),
    ("ok", "a facility of spaces that do not break", card(facility="\u00a0\u3000")),
    # Two faults: the earlier check names the refusal.
    ("too-large", "two faults: 32,769 bytes, another magic", (b"MVCARD2\n" + card()[8:]).ljust(32769, b"\0")),
    ("malformed", "two faults: another magic, cut short", b"MVCARD2\n" + card()[8:-1]),
    ("unexpected-end", "two faults: cut short, version 2", card(version=2)[:-1]),
    ("malformed", "two faults: a byte behind the file, version 2", card(version=2) + b"\0"),
    ("too-large", "two faults: an own signature of 65 bytes, version 2", card(own=bytes(65), version=2)),
    ("malformed", "two faults: a body of 13 fields, version 2",
     card(version=2, change_body=lambda body: b"\x8d" + body[1:] + b"\x01")),
    ("unknown-version", "two faults: version 2, a name of 201 bytes", card(version=2, name="a" * 201)),
    ("too-large", "two faults: a name of 201 bytes, role 6", card(name="a" * 201, roles=[6])),
    ("too-large", "two faults: a name of 201 bytes, among them a line feed", card(name="\n" * 201)),
    ("too-large", "two faults: a name of 201 bytes that are no UTF-8",
     card(name="a" * 201, change_body=lambda body: body.replace(b"a" * 201, b"\xff" * 201))),
    ("unexpected-end", "two faults: a byte string for a name, longer than the rest",
     card(change_body=lambda body: body.replace(cbor("Amal Haddad"), b"\x59\xff\xffAmal Haddad"))),
    ("malformed", "two faults: role 6, 17 devices",
     card(roles=[6], devices=[[bytes([i] * 16), bytes([i] * 16)] for i in range(17)])),
    ("malformed", "two faults: no device, made after 2200", card(devices=[], created=7_258_118_400_001)),
    ("too-large", "two faults: made after 2200, epoch 1 without the signature of epoch 0",
     card(created=7_258_118_400_001, **NEXT)),
    ("too-large", "two faults: made after 2200, own signature by another key", card(created=7_258_118_400_001, signer=1)),
    ("malformed", "two faults: epoch 1 without the signature of epoch 0, an agreement key of zeros",
     card(agreement=bytes(32), **NEXT)),
    ("malformed", "two faults: no name, an agreement key of zeros", card(name="", agreement=bytes(32))),
    ("bad-key", "two faults: an agreement key of zeros, a name with a filler",
     card(agreement=bytes(32), name="Amal\u3164")),
    ("bad-key", "two faults: an agreement key of zeros, own signature by another key",
     card(agreement=bytes(32), signer=1)),
    ("malformed", "two faults: a name with a filler, own signature by another key", card(name="Amal\u3164", signer=1)),
    ("malformed", "two faults: a facility with a tag, person of another key",
     card(facility="St. Mary\U000e0041", person=bytes(32))),
    ("bad-key", "later epoch: two faults: an agreement key of zeros, a third key vouches",
     card(previous=2, agreement=bytes(32), **NEXT)),
]

if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    index = []
    for number, (wanted, what, file) in enumerate(CARDS, 1):
        name = "%03d.card" % number
        (OUT / name).write_bytes(file)
        index.append("\t".join((name, wanted, what)) + "\n")
    (OUT / "index.txt").write_text("".join(index))
