"""The app's certificate out of one PEM file."""

import os
from pathlib import Path

import pytest

from m365bot.errors import ConfigError
from m365bot.graph import certificate
from tests.graph import certificates

KEY = "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----"
RSA = "-----BEGIN RSA PRIVATE KEY-----\nQUJD\n-----END RSA PRIVATE KEY-----"
FIRST = "-----BEGIN CERTIFICATE-----\nRklS\n-----END CERTIFICATE-----"
SECOND = "-----BEGIN CERTIFICATE-----\nU0VD\n-----END CERTIFICATE-----"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "app.pem"


@pytest.mark.parametrize("key", [KEY, RSA])
def test_key_and_first_certificate_are_read_in_any_order(file: Path, key: str) -> None:
    file.write_text(f"Bag Attributes\n{FIRST}\n{key}\n{SECOND}\n", "ascii")

    assert certificate.credential(file) == {"private_key": key, "public_certificate": FIRST}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FIRST, "秘密鍵"),
        (FIRST + KEY.replace("PRIVATE", "ENCRYPTED PRIVATE"), "秘密鍵"),
        (FIRST + KEY.replace("END PRIVATE", "END RSA PRIVATE"), "秘密鍵"),
        (KEY, "証明書がありません"),
        ("証明書", "秘密鍵"),
    ],
)
def test_what_is_missing_is_said(file: Path, text: str, words: str) -> None:
    file.write_text(text, "utf-8")

    with pytest.raises(ConfigError, match=words):
        certificate.credential(file)


def test_s13_a_pipe_in_its_place_is_told_and_not_waited_for(file: Path) -> None:
    os.mkfifo(file)

    with pytest.raises(ConfigError, match=r"app\.pem を読み込めません"):
        certificate.credential(file)


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"app\.pem を読み込めません"):
        certificate.credential(file)


def test_e_the_keys_own_certificate_is_taken_also_behind_the_authoritys(file: Path) -> None:
    own, authority = certificates.make("m365bot"), certificates.make("authority")
    file.write_text(own.key_pem + authority.pem + own.pem, "ascii")

    assert certificate.credential(file)["public_certificate"].strip() == own.pem.strip()


def test_e_a_file_without_the_keys_own_certificate_is_told(file: Path) -> None:
    own, authority = certificates.make("m365bot"), certificates.make("authority")
    file.write_text(own.key_pem + authority.pem, "ascii")

    with pytest.raises(ConfigError, match="組になる証明書"):
        certificate.credential(file)
