"""Where the engine keeps an instance's queue: beside its books, and never among another instance's."""

from pathlib import Path

import pytest

from m365bot import settings
from m365bot.app import nodes
from m365bot.runs.engine.place import File, Server
from m365bot.settings import Settings


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "instance" / "config").mkdir(parents=True)
    monkeypatch.setenv("M365BOT_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("M365BOT_DATABASE_URL", raising=False)
    return settings.read()


def on_a_server(here: Settings, address: str) -> Settings:
    return here.model_copy(update={"database_url": address})


def test_without_a_server_it_is_a_file_of_the_state_folder(here: Settings) -> None:
    assert nodes._place(here) == File(here.state / "engine.db")


def test_on_a_server_it_is_a_schema_beside_the_instances_own(here: Settings) -> None:
    address = "postgresql://bot:s3cret@db.example.jp/m365bot"

    usual = nodes._place(on_a_server(here, address))
    own = nodes._place(on_a_server(here, f"{address}?options=-csearch_path%3Dnanao"))

    assert isinstance(usual, Server) and isinstance(own, Server)
    assert own.schema == "nanao_engine"
    assert usual == Server(address, "m365bot_engine")
