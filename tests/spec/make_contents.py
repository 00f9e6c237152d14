#!/usr/bin/env python3
"""Makes tests/vectors/content: manifests, bodies, receipts, sealed images, cover envelopes, slots files and identities
at each bound and one above it, and with two faults. A file for each kind, a line for each vector: expected refusal (or
"ok"), what it is, the bytes in hexadecimal; 61*200 stands for 200 times 61. New ones belong at the end of their kind.

    make_contents.py REPOSITORY"""
import pathlib
import re
import sys

import reader
from make_cards import cbor

OUT = pathlib.Path(sys.argv[1]) / "tests" / "vectors" / "content"
MOST_TIME = 7_258_118_400_000
MANIFEST = {"version": 1, "message": bytes(range(16)), "sender": b"s" * 32, "epoch": 0, "device": b"d" * 16,
            "recipients": [b"r" * 32], "type": 1, "sequence": 7, "created": 1_800_000_000_000, "expires": 0, "body": 40,
            "attachments": [["scan.dcm", "application/dicom", 8]], "cover": "", "grant": b""}
RECEIPT = {"version": 1, "kind": 1, "message": bytes(16), "blob": bytes(32), "time": 1_800_000_000_000, "reason": 0}
PATIENT = [True, "MRN-1", "Ida Berg"]
found = []


def add(kind, wanted, what, data):
    found.append((kind, wanted, what, data))


def manifest(wanted, what, end=b"", begin=None, previous=None, **changes):
    fields = list({**MANIFEST, **changes}.values()) + ([] if previous is None else [previous])
    data = cbor(fields) + end
    add("manifest", wanted, what, data if begin is None else begin + data[1:])


def people(count):
    return [bytes([i] * 32) for i in range(count)]


def files(count):
    return [["%03d" % i, "", 0] for i in range(count)]


def one_file(name="scan.dcm", media="", size=0):
    return [[name, media, size]]


def receipt(wanted, what, **changes):
    add("receipt", wanted, what, cbor(list({**RECEIPT, **changes}.values())))


def body(wanted, what, fields, end=b""):
    add("body", wanted, what, cbor(fields) + end)


