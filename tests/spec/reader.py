"""A reader of everything that Medveil puts into other people's hands, written from core/spec and stego/spec alone:
what it needs and does not find there is a fault of the specification."""
import base64
import re
import struct

from primitives import (Cbor, Refused, agreed, argon2id, box_open, hkdf, hmac_sha256, is_point, leaf, public_halves, rsa_open, sha256,
                        signed_by, stream_open, tree_root)

MOST_TIME = 7_258_118_400_000
MOST_CONTENT = 1 << 50
MOST_INLINE = 256 * 1024 * 1024
CHUNK = 262144


# core/spec/conventions.md, "Texts and names"
FORBIDDEN_IN_TEXT = ([range(0x00, 0x20), range(0x7F, 0xA0), range(0x202A, 0x202F), range(0x2066, 0x206A),
                      range(0x2028, 0x202A)] + [range(c, c + 1) for c in (0x200B, 0x2060, 0xFEFF)])


def check_text(text, most, breaks=False, empty=True):
    if len(text.encode()) > most:
        raise Refused("too-large")
    if not empty and not text.strip(" "):
        raise Refused("malformed")
    if any(ord(character) in forbidden for character in set(text) - set("\n\t" if breaks else "")
           for forbidden in FORBIDDEN_IN_TEXT):
        raise Refused("malformed")


# core/spec/conventions.md: what is not seen
UNSEEN = [range(0xAD, 0xAE), range(0x34F, 0x350), range(0x61C, 0x61D), range(0x115F, 0x1161), range(0x17B4, 0x17B6),
          range(0x180B, 0x1810), range(0x200B, 0x2010), range(0x2028, 0x202F), range(0x2060, 0x2070),
          range(0x2800, 0x2801), range(0x3164, 0x3165), range(0xFE00, 0xFE10), range(0xFEFF, 0xFF00),
          range(0xFFA0, 0xFFA1), range(0xFFF0, 0xFFFD), range(0x13430, 0x13447), range(0x1BCA0, 0x1BCA4), range(0x1D159, 0x1D15A),
          range(0x1D173, 0x1D17B),
          range(0xE0000, 0xE1000), range(0xE000, 0xF900), range(0xF0000, 0x110000)]
