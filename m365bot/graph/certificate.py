"""The app's certificate, as msal wants it.

Called by auth, and by the doctor for its end. Reads one PEM file that holds the private key and the certificate;
msal computes the thumbprint (SHA-256) itself. Never writes.
"""

import re
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from m365bot import regular
from m365bot.errors import ConfigError
from m365bot.words import say

_KEY = re.compile(r"-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

_MOST = 1024 * 1024  # bytes; a whole chain has some ten thousand


def credential(path: Path) -> dict[str, str]:
    """The key of the file and its certificate. Raises ConfigError."""
    text = _text(path)
    key, certificates = _KEY.search(text), [found[0] for found in _CERTIFICATE.finditer(text)]
    if not key:
        raise ConfigError(
            say("証明書ファイル {path} に秘密鍵(暗号化されていない PEM)がありません。", path=path)
        )
    if not certificates:
        raise ConfigError(say("証明書ファイル {path} に証明書がありません。", path=path))
    return {"private_key": key[0], "public_certificate": _of_the_key(key[0], certificates, path)}


def ends(path: Path) -> tuple[datetime, datetime]:
    """From when and until when the certificate is good. Raises ConfigError, also where it cannot be read."""
    try:
        own = load_pem_x509_certificate(credential(path)["public_certificate"].encode())
    except ValueError as error:
        raise ConfigError(say("証明書ファイル {path} の証明書を読めません。", path=path)) from error
    return own.not_valid_before_utc, own.not_valid_after_utc


def _of_the_key(key: str, certificates: list[str], path: Path) -> str:
    """Its own, wherever it stands: files of authorities often begin with the authority's. Raises ConfigError."""
    try:
        own = load_pem_private_key(key.encode(), None).public_key()
        for one in certificates:
            if load_pem_x509_certificate(one.encode()).public_key() == own:
                return one
    except (ValueError, TypeError, UnsupportedAlgorithm):  # Entra will say what is wrong with it
        return certificates[0]
    raise ConfigError(say("証明書ファイル {path} に、秘密鍵と組になる証明書がありません。", path=path))


def _text(path: Path) -> str:
    try:
        return regular.read_own(path, _MOST).decode("ascii", "replace")
    except OSError as error:
        raise ConfigError(say("証明書ファイル {path} を読み込めません。", path=path)) from error
