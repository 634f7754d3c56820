"""Signatures of partner packs: Ed25519, a key of thirty-two bytes for each organisation, and its fingerprint."""

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from severalty.formats.pack import Signature

ALGORITHM = "Ed25519"
_GROUP, _SIGNS = 4, 32


class Signer:
    """Signs for one organisation. The key is made of a secret of the installation and the names that it is for."""

    def __init__(self, secret: str, *names: str) -> None:
        purpose = "\x1f".join(("severalty partner pack", *names))
        seed = hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = self._private.public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> Signature:
        """The signature of some bytes."""
        return Signature(ALGORITHM, self.key, self._private.sign(data).hex())


def is_signed(signature: Signature, data: bytes) -> bool:
    """Whether the key that a signature names has signed these bytes."""
    try:
        key, made = bytes.fromhex(signature.key), bytes.fromhex(signature.signature)
        if signature != Signature(ALGORITHM, key.hex(), made.hex()):  # one spelling, so that a key has one fingerprint
            return False
        Ed25519PublicKey.from_public_bytes(key).verify(made, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: str) -> str:
    """What is compared by telephone: 32 signs of the digest of a key, in groups of four."""
    signs = hashlib.sha256(key.encode()).hexdigest()[:_SIGNS]
    return " ".join(signs[at : at + _GROUP] for at in range(0, _SIGNS, _GROUP))


def is_fingerprint_of(given: str, key: str) -> bool:
    """Whether what somebody typed is the fingerprint of a key; spaces and capitals do not count."""
    return "".join(given.split()).lower() == fingerprint(key).replace(" ", "")