WHITE = set("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}


def check_seen(name, empty=False):
    if not empty and set(name) <= WHITE:
        raise Refused("malformed")
    if any(ord(character) in unseen for unseen in UNSEEN for character in name):
        raise Refused("malformed")


def check_name(name):
    check_text(name, 200, empty=False)
    check_seen(name)


def check_file_name(name):
    check_text(name, 200, empty=False)
    stem = name.split(".")[0].upper()
    if (set(name) & set('/\\:*?"<>|') or name in (".", "..") or name[-1] in ". " or name[0] == " "
            or stem in ("CON", "PRN", "AUX", "NUL") or re.fullmatch(r"(COM|LPT)[0-9]", stem)):
        raise Refused("malformed")


# core/spec/card.md
def read_card(file):
    if len(file) > 32768:
        raise Refused("too-large")
    if file[:8] != b"MVCARD1\n":
        raise Refused("malformed")
    outer = Cbor(file[8:])
    outer.array_of(3)
    body, own, previous = outer.bytes(32768), outer.exactly(64), outer.bytes(64)
    if len(previous) not in (0, 64):
        raise Refused("malformed")
    outer.end()
    card = read_card_body(body)
    if (card["epoch"] == 0) != (previous == b""):
        raise Refused("malformed")
    return {**card, "body": body, "own": own, "previous": previous}


def read_card_body(body):
    data = Cbor(body)
    data.array_of(12)
    if data.integer() != 1:
        raise Refused("unknown-version")
    card = {"person": data.exactly(32), "epoch": data.integer(0xFFFFFFFF), "name": data.text(200)}
    check_text(card["name"], 200, empty=False)
    card["facility"] = data.text(200)
    check_text(card["facility"], 200)
    card["roles"] = [data.integer() for _ in range(data.array(5))]
    if card["roles"] != sorted(set(card["roles"])) or not set(card["roles"]) <= {1, 2, 3, 4, 5}:
        raise Refused("malformed")
    card["signing"], card["agreement"], card["rsa"] = data.exactly(32), data.exactly(32), data.bytes(1024)
    card["devices"] = []
    for _ in range(data.array(16)):
        data.array_of(2)
        card["devices"].append((data.exactly(16), data.exactly(16)))
    if not card["devices"]:
        raise Refused("malformed")
    card["created"] = data.integer(MOST_TIME)
    card["certificates"] = [data.bytes(4096) for _ in range(data.array(4))]
    data.end()
    return card


def check_card(card, before=None):
    """`before`: the card of the epoch before, where it is known."""
    if agreed(bytes(31) + b"\x40", card["agreement"]) is None or not is_point(card["signing"]):
        raise Refused("bad-key")
    check_seen(card["name"])
    check_seen(card["facility"], empty=True)
    if not signed_by(card["signing"], "medveil/v1/card", card["body"], card["own"]):
        raise Refused("not-vouched-for")
    if card["epoch"] == 0:
        if card["person"] != sha256(card["signing"]):
            raise Refused("not-vouched-for")
    elif before is not None and not (
            before["person"] == card["person"] and before["epoch"] + 1 == card["epoch"]
            and signed_by(before["signing"], "medveil/v1/card-rotation", card["body"], card["previous"])):
        raise Refused("not-vouched-for")


def safety_number(one, other):
    groups = []
    for person, signing in sorted([one, other]):
        digest = sha256(b"medveil/v1/safety-number", person, signing)
        for _ in range(5200):
            digest = sha256(b"\2", digest, signing)
        for i in range(6):
            groups.append("%05d" % (int.from_bytes(digest[5 * i:5 * i + 5], "big") % 100000))
    return " ".join(groups)


# core/spec/identity.md
def read_identity(data):
    data = Cbor(data)
    data.array_of(6)
    if data.integer() != 1:
        raise Refused("unknown-version")
    identity = {"card": read_card(data.bytes(32768)), "signing": data.exactly(64), "agreement": data.exactly(32),
                "rsa": data.bytes(16384), "device": data.exactly(16)}
    data.end()
    return identity


def check_identity(identity):
    """Its public halves are those of its card."""
    halves = public_halves(identity["signing"][:32], identity["agreement"])
    if identity["signing"][32:] != identity["card"]["signing"] or halves != (identity["card"]["signing"],
                                                                            identity["card"]["agreement"]):
        raise Refused("bad-key")


# core/spec/blob.md
def padme(length):
    if length < 256:
        return 256
    exponent = length.bit_length() - 1
    bits = exponent.bit_length()
    mask = (1 << (exponent - bits)) - 1
    return (length + mask) & ~mask


def stanza_opens(suite, reader, stanza):
    if suite == 2:
        key = rsa_open(reader["rsa"], stanza)
        return key if key is not None and len(key) == 32 else None
    ephemeral, sealed = stanza[:32], stanza[32:]
    shared = agreed(reader["agreement"], ephemeral)
    if shared is None:
        return None
    try:
        key = hkdf(shared, ephemeral + reader["card"]["agreement"], "medveil/v1/x25519")
        return stream_open(1, key, 0, True, sealed)
    except Refused:
        return None


def read_manifest(data):
    if len(data) > 196608:
        raise Refused("too-large")
    data = Cbor(data)
    fields, version = data.array(), data.integer()
    if version != 1 and (version, fields) != (2, 15):
        raise Refused("unknown-version")
    if version == 1 and fields != 14:
        raise Refused("malformed")
    found = {"message": data.exactly(16), "sender": data.exactly(32), "epoch": data.integer(0xFFFFFFFF),
             "device": data.exactly(16), "recipients": []}
    for _ in range(data.array(64)):
        found["recipients"].append(data.exactly(32))
        if found["recipients"] != sorted(set(found["recipients"])):
            raise Refused("malformed")
    if not found["recipients"]:
        raise Refused("malformed")
    found["type"] = data.integer()
    if found["type"] not in (1, 2, 4):
        raise Refused("unknown-version")
    found["sequence"], found["created"] = data.integer(), data.integer(MOST_TIME)
    found["expires"] = data.integer(MOST_TIME)
    if found["expires"] != 0 and found["expires"] < found["created"]:
        raise Refused("malformed")
    found["body"] = data.integer(5 * 1024 * 1024)
    found["attachments"] = []
    for _ in range(data.array(256)):
        data.array_of(3)
        name = data.text(200)
        check_file_name(name)
        media = data.text(100)
        check_text(media, 100)
        found["attachments"].append((name, media, data.integer(MOST_CONTENT)))
    found["content"] = found["body"] + sum(each[2] for each in found["attachments"])
    if found["content"] > MOST_CONTENT:
        raise Refused("too-large")
    found["cover"] = data.text(200)
    if found["cover"]:
        check_file_name(found["cover"])
    found["grant"] = data.bytes(16)
    if len(found["grant"]) not in (0, 16):
        raise Refused("malformed")
    if version == 2:
        data.array_of(len(found["recipients"]))
        found["previous"] = [data.exactly(16) for _ in found["recipients"]]
    data.end()
    return found


def open_blob(file, reader, cards):
    """`cards`: {person: card}. The manifest, the body and the attachments."""
    fixed = file[:44]
    if len(fixed) < 44:
        raise Refused("unexpected-end")
    if fixed[:8] != b"medveil\1":
        raise Refused("malformed")
    version, suite, count, zero = fixed[8:12]
    if version != 1:
        raise Refused("unknown-version")
    if suite not in (1, 2):
        raise Refused("unknown-suite")
    if zero != 0 or count not in (4, 8, 16, 32, 64):
        raise Refused("malformed")
    length = 80 if suite == 1 else 384
    clear = file[:44 + count * length]
    begin = len(clear) + 64
    if len(file) < begin or len(file) < begin + 17 + 80:
        raise Refused("unexpected-end")
    mac, commitment = file[len(clear):len(clear) + 32], file[len(clear) + 32:begin]
    sealed, last = file[begin:-80], file[-80:]
    chunks = [sealed[i:i + CHUNK + 16] for i in range(0, len(sealed), CHUNK + 16)]
    if len(chunks[-1]) <= 16:
        raise Refused("unexpected-end")

    opened, payload = False, None
    for i in range(count):
        key = stanza_opens(suite, reader, clear[44 + i * length:44 + (i + 1) * length])
        if key is None:
            continue
        opened = True
        both = hkdf(key, sha256(clear), "medveil/v1/payload", 64)
        if hmac_sha256(hkdf(key, b"", "medveil/v1/header"), clear) == mac and both[32:] == commitment:
            payload = both[:32]
            break
    if payload is None:
        raise Refused("authentication-failed" if opened else "not-for-me")

    plain = b"".join(stream_open(suite, payload, i, False, chunk) for i, chunk in enumerate(chunks))
    size = int.from_bytes(plain[:4], "little")
    if len(plain) < 4 or size > 196608 or size > min(len(plain), CHUNK) - 4:
        raise Refused("malformed")
    manifest = read_manifest(plain[4:4 + size])
    if len(plain) != padme(4 + size + manifest["content"]) or any(plain[4 + size + manifest["content"]:]):
        raise Refused("malformed")
    signature = stream_open(suite, payload, len(chunks), True, last)
    sender = cards.get(manifest["sender"])
    if sender is None:
        raise Refused("unknown-contact")
    statement = (bytes([suite]) + sha256(clear) + sha256(plain[4:4 + size])
                 + tree_root([leaf(chunk) for chunk in chunks]) + struct.pack("<Q", len(chunks)))
    if not signed_by(sender["signing"], "medveil/v1/blob", statement, signature):
        raise Refused("sender-unverified")
    if reader["card"]["person"] not in manifest["recipients"]:
        raise Refused("not-intended-reader")
    at = 4 + size
    parts = []
    for each in [manifest["body"]] + [each[2] for each in manifest["attachments"]]:
        parts.append(plain[at:at + each])
        at += each
    return manifest, parts[0], parts[1:]


def read_body(data):
    data = Cbor(data)
    fields, version = data.array(), data.integer()
    if version not in (1, 2):
        raise Refused("unknown-version")
    if fields != version + 4:
        raise Refused("malformed")
    present, number, name = data.boolean(), data.text(200), data.text(200)
    authority = ""
    if version == 2:
        authority = data.text(200)
        check_name(authority)
    if present:
        check_name(number)
        check_name(name)
    elif number or name or authority:
        raise Refused("malformed")
    text = data.text(4 * 1024 * 1024)
    check_text(text, 4 * 1024 * 1024, breaks=True)
    data.end()
    return present, number, name, authority, text


def read_receipt(data):
    data = Cbor(data)
    data.array_of(6)
    if data.integer() != 1:
        raise Refused("unknown-version")
    kind = data.integer()
    if kind not in (1, 2, 3):
        raise Refused("unknown-version")
    found = kind, data.exactly(16), data.exactly(32), data.integer(MOST_TIME), data.integer(0xFFFF)
    data.end()
    return found


def read_image(data):
    data = Cbor(data)
    data.array_of(3)
    if data.integer() != 1:
        raise Refused("unknown-version")
    found = data.exactly(32), data.exactly(32)
    data.end()
    return found


def read_envelope(data):
    data = Cbor(data)
    fields, version = data.array(), data.integer()
    if version != 1:
        raise Refused("unknown-version")
    if fields not in (2, 4):
        raise Refused("malformed")
    if fields == 2:
        found = (data.bytes(MOST_INLINE),)
        if found == (b"",):
            raise Refused("malformed")
    else:
        found = data.exactly(32), data.exactly(32), data.integer(1 << 51)
    data.end()
    return found


def file_name_of(file):
    """The name of a file on the share."""
    piece = CHUNK + 16
    begin = 0
    leaves = []
    if file[:8] == b"medveil\1" and len(file) >= 12 and file[8] == 1 and file[9] in (1, 2) and file[11] == 0:
        header = 44 + file[10] * (80 if file[9] == 1 else 384) + 64
        if file[10] in (4, 8, 16, 32, 64) and len(file) >= header:
            begin = header
            leaves = [leaf(file[:header])]
    leaves += [leaf(file[i:i + piece]) for i in range(begin, len(file), piece)]
    return base32(tree_root(leaves))


def base32(data):
    return base64.b32encode(data).decode().rstrip("=").lower()


# core/spec/vault.md
def recovery_words(secret, words):
    check = int.from_bytes(hmac_sha256(b"medveil/v1/recovery-words", secret)[:4], "big") >> 6
    number = check << 128 | int.from_bytes(secret, "big")
    said = []
    for _ in range(12):
        number, word = divmod(number, 7776)
        said.append(words[word])
    return " ".join(said)


def recovery_secret(text, words):
    said = re.findall(r"[a-z-]+", text.lower())
    if len(said) != 12 or any(word not in words for word in said):
        raise Refused("malformed")
    number = 0
    for word in reversed(said):
        number = number * 7776 + words.index(word)
    if number >> 154:
        raise Refused("malformed")
    secret = (number & ((1 << 128) - 1)).to_bytes(16, "big")
    if number >> 128 != int.from_bytes(hmac_sha256(b"medveil/v1/recovery-words", secret)[:4], "big") >> 6:
        raise Refused("malformed")
    return secret


# core/spec/vault.md
def read_slots(file):
    try:
        return read_slots_body(file)
    except Refused as refused:
        raise Refused(str(refused) if str(refused) == "vault-too-new" else "vault-damaged") from None


def read_slots_body(file):
    if len(file) > 65536:
        raise Refused("too-large")
    if file[:8] != b"MVSLOT1\n":
        raise Refused("vault-damaged")
    outer = Cbor(file[8:])
    outer.array_of(2)
    body, mac = outer.bytes(65536), outer.exactly(32)
    outer.end()
    data = Cbor(body)
    fields, version = data.array(), data.integer()
    if version > 2:
        raise Refused("vault-too-new")
    if fields != {1: 3, 2: 4}.get(version):
        raise Refused("vault-damaged")
    found = {"body": body, "mac": mac, "generation": data.integer(0xFFFFFFFF),
             "counter": data.integer((1 << 63) - 1) if version == 2 else 0, "slots": []}
    for _ in range(data.array(16)):
        data.array_of(5)
        kind = data.integer()
        if kind not in (1, 2, 3, 4):
            raise Refused("vault-too-new")
        slot = {"kind": kind, "salt": data.exactly(16), "passes": data.integer(0xFFFFFFFF), "kib": data.integer(0xFFFFFFFF)}
        if kind == 1 and not (8192 <= slot["kib"] <= 2097152 and 1 <= slot["passes"] <= 64):
            raise Refused("malformed")
        found["slots"].append({**slot, "wrapped": data.exactly(72)})
    data.end()
    return found


def unlock(slots, passphrase=None, recovery=None):
    """The vault key."""
    for slot in slots["slots"]:
        if slot["kind"] == 1 and passphrase is not None:
            key = argon2id(passphrase, slot["salt"], slot["passes"], slot["kib"])
        elif slot["kind"] == 2 and recovery is not None:
            key = hkdf(recovery, slot["salt"], "medveil/v1/vault-slot")
        else:
            continue
        vault = box_open(key, slot["wrapped"], b"MVSLOT1\n")
        if vault is not None:
            if hmac_sha256(hkdf(vault, b"", "medveil/v1/vault-slots"), slots["body"]) != slots["mac"]:
                raise Refused("unlock-failed")
            return vault
    raise Refused("unlock-failed")


def read_anchor(file, vault):
    """The counters of the database and of the slots, and the log's first, next and root. Of version 1 the first only."""
    key = hkdf(vault, b"", "medveil/v1/vault/anchor")
    if len(file) == 40 and hmac_sha256(key, file[:8]) == file[8:]:
        return [int.from_bytes(file[:8], "little")]
    found = []
    for at in (0, 512):
        record = file[at:at + 104]
        if len(record) == 104 and record[:8] == b"MVANCH2\n" and hmac_sha256(key, record[:72]) == record[72:]:
            found.append(list(struct.unpack("<4Q", record[8:40])) + [record[40:72]])
    if not found:
        raise Refused("vault-damaged")
    return max(found)


def key_words(signing, words, count):
    digest = sha256(b"\3", b"medveil/v1/key-words", signing)
    return " ".join(words[int.from_bytes(digest[5 * i:5 * i + 5], "big") % len(words)] for i in range(count))
