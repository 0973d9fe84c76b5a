"""Secrets that a service manager or a container hands over as files."""

from pathlib import Path

import pytest

from m365bot import settings
from m365bot.errors import ConfigError
from m365bot.settings import credentials


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As systemd makes it; the environment says nothing of what may lie in it."""
    for name in (*credentials.FILES, *credentials.VALUES):
        monkeypatch.delenv(f"M365BOT_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(credentials.FOLDER, str(tmp_path / "given"))
    (tmp_path / "given").mkdir()
    return tmp_path / "given"


def test_a_secret_is_read_without_the_end_of_its_line(folder: Path) -> None:
    (folder / "M365BOT_CLIENT_SECRET").write_text("ab~c\r\n")
    (folder / "M365BOT_DATABASE_URL").write_text("postgresql://m365bot:pw@db/m365bot\n")

    found = settings.read()

    assert found.client_secret is not None
    assert found.client_secret.get_secret_value() == "ab~c"
    assert found.database == "postgresql://m365bot:pw@db/m365bot"
    assert "ab~c" not in repr(found)


def test_what_a_setting_names_as_a_file_is_the_file_handed_over(folder: Path) -> None:
    (folder / "M365BOT_CERTIFICATE").write_text("-----BEGIN PRIVATE KEY-----\n")

    assert settings.read().certificate == folder / "M365BOT_CERTIFICATE"


def test_a_secret_behind_a_link_is_read_as_orchestrators_lay_it_there(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("secret")
    (folder / "M365BOT_CLIENT_SECRET").symlink_to(tmp_path / "data")

    found = settings.read().client_secret

    assert found is not None and found.get_secret_value() == "secret"


def test_the_environment_comes_first_then_what_was_handed_over_then_the_file_of_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.parent / ".env").write_text("M365BOT_CLIENT_SECRET=of .env\nM365BOT_PROXY=http://of-env:1\n")
    (folder.parent / ".env").chmod(0o600)
    (folder / "M365BOT_CLIENT_SECRET").write_text("handed over")
    (folder / "M365BOT_PROXY").write_text("http://handed-over:1")
    monkeypatch.setenv("M365BOT_PROXY", "http://of-the-environment:1")

    found = settings.read()

    assert found.client_secret is not None and found.proxy is not None
    assert found.client_secret.get_secret_value() == "handed over"
    assert found.proxy.get_secret_value() == "http://of-the-environment:1"


def test_what_is_no_secret_is_not_taken_from_there(folder: Path) -> None:
    (folder / "M365BOT_GRAPH_URL").write_text("https://elsewhere.example/v1.0")
    (folder / "M365BOT_INSTANCE").write_text("/elsewhere")

    found = settings.read()

    assert "elsewhere" not in found.graph
    assert found.instance == Path()


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"x" * (credentials.MOST + 1)], ids=["no text", "large"]
)
def test_one_that_cannot_be_read_is_named_and_not_shown(content: bytes, folder: Path) -> None:
    (folder / "M365BOT_CLIENT_SECRET").write_bytes(content)

    with pytest.raises(ConfigError, match="M365BOT_CLIENT_SECRET") as told:
        settings.read()

    assert "xxx" not in str(told.value)


def test_a_wrong_one_is_named_with_its_file(folder: Path) -> None:
    (folder / "M365BOT_DATABASE_URL").write_text("mysql://user:pw@db/x")

    with pytest.raises(ConfigError, match=r"M365BOT_DATABASE_URL\(.*given/M365BOT_DATABASE_URL\)") as told:
        settings.read()

    assert "pw" not in str(told.value)


def test_without_a_folder_nothing_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(credentials.FOLDER, raising=False)
    monkeypatch.delenv("M365BOT_CLIENT_SECRET", raising=False)
    (tmp_path / "M365BOT_CLIENT_SECRET").write_text("lies about")

    assert settings.read().client_secret is None
