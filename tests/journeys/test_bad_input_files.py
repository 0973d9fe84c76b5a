"""Files of config/ that cannot be used: an officer is told all of it, nothing is done, mended is finished.

The faults themselves, each with its place and hint, are tests/reading's business; here the command line is asked.
"""

from collections.abc import Callable

import pytest

from m365bot.programme.materials import LARGEST
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.journeys.conftest import AFTER, COHORT, ISSUE, PEOPLE, PROGRAMME, Desk
from tests.sight import Sight

KICKOFF, RELEASED, PUBLISH = "2025-05-07T06:30", "2025-06-13T08:35", "2025-07-01T09:00"
HEADER = "氏名,メール,連絡先メール,職員番号,部局,課,職種,所属長,所属長メール,役割,班,開始日,終了日\n"
YAMADA = "山田 葵,a.yamada@example.jp,,003339,農林水産局,農業水産振興課,電気,,,受講者,班2,,\n"
NAMESAKE = "山田 太郎,a.yamada@example.jp,,009999,総務局,人事課,事務,,,受講者,班1,,\n"


def cp932_read_as_utf8(desk: Desk) -> None:
    desk.write(PEOPLE, desk.read(PEOPLE).encode("cp932", "replace").decode("utf-8", "replace"))


def utf8_read_as_cp932(desk: Desk) -> None:
    desk.write(PEOPLE, desk.read(PEOPLE).lstrip("\ufeff").encode().decode("cp932", "replace"))


