"""期: every cohort, the newest first, with the way into each.

Called by its route. Reads config/ alone.
"""

from m365bot.console.asked import Asked, Shown
from m365bot.console.pages.cohort import years
from m365bot.words import say


def shown(asked: Asked) -> Shown:
    programme = asked.desk.usable()
    newest = sorted(programme.cohorts, key=lambda one: one.starts, reverse=True)
    counts = {one.key: len(one.trainees()) for one in newest}
    return Shown(
        "cohort/listed.html",
        {
            "cohorts": newest,
            "counts": counts,
            "states": states(),
            "departments": years.departments(programme),
        },
    )


def states() -> dict[str, str]:
    return {"planned": say("準備中"), "running": say("開催中"), "finished": say("終了")}
