"""Answers that are not as the form thinks: kept as they came, told, never dropped, and harmless wherever they go."""

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.journeys.conftest import AFTER, PEOPLE, Desk
from tests.sight import Sight

KICKOFF, COLLECTED, FRIDAY = "2025-05-07T06:30", "2025-06-23T08:40", "2025-06-27T16:00"
AFTER_LIST = "R7 powerbi-1"
FORMULA, SCRIPT = '=HYPERLINK("https://e.example","x")', "<script>alert(1)</script>"


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


def answer(
    mail: str, idea: str = "橋の点検", *, scale: object = 4, question: str = "研修の満足度"
) -> dict[str, object]:
    return {
        "完了時刻": "2025-06-19T17:05:00+09:00",
        "メール": mail,
        question: scale,
        "研修の満足理由": "班の人に教わった",
        "業務で使えそうな場面": idea,
    }


def responses(bot: Bot) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bot.says("records", "export", "--cohort", "R7").document["responses"]
    return found


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (answer("nobody@example.jp"), "『nobody@example.jp』が people.csv の"),
        (answer("t.koshino@example.jp"), "対象者ではありません"),
        (answer(""), "回答者が記録されていません"),
        (answer("anonymous"), "回答者が記録されていません"),
        (answer("a.yamada@example.jp", scale=9), "『9』は 1～5 の範囲にありません"),
        (answer("a.yamada@example.jp", scale="とても"), "とても"),
        (answer("a.yamada@example.jp", question="満足度"), "『満足度』"),
    ],
)
def test_an_answer_that_does_not_fit_is_kept_as_it_came_with_its_reason(
    odd: dict[str, object], reason: str, provisioned: Bot, tenant: Sandbox
) -> None:
    Sight(tenant).answer(AFTER_LIST, [answer("y.ishikawa@example.jp"), odd])

    run = provisioned.run("collect", at=COLLECTED)
    again = provisioned.run("collect", at=COLLECTED)
    told = provisioned.says("runs", "show", run["run_id"]).out

    strange = next(row for row in responses(provisioned) if row["state"] == "quarantined")
    assert reason in strange["reason"]
    assert {key: value for key, value in odd.items() if value}.items() <= strange["raw"].items()
    assert run["counts"]["quarantined"] >= 1
    assert run["counts"]["store"] == 2
    assert again["counts"]["store"] == 0
    assert "要確認" in told
    assert "records correct" in told


def test_an_unknown_person_who_is_put_into_the_roster_counts_without_answering_again(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    Sight(tenant).answer(AFTER_LIST, [answer("k.shin@example.jp")])
    provisioned.run("collect", at=COLLECTED)
    before = responses(provisioned)[0]["state"]
    desk.add(PEOPLE, "新 健,k.shin@example.jp,,009001,総務局,人事課,事務,,,受講者,班1,,\n")

    (row,) = responses(provisioned)

    assert (before, row["state"], row["person"]) == ("quarantined", "kept", "k.shin@example.jp")


def test_a_renamed_question_counts_once_the_form_follows_it(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    Sight(tenant).answer(AFTER_LIST, [answer("a.yamada@example.jp", question="満足度")])
    first = provisioned.run("collect", at=COLLECTED)
    desk.change(AFTER, "text: 研修の満足度", "text: 満足度")

    (row,) = responses(provisioned)
    again = provisioned.run("collect", at=COLLECTED)

    assert first["counts"]["quarantined"] == 1
    assert (row["state"], row["answers"]["satisfaction"]) == ("kept", 4)
    assert again["counts"]["store"] == 0


def test_formulas_and_markup_leave_in_no_shape_that_runs(provisioned: Bot, tenant: Sandbox) -> None:
    """C23: the sheet for Excel is neutralised, headers too; numbers stay numbers; JSON is as it came."""
    dangerous = [FORMULA, SCRIPT, "＝1+1", "-5", "+1", "@x", "\t=1"]
    people = ["a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada", "k.hasegawa"]
    rows = [answer(f"{one}@example.jp", idea) for one, idea in zip(people, dangerous, strict=True)]
    Sight(tenant).answer(AFTER_LIST, rows)
    provisioned.run("collect", at=COLLECTED)

    sheet = provisioned.says("records", "export", "--cohort", "R7", "--format", "csv")
    book = provisioned.says("records", "export", "--cohort", "R7", "--format", "xlsx")
    table = list(csv.reader(io.StringIO(sheet.raw.decode("utf-8-sig"))))
    lines = list(load_workbook(io.BytesIO(book.raw)).active.iter_rows())
    cells = [cell for line in lines for cell in line]
    satisfied = table[0].index("研修の満足度")

    assert sheet.raw.startswith(b"\xef\xbb\xbf")
    assert [row["answers"]["idea"] for row in responses(provisioned)] == dangerous
    assert not [cell for row in table for cell in row if cell.startswith(tuple("=＝+-@\t\r"))]
    assert {row[satisfied] for row in table[1:]} == {"4"}
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert {line[satisfied].value for line in lines[1:]} == {4}


def test_a_question_titled_like_a_formula_is_neutral_in_the_header(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """C23, headers: the form's own question is called +1."""
    desk.change(AFTER, "text: 研修の満足度", 'text: "+1"')
    Sight(tenant).answer(AFTER_LIST, [answer("a.yamada@example.jp", question="+1")])
    provisioned.run("collect", at=COLLECTED)

    sheet = provisioned.says("records", "export", "--cohort", "R7", "--format", "csv")

    head = sheet.raw.decode("utf-8-sig").splitlines()[0]
    assert '"\'+1"' in head
    assert '"+1"' not in head


def test_what_people_wrote_reaches_no_post(provisioned: Bot, desk: Desk, tenant: Sandbox) -> None:
    """The results name nobody and quote nobody, and a title with markup in it is text."""
    desk.change(AFTER, "title: 演習 事後アンケート", "title: <img src=x onerror=alert(1)> 事後")
    people = ["a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada"]
    Sight(tenant).answer(AFTER_LIST, [answer(f"{one}@example.jp", SCRIPT) for one in people])
    provisioned.run("collect", at=COLLECTED)

    provisioned.run("results", at=FRIDAY)

    team = Sight(tenant, "dx-tsushin@example.jp").team("dx-leader-R7")
    (post,) = [one["body"]["content"] for one in team.posts("R7 全体") if "集計" in one["body"]["content"]]
    assert "6人" in post
    assert not [
        word for word in ("<script", "alert(1)</", "<img", "教わった", "山田", "yamada") if word in post
    ]


def test_no_answer_yet_is_no_fault_before_the_form_opens_and_a_question_after(
    provisioned: Bot, tenant: Sandbox
) -> None:
    before = provisioned.run("collect", at="2025-06-16T08:40")
    after = provisioned.run("collect", at=COLLECTED, exits=3)

    assert before["status"] == "nothing_to_do"
    assert "リスト『R7 powerbi-1』が『研修運営』のサイトにまだありません" in after["errors"][0]["words"]
    assert "フローを確かめてください" in after["errors"][0]["words"]