def manifests():
    manifest("ok", "version 1")
    manifest("ok", "version 2", version=2, previous=[bytes(16)])
    manifest("ok", "64 recipients", recipients=people(64))
    manifest("too-large", "65 recipients", recipients=people(65))
    manifest("ok", "version 2, 64 recipients", version=2, recipients=people(64), previous=[bytes(16)] * 64)
    manifest("malformed", "version 2, one previous message too few", version=2, recipients=people(3),
             previous=[bytes(16)] * 2)
    manifest("malformed", "version 2, one previous message too many", version=2, recipients=people(3),
             previous=[bytes(16)] * 4)
    manifest("ok", "epoch 2^32 - 1", epoch=(1 << 32) - 1)
    manifest("too-large", "epoch 2^32", epoch=1 << 32)
    manifest("ok", "sequence 2^64 - 1", sequence=(1 << 64) - 1)
    manifest("ok", "made in 1970", created=0)
    manifest("ok", "made at 2200-01-01", created=MOST_TIME)
    manifest("too-large", "made a millisecond later", created=MOST_TIME + 1)
    manifest("ok", "expires at 2200-01-01", expires=MOST_TIME)
    manifest("too-large", "expires a millisecond later", expires=MOST_TIME + 1)
    manifest("ok", "expires when it was made", expires=1_800_000_000_000)
    manifest("malformed", "expires a millisecond before it was made", expires=1_799_999_999_999)
    manifest("ok", "a body of 5,242,880 bytes", body=5_242_880)
    manifest("too-large", "a body of 5,242,881 bytes", body=5_242_881)
    manifest("ok", "no attachment", attachments=[])
    manifest("ok", "256 attachments", attachments=files(256))
    manifest("too-large", "257 attachments", attachments=files(257))
    manifest("ok", "a file name of 200 bytes", attachments=one_file(name="a" * 200))
    manifest("too-large", "a file name of 201 bytes", attachments=one_file(name="a" * 201))
    manifest("ok", "a media type of 100 bytes", attachments=one_file(media="a" * 100))
    manifest("too-large", "a media type of 101 bytes", attachments=one_file(media="a" * 101))
    manifest("ok", "an attachment of 2^50 bytes, no body", body=0, attachments=one_file(size=1 << 50))
    manifest("too-large", "an attachment of 2^50 + 1 bytes", body=0, attachments=one_file(size=(1 << 50) + 1))
    manifest("too-large", "2^50 + 1 bytes with the body", body=1, attachments=one_file(size=1 << 50))
    manifest("too-large", "256 attachments of 2^50 bytes each", attachments=[["%03d" % i, "", 1 << 50] for i in range(256)])
    manifest("ok", "a cover's name of 200 bytes", cover="a" * 200)
    manifest("too-large", "a cover's name of 201 bytes", cover="a" * 201)
    manifest("ok", "a grant of 16 bytes", grant=bytes(16))
    manifest("too-large", "a grant of 17 bytes", grant=bytes(17))
    size = len(cbor(list(MANIFEST.values())))
    manifest("malformed", "196,608 bytes, what is too much at its end", end=bytes(196_608 - size))
    manifest("too-large", "196,609 bytes, what is too much at its end", end=bytes(196_609 - size))
    # Two faults.
    manifest("too-large", "two faults: 196,609 bytes, version 3", end=bytes(196_609 - size), version=3)
    manifest("unknown-version", "two faults: version 3, 13 fields", begin=b"\x8d", version=3)
    manifest("unknown-version", "version 3 of 16 fields", begin=b"\x90", end=b"\0\0", version=3)
    manifest("malformed", "version 1 of 15 fields", begin=b"\x8f", end=b"\0")
    manifest("malformed", "version 1 of 16 fields", begin=b"\x90", end=b"\0\0")
    manifest("unknown-version", "version 2 of 14 fields", version=2)
    manifest("unknown-version", "two faults: version 3, a message id of 17 bytes", version=3, message=bytes(17))
    manifest("too-large", "two faults: 65 recipients, not ascending", recipients=people(65)[::-1])
    manifest("malformed", "two faults: no recipient, content type 3", recipients=[], type=3)
    manifest("unknown-version", "two faults: content type 3, made after 2200", type=3, created=MOST_TIME + 1)
    manifest("too-large", "two faults: made after 2200, expires before", created=MOST_TIME + 1, expires=1)
    manifest("malformed", "two faults: expires before it was made, a body over its bound", expires=1, body=5_242_881)
    manifest("too-large", "two faults: a body over its bound, a file name with a slash", body=5_242_881,
             attachments=one_file(name="a/b"))
    manifest("too-large", "two faults: a file name of 201 bytes, with a slash", attachments=one_file(name="/" * 201))
    manifest("malformed", "two faults: a file name with a slash, a media type of 101 bytes",
             attachments=one_file(name="a/b", media="a" * 101))
    manifest("malformed", "two faults: the second file name with a slash, 2^50 + 1 bytes together", body=0,
             attachments=[["a", "", 1 << 50], ["b/c", "", 1]])
    manifest("too-large", "two faults: 2^50 + 1 bytes together, a cover's name with a slash", body=1,
             attachments=one_file(size=1 << 50), cover="a/b")
    manifest("too-large", "two faults: a cover's name of 201 bytes, a grant of 15 bytes", cover="a" * 201, grant=bytes(15))
    manifest("malformed", "two faults: a grant of 15 bytes, a previous message of 17", version=2, grant=bytes(15),
             previous=[bytes(17)])


