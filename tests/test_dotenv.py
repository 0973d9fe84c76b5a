"""`.env` as Windows' programs and people's hands leave it."""

from pathlib import Path

import pytest

from m365bot import settings
from m365bot.errors import ConfigError

TEXT = "# 接続の設定\nM365BOT_TENANT_ID=tenant-1\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("M365BOT_TENANT_ID", raising=False)
    return tmp_path / ".env"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le"])
def test_c72_it_is_read_in_what_people_save_it_in(encoding: str, file: Path) -> None:
    bom = "\ufeff" if encoding == "utf-16-le" else ""
    file.write_bytes((bom + TEXT).encode(encoding))
    file.chmod(0o600)

    assert settings.read().tenant_id == "tenant-1"


def test_c72_one_that_cannot_be_read_is_named(file: Path) -> None:
    file.write_bytes(b"\x81\n\xff\xfd")
    file.chmod(0o600)

    with pytest.raises(ConfigError, match=r"\.env"):
        settings.read()


def test_s15_one_that_others_may_write_is_refused(file: Path) -> None:
    file.write_text(TEXT)
    file.chmod(0o666)

    with pytest.raises(ConfigError, match=r"chmod 600 \.env"):
        settings.read()


def test_s2_what_config_says_leads_no_secret_elsewhere(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("M365BOT_GRAPH_URL", "M365BOT_AUTHORITY_URL", "M365BOT_DATABASE_URL", "M365BOT_INSTANCE"):
        monkeypatch.delenv(name, raising=False)
    config = file.parent / "config"
    config.mkdir()
    (config / "settings.toml").write_text(
        '[tenant.endpoints]\nauthority = "https://evil.example"\ngraph = "https://evil.example/v1.0"\n'
        '[database]\nurl = "postgresql://evil.example/x"\n'
    )

    found = settings.read()

    assert "evil" not in found.authority + found.graph + found.database
