"""A new city's first week: an instance by init from sheets never seen before, then the whole way, no file edited by hand."""

from pathlib import Path

import pytest

from m365bot import reading
from m365bot.sandbox.server import Sandbox
from m365bot.setup import practice
from tests import patience
from tests.bot import Bot
from tests.setup import ugly
from tests.setup.test_init import init


@pytest.mark.parametrize(
    "roster",
    [ugly.roster_with_two_headers, ugly.roster_that_breaks_yaml],
    ids=["two headers", "words of YAML"],
)
def test_a_new_city_starts_with_the_sheets_that_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, roster: object, weather: str
) -> None:
    people = roster(tmp_path / "r.xlsx")  # type: ignore[operator]  # one of two functions
    folder = tmp_path / "新しい 団体"
    made = init(
        folder, "--people", str(people), "--sessions", str(ugly.timetable_in_wareki(tmp_path / "t.xlsx"))
    )
    assert made.exit == 0, made.err
    seed = practice.seed_of(reading.read(folder).usable())

    with Sandbox(lend_clock=True, people=seed) as tenant:
        tenant.weather(weather)
        for name, value in {
            **tenant.env,
            "M365BOT_INSTANCE": str(folder),
            "M365BOT_STATE_DIR": str(tmp_path / "s"),
        }.items():
            monkeypatch.setenv(name, value)
        bot = Bot(tmp_path / "s", late=tenant if weather == "harsh" else None)
        assert bot.says("check").exit == 0
        _does(bot, "provision", "2026-05-07T06:30")
        _does(bot, "distribute", "2026-05-07T08:35")
        submitted = _answers(tenant)
        collected = _does(bot, "collect", "2026-05-18T08:40")
        _does(bot, "results", "2026-05-22T16:00")
        said = bot.says("records", "export", "--cohort", "R8", "--format", "json")

    assert collected["counts"]["store"] == submitted
    assert len(said.document["responses"]) == submitted
    channels = [
        channel.display_name for team in tenant.tenant.live_teams() for channel in team.channels.values()
    ]
    assert {"R8 全体", "R8 デジタル基礎"} <= set(channels)
    released = [
        row for row in tenant.log() if row["method"] == "PUT" and "研修のしおり.txt:/content" in row["path"]
    ]
    assert len(released) == 1
    posted = [row for row in tenant.log() if row["method"] == "POST" and row["path"].endswith("/messages")]
    assert len(posted) == 1 and posted[0]["user"] == f"bot@{ugly.DOMAIN}"


def _does(bot: Bot, job: str, at: str) -> dict[str, object]:
    command = ("run", job, "--cohort", "R8", "--at", at, "--json")
    said = bot.says(*command)
    if bot.late:
        said = patience.until_done(said, lambda: bot.says(*command), bot.late)
    assert said.exit == 0, f"{job}: exit {said.exit}: {said.err}\n{said.out[:2000]}"
    found: dict[str, object] = said.document
    return found


def _answers(tenant: Sandbox) -> int:
    import httpx

    rows = [
        {
            "完了時刻": f"2026-05-11T16:4{n}:00+09:00",
            "メール": f"{mail}@{ugly.DOMAIN}",
            "研修の満足度": 3 + n % 3,
            "業務で使えそうな場面": "窓口",
        }
        for n, mail in enumerate(ugly.MAILS[2:])
    ]
    place = {"list": "R8 第1回", "site": "DX人材育成研修 事務局", "answers": rows}
    httpx.post(f"{tenant.control_url}/forms", json=place).raise_for_status()
    return len(rows)
