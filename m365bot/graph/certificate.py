"""The app's certificate, as msal wants it.

Called by auth. Reads one PEM file that holds the private key and the certificate; msal computes the
thumbprint (SHA-256) itself. Never writes.
"""

import re
from pathlib import Path

from m365bot.errors import ConfigError
from m365bot.words import say

_KEY = re.compile(r"-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def credential(path: Path) -> dict[str, str]:
    """The key and the first certificate of the file. Raises ConfigError."""
    text = _text(path)
    key, certificate = _KEY.search(text), _CERTIFICATE.search(text)
    if not key:
        raise ConfigError(
            say("証明書ファイル {path} に秘密鍵(暗号化されていない PEM)がありません。", path=path)
        )
    if not certificate:
        raise ConfigError(say("証明書ファイル {path} に証明書がありません。", path=path))
    return {"private_key": key[0], "public_certificate": certificate[0]}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise ConfigError(say("証明書ファイル {path} を読み込めません。", path=path)) from error
