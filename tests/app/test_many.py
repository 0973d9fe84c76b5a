"""Many instances as their operator sees them."""

import hashlib
import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from m365bot import app, clock, released, settings
from m365bot.app import many
from m365bot.app.many import seen, upgrade
from m365bot.database.backups import nights
from m365bot.database.backups.restore import Replace
from m365bot.errors import GuardStopped, M365BotError
from m365bot.instances import allowed, trespasses
from m365bot.instances import folder as folders
from m365bot.instances.trespasses import Trespass
from m365bot.journal import Run, Trigger
from tests.instances.hands import made_in

NOW = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
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
    return many.collisions(folders.found_in(house))


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

    shown = [seen.database_of(settings.read_of(house / "a")), many.listed(folders.named(house, "b")).database]

    assert shown == ["postgresql://db.example.jp/m365bot (kanazawa)", None]


def test_a_new_one_is_listed_without_anything_being_made(house: Path) -> None:
    listed = many.listed(folders.named(house, "c")).to_json()

    assert listed == {
        "instance": "c",
        "folder": str(house / "c"),
        "database": f"sqlite:///{house}/c/state/m365bot.db",
        "daemon": False,
        "last": None,
    }
    assert not (house / "c" / "state").exists()


# how they stand


def begun(city: Path) -> None:
    """Its database, as it is after its first run."""
    with app.books(settings.read_of(city), app.KEEPING) as kept:
        assert kept.instance
        kept.runs.add(
            Run.requested(
                id="r1",
                instance=kept.instance,
                job="collect",
                cohort=None,
                trigger=Trigger.MANUAL,
                at=NOW,
                planned=NOW,
                due=NOW,
            )
        )


def of_an_earlier_version(city: Path) -> None:
    """As if the newest migration were unknown: what it did is done, and its number is not there."""
    file = city / "state" / "m365bot.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")


def problems(house: Path) -> dict[str, list[str]]:
    return {one.instance.name: list(one.problems) for one in many.standing(folders.found_in(house), NOW)}


def test_what_is_wrong_is_told_of_each_and_nothing_is_changed_by_the_look(house: Path) -> None:
    allowed.made_in(house)
    begun(house / "a")
    begun(house / "b")
    of_an_earlier_version(house / "b")
    (house / "c" / "jobs" / "own.py").write_text("print('nobody allowed it')\n")
    (house / "c" / folders.STOPPED).touch()
    at = Trespass(NOW, "a", "open", "b/.env")
    line = {"at": NOW.isoformat(), "instance": at.instance, "what": at.what, "where": at.where}
    (house / trespasses.FILE).write_text(json.dumps(line) + "\nnonsense\n")

    told = problems(house)

    assert [words.partition("(")[0] for words in told["a"]] == [
        "常駐していません。",
        "手順が、ほかの団体のものに触れようとして、断られました",
    ]
    assert any("前の版のまま" in words for words in told["b"])
    assert [words.partition("(")[0] for words in told["c"]] == ["許可していない手順があります: jobs/own.py"]
    assert problems(house)["b"] == told["b"]


def test_each_is_a_document_of_counts_and_words(house: Path) -> None:
    """What waits and what went wrong is counted, nobody is named."""
    begun(house / "a")
    with app.books(settings.read_of(house / "a"), app.KEEPING) as kept:
        run = kept.runs.get("r1")
        assert run is not None
        kept.runs.save(run.begun_anew(NOW).stopped(GuardStopped("x"), NOW))
    (house / "c" / folders.STOPPED).touch()

    a, _, c = (one.to_json() for one in many.standing(folders.found_in(house), NOW))

    assert a["last"] == {
        "run_id": "r1",
        "job": "collect",
        "status": "stopped",
        "ended": NOW.isoformat(timespec="seconds"),
    }
    assert {name: a[name] for name in ("instance", "daemon", "stopped", "waiting", "failed", "not_run")} == {
        "instance": "a",
        "daemon": False,
        "stopped": False,
        "waiting": 0,
        "failed": 1,
        "not_run": 0,
    }
    assert (c["stopped"], c["version"], c["last"]) == (True, None, None)


# bringing them up


def test_one_that_cannot_be_brought_up_stops_no_other(house: Path) -> None:
    begun(house / "a")
    of_an_earlier_version(house / "a")
    begun(house / "b")
    (house / "c" / "jobs" / "collect.py").write_text("# an earlier release's\n")

    a, b, c = many.upgraded(folders.found_in(house))

    assert a.fault  # its tables are there already: no migration makes them once more
    assert a.fault.isprintable()
    assert [*(house / "a" / "state" / "backups").glob("before-upgrade-0000-*.db")]
    assert (b.fault, b.before, [*b.jobs]) == ("", b.after, [])
    assert (a.to_json()["error"], b.to_json()["error"]) == (a.fault, None)
    assert (c.fault, [*c.jobs]) == ("", ["collect.py"])
    assert (house / "c" / "jobs" / "collect.py").read_bytes() == (released.JOBS / "collect.py").read_bytes()
    assert [*(house / "c" / "state" / "backups").glob("jobs-*/collect.py")]


