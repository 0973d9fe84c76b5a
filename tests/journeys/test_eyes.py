"""Who sees what: trainees their own channels, instructors those of own sessions, nobody another's answers."""

import csv
import json
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.sight import Sight

pytestmark = pytest.mark.slow
KICKOFF, RELEASED, FRIDAY, PUBLISH = (
    "2025-05-07T06:30",
    "2025-06-20T08:35",
    "2025-06-27T16:00",
    "2025-07-01T09:00",
)
FREE_TEXT = "上司の許可が出ない窓口の話"


@pytest.fixture
def played(bot: Bot, tenant: Sandbox) -> Bot:
    """Every job has run; six trainees have answered."""
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at=RELEASED)
    Sight(tenant).answer("R7 powerbi-1", list(_answers()))
    bot.run("collect", at="2025-06-23T08:40")
    bot.run("results", at=FRIDAY)
    bot.approve(bot.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    return bot


def test_an_outside_instructor_sees_general_and_own_sessions_only(played: Bot, tenant: Sandbox) -> None:
    team = Sight(tenant, "h.sakura@partner.example.com").team("dx-leader-R7")

    assert set(team.channels) == {"General", "R7 Power Automate"}


def test_an_instructor_cannot_open_a_channel_by_its_address(played: Bot, tenant: Sandbox) -> None:
    whole = Sight(tenant).team("dx-leader-R7")
    address = f"/teams/{whole.id}/channels/{whole.by_name['R7 班1']['id']}/messages"

    with pytest.raises(urllib.error.HTTPError) as refused:
        Sight(tenant, "h.sakura@partner.example.com").get(address)

    assert refused.value.code == 403
    refused.value.close()


@pytest.mark.parametrize(
    "who",
    ["m.harada@example.jp", "h.sakura@partner.example.com", "t.sato@example.jp", "t.koshino@example.jp"],
)
def test_nothing_the_bot_wrote_tells_others_who_answered_what(
    who: str, played: Bot, tenant: Sandbox, instance: Path
) -> None:
    seen = json.dumps(list(_everything(Sight(tenant, who))), ensure_ascii=False)

    assert "集計" in seen or who != "m.harada@example.jp"
    assert [word for word in _secrets(instance) if word in seen] == []


def _everything(sight: Sight) -> Iterator[Any]:
    """Posts, files with their metadata, tabs and descriptions of every channel that one person can open."""
    for joined in sight.all("/me/joinedTeams"):
        for channel in sight.all(f"/teams/{joined['id']}/channels"):
            where = f"/teams/{joined['id']}/channels/{channel['id']}"
            yield channel
            posts = [one for one in sight.all(f"{where}/messages?$top=50") if one["messageType"] == "message"]
            yield [_without_sender(one) for one in posts]
            yield sight.all(f"{where}/tabs")
            yield from _files(sight, where)


def _files(sight: Sight, where: str) -> Iterator[Any]:
    try:
        folder = sight.get(f"{where}/filesFolder")
    except urllib.error.HTTPError as error:
        error.close()
        return
    drive = folder["parentReference"]["driveId"]
    yield from sight.all(f"/drives/{drive}/items/{folder['id']}/delta")


def _without_sender(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "from"}


def _secrets(instance: Path) -> set[str]:
    """Names, addresses and staff numbers of the trainees, and what they wrote."""
    with (instance / "config/cohorts/R7/people.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["役割"] == "受講者"]
    words = {row[column] for row in rows for column in ("氏名", "メール", "職員番号")}
    return {word for word in words if word} | {FREE_TEXT}


def _answers() -> Iterator[dict[str, object]]:
    for number, name in enumerate(["a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada"]):
        yield {
            "完了時刻": f"2025-06-19T17:{10 + number}:00+09:00",
            "メール": f"{name}@example.jp",
            "研修の満足度": 3 + number % 3,
            "研修の満足理由": FREE_TEXT,
            "業務で使えそうな場面": f"{FREE_TEXT}({name})",
        }
