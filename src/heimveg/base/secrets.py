"""Small secrets at rest: encrypted to be shown again, and a blind index to be found again."""

import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


def _key(use: bytes) -> bytes:
    given = os.environ.get("HEIMVEG_ID_KEY", settings.SECRET_KEY)
    return HKDF(SHA256(), 32, salt=b"heimveg", info=use).derive(given.encode())


def sealed(text: str, *, use: bytes = b"seal") -> bytes:
    """AES-GCM, a fresh nonce each time: the same text never looks the same twice. What is sealed
    for one use opens for no other."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(use)).encrypt(nonce, text.encode(), None)


def opened(blob: bytes, *, use: bytes = b"seal") -> str:
    """Raises cryptography's InvalidTag when the bytes were touched."""
    blob = bytes(blob)
    return AESGCM(_key(use)).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], None).decode()


def blind_index(text: str) -> bytes:
    """The same text always gives the same 32 bytes, and nothing can be read out of them."""
    return hmac.new(_key(b"index"), text.encode(), "sha256").digest()
