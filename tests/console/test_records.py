"""記録: who did what, newest first and narrowed down; the chain proved; files that somebody took away stand in it."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, update

from m365bot.console.roles import Role
from m365bot.database import audit, tables
from m365bot.journal import Status
from tests.console import answers, hall, rows
from tests.console.hall import Sitting
from tests.records.programmes import answer


def did(page: str) -> list[str]:
    """What each line says."""
    lines = re.findall(r"<th scope=\"row\">(.*?)</th>", page, re.DOTALL)
    return [re.sub(r"<[^>]*>|\s+", " ", line).strip() for line in lines]


def say(sitting: Sitting, **entry: object) -> None:
    with sitting.desk.books.engine.begin() as connection:
        audit.append(connection, sitting.desk.books.instance, entry)


def correction(who: str, number: int = 12) -> dict[str, object]:
    of = {"row": number, "cohort": "R7", "form": "after", "session": "powerbi-1"}
    return {**of, "what": ["person"], "person": "p1", "who": who, "reason": "本人に確認"}


def chain(sitting: Sitting) -> list[dict[str, object]]:
    with sitting.desk.books.engine.connect() as connection:
        return [json.loads(one.entry) for one in audit.all_of(connection, sitting.desk.books.instance)]


def test_without_anything_done_it_says_so(officer: Sitting) -> None:
    page = officer.reads("/records")

    assert "まだ記録はありません。" in page
    assert "まだ確かめていません。" in page


def test_who_did_what_is_told_in_words_the_newest_first(officer: Sitting) -> None:
    rows.run(officer, "collect", Status.DONE, actor="ito-k@example.jp", reason="急ぎ")
    say(officer, corrected=correction("sato-m@example.jp"))
    say(
        officer,
        pause="collect",
        begun={"job": "collect", "who": "ito-k@example.jp", "reason": "点検", "at": ""},
    )
    say(
        officer,
        confirmed={"cohort": "R7", "form": "after", "session": "", "at": "", "who": "ito-k@example.jp"},
    )
    say(officer, config=[{"file": "programme.yaml", "number": 3, "how": "page", "who": "sato-m@example.jp"}])
    say(officer, published="R7", seal="x")
    say(officer, tomorrow="<b>x</b>")

    page = officer.reads("/records")

    told = did(page)
    kinds = [line.split()[0] for line in told]
    assert kinds == ["そのほか", "集計の公開", "設定", "開いて確認済み", "一時停止", "行の訂正", "実行"]
    assert "番号12の行を訂正しました(R7/after/powerbi-1)" in told[5]
    assert "急ぎ" in page
    assert "<b>x" not in page


def test_it_is_narrowed_down_by_person_job_kind_and_day_and_no_name_stands_in_an_address(
    officer: Sitting,
) -> None:
    rows.run(officer, "collect", Status.DONE, actor="ito-k@example.jp")
    rows.run(officer, "provision", Status.DONE, actor="sato-m@example.jp")
    say(officer, corrected=correction("ito-k@example.jp"))
    today = datetime.now(UTC)

    assert len(did(officer.sends("/records/find", who="ITO-K"))) == 1
    assert len(did(officer.sends("/records/find", who="ito-k@example.jp"))) == 2
    assert len(did(officer.sends("/records/find", job="provision"))) == 1
    assert len(did(officer.sends("/records/find", kind="run"))) == 2
    assert did(officer.sends("/records/find", until="2020-01-01")) == []
    assert len(did(officer.sends("/records/find", since=f"{today.year - 1}-01-01"))) == 3
    assert len(did(officer.sends("/records/find", since="９９９９-99-99", kind="'; --"))) == 3
    assert 'action="/records/find"' in officer.reads("/records")
    assert not re.search(r'<form[^>]*method="get"', officer.reads("/records"))


def test_pages_turn_and_ask_the_database_the_same_few_times(officer: Sitting, queries: list[str]) -> None:
    with officer.desk.books.engine.begin() as connection:
        at, instance = datetime.now(UTC).isoformat(), officer.desk.books.instance
        entries = [json.dumps({"corrected": correction("ito-k@example.jp", n)}) for n in range(3000)]
        lines = [{"instance": instance, "at": at, "entry": entry, "hash": "x"} for entry in entries]
        connection.execute(insert(tables.audit), lines)
    first = officer.reads("/records")
    (below,) = re.findall(r'name="below" value="(\d+)"', first)
    queries.clear()

    second = officer.sends("/records/find", below=below)

    assert len([one for one in queries if one.startswith("SELECT")]) <= 5
    assert len(did(first)) == len(did(second)) == 50
    assert not set(did(first)) & set(did(second))
    queries.clear()
    assert did(officer.sends("/records/find", who="nobody")) == []
    assert len([one for one in queries if one.startswith("SELECT")]) <= 5


def test_a_whole_chain_is_proved_and_when_is_told_to_whoever_looks_later(officer: Sitting) -> None:
    rows.run(officer, "collect", Status.DONE)

    page = officer.sends("/records/verify")

    assert "合っています" in page
    assert "1件の記録を" in page
    assert "sato-m@example.jp。" in officer.reads("/records")


def test_a_chain_that_somebody_changed_is_told(officer: Sitting) -> None:
    rows.run(officer, "collect", Status.DONE)
    with officer.desk.books.engine.begin() as connection:
        connection.execute(update(tables.audit).values(entry='{"run": "x"}'))

    assert "すぐに知らせてください" in officer.sends("/records/verify")


@pytest.mark.parametrize("shape", ["csv:answers", "csv:hours", "csv:completion", "xlsx", "json"])
def test_whoever_takes_records_away_stands_in_the_chain_before_they_leave(
    officer: Sitting, shape: str
) -> None:
    answers.came(officer, answer("=HYPERLINK(1)@example.jp", 業務で使えそうな場面="=cmd|' /C calc'!A0"))

    found = officer.browser.post("/records/export", data={"cohort": "R7", "format": shape})

    assert found.status_code == 200
    assert found.headers["content-disposition"].startswith("attachment;")
    assert chain(officer)[-1] == {
        "exported": {"cohort": "R7", "format": shape, "rows": 1, "who": "sato-m@example.jp"}
    }
    if shape == "csv:answers":
        cells = [cell for line in csv.reader(io.StringIO(found.content.decode("utf-8-sig"))) for cell in line]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]
    assert officer.desk.books.verdict().fault is None


@pytest.mark.parametrize("form", [{"cohort": "R99", "format": "xlsx"}, {"cohort": "R7", "format": "exe"}, {}])
def test_what_is_not_there_is_not_taken_away(officer: Sitting, form: dict[str, str]) -> None:
    assert officer.browser.post("/records/export", data=form).status_code == 409
    assert chain(officer) == []


def test_an_approver_sees_who_did_what_and_takes_nothing_away(nobody: Sitting) -> None:
    nobody.hall.guest = hall.visitor(Role.APPROVER)

    page = nobody.reads("/records")

    assert "/records/export" not in page
    assert nobody.browser.post("/records/export", data={"cohort": "R7", "format": "xlsx"}).status_code == 403
    with nobody.desk.books.engine.connect() as connection:
        assert connection.execute(select(tables.audit)).all() == []