def test_nothing_is_brought_up_under_a_daemon(house: Path) -> None:
    begun(house / "a")
    sign = app.leases(settings.read_of(house / "a")).show_a_daemon()

    (done,) = many.upgraded([folders.named(house, "a")])
    sign.release()

    assert "m365bot daemon" in done.fault


# leaving


def test_what_was_kept_is_handed_over_erased_and_proven(house: Path, tmp_path: Path) -> None:
    begun(house / "a")
    (house / "a" / "config" / "people.csv").write_text("氏名\n")
    out = tmp_path / "a.zip"

    with many.let_go(folders.named(house, "a")):
        found = many.left(folders.named(house, "a"), out, "契約の終わり", "operator")

    document = json.loads(found.protocol.read_text("utf-8"))
    handed, erased = document["handed_over"], document["erased"]
    with zipfile.ZipFile(out) as package:
        names = package.namelist()
        sums = {name: hashlib.sha256(package.read(name)).hexdigest() for name in names}
    assert not (house / "a").exists()
    assert handed["contents"] == sums
    assert {"records/backup.zip", "config/people.csv"} <= set(names)
    assert not [name for name in names if "env" in name or "state" in name]
    assert handed["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert set(handed["missing"]) == {"records/records.xlsx", "records/records.json"}  # config/ is empty here
    assert {".env", "state/m365bot.db", "config/people.csv"} <= set(erased["files"])
    assert erased["still_there"] == []
    assert (document["who"], document["reason"]) == ("operator", "契約の終わり")
    assert document["tenant"]["tenant_id"] == "t-a"
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE(found.protocol.stat().st_mode) == 0o600


def test_a_backup_that_was_handed_over_can_be_put_back(house: Path, tmp_path: Path) -> None:
    begun(house / "a")
    many.left(folders.named(house, "a"), tmp_path / "a.zip", "試し", "operator")
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        (tmp_path / "backup.zip").write_bytes(package.read("records/backup.zip"))
    made_in(tmp_path / "elsewhere", "a")
    (tmp_path / "elsewhere" / "a" / ".env").write_text(CITY.format(name="a"))

    app.restored(settings.read_of(tmp_path / "elsewhere" / "a"), tmp_path / "backup.zip", Replace.NO)

    with app.books(settings.read_of(tmp_path / "elsewhere" / "a")) as kept:
        assert kept.runs.get("r1")


def test_where_the_package_cannot_be_made_nothing_is_erased_and_it_is_kept_on(
    house: Path, tmp_path: Path
) -> None:
    begun(house / "a")
    (tmp_path / "a.zip").write_text("somebody else's")
    one = folders.named(house, "a")

    with pytest.raises(M365BotError, match="何も消していません"), many.let_go(one):
        many.left(one, tmp_path / "a.zip", "試し", "operator")

    assert (house / "a" / "state" / "m365bot.db").exists()
    assert (tmp_path / "a.zip").read_text() == "somebody else's"
    assert not one.is_stopped


def test_none_leaves_under_a_daemon(house: Path, tmp_path: Path) -> None:
    begun(house / "a")
    sign = app.leases(settings.read_of(house / "a")).show_a_daemon()

    with pytest.raises(M365BotError, match="m365bot daemon"):
        many.left(folders.named(house, "a"), tmp_path / "a.zip", "試し", "operator")
    sign.release()

    assert (house / "a").exists()
    assert not (tmp_path / "a.zip").exists()


def test_none_leaves_while_a_run_is_at_work(house: Path, tmp_path: Path) -> None:
    begun(house / "a")
    of_city = settings.read_of(house / "a")
    with app.books(of_city, app.KEEPING) as kept:
        run = kept.runs.get("r1")
        assert run is not None
        name = f"{kept.instance}/team:x"
        kept.runs.save(run.begun_anew(NOW).holding([name]))
    lease = app.leases(of_city).take([name], "r1")

    with pytest.raises(M365BotError, match="r1"):
        many.left(folders.named(house, "a"), tmp_path / "a.zip", "試し", "operator")
    lease.release()

    assert (house / "a" / "state" / "m365bot.db").exists()
    assert not (tmp_path / "a.zip").exists()


def test_on_a_server_nothing_is_brought_up_without_a_backup_of_the_last_day(house: Path) -> None:
    begun(house / "a")
    on_file = settings.read_of(house / "a")
    served = on_file.model_copy(update={"database_url": "postgresql://a@db.example.jp/m365bot"})
    folder = on_file.state / nights.FOLDER

    with pytest.raises(GuardStopped, match="一日以内の控え"):
        upgrade._copied(served, "0016", clock.now())
    made = app.backed_up(on_file, nights.next_in(folder, clock.now())).made

    assert upgrade._copied(served, "0016", made + upgrade.FRESH) is None
    with pytest.raises(GuardStopped):
        upgrade._copied(served, "0016", made + upgrade.FRESH + timedelta(seconds=1))
