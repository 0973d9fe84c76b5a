"""What there is to tell the office of runs: a title, words, what to do next; and by what name it is known again.

Called by the notices. Pure. Names nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from m365bot.errors import NotReady
from m365bot.journal import Run
from m365bot.journal.run import EXPIRED
from m365bot.journal.version import How, State, Version
from m365bot.runs import standing
from m365bot.words import say


@dataclass(frozen=True)
class Matter:
    """One thing to tell. name: the same for as long as it is the same trouble, whatever run met it last."""

    name: str
    title: str
    at: datetime
    words: tuple[str, ...]


def waiting(one: standing.Matter, titles: Mapping[str, str]) -> Matter:
    run = one.run
    todo = say("内容を見て決める: 画面の「承認」、または m365bot runs show {run_id}", run_id=run.id)
    decide = say(
        "端末で決める: m365bot runs approve {run_id}、または m365bot runs reject {run_id}", run_id=run.id
    )
    title = say("承認待ち: {job}", job=_called(run, titles))
    return Matter(_name("waits", run.id), title, run.at, (*one.words, todo, decide))


def troubled(one: standing.Matter, titles: Mapping[str, str]) -> Matter:
    """What its words say may differ from run to run, as moments do: what went wrong where is what it is known by."""
    run = one.run
    what = sorted({f"{trouble.key} {trouble.error}" for trouble in run.report.errors})
    counts = run.report.counts
    is_unknown = bool(counts["unknown"]) and not counts["failed"]
    status = say("結果不明") if is_unknown else run.status.words
    title = say("{status}: {job}", status=status, job=_called(run, titles))
    todo = say("詳しく見る: 画面の「実行」、または m365bot runs show {run_id}", run_id=run.id)
    only_waits = {trouble.error for trouble in run.report.errors} == {NotReady.__name__}
    # Each approval is a matter of its own; but what only waits is told once, and not by each run that goes on with it.
    approved = (run.applies,) if run.applies and not only_waits else ()
    return Matter(_name(run.job, run.cohort, run.status, *what, *approved), title, run.at, (*one.words, todo))


def not_run(one: standing.Matter, titles: Mapping[str, str]) -> Matter:
    title = say("実行されませんでした: {job}", job=_called(one.run, titles))
    words = (say("{times}回。", times=one.times), *one.words)
    return Matter(_name("missed", one.run.job, one.run.cohort), title, one.run.at, words)


def expired(run: Run, titles: Mapping[str, str]) -> Matter:
    """By the name of what waited, which is over and not resolved."""
    title = say("承認の期限が過ぎました: {job}", job=_called(run, titles))
    words = [trouble.words for trouble in run.report.errors if trouble.error == EXPIRED]
    return Matter(_name("waits", run.id), title, run.at, tuple(words))


def held(version: Version) -> Matter:
    """A change to config/ that is kept and not in force. Who made it is told on the page, and nobody else of them."""
    return _asks(version) if version.state is State.ASKING else _is_wrong(version)


def _asks(version: Version) -> Matter:
    title = say("設定の変更が確認を待っています: {file}", file=version.file)
    words = (
        say("決まりをゆるめるため、承認する人(変えた本人以外)が確認するまで、直前の内容のまま動いています。"),
        say("確認する: 画面の「承認」"),
    )
    return Matter(_name("config", version.file, version.number), title, version.at, words)


def _is_wrong(version: Version) -> Matter:
    title = say("設定の変更を保留しています: {file}", file=version.file)
    words = (
        say("不備があるため、直前の正しい内容のまま動いています({how})。", how=version.how.words),
        _where_it_is_wrong(version),
        say("元に戻す: m365bot config history {file}、m365bot config undo", file=version.file),
    )
    return Matter(_name("config", version.file, version.number), title, version.at, words)


def _where_it_is_wrong(version: Version) -> str:
    """What was changed in the folder lies there; the others are kept beside it, where `check` does not look."""
    if version.how is How.FOUND:
        return say("不備の場所を見る: 画面の「設定」、または m365bot check")
    return say("不備の場所を見る: 画面の「設定」")


def not_fetched(why: str, since: datetime) -> Matter:
    """config/ cannot be had from where it is kept. why: words for what is in the way."""
    title = say("設定を SharePoint から取り込めません")
    return Matter(_name("config-source"), title, since, (why,))


def _called(run: Run, titles: Mapping[str, str]) -> str:
    return " ".join(filter(None, (titles.get(run.job, run.job), run.cohort)))


def _name(*parts: object) -> str:
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]
