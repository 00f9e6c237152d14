#!/usr/bin/env python3
"""Opens each vector of tests/vectors with the reader that was written from the specifications, and refuses each broken
one for the reason that its index names.

    test_reader.py REPOSITORY"""
import json
import pathlib
import sys

import cover_reader
import reader
from primitives import Refused

ROOT = pathlib.Path(sys.argv[1])
VECTORS = ROOT / "tests" / "vectors"
failures = []


def expect(what, got, wanted):
    if got != wanted:
        failures.append("%s: expected %r, got %r" % (what, wanted, got))


def outcome(work):
    try:
        work()
        return "ok"
    except Refused as refused:
        return str(refused)


def blobs():
    identities = {name: reader.read_identity((VECTORS / "blob" / (name + ".identity")).read_bytes())
                  for name in ("sender", "reader", "other", "stranger")}
    for each in identities.values():
        reader.check_card(each["card"])
    cards = {identities["sender"]["card"]["person"]: identities["sender"]["card"]}
    sound = broken = 0
    for line in (VECTORS / "blob" / "index.txt").read_text().splitlines():
        name, wanted, what = line.split("\t")
        file = (VECTORS / "blob" / name).read_bytes()

        def work(file=file):
            _, body, attachments = reader.open_blob(file, identities["reader"], cards)
            expect("attachments", b"".join(attachments), b"attached")
            expect("body", reader.read_body(body), (True, "MRN-1", "Ida Berg", "", "Potassium is 6.1"))

        expect(name + ", " + what, outcome(work), wanted)
        sound += wanted == "ok"
        broken += wanted != "ok"
    print("blobs: %d sound, %d broken" % (sound, broken))


def expanded(pieces):
    """Hexadecimal, each piece as often as the number behind its star says."""
    parts = (piece.split("*") for piece in pieces.split(" "))
    return b"".join(bytes.fromhex(part[0]) * int(part[1] if len(part) > 1 else 1) for part in parts)


def own_identity(data):
    identity = reader.read_identity(data)
    reader.check_identity(identity)


def contents():
    readers = {"manifest": reader.read_manifest, "body": reader.read_body, "receipt": reader.read_receipt,
               "image": reader.read_image, "envelope": reader.read_envelope, "slots": reader.read_slots,
               "identity": own_identity}
    sound = broken = 0
    expect("kinds of contents", sorted(path.stem for path in (VECTORS / "content").iterdir()), sorted(readers))
    for kind, read in readers.items():
        for line in (VECTORS / "content" / (kind + ".txt")).read_text().splitlines():
            wanted, what, pieces = line.split("\t")
            expect(kind + ", " + what, outcome(lambda r=read, p=pieces: r(expanded(p))), wanted)
            sound += wanted == "ok"
            broken += wanted != "ok"
    print("contents: %d sound, %d broken" % (sound, broken))


def covers():
    for name, text in (("group-parity.png", b"Hidden by the first coding."), ("trellis.png", b"Hidden by the second coding.")):
        samples = cover_reader.grey_png((VECTORS / "cover" / name).read_bytes())
        expect(name, cover_reader.reveal(samples, b"amber violin staircase"), text)
        expect(name, outcome(lambda s=samples: cover_reader.reveal(s, b"amber violin")), "nothing-found")
    print("covers: 2")


def words():
    lines = (ROOT / "resources" / "wordlists" / "eff_large.txt").read_text().splitlines()
    return sorted(line.split()[-1] for line in lines if line.strip())


def worked():
    """The worked examples, which test_worked_examples holds against the program."""
    examples = json.loads((VECTORS / "worked" / "examples.json").read_text())
    listed = words()
    for each in examples["safety-number"]:
        people = [tuple(bytes.fromhex(part) for part in person) for person in each["people"]]
        expect("safety number", reader.safety_number(*people), each["number"])
        expect("safety number, the other way", reader.safety_number(*people[::-1]), each["number"])
    for each in examples["key-words"]:
        expect("key words", reader.key_words(bytes.fromhex(each["signing"]), listed, 6), each["words"])
    for length, padded in examples["padme"]:
        expect("padme of %d" % length, reader.padme(length), padded)
    for each in examples["recovery-words"]:
        expect("recovery words", reader.recovery_words(bytes.fromhex(each["secret"]), listed), each["words"])
        expect("recovery secret", reader.recovery_secret(each["words"], listed).hex(), each["secret"])
    for each in examples["broken-recovery-words"]:
        expect(each, outcome(lambda text=each: reader.recovery_secret(text, listed)), "malformed")
    for each in examples["text"]:
        got = outcome(lambda e=each: reader.check_file_name(e["name"]) if "name" in e
                      else reader.check_text(e["text"], 200, breaks=True))
        expect(repr(each), got, "ok" if each["allowed"] else "malformed")
    for each in examples["file-name"]:
        file = (VECTORS / each["file"]).read_bytes() if "file" in each else bytes(each["zeros"])
        expect("name of a file", reader.file_name_of(file), each["name"])
    for each in examples["cover-salt"]:
        samples = cover_reader.grey_png((VECTORS / each["file"]).read_bytes())
        expect("cover salt", cover_reader.cover_salt(samples).hex(), each["salt"])
    print("worked examples: %d" % sum(len(each) for each in examples.values()))


def vaults():
    examples = json.loads((VECTORS / "worked" / "vaults.json").read_text())
    listed = words()
    for each in examples:
        folder = VECTORS / "vault" / each["folder"]
        slots = reader.read_slots((folder / "slots").read_bytes())
        key = reader.unlock(slots, passphrase=each["passphrase"].encode())
        secret = reader.recovery_secret(each["words"], listed)
        expect("vault key from the words", reader.unlock(slots, recovery=secret), key)
        expect("generation", slots["generation"], each["generation"])
        expect("anchor", reader.read_anchor((folder / "anchor").read_bytes(), key)[0], each["anchor"])
        expect("a wrong passphrase", outcome(lambda s=slots: reader.unlock(s, passphrase=b"wrong")), "unlock-failed")
        broken = {**slots, "body": slots["body"][:-1] + b"x"}
        expect("changed slots", outcome(lambda s=broken: reader.unlock(s, recovery=secret)), "unlock-failed")
    print("vaults: %d" % len(examples))


def cards():
    sound = broken = 0
    folder = VECTORS / "card"
    before = None
    for line in (folder / "index.txt").read_text().splitlines():
        name, wanted, what = line.split("\t")
        file = (folder / name).read_bytes()
        after = "later epoch" in what

        def work(file=file, after=after):
            card = reader.read_card(file)
            reader.check_card(card, before if after else None)

        expect(name + ", " + what, outcome(work), wanted)
        if wanted == "ok" and before is None:
            before = reader.read_card(file)
        sound += wanted == "ok"
        broken += wanted != "ok"
    print("cards: %d sound, %d broken" % (sound, broken))


blobs()
contents()
cards()
worked()
vaults()
covers()
for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
