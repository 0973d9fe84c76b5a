"""The reference instance: where it lies, and whether another is played like it.

Called by the demo. In a checkout it is the checkout itself, in a wheel a folder of this package; it is only read.
"""

from m365bot.programme import Programme
from m365bot.setup import files

FOLDER = files.JOBS.parent
SERVICE_ACCOUNT = "dx-tsushin@example.jp"  # whom the practice tenant signs in by itself


def can_be_played(programme: Programme | None, cohort: str, session: str) -> bool:
    """Whether the demo finds there what it plays: its people, its questionnaire, and approvals without a sign-in."""
    if programme is None or programme.service_account.mail != SERVICE_ACCOUNT:
        return False
    played = programme.cohort(cohort)
    asked = played.questionnaires if played else ()
    return programme.unverified_approvals and any(one.session and one.session.key == session for one in asked)
