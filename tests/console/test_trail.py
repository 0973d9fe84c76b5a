"""A link of the audit chain in words: what was done, by whom and why, and where to see it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from m365bot.console import trail
from m365bot.journal import Run, Trigger
from m365bot.journal.trail import Link
from tests.runs.here import NOW

RUN = Run.begun(
    id="r1",
    instance="t/c",
    job="newsletter",
    cohort="R7",
    trigger=Trigger.MANUAL,
    at=NOW,
    planned=NOW,
    actor="sato",
    reason="急ぎ",
)
TITLES = {"newsletter": "DX通信の公開"}
YES = {"run_id": "r1", "decision": "approved", "who": "kacho", "verified": True}
ROW = {"row": 4, "cohort": "R7", "form": "self-study", "session": "", "who": "sato", "reason": "誤記"}


def told(says: Mapping[str, Any], run: Run | None = RUN) -> tuple[str, str, str, str]:
    """What, by whom, why, and where to see it."""
    line = trail.line(Link(7, NOW, says, run), TITLES)
    return line.what, line.who, line.why, line.to


@pytest.mark.parametrize(
    ("says", "line"),
    [
        (
            {"run": "r1", "status": "done"},
            ("DX通信の公開 R7: 完了", "sato", "急ぎ", "/runs/r1"),
        ),
        (
            {"approval": {**YES, "reason": "確認済み"}},
            ("DX通信の公開 R7 を承認しました", "kacho", "サインインで確かめた、確認済み", "/runs/r1"),
        ),
        (
            {"approval": {**YES, "decision": "rejected", "verified": False, "kessai": "情第12号"}},
            (
                "DX通信の公開 R7 を差し戻しました",
                "kacho",
                "本人と確かめていない、決裁 情第12号",
                "/runs/r1",
            ),
        ),
        (
            {"corrected": ROW},
            ("番号4の行を訂正しました(R7/self-study)", "sato", "誤記", "/quarantine/4"),
        ),
        (
            {"taken back": ROW},
            ("番号4の行の訂正を取り消しました(R7/self-study)", "sato", "誤記", "/quarantine/4"),
        ),
        (
            {"confirmed": {**ROW, "session": "s1"}},
            ("回答のブックを「開いて確認済み」にしました(R7/self-study/s1)", "sato", "", ""),
        ),
        (
            {"pause": "newsletter", "begun": {"who": "sato", "reason": "年末"}},
            ("DX通信の公開 を一時停止しました", "sato", "年末", ""),
        ),
        (
            {"pause": "", "lifted": {"who": "sato"}},
            ("すべての自動処理 を再開しました", "sato", "", ""),
        ),
        (
            {
                "config": [
                    {"file": "people.csv", "number": 3, "who": "sato"},
                    {"file": "programme.yaml", "number": 2, "who": "sato"},
                ]
            },
            ("設定を変えました(people.csv #3、programme.yaml #2)", "sato", "", ""),
        ),
        ({"published": "R7"}, ("R7 の集計の公開を記録しました", "", "", "")),
        (
            {"exported": {"cohort": "R7", "format": "xlsx", "who": "sato"}},
            ("R7 の記録を書き出しました(xlsx)", "sato", "", ""),
        ),
        (
            {"account": {"how": "met", "id": "oid-1", "who": "sato"}},
            ("広報用アカウントで、はじめてサインインしました(oid-1)", "sato", "", ""),
        ),
        (
            {"account": {"how": "replaced", "id": "oid-2", "who": "sato"}},
            ("広報用アカウントを、同じ名前の別のアカウントに替えました(oid-2)", "sato", "", ""),
        ),
        (
            {"account": {"how": "known", "who": "sato"}},
            ("広報用アカウントでサインインしました", "sato", "", ""),
        ),
        (
            {"downloaded": {"file": "people.csv", "number": 3, "who": "sato"}},
            ("people.csv の版 3 をダウンロードしました", "sato", "", ""),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_kind_of_link_is_told_in_words(says: Mapping[str, Any], line: tuple[str, str, str, str]) -> None:
    assert told(says) == line


@pytest.mark.parametrize(
    "says",
    [
        {"approval": {"decision": "approved"}},
        {"approval": "approved"},
        {"run": "r1", "status": "no such status"},
        {"corrected": None},
        {"something": "of a later version"},
    ],
)
def test_one_that_cannot_be_read_is_shown_as_what_it_is(says: Mapping[str, Any]) -> None:
    assert told(says) == ("、".join(says), "", "", "")


def test_a_run_that_is_kept_no_more_is_called_by_its_id_and_leads_nowhere() -> None:
    says = {"approval": YES}

    assert told(says, run=None) == ("r1 を承認しました", "kacho", "サインインで確かめた", "")
    assert told({"run": "r1", "status": "done"}, run=None) == ("r1: 完了", "", "", "")


def test_what_a_schedule_began_is_told_as_such() -> None:
    assert told({"run": "r1", "status": "done"}, run=replace(RUN, actor=""))[1] == "自動"
