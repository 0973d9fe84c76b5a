"""Whether what is kept of runs, approvals and published figures is what was kept when it happened.

Called by `m365bot runs verify`. Reads only. The chain is walked from its first link; then each row is held against
the last link that speaks of it, each approval against its own, and what was published of a cohort against the last of
that. What was done in detail (results, intents), answers and what is remembered stand in no link.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, select

from m365bot.database import approvals as words
from m365bot.database import audit, config_versions, pauses, sealing
from m365bot.database import runs as rows
from m365bot.database.audit import KEYED, Entry
from m365bot.database.engine import snapshot
from m365bot.database.tables import approvals, runs
from m365bot.journal import Status
from m365bot.words import say

OPEN = [status.value for status in Status if not status.is_over]


@dataclass(frozen=True)
class Fault:
    """The first entry that is not as it was. number: of its link, where it has one; 0 where a row has none."""

    number: int
    run_id: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """entries: how many links there are; last: the hash of the newest, for whoever keeps it elsewhere."""

    entries: int
    last: str
    fault: Fault | None


def of(engine: Engine, instance: str) -> Verdict:
    with snapshot(
        engine
    ) as connection:  # else a run that ends meanwhile would stand in one and not in the other
        chain = audit.all_of(connection, instance)
        key = audit.key_of(connection, instance)
        found = next(_faults(connection, instance, chain, key), None)
    return Verdict(len(chain), chain[-1].hash if chain else "", found)


def _faults(connection: Connection, instance: str, chain: Sequence[Entry], key: bytes) -> Iterator[Fault]:
    yield from _broken(chain, key)
    said = [(one, json.loads(one.entry)) for one in chain]
    yield from _of_approvals(connection, instance, said)
    yield from _of_runs(connection, instance, said)
    yield from _of_pauses(connection, instance, said)
    yield from _of_config(connection, instance, said)
    for one in sealing.altered(connection, instance, {link.number: told for link, told in said}):
        words = say("{cohort}の集計を公開した記録が、消されたか書き換えられています。", cohort=one.cohort)
        yield Fault(one.number, "", words)


def _broken(chain: Sequence[Entry], key: bytes) -> Iterator[Fault]:
    for one in chain:
        if not one.fits(key):
            yield Fault(
                one.number, _run_of(one), say("この記録か、その前の記録が書き換えられたか、抜かれています。")
            )


def _run_of(one: Entry) -> str:
    try:
        said = json.loads(one.entry)
        return str(said.get("run") or said["approval"]["run_id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


Said = Sequence[tuple[Entry, Any]]


def _of_approvals(connection: Connection, instance: str, said: Said) -> Iterator[Fault]:
    linked = {one.entry: one for one, told in said if "approval" in told}
    found = connection.execute(select(approvals).where(approvals.c.instance == instance)).mappings()
    kept = {audit.as_text(words.entry_of(words.from_row(row))): row for row in found}
    for entry, row in kept.items():
        if entry not in linked:
            yield Fault(0, row["run_id"], say("この承認・却下は、m365bot が残したものではありません。"))
    for entry, one in linked.items():
        if entry not in kept:
            yield Fault(
                one.number, _run_of(one), say("この承認・却下の行が、消されたか書き換えられています。")
            )


def _of_runs(connection: Connection, instance: str, said: Said) -> Iterator[Fault]:
    last = {told["run"]: (one, told) for one, told in said if "run" in told}
    query = select(runs).where(runs.c.instance == instance).order_by(runs.c.planned)
    kept = {row["id"]: row for row in connection.execute(query).mappings()}
    approved = {told["approval"]["run_id"] for _, told in said if "approval" in told}
    since = next((one.at for one, _ in said if one.hash.startswith(KEYED)), None)
    for run_id, (one, told) in last.items():
        if run_id not in kept or not _is_as_told(kept[run_id], told):
            yield Fault(one.number, run_id, say("この実行の行が、消されたか書き換えられています。"))
    yield from _unlinked(kept, last, _must_be_linked(since))
    for row in kept.values():
        if row["status"] in OPEN and row["applies"] and row["applies"] not in approved:
            yield Fault(0, row["id"], say("承認の記録がないのに、承認された実行になっています。"))


def _of_pauses(connection: Connection, instance: str, said: Said) -> Iterator[Fault]:
    last = {told[pauses.WORD]: (one, told) for one, told in said if pauses.WORD in told}
    kept = {pause.job: pauses.entry_of(pause) for pause in pauses.kept(connection, instance)}
    for job, (one, told) in last.items():
        if kept.get(job) != (told if "begun" in told else None):
            yield Fault(one.number, "", say("一時停止の記録が、消されたか書き換えられています。"))
    if kept.keys() - last.keys():
        yield Fault(0, "", say("この一時停止は、m365bot が残したものではありません。"))


def _of_config(connection: Connection, instance: str, said: Said) -> Iterator[Fault]:
    """Who changed which file, and to what; contents are known by their digests, and may be erased."""
    linked = {
        (each["file"], each["number"]): (one, each)
        for one, told in said
        for each in told.get(config_versions.WORD, ())
    }
    kept = {(one.file, one.number): one for one in config_versions.kept(connection, instance)}
    for place, (one, told) in linked.items():
        if place not in kept or config_versions.entry_of(kept[place]) != told:
            words = say(
                "設定の版 {file} {number} の記録が、消されたか書き換えられています。",
                file=place[0],
                number=place[1],
            )
            yield Fault(one.number, "", words)
    for file, number in kept.keys() - linked.keys():
        words = say(
            "設定の版 {file} {number} は、m365bot が残したものではありません。", file=file, number=number
        )
        yield Fault(0, "", words)


def _is_as_told(row: RowMapping, told: Mapping[str, Any]) -> bool:
    same = (row["status"], str((row["plan"] or {}).get("digest", ""))) == (told["status"], told["digest"])
    return same and told.get("row", rows.seal(row)) == rows.seal(row)  # earlier versions told no more


def _unlinked(
    kept: Mapping[str, RowMapping], linked: Iterable[str], must: Callable[[RowMapping], bool]
) -> Iterator[Fault]:
    known = set(linked)
    for run_id, row in kept.items():
        if run_id not in known and must(row):
            yield Fault(0, run_id, say("この実行の結果は、m365bot が残したものではありません。"))


def _must_be_linked(since: str | None) -> Callable[[RowMapping], bool]:
    """Ticks that led to no run had no link of their own before the chain was keyed."""
    return lambda row: bool(since and row["status"] not in OPEN and row["ended"] and row["ended"] > since)