def bodies():
    body("ok", "version 1", [1] + PATIENT + ["hb"])
    body("ok", "version 2", [2] + PATIENT + ["South", "hb"])
    body("ok", "nobody's", [1, False, "", "", ""])
    for at, what in ((1, "a patient's number"), (2, "a patient's name")):
        for count, wanted in ((200, "ok"), (201, "too-large")):
            fields = [1] + PATIENT + [""]
            fields[at + 1] = "a" * count
            body(wanted, "%s of %d bytes" % (what, count), fields)
    body("ok", "an authority of 200 bytes", [2] + PATIENT + ["a" * 200, ""])
    body("too-large", "an authority of 201 bytes", [2] + PATIENT + ["a" * 201, ""])
    body("malformed", "an empty authority", [2] + PATIENT + ["", ""])
    body("ok", "a text of 4,194,304 bytes", [1] + PATIENT + ["a" * 4_194_304])
    body("too-large", "a text of 4,194,305 bytes", [1] + PATIENT + ["a" * 4_194_305])
    body("malformed", "a patient whose number is a space that does not break", [1, True, "\u00a0", "Ida Berg", ""])
    body("malformed", "a patient whose number has a code point of private use", [1, True, "1\ue000", "Ida Berg", ""])
    body("ok", "a text with a code point of private use", [1] + PATIENT + ["\ue000"])
    body("malformed", "names a patient and says there is none", [1, False, "MRN-1", "", ""])
    # Two faults.
    body("unknown-version", "two faults: version 3, 4 fields", [3] + PATIENT)
    body("unknown-version", "version 3 of 7 fields", [3] + PATIENT + ["", "", ""])
    body("malformed", "version 1 of 7 fields", [1] + PATIENT + ["", "", ""])
    body("malformed", "version 2 of 5 fields", [2] + PATIENT + [""])
    body("malformed", "version 1 of 6 fields", [1] + PATIENT + ["", ""])
    body("malformed", "two faults: 6 fields of version 1, a number of 201 bytes", [1, True, "a" * 201, "b", "", ""])
    body("too-large", "two faults: no number, a name of 201 bytes", [1, True, "", "a" * 201, ""])
    body("too-large", "two faults: no number, an authority of 201 bytes", [2, True, "", "b", "a" * 201, ""])
    body("malformed", "two faults: no number, a text over its bound", [1, True, "", "b", "a" * 4_194_305])
    body("too-large", "two faults: a text over its bound, a byte behind the end", [1] + PATIENT + ["a" * 4_194_305], b"\0")
    body("too-large", "two faults: a text over its bound, characters turned around",
         [1] + PATIENT + ["\u202e" * 1_398_102])


def rest():
    for kind in (1, 2, 3):
        receipt("ok", "kind %d" % kind, kind=kind)
    receipt("unknown-version", "kind 0", kind=0)
    receipt("unknown-version", "kind 4", kind=4)
    receipt("ok", "at 2200-01-01", time=MOST_TIME)
    receipt("too-large", "a millisecond later", time=MOST_TIME + 1)
    receipt("ok", "reason 65,535", reason=65_535)
    receipt("too-large", "reason 65,536", reason=65_536)
    receipt("unknown-version", "two faults: version 2, kind 4", version=2, kind=4)
    receipt("unknown-version", "two faults: kind 4, a message id of 17 bytes", kind=4, message=bytes(17))
    receipt("malformed", "two faults: a digest of 31 bytes, after 2200", blob=bytes(31), time=MOST_TIME + 1)
    add("receipt", "malformed", "two faults: 7 fields, version 2", cbor([2, 1, bytes(16), bytes(32), 0, 0, 0]))
    add("image", "ok", "version 1", cbor([1, bytes(32), bytes(32)]))
    add("image", "malformed", "two faults: 4 fields, version 2", cbor([2, bytes(32), bytes(32), 0]))
    add("image", "unknown-version", "two faults: version 2, a digest of 33 bytes", cbor([2, bytes(33), bytes(32)]))
    add("image", "too-large", "two faults: a digest of 33 bytes, one of 31", cbor([1, bytes(33), bytes(31)]))
    add("envelope", "ok", "a message", cbor([1, b"m"]))
    add("envelope", "malformed", "no message", cbor([1, b""]))
    add("envelope", "ok", "a ticket for 2^51 bytes", cbor([1, bytes(32), bytes(32), 1 << 51]))
    add("envelope", "too-large", "a ticket for 2^51 + 1 bytes", cbor([1, bytes(32), bytes(32), (1 << 51) + 1]))
    add("envelope", "malformed", "a key of 31 bytes", cbor([1, bytes(32), bytes(31), 0]))
    add("envelope", "unknown-version", "two faults: version 2, 3 fields", cbor([2, bytes(32), bytes(32)]))
    add("envelope", "unknown-version", "version 2 of 5 fields", cbor([2, 0, 0, 0, 0]))
    add("envelope", "malformed", "3 fields", cbor([1, bytes(32), bytes(32)]))
    add("envelope", "malformed", "5 fields", cbor([1, bytes(32), bytes(32), 0, 0]))
    add("envelope", "malformed", "two faults: a key of 31 bytes, a ticket for 2^51 + 1", cbor([1, bytes(32), bytes(31), (1 << 51) + 1]))


