"""Dry runs that somebody asked for, in the database; a day later they are gone.

Serves the port `Trials`. Each method is one short transaction.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, delete, select, update

from m365bot.database.dialect import holdable, insert_into
from m365bot.database.moments import moment_or_none, text, text_or_none
from m365bot.database.tables import trials
from m365bot.journal.trial import KEPT, PATIENCE, State, Trial

MOMENTS = ("at", "asked", "began", "ended")


class StoredTrials:
    """All of one instance."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine, self._instance = engine, instance
        self._mine = trials.c.instance == instance

    def add(self, trial: Trial) -> bool:
        """False where it is there already: somebody clicked twice."""
        with self._engine.begin() as connection:
            old = trials.c.asked < text(trial.asked - KEPT)
            connection.execute(delete(trials).where(self._mine, old))
            adding = insert_into(connection, trials).values(instance=self._instance, **_to_row(trial))
            return bool(connection.execute(adding.on_conflict_do_nothing().returning(trials.c.id)).first())

    def get(self, trial_id: str) -> Trial | None:
        with self._engine.connect() as connection:
            row = (
                connection.execute(select(trials).where(self._mine, trials.c.id == trial_id))
                .mappings()
                .first()
            )
        return _from_row(row) if row else None

    def next(self, now: datetime) -> Trial | None:
        """The one that was asked for first, in the caller's hands from now on."""
        with self._engine.connect() as connection:
            query = select(trials).where(self._mine, _waits(now)).order_by(trials.c.asked).limit(1)
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        mine = _from_row(row).looked_at(now)
        return mine if self._claim(mine, now) else None

    def end(self, trial: Trial) -> None:
        with self._engine.begin() as connection:
            one = trials.c.id == trial.id
            connection.execute(update(trials).where(self._mine, one).values(**_to_row(trial)))

    def _claim(self, trial: Trial, now: datetime) -> bool:
        with self._engine.begin() as connection:
            taking = update(trials).where(self._mine, trials.c.id == trial.id, _waits(now))
            changed = connection.execute(taking.values(state=trial.state.value, began=text(now)))
            return bool(changed.rowcount)


def _waits(now: datetime) -> ColumnElement[bool]:
    """Asked for, or in the hands of somebody who is gone."""
    let_go = (trials.c.state == State.LOOKING.value) & (trials.c.began < text(now - PATIENCE))
    return (trials.c.state == State.ASKED.value) | let_go


def _to_row(trial: Trial) -> dict[str, Any]:
    row = {name: getattr(trial, name) for name in trials.c.keys() if name != "instance"}  # noqa: SIM118 - not a dict
    moments = {name: text_or_none(row[name]) for name in MOMENTS}
    words = {name: holdable(row[name]) for name in ("who", "reason", "words")}
    return row | moments | words | {"state": trial.state.value, "lacking": list(trial.lacking)}


def _from_row(row: RowMapping) -> Trial:
    fields = {name: value for name, value in row.items() if name != "instance"}
    moments = {name: moment_or_none(row[name]) for name in MOMENTS}
    others = {"state": State(row["state"]), "lacking": tuple(row["lacking"] or ())}
    return Trial(**(fields | moments | others))
