"""The composition root: the only place that builds concrete things from settings.

Called by the command line, which sees what is named here. Heavy libraries are imported where they are needed.
"""

from m365bot.app.accounts import (
    account_standing,
    account_store,
    account_upkeep,
    certificates_end,
    identification,
    login,
    needs_credential,
    note_login,
)
from m365bot.app.backups import backed_up, last_backup, nightly, restored
from m365bot.app.cabinets import cabinet
from m365bot.app.configured import checked, jobs, reading, timetable
from m365bot.app.daemons import worked
from m365bot.app.keeping import KEEPING, LOOKING, Keeping
from m365bot.app.offices import examined, office, overview, registration, switch
from m365bot.app.pulls import pulled
from m365bot.app.stored import (
    books,
    correcting,
    instance_of,
    leases,
    note_export,
    note_frames,
    pauses,
    records,
)

__all__ = [
    "KEEPING",
    "LOOKING",
    "Keeping",
    "account_standing",
    "account_store",
    "account_upkeep",
    "backed_up",
    "books",
    "cabinet",
    "certificates_end",
    "checked",
    "correcting",
    "examined",
    "identification",
    "instance_of",
    "jobs",
    "last_backup",
    "leases",
    "login",
    "needs_credential",
    "nightly",
    "note_export",
    "note_frames",
    "note_login",
    "office",
    "overview",
    "pauses",
    "pulled",
    "reading",
    "records",
    "registration",
    "restored",
    "switch",
    "timetable",
    "worked",
]