def slots(wanted, what, count=1, end=b"", fields=None, version=2, generation=1, counter=1, **changes):
    slot = {"kind": 1, "salt": bytes(16), "passes": 3, "kib": 65_536, "wrapped": bytes(72), **changes}
    inner = cbor(([version, generation, counter, [list(slot.values())] * count] + [0] * 20)[:fields or 4])
    add("slots", wanted, what, b"MVSLOT1\n" + cbor([inner, bytes(32)]) + end)


def slots_files():
    slots("ok", "one slot")
    slots("ok", "no slot", count=0)
    slots("ok", "16 slots", count=16)
    slots("vault-damaged", "17 slots", count=17)
    slots("ok", "generation 2^32 - 1, counter 2^63 - 1", generation=(1 << 32) - 1, counter=(1 << 63) - 1)
    slots("vault-damaged", "generation 2^32", generation=1 << 32)
    slots("vault-damaged", "counter 2^63", counter=1 << 63)
    for name, least, most in (("passes", 1, 64), ("kib", 8_192, 2_097_152)):
        for value in (least, most):
            slots("ok", "%s: %d" % (name, value), **{name: value})
        for value in (least - 1, most + 1):
            slots("vault-damaged", "%s: %d" % (name, value), **{name: value})
    slots("ok", "a recovery kit, whose passes are not asked", kind=2, passes=0, kib=0)
    slots("ok", "kind 4", kind=4)
    slots("vault-too-new", "kind 5", kind=5)
    slots("vault-too-new", "kind 0", kind=0)
    slots("vault-damaged", "a wrapped key of 71 bytes", wrapped=bytes(71))
    slots("vault-damaged", "a wrapped key of 73 bytes", wrapped=bytes(73))
    slots("vault-damaged", "65,537 bytes, what is too much at its end", end=bytes(65_537))
    slots("vault-damaged", "version 0", version=0)
    slots("vault-too-new", "version 3", version=3)
    slots("vault-damaged", "version 2 of 5 fields", fields=5)
    slots("vault-too-new", "version 3 of 17 fields", version=3, fields=17)
    slots("vault-too-new", "two faults: version 3, 17 slots", version=3, count=17)
    slots("vault-too-new", "two faults: kind 5, a salt of 17 bytes", kind=5, salt=bytes(17))
    slots("vault-damaged", "two faults: 17 slots, kind 5", count=17, kind=5)
    slots("vault-damaged", "two faults: a byte behind the file, version 3", version=3, end=b"\0")


def identities():
    file = (OUT.parent / "blob" / "sender.identity").read_bytes()
    parts = reader.read_identity(file)
    signing, agreement = cbor(parts["signing"]), cbor(parts["agreement"])
    short = cbor(parts["signing"][:63])
    add("identity", "ok", "the sender of the messages", file)
    add("identity", "malformed", "a signing secret of 63 bytes", file.replace(signing, short))
    add("identity", "too-large", "a signing secret of 65 bytes", file.replace(signing, cbor(parts["signing"] + b"\0")))
    add("identity", "malformed", "an agreement secret of 31 bytes", file.replace(agreement, cbor(parts["agreement"][:31])))
    add("identity", "bad-key", "an agreement secret that is not the card's", file.replace(agreement, cbor(bytes(32))))
    add("identity", "unknown-version", "two faults: version 2, a signing secret of 63 bytes",
        b"\x86\x02" + file[2:].replace(signing, short))
    add("identity", "malformed", "two faults: a byte behind the end, an agreement secret that is not the card's",
        file.replace(agreement, cbor(bytes(32))) + b"\0")


def pieces(data):
    """Hexadecimal, with a star where a piece of one or three bytes comes 24 times or more."""
    parts, at = [], 0
    for run in re.finditer(rb"(.)\1{23,}|(...)\2{23,}", data, re.DOTALL):
        if run.start() > at:
            parts.append(data[at:run.start()].hex())
        piece = run.group(1) or run.group(2)
        parts.append("%s*%d" % (piece.hex(), len(run.group()) // len(piece)))
        at = run.end()
    return " ".join(parts + ([data[at:].hex()] if at < len(data) else []))


manifests()
bodies()
rest()
slots_files()
identities()
OUT.mkdir(exist_ok=True)
for each in dict.fromkeys(kind for kind, *_ in found):
    (OUT / (each + ".txt")).write_text("".join("\t".join((wanted, what, pieces(data))) + "\n"
                                               for kind, wanted, what, data in found if kind == each))
