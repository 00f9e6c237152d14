"""What the specifications take for granted: RFC 5869, 8439, 8032, 7748, 8949, 6962, 9106 and PNG. Standard library
and python3-cryptography; Argon2id comes from libsodium."""
import ctypes
import ctypes.util
import functools
import hashlib
import hmac
import struct

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305


class Refused(Exception):
    """A reader refuses; the name is that of core/spec/conventions.md, "Refusals"."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hmac_sha256(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def hkdf(secret, salt, label, length=32):
    extracted = hmac_sha256(salt or bytes(32), secret)
    out, block = b"", b""
    for number in range(1, length // 32 + 2):
        block = hmac_sha256(extracted, block + label.encode() + bytes([number]))
        out += block
    return out[:length]


def stream_open(suite, key, counter, last, sealed):
    nonce = counter.to_bytes(11, "big") + bytes([1 if last else 0])
    try:
        return (ChaCha20Poly1305 if suite == 1 else AESGCM)(key).decrypt(nonce, sealed, None)
    except InvalidTag:
        raise Refused("authentication-failed") from None


def _rotated(value, bits):
    return ((value << bits) | (value >> (32 - bits))) & 0xFFFFFFFF


def hchacha20(key, nonce16):
    state = list(struct.unpack("<4I8I4I", b"expand 32-byte k" + key + nonce16))

    def quarter(a, b, c, d):
        for one, other, into, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[one] = (state[one] + state[other]) & 0xFFFFFFFF
            state[into] = _rotated(state[into] ^ state[one], bits)

    for _ in range(10):
        for place in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                      (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            quarter(*place)
    return struct.pack("<8I", *state[:4], *state[12:])


def box_open(key, box, associated=b""):
    """XChaCha20-Poly1305: nonce (24), ciphertext, tag (16). None where it does not open."""
    if len(box) < 40:
        return None
    nonce, sealed = box[:24], box[24:]
    try:
        return ChaCha20Poly1305(hchacha20(key, nonce[:16])).decrypt(bytes(4) + nonce[16:], sealed, associated)
    except InvalidTag:
        return None


def signed_by(key, context, body, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, context.encode() + b"\0" + body)
        return True
    except (InvalidSignature, ValueError):
        return False


def agreed(secret, public):
    """None for an all-zero result."""
    try:
        return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return None


def public_halves(seed, agreement):
    return tuple(key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
                 for key in (Ed25519PrivateKey.from_private_bytes(seed), X25519PrivateKey.from_private_bytes(agreement)))


@functools.cache
def _rsa_key(der):
    return serialization.load_der_private_key(der, None)


def rsa_open(der, sealed):
    try:
        return _rsa_key(der).decrypt(
            sealed, padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None))
    except ValueError:
        return None


def chacha20_stream(key, length):
    """The keystream for a nonce of zeros, from block 0 on."""
    return Cipher(algorithms.ChaCha20(key, bytes(16)), None).encryptor().update(bytes(length))


@functools.cache
def _libsodium():
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    sodium.sodium_init()
    return sodium


def is_point(key):
    """Canonical, on the curve, in the group of prime order and not its neutral element."""
    return _libsodium().crypto_core_ed25519_is_valid_point(key) == 1


def argon2id(passphrase, salt, passes, kib):
    sodium = _libsodium()
    out = ctypes.create_string_buffer(32)
    if sodium.crypto_pwhash(out, ctypes.c_ulonglong(32), passphrase, ctypes.c_ulonglong(len(passphrase)), salt,
                            ctypes.c_ulonglong(passes), ctypes.c_size_t(kib * 1024), 2) != 0:
        raise MemoryError("Argon2id")
    return out.raw


def leaf(data):
    return sha256(b"\0", data)


def tree_root(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1", tree_root(leaves[:split]), tree_root(leaves[split:]))


class Cbor:
    """Deterministic CBOR, as core/spec/conventions.md wants it."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def _next(self, major):
        """The number in the item's head. The checks in their order: all there, then form and kind."""
        if self.at >= len(self.data):
            raise Refused("unexpected-end")
        kind, extra = self.data[self.at] >> 5, self.data[self.at] & 31
        if extra > 27:
            raise Refused("malformed")
        end = self.at + 1 + (0 if extra < 24 else 1 << (extra - 24))
        if end > len(self.data):
            raise Refused("unexpected-end")
        value = extra if extra < 24 else int.from_bytes(self.data[self.at + 1:end], "big")
        if kind in (2, 3):
            end += value
        if end > len(self.data):
            raise Refused("unexpected-end")
        if kind != major or (extra >= 24 and value < (24, 1 << 8, 1 << 16, 1 << 32)[extra - 24]):
            raise Refused("malformed")
        self.at = end
        return value

    def integer(self, most=(1 << 64) - 1):
        value = self._next(0)
        if value > most:
            raise Refused("too-large")
        return value

    def _string(self, major, most):
        length = self._next(major)
        if length > most:
            raise Refused("too-large")
        return self.data[self.at - length:self.at]

    def bytes(self, most):
        return self._string(2, most)

    def exactly(self, length):
        value = self._string(2, length)
        if len(value) != length:
            raise Refused("malformed")
        return value

    def text(self, most):
        try:
            return self._string(3, most).decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("malformed") from None

    def boolean(self):
        value = self._next(7)
        if value not in (20, 21):
            raise Refused("malformed")
        return value == 21

    def array(self, most=(1 << 64) - 1):
        count = self._next(4)
        if count > most:
            raise Refused("too-large")
        return count

    def array_of(self, count):
        if self._next(4) != count:
            raise Refused("malformed")

    def end(self):
        if self.at != len(self.data):
            raise Refused("malformed")