# what is wrong; how; the places told; a word of what is wrong and one of what to do
FAULTS: dict[str, tuple[Callable[[Desk], None], str, str, str]] = {
    "a bracket that is never closed": (
        lambda desk: desk.change(COHORT, "recruit: {mode: self", "recruit: {mode: [self"),
        f"config/{COHORT}:5:",
        "YAML として読めません",
        "閉じ",
    ),
    "a quotation mark that is never closed": (
        lambda desk: desk.change(COHORT, "description: 令和7年度", 'description: "令和7年度'),
        f"config/{COHORT}:12:",
        "YAML として読めません",
        "引用符が閉じていません",
    ),
    "lines that do not stand under each other": (
        lambda desk: desk.change(COHORT, "    kind: private\n", "  kind: private\n"),
        f"config/{COHORT}:10:",
        "YAML として読めません",
        "字下げ",
    ),
    "an unknown key": (
        lambda desk: desk.change(COHORT, "channels:", "chanels:"),
        f"config/{COHORT}:8:1",
        "'chanels' という項目はありません",
        "'channels' ではありませんか",
    ),
    "a word for a number": (
        lambda desk: desk.change(COHORT, "hours: 2\n", "hours: 二時間\n"),
        f"config/{COHORT}:22:12",
        "「二時間」は数として読めません",
        "例",
    ),
    "a word for a list": (
        lambda desk: desk.change(PROGRAMME, "approvers: [", "approvers: なし #["),
        f"config/{PROGRAMME}:",
        "「なし」",
        "並び",
    ),
    "neither true nor false": (
        lambda desk: desk.change(PROGRAMME, "single_officer: false", "single_officer: たぶん"),
        f"config/{PROGRAMME}:20:17",
        "「たぶん」",
        "true か false",
    ),
    "a person in two groups at once": (
        lambda desk: desk.add(PEOPLE, YAMADA),
        f"config/{PEOPLE}:34:K",
        "2つの班",
        "終了日",
    ),
    "two people of one sign-in name": (
        lambda desk: desk.add(PEOPLE, NAMESAKE),
        f"config/{PEOPLE}:34:D",
        "職員番号が違います",
        "番号を揃え",
    ),
    "a department that is not there": (
        lambda desk: desk.change(PEOPLE, "農林水産局,農業水産振興課,電気", "農林水産部,農業水産振興課,電気"),
        f"config/{PEOPLE}:2:E",
        "農林水産部",
        "農林水産局",
    ),
    "the 31st of June": (
        lambda desk: desk.change(COHORT, "starts: 2025-05-12", "starts: 2025-06-31"),
        f"config/{COHORT}:3:9",
        "「2025-06-31」という日はありません",
        "6月は30日まで",
    ),
    "an impossible date in a sheet": (
        lambda desk: desk.change(PEOPLE, "班2,,2025-08-31", "班2,,令和7年13月1日"),
        f"config/{PEOPLE}:3:M",
        "「令和7年13月1日」という日はありません",
        "1から12",
    ),
    "a time of day that is none": (
        lambda desk: desk.change(COHORT, "2025-06-18 13:30", "2025-06-18 25:30"),
        f"config/{COHORT}:51:19",
        "25:30",
        "翌日",
    ),
    "YAML in cp932": (
        lambda desk: desk.write(COHORT, desk.read(COHORT).encode("cp932")),
        f"config/{COHORT}:8:",
        "UTF-8 ではありません",
        "Shift_JIS(cp932)",
    ),
    "cp932 read as UTF-8 and saved": (cp932_read_as_utf8, f"config/{PEOPLE}:1:1", "文字化け", "CSV UTF-8"),
    "UTF-8 read as cp932 and saved": (utf8_read_as_cp932, f"config/{PEOPLE}:1:1", "文字化け", "CSV UTF-8"),
    "UTF-8 saved as cp932 by Excel": (
        lambda desk: desk.write(PEOPLE, desk.read(PEOPLE).lstrip("\ufeff").encode("cp932", "replace")),
        f"config/{PEOPLE}:11:A",
        "『?田 美咲』",
        "CSV UTF-8",
    ),
    "UTF-16": (
        lambda desk: desk.write(PEOPLE, desk.read(PEOPLE).lstrip("\ufeff").encode("utf-16")),
        f"config/{PEOPLE}:1:1",
        "UTF-16",
        "CSV UTF-8",
    ),
    "a roster of nobody": (
        lambda desk: desk.write(PEOPLE, HEADER + ",,,,,,,,,,,,\n" * 30),
        f"config/{PEOPLE}:1:1",
        "受講者が1人もいません",
        "受講者の行を入れる",
    ),
    "an empty roster": (lambda desk: desk.write(PEOPLE, b""), f"config/{PEOPLE}:1:1", "見出し", "氏名"),
    "no roster": (
        lambda desk: desk.path(PEOPLE).unlink(),
        f"config/{PEOPLE}:1:1",
        "people.csv がありません",
        "置い",
    ),
    "a folder of materials that is not there": (
        lambda desk: desk.change(COHORT, "folder: powerbi/", "folder: power-bi/"),
        f"config/{COHORT}:56:26",
        "『power-bi/』がありません",
        "materials/power-bi",
    ),
    "an empty material": (
        lambda desk: desk.write("cohorts/R7/materials/powerbi/事前準備.txt", b""),
        "config/cohorts/R7/materials/powerbi/事前準備.txt:1:1",
        "空です",
        "置き直す",
    ),
    "a material that is too large": (
        lambda desk: desk.hollow("cohorts/R7/materials/powerbi/大きい.pdf", LARGEST + 1),
        "config/cohorts/R7/materials/powerbi/大きい.pdf:1:1",
        "250 GB まで",
        "分けるか",
    ),
    "a question of no known type": (
        lambda desk: desk.change(AFTER, "type: scale", "type: scal"),
        f"config/{AFTER}:10:45",
        "「scal」",
        "'scale'",
    ),
    "two issues of one number": (
        lambda desk: desk.change(ISSUE, "number: 13", "number: 12"),
        f"config/{ISSUE}:2:9",
        "第12号が2つあります",
        "number をどちらか",
    ),
    "settings that are no TOML": (
        lambda desk: desk.write("settings.toml", "[tenant\ncloud = 1\n"),
        "config/settings.toml:1:8",
        "TOML として読めません",
        "引用符",
    ),
    "a cloud that is none": (
        lambda desk: desk.change("settings.toml", 'cloud = "global"', 'cloud = "mars"'),
        "config/settings.toml:7:1",
        "「mars」",
        "gcc-high",
    ),
    "a database that config leads to": (
        lambda desk: desk.add("settings.toml", '\n[database]\nurl = "mysql://db/m365bot"\n'),
        "config/settings.toml:13:1",
        "'database.url' は config/ には書けません",
        "M365BOT_DATABASE_URL",
    ),
}


@pytest.mark.fair_weather("nothing is asked of the tenant, whatever it is like")
@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(name: str, bot: Bot, desk: Desk) -> None:
    hurt, place, words, todo = FAULTS[name]
    hurt(desk)

    said = bot.says("check")
    told = said.err.splitlines()

    assert said.exit == 2
    line = next(one for one in told if one.startswith(place))
    assert words in line
    assert todo in line
    assert told[-1] == "設定の不備が1件あります。" or name.startswith("UTF-8 saved")
    assert "Traceback" not in said.err


