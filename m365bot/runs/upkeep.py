"""Taking away what is kept no longer: of a person who asked for it, of a cohort whose time is over.

Jobs of our own beside those of the instance: the command line notes and starts them, the daemon runs `expire`. Both
ask for approval as every removal does.
"""

from collections.abc import Mapping
from datetime import datetime

from m365bot.job import Job, Now, Wanted, job
from m365bot.programme import Cohort, Part, Person, Programme
from m365bot.records.snapshot import Records
from m365bot.resources.kind import Gone
from m365bot.resources.kinds.kept import KeptOfCohort, KeptOfPerson, KeptRoster, KeptTexts
from m365bot.resources.kinds.unusable import Unusable
from m365bot.words import say


@job(title="個人の記録の消去", when="")
def forget(programme: Programme, records: Records) -> Wanted:
    for person_id, reason in records.to_forget.items():
        person = programme.everybody.get(person_id) or Person(person_id, person_id, "", "")
        yield Gone(
            KeptOfPerson(person),
            say(
                "消去の求めがありました({reason})。元のリストの回答は、リストからも消してください。",
                reason=reason,
            ),
        )


@job(title="保存期間を過ぎた記録の消去", when="mondays 07:30")
def expire(programme: Programme, records: Records, now: Now) -> Wanted:
    kept, faults = programme.retention, programme.faults_in(Part.FORMS)
    for cohort in programme.cohorts:
        if cohort.key in records.held and (year := _over(cohort, kept.records, now)):
            yield Gone(KeptOfCohort(cohort.key), _why(kept.records, year))
        elif cohort.key in records.held and (year := _over(cohort, kept.free_text, now)):
            # Which columns hold free texts, faultless forms alone tell.
            gone = Gone(KeptTexts(cohort.key), _why(kept.free_text, year))
            yield from map(Unusable.of, faults) if faults else [gone]
        if cohort.lines and (year := _over(cohort, kept.roster, now)):
            yield Gone(KeptRoster(cohort.key), _why(kept.roster, year))


def _over(cohort: Cohort, years: int | None, now: datetime) -> int:
    """The year in whose March it ended: so many fiscal years after that of completion; 0 where it has not."""
    ends = cohort.fiscal_year + 1 + (years or 0)
    return ends if years is not None and (now.year, now.month) >= (ends, 4) else 0


def _why(years: int | None, year: int) -> str:
    return say("保存期間({years}年度)は{year}年3月で終わりました。", years=years, year=year)


JOBS: Mapping[str, Job] = {"forget": forget, "expire": expire}
