"""Taking away what is kept no longer: of a person who asked for it, of a cohort whose time is over.

Jobs of our own beside those of the instance: the command line notes and starts them, the daemon runs `expire`. Both
ask for approval as every removal does.
"""

from collections.abc import Mapping

from m365bot.job import Job, Now, Wanted, job
from m365bot.programme import Person, Programme
from m365bot.records.snapshot import Records
from m365bot.resources.kind import Gone
from m365bot.resources.kinds.kept import KeptOfCohort, KeptOfPerson
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
    years = programme.records_kept_years
    for cohort in programme.cohorts:
        if years is None or cohort.key not in records.held:
            continue
        over = cohort.fiscal_year + 1 + years  # the fiscal year of completion, and so many after it
        if (now.year, now.month) >= (over, 4):
            yield Gone(
                KeptOfCohort(cohort.key),
                say("保存期間({years}年度)は{year}年3月で終わりました。", years=years, year=over),
            )


JOBS: Mapping[str, Job] = {"forget": forget, "expire": expire}
