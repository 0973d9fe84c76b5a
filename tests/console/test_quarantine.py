"""要確認の行: what is wrong and whose it may be; one correction, once, with who and why, whoever else clicks."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from m365bot.console.asked import Asked, Sent, Shown
from m365bot.console.pages import quarantine
from m365bot.console.roles import Role
from m365bot.database import tables
from m365bot.programme.forms import SourcePlace
from m365bot.records.freshness import Freshness
from tests.console import answers, hall
from tests.console.answers import MADE
from tests.console.hall import Sitting
from tests.records.programmes import answer

MISTYPED = "h.yamasita@example.jp"  # one letter short


@pytest.fixture
def number(officer: Sitting) -> int:
    """Of a row with a mistyped address."""
    answers.came(officer, answers.wrong(mistyped(officer)))
    return numbers(officer)[0]


def trainee(sitting: Sitting, place: int = 0):
    programme = sitting.desk.known().programme
    assert programme is not None
    cohort = programme.cohort("R7")
    assert cohort is not None
    return cohort.trainees()[place]


def mistyped(sitting: Sitting) -> str:
    local, _, domain = trainee(sitting).mail.partition("@")
    return f"{local}x@{domain}"


def numbers(sitting: Sitting) -> list[int]:
    with sitting.desk.books.engine.connect() as connection:
        return list(connection.execute(select(tables.rows.c.number).order_by(tables.rows.c.number)).scalars())


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{16})"', page)
    assert found
    return found[1]


def said(sitting: Sitting) -> list[tuple[str, str, str, str | None]]:
    table = tables.corrections
    with sitting.desk.books.engine.connect() as connection:
        query = select(table.c.what, table.c.who, table.c.reason, table.c.ended_by).order_by(table.c.number)
        return [tuple(one) for one in connection.execute(query)]


def test_without_any_it_says_so(officer: Sitting) -> None:
    assert "要確認の行はありません。" in officer.reads("/quarantine")


def test_a_row_says_what_is_wrong_and_whose_it_may_be(officer: Sitting, number: int) -> None:
    page = officer.reads("/quarantine")

    assert f"『{mistyped(officer)}』が people.csv の" in page
    assert "選ぶまで決まりません" in page
    assert trainee(officer).mail in page


def test_one_click_makes_it_that_persons_and_leaves_who_and_why(officer: Sitting, number: int) -> None:
    page = officer.reads("/quarantine")

    after = officer.sends(f"/quarantine/{number}/assign", seen=seen(page), person=trainee(officer).id)

    assert "記録しました。" in after
    assert "有効" in after
    assert said(officer) == [("person", "sato-m@example.jp", "画面で本人を選びました", None)]
    assert "要確認の行はありません。" in officer.reads("/quarantine")
    assert trainee(officer).mail in officer.reads("/quarantine?show=corrected")


def test_the_same_form_sent_twice_is_heard_once(officer: Sitting, number: int) -> None:
    form = {"seen": seen(officer.reads(f"/quarantine/{number}")), "person": trainee(officer).id}
    officer.sends(f"/quarantine/{number}/assign", **form)

    again = officer.sends(f"/quarantine/{number}/assign", **form)

    assert "記録しました。" in again
    assert len(said(officer)) == 1


def test_of_two_officers_the_second_is_told_what_the_first_said(officer: Sitting, number: int) -> None:
    stale = seen(officer.reads(f"/quarantine/{number}"))
    officer.sends(f"/quarantine/{number}/assign", seen=stale, person=trainee(officer).id)
    officer.hall.guest = hall.visitor(Role.OFFICER, sign_in_name="ito-k@example.jp")

    for what, form in (("assign", {"person": trainee(officer, 1).id}), ("ignore", {"reason": "試し"})):
        answer = officer.browser.post(f"/quarantine/{number}/{what}", data={"seen": stale, **form})

        assert answer.status_code == 409
        assert "ほかの担当者が先に変えました" in answer.text
        assert "sato-m@example.jp" in answer.text
    assert [each[1] for each in said(officer)] == ["sato-m@example.jp"]


def test_of_two_clicks_at_the_same_moment_one_is_heard(officer: Sitting, number: int) -> None:
    mark = seen(officer.reads(f"/quarantine/{number}"))

    def clicks(place: int) -> Shown | Sent:
        form = {"seen": mark, "person": trainee(officer, place).id}
        who = hall.visitor(Role.OFFICER, sign_in_name=f"officer{place}@example.jp")
        return quarantine.assigned(Asked(officer.desk, who, MADE, {"row": str(number)}, form=form))

    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(clicks, range(4)))

    assert [one.said for one in came if isinstance(one, Sent)] == ["corrected"]
    assert [one.status for one in came if isinstance(one, Shown)] == [409] * 3
    assert len(said(officer)) == 1


def test_a_page_without_its_mark_changes_nothing(officer: Sitting, number: int) -> None:
    answer = officer.browser.post(f"/quarantine/{number}/assign", data={"person": trainee(officer).id})

    assert answer.status_code == 409
    assert said(officer) == []


def test_what_is_ignored_counts_no_more_and_comes_back(officer: Sitting, number: int) -> None:
    page = officer.reads(f"/quarantine/{number}")
    ignored = officer.sends(f"/quarantine/{number}/ignore", seen=seen(page), reason="試しの回答")

    assert "数えないことにしました" in ignored
    back = officer.sends(f"/quarantine/{number}/take-back", seen=seen(ignored))

    assert "要確認" in back
    assert said(officer) == [("ignored", "sato-m@example.jp", "試しの回答", "sato-m@example.jp")]


def test_taking_back_twice_takes_back_once(officer: Sitting, number: int) -> None:
    page = officer.reads(f"/quarantine/{number}")
    ignored = seen(officer.sends(f"/quarantine/{number}/ignore", seen=seen(page), reason="試しの回答"))
    officer.sends(f"/quarantine/{number}/take-back", seen=ignored)

    assert "記録しました。" in officer.sends(f"/quarantine/{number}/take-back", seen=ignored)


def test_without_a_reason_nothing_is_ignored(officer: Sitting, number: int) -> None:
    page = officer.reads(f"/quarantine/{number}")

    answer = officer.browser.post(f"/quarantine/{number}/ignore", data={"seen": seen(page), "reason": "  "})

    assert "理由を書いてください" in answer.text
    assert said(officer) == []


def test_an_answer_is_corrected_and_one_that_is_none_is_refused_with_what_was_typed(officer: Sitting) -> None:
    answers.came(officer, answer(trainee(officer).mail, "とても満足"))
    (number,) = numbers(officer)
    form = {
        "seen": seen(officer.reads(f"/quarantine/{number}")),
        "question": "satisfaction",
        "reason": "本人",
    }

    refused = officer.browser.post(f"/quarantine/{number}/answer", data={**form, "answer": "9"})
    taken = officer.sends(f"/quarantine/{number}/answer", **form, answer="5")

    assert refused.status_code == 409
    assert 'value="9"' in refused.text
    assert "有効" in taken


def test_what_people_wrote_is_text_and_letters_that_nobody_sees_are_shown(officer: Sitting) -> None:
    wrote = "<script>alert(1)</script>\u202egpj.exe\x1b[31m {{ 7*7 }} =1+1"
    answers.came(officer, answers.wrong("<b>nobody</b>@example.jp", 業務で使えそうな場面=wrote))
    (number,) = numbers(officer)

    for path in ("/quarantine", f"/quarantine/{number}"):
        page = officer.reads(path)
        assert "<script>" not in page
        assert "<b>nobody" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]gpj.exe[U+001B][31m {{ 7*7 }}" in page


@pytest.mark.parametrize("path", ["0", "999999", "x", "1%20OR%201", "-1", "９"])
def test_a_row_that_is_not_there_is_told_so(officer: Sitting, path: str) -> None:
    assert "この行はありません" in officer.reads(f"/quarantine/{path}", status=409)


def test_nobody_who_is_not_in_the_roster_is_assigned(officer: Sitting, number: int) -> None:
    page = officer.reads(f"/quarantine/{number}")

    answer = officer.browser.post(
        f"/quarantine/{number}/assign", data={"seen": seen(page), "person": "p000000000000"}
    )

    assert "だれの回答かを選んでください" in answer.text


def test_pages_turn_and_ask_the_database_the_same_few_times(officer: Sitting, queries: list[str]) -> None:
    answers.came(officer, *(answers.wrong(f"nobody{n}@example.jp", minute=n) for n in range(45)))
    counts = []
    page = officer.reads("/quarantine")
    for _ in range(2):
        queries.clear()
        page = officer.reads("/quarantine" + re.findall(r'href="(\?below=\d+)"', page)[0])
        counts.append(len([one for one in queries if one.startswith("SELECT")]))

    assert counts[0] == counts[1] <= 7
    assert page.count('class="matter"') == 5


def test_a_source_that_nobody_has_to_open_is_refused_in_words(officer: Sitting) -> None:
    answer = officer.browser.post(
        "/quarantine/confirm", data={"cohort": "R7", "form": "after", "session": "powerbi-1", "seen": ""}
    )

    assert "確認は要りません" in answer.text


@pytest.fixture
def workbook(officer: Sitting, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Answers of one questionnaire come in a workbook that has to be opened."""
    programme, place = officer.desk.usable(), SourcePlace("workbook", None, "回答.xlsx", "team:/回答.xlsx")
    cohort = programme.cohort("R7")
    assert cohort is not None
    asked = tuple(replace(one, source=place) for one in cohort.collected if one.key == "after/powerbi-1")
    programme = replace(programme, cohorts=(replace(cohort, questionnaires=asked),))
    monkeypatch.setattr(officer.desk, "usable", lambda: programme)
    return {"cohort": "R7", "form": "after", "session": "powerbi-1"}


def test_a_book_that_has_to_be_opened_is_confirmed_once_and_the_second_is_told(
    officer: Sitting, workbook: dict[str, str]
) -> None:
    assert "まだ取り込んでいません" in officer.reads("/quarantine")
    read = Freshness(answers.ASKED, "2025-06-27T09:00:00+09:00")
    with officer.desk.books.engine.begin() as connection:
        memo = {"key": read.key, "memo": json.dumps(read.to_memo())}
        connection.execute(insert(tables.memory).values(instance=officer.desk.books.instance, **memo))
    assert 'action="/quarantine/confirm"' in officer.reads("/quarantine")

    first = officer.sends("/quarantine/confirm", seen="", **workbook)
    again = officer.sends("/quarantine/confirm", seen="", **workbook)
    officer.hall.guest = hall.visitor(Role.OFFICER, sign_in_name="ito-k@example.jp")
    other = officer.browser.post("/quarantine/confirm", data={"seen": "", **workbook})

    assert "次の取り込みから数えます" in first
    assert "次の取り込みから数えます" in again
    assert 'action="/quarantine/confirm"' not in again
    assert other.status_code == 409
    assert "sato-m@example.jp が、先に" in other.text
