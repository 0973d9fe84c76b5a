"""What each cohort was judged by when it was last seen unfinished: kept, so that later config re-judges no finished one.

Called by records. A cohort that is seen finished for the first time is judged by config as it is then, and from then on.
"""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Engine

from m365bot.database.damage import memo_of
from m365bot.database.memory import Standing, upsert
from m365bot.programme import Cohort, Part, Programme
from m365bot.records.frame import BEGINNING, Frame


def kept(standing: Standing) -> Mapping[str, Frame]:
    """Cohort → frame."""
    return {cohort: memo_of(memo, Frame.from_memo) for cohort, memo in standing.under(BEGINNING).items()}


def keep(engine: Engine, instance: str, cohorts: Iterable[Cohort], programme: Programme) -> None:
    """Nothing is written where nothing changed; a frame with faults in it is not kept."""
    with engine.connect() as connection:
        there = kept(Standing(connection, instance, BEGINNING))
    wanted = {
        one.key: Frame.of(one, programme)
        for one in cohorts
        if one.read and not (one.is_finished and one.key in there) and not _faults(one, programme)
    }
    changed = {key: frame for key, frame in wanted.items() if there.get(key) != frame}
    if not changed:
        return
    with engine.begin() as connection:
        for key, frame in sorted(changed.items()):
            memo = json.dumps(frame.to_memo(), ensure_ascii=False)
            upsert(connection, instance=instance, key=Frame.key_of(key), memo=memo)


def _faults(cohort: Cohort, programme: Programme) -> bool:
    files = [fault.file for fault in programme.faults_in(Part.HOURS)]
    return bool(programme.faults_of(cohort)) or any(file.endswith("self-study.yaml") for file in files)
