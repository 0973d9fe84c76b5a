"""How a command ends that could not do its work: words for an officer, a status that docs/operator.md names, no trace."""

import json
from datetime import UTC, datetime

import click
import pytest

from m365bot.cli.screen import ending
from m365bot.errors import ConfigError, GuardStopped, SignInNeeded
from m365bot.reading import Complaint, WrongConfig
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Plan
from m365bot.resources.kind import Extra
from m365bot.runs.planning import NothingSeen

NAME = "山田 葵"
NOW = datetime(2025, 6, 19, 9, tzinfo=UTC)


def told(
    error: BaseException, capsys: pytest.CaptureFixture[str], *, as_json: bool = False
) -> tuple[int, str, str]:
    code = ending.told(error, as_json=as_json)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (click.UsageError("x"), 2),
        (ConfigError("x"), 2),
        (GuardStopped("x"), 1),
        (SignInNeeded("x"), 5),
        (KeyboardInterrupt(), 1),
        (click.Abort(), 1),
        (FileNotFoundError(2, "No such file", "x.csv"), 1),
        (ZeroDivisionError(), 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_its_status_tells_the_kind_and_standard_output_stays_empty(
    error: BaseException, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(error, capsys)

    assert (code, out) == (status, "")
    assert err.strip()


def test_a_mistake_of_ours_shows_neither_a_trace_nor_what_it_was_about(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("M365BOT_DEBUG", raising=False)

    _, _, err = told(KeyError(NAME), capsys)

    assert err.startswith("思わぬエラーで止まりました(KeyError)。\n運用の担当者に知らせて")
    assert NAME not in err
    assert "Traceback" not in err


def test_its_maker_may_ask_for_the_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M365BOT_DEBUG", "1")

    _, _, err = told(KeyError("x"), capsys)

    assert "KeyError: 'x'" in err
    assert "運用の担当者" not in err


def test_each_complaint_is_told_and_in_json_each_is_an_error_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = WrongConfig(tuple(Complaint("config/programme.yaml", line, 1, "読めません。") for line in (3, 4)))

    code, out, err = told(wrong, capsys, as_json=True)

    lines = [f"config/programme.yaml:{line}:1 読めません。" for line in (3, 4)]
    assert code == 2
    assert err.splitlines() == lines
    assert json.loads(out) == {"errors": [{"words": line, "error": "WrongConfig"} for line in lines]}


def test_a_plan_for_which_nothing_could_be_seen_says_in_json_what_kept_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    unknown = (
        Extra("a", "甲", "権限がありません。", error="MissingPermission"),
        Extra("b", "乙", "見えません。"),
    )
    plan = Plan("provision", "R7", NOW, unknown=unknown)

    _, out, _ = told(NothingSeen(Planned(plan, {}, True, False)), capsys, as_json=True)

    assert json.loads(out)["errors"] == [
        {"words": "権限がありません。", "error": "MissingPermission"},
        {"words": "見えません。", "error": "Unknown"},
    ]


def test_who_interrupts_is_told_that_they_did(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(KeyboardInterrupt(), capsys, as_json=True)

    assert (code, err) == (1, "中断しました。\n")
    assert json.loads(out) == {"errors": [{"words": "中断しました。", "error": "Interrupted"}]}


def test_a_practice_tenant_that_is_gone_is_named_and_not_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M365BOT_CLOCK_URL", "http://127.0.0.1:1/clock")

    assert "練習環境が動いているか" in told(ConnectionRefusedError(111, "refused"), capsys)[2]
    assert "練習環境" not in told(FileNotFoundError(2, "No such file", "x.csv"), capsys)[2]
