"""Many instances as their operator sees them."""

from pathlib import Path

import pytest

from m365bot import app, settings
from m365bot.app import many
from m365bot.instances import folder as folders
from tests.instances.hands import made_in

CITY = "M365BOT_TENANT_ID=t-{name}\nM365BOT_CLIENT_ID=c\n"
SERVER = (
    "M365BOT_DATABASE_URL=postgresql://{role}:s3cret@db.example.jp/m365bot?options=-csearch_path%3D{name}\n"
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    made_in(tmp_path, "a", "b", "c")
    for name in "abc":
        (tmp_path / name / ".env").write_text(CITY.format(name=name))
    return tmp_path


def collisions(house: Path) -> dict[str, str]:
    return app.collisions(folders.found_in(house))


def test_what_two_would_share_is_refused_to_the_second(house: Path) -> None:
    apart = collisions(house)
    (house / "b" / ".env").write_text(CITY.format(name="a"))
    (house / "c" / ".env").write_text(
        CITY.format(name="c") + f"M365BOT_DATABASE_URL=sqlite:///{house}/a/state/m365bot.db\n"
    )

    assert (apart, collisions(house)) == ({}, {"b": "app of a", "c": "database of a"})


def test_a_role_on_a_server_is_one_instances(house: Path) -> None:
    for name, role in (("a", "one"), ("b", "one"), ("c", "two")):
        text = CITY.format(name=name) + SERVER.format(role=role, name=name)
        (house / name / ".env").write_text(text)

    assert collisions(house) == {"b": "database user of a"}


def test_an_instances_settings_are_its_folders_whatever_the_environment_says(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M365BOT_TENANT_ID", "of the operator")
    (house / "a" / ".env").write_text("M365BOT_TENANT_ID=own\nM365BOT_CERTIFICATE=secrets/a.pem\n")

    found = settings.read_of(house / "a")

    assert (found.tenant_id, found.state) == ("own", house / "a" / "state")
    assert found.certificate == house / "a" / "secrets" / "a.pem"


def test_the_list_shows_no_password_and_one_that_cannot_be_read(house: Path) -> None:
    (house / "a" / ".env").write_text(SERVER.format(role="one", name="kanazawa"))
    (house / "b" / ".env").write_text("M365BOT_DATABASE_URL=mysql://x\n")

    shown = [many.database_of(settings.read_of(house / "a")), app.listed(folders.named(house, "b")).database]

    assert shown == ["postgresql://db.example.jp/m365bot (kanazawa)", None]


def test_a_new_one_is_listed_without_anything_being_made(house: Path) -> None:
    listed = app.listed(folders.named(house, "c")).to_json()

    assert listed == {
        "instance": "c",
        "folder": str(house / "c"),
        "database": f"sqlite:///{house}/c/state/m365bot.db",
        "daemon": False,
        "last": None,
    }
    assert not (house / "c" / "state").exists()