ELSEWHERE = {
    "a folder of materials that is not there",
    "an empty material",
    "a material that is too large",
    "a question of no known type",
    "two issues of one number",
}


@pytest.mark.fair_weather("a plan on a tenant without anything: none of its kinds of weather has begun")
@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_o11_a_run_that_does_not_depend_on_it_goes_on(name: str, bot: Bot, desk: Desk) -> None:
    FAULTS[name][0](desk)

    planned = bot.says("plan", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")

    assert planned.exit == 0, planned.err


@pytest.mark.fair_weather("nothing is asked of the tenant, whatever it is like")
@pytest.mark.parametrize("name", sorted(FAULTS.keys() - ELSEWHERE))
def test_a_run_on_it_stops_before_anything_is_asked_or_kept(
    name: str, bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    FAULTS[name][0](desk)

    said = bot.says("run", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")

    assert said.exit == 2
    assert all("config/" in error["words"] for error in said.document["errors"])
    assert "config/" in said.err
    assert "Traceback" not in said.err
    assert tenant.log() == []
    assert bot.runs_if_any() == []


@pytest.mark.fair_weather("nothing is asked of the tenant, whatever it is like")
def test_everything_that_is_wrong_is_told_at_once(bot: Bot, desk: Desk) -> None:
    desk.change(COHORT, "hours: 2\n", "hours: 二時間\n")
    desk.add(PEOPLE, YAMADA)
    desk.change(ISSUE, "number: 13", "number: 12")
    desk.write("settings.toml", "tenant = 'x'\n")

    said = bot.says("check", "--json")

    complaints = said.document["complaints"]
    assert said.exit == 2
    assert [(one["file"], one["line"], one["column"]) for one in complaints] == [
        (f"config/{COHORT}", 22, 12),
        (f"config/{PEOPLE}", 34, "K"),
        (f"config/{ISSUE}", 2, 9),
        ("config/settings.toml", 1, 1),
    ]
    assert all(one["words"] for one in complaints)


@pytest.mark.parametrize("name", ["an empty roster", "an unknown key", "a department that is not there"])
def test_a_fault_in_mid_year_loses_nothing_and_mended_it_goes_on(
    name: str, bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    before = {file: desk.path(file).read_bytes() for file in (COHORT, PEOPLE)}
    people = Sight(tenant).team("dx-leader-R7").people
    FAULTS[name][0](desk)

    refused = bot.says("run", "provision", "--cohort", "R7", "--at", RELEASED, "--json")
    people_meanwhile = Sight(tenant).team("dx-leader-R7").people
    for file, content in before.items():
        desk.write(file, content)
    again = bot.run("provision", at=RELEASED)
    released = bot.run("distribute", at=RELEASED)

    assert refused.exit == 2
    assert people_meanwhile == people
    assert again["status"] == "nothing_to_do"
    assert released["status"] == "done"


def test_a_material_taken_away_before_its_day_keeps_what_is_out_and_put_back_goes_out(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at="2025-06-02T08:35")
    file = desk.path("cohorts/R7/materials/powerbi/事前準備.txt")
    content = file.read_bytes()
    file.unlink()
    without = bot.run("distribute", at=RELEASED)
    file.write_bytes(content)
    put_back = bot.run("distribute", at=RELEASED)

    team = Sight(tenant).team("dx-leader-R7")
    assert without["status"] == "done"
    assert put_back["counts"]["create"] == 1
    assert "powerbi/事前準備.txt" in team.files("R7 Power BI")
    assert team.files("R7 Microsoft 365")


def test_o11_one_large_file_stops_only_itself(bot: Bot, desk: Desk, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    FAULTS["a material that is too large"][0](desk)

    said = bot.says("run", "distribute", "--cohort", "R7", "--at", RELEASED, "--json")

    (error,) = [one for one in said.document["errors"] if one["error"]]
    assert said.exit == 2
    assert "250 GB" in error["words"]
    assert said.document["counts"]["create"] > 3


def test_two_issues_of_one_number_post_neither_until_one_is_renumbered(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    desk.change(ISSUE, "number: 13", "number: 12")

    refused = bot.says("run", "newsletter", "--at", PUBLISH, "--json")
    desk.change(ISSUE, "number: 12", "number: 13")
    asked = bot.run("newsletter", at=PUBLISH, exits=4)
    done = bot.approve(asked["run_id"])

    assert refused.exit == 2
    assert done["counts"]["create"] == 2
