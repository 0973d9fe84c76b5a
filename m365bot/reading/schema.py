"""The keys of each file of config/, and what each may hold.

Called by the readers. A key wrapped in `later` is accepted and typed, and has no effect yet: it is remarked
on.
"""

from datetime import time

from m365bot.programme import dates
from m365bot.programme.dates import Unreadable
from m365bot.programme.names import nickname_faults
from m365bot.programme.people import Role
from m365bot.reading import values as words
from m365bot.reading.complaints import nearest
from m365bot.reading.files import people as peoplefile
from m365bot.reading.shapes import Either, Key, Kind, Many, Named, Scalar, Shape, later, must
from m365bot.reading.values import (
    DATE_OR_NEVER,
    DATE_WORDS,
    DAY,
    FLAG,
    KEY,
    MAIL,
    MOMENT,
    NAME,
    NUMBER,
    PERCENT,
    PROSE,
    SIGNED,
    TEXT,
    URL,
    WHOLE,
    choice,
    template,
)
from m365bot.words import say

TEXTS = Many(TEXT, lone=True)
LABELS = Many(Scalar(words.text), lone=True)  # names looked up elsewhere, such as 班1


def _nickname(written: str) -> str:
    found = words.text(written)
    for fault in nickname_faults(words.fill(found, {"cohort": "R7"})):
        raise Unreadable(say("「{text}」はメールの別名に使えません。", text=found), fault)
    return found


def _role(written: str) -> Role:
    return peoplefile.role(written)


def _clock_or_moment(written: str) -> dates.Moment | time:
    try:
        return dates.time_of_day(written)
    except Unreadable:
        return dates.moment(written)


def _breaks(written: str) -> float:
    """Hours of rest within a session; 60分 and 1:00 too."""
    plain = words.plain(written)
    try:
        hours = words.number(plain)
    except Unreadable:
        return dates.duration(plain).total_seconds() / 3600
    if hours > 8:
        raise Unreadable(
            say("「{text}」時間の休憩は長すぎます。", text=written),
            say("単位は時間です。60分なら 1 と書きます。"),
        )
    return hours


ROLE = Scalar(_role)
ROLES = Many(ROLE, lone=True)
NICKNAME = Scalar(_nickname)
HOURS = Scalar(dates.hours_of_day)
BREAKS = Scalar(_breaks)
ENDS = Scalar(_clock_or_moment)
TEAM = Shape({"name": must(template("programme", "organisation")), "mail_nickname": must(NICKNAME)})
COURSE = Shape(
    {
        "key": must(KEY),
        "title": must(PROSE),
        "hours": must(NUMBER),
        "required": FLAG,
        "enrol": choice(
            "on request",
            "everybody",
            also={"希望者": "on request", "希望制": "on request", "全員": "everybody"},
        ),
    }
)

PROGRAMME = Shape(
    {
        "programme": must(PROSE),
        "organisation": must(PROSE),
        "timezone": Scalar(words.timezone),
        "domains": Many(TEXT, lone=True),
        "calendar": Shape(
            {
                "holidays": Scalar(words.country),
                "closed": Many(Scalar(dates.closed_span), lone=True),
                "working_hours": HOURS,
            }
        ),
        "team": must(
            Shape(
                {
                    "name": must(template("programme", "organisation", "cohort", "fiscal_year")),
                    "mail_nickname": must(NICKNAME),
                    "per": choice("cohort", "programme"),
                    "id": later(TEXT),
                }
            )
        ),
        "leaders_team": must(TEAM),
        "officers_team": must(TEAM),
        "newsletter_site": later(URL),
        "officers": must(
            Many(Shape({"mail": must(MAIL), "name": TEXT, "from": DAY, "until": DAY}), lone=True)
        ),
        "approvers": later(
            Many(Shape({"mail": must(MAIL), "name": TEXT, "from": DAY, "until": DAY}), lone=True)
        ),
        "approvals": Shape(
            {"unverified": choice("allowed", "refused", also={"true": "allowed", "false": "refused"})}
        ),
        "single_officer": later(FLAG),
        "service_account": must(MAIL),
        "departments": Many(
            Shape({"name": must(PROSE), "from": DAY, "until": DAY, "successor": PROSE}), lone=True
        ),
        "curriculum": Many(COURSE),
        "completion": Shape(
            {
                "hours_at_least": NUMBER,
                "required_courses": Either(choice("all", also={"すべて": "all"}), Many(KEY)),
                "course_passed_at": PERCENT,
            }
        ),
        "selection": later(Shape({"seats": WHOLE, "per_department": Many(WHOLE), "as_of": DAY})),
        "groups": later(Shape({"size": Many(WHOLE, lone=True), "spread": TEXTS, "apart": TEXTS})),
        "guards": Shape({"members_removed": WHOLE, "recipients": later(WHOLE), "files_replaced": WHOLE}),
        "retention": later(Shape({"records": TEXT, "roster": TEXT, "free_text": TEXT})),
    }
)

MATERIALS = Many(Shape({"folder": must(NAME), "release": DATE_WORDS, "withdraw": DATE_OR_NEVER}), lone=True)
ASKED = Many(Shape({"form": must(KEY), "opens": DATE_WORDS, "due": DATE_OR_NEVER}), lone=True)
ROUNDS = Many(Shape({"at": must(MOMENT), "ends": ENDS, "for": LABELS}))

SESSION_KEYS: dict[str, Key | Kind] = {
    "key": must(KEY),
    "course": KEY,
    "title": PROSE,
    "rounds": ROUNDS,
    "at": MOMENT,
    "ends": ENDS,
    "breaks": BREAKS,
    "hours": NUMBER,
    "for": LABELS,
    "place": TEXT,
    "online": FLAG,
    "instructors": Many(MAIL, lone=True),
    "channel": NAME,
    "materials": MATERIALS,
    "announce": later(FLAG),
    "forms": ASKED,
    "makes_up": KEY,
    "audience": LABELS,
    "moved_to": MOMENT,
    "because": TEXT,
}
SESSION = Shape(SESSION_KEYS)

CHANNEL = Shape(
    {
        "name": must(template("course", "group", "cohort", "programme", then=words.name)),
        "for_each": LABELS,
        "kind": choice("standard", "private", also={"標準": "standard", "プライベート": "private"}),
        "for": ROLES,
        "description": PROSE,
        "instructors": choice("own sessions", "none", also={"担当する回": "own sessions"}),
        "tabs": Many(Shape({"name": must(NAME), "url": URL, "page": PROSE}), lone=True),
    }
)

COHORT = Shape(
    {
        "cohort": must(KEY),
        "fiscal_year": must(WHOLE),
        "starts": must(DAY),
        "ends": must(DAY),
        "recruit": later(
            Shape(
                {
                    "mode": choice(
                        "self",
                        "recommend",
                        "both",
                        also={"自薦": "self", "推薦": "recommend", "両方": "both"},
                    ),
                    "opens": MOMENT,
                    "due": MOMENT,
                }
            )
        ),
        "courses": Many(COURSE),
        "status": must(
            choice(
                "planned",
                "running",
                "finished",
                also={"予定": "planned", "準備中": "planned", "実施中": "running", "終了": "finished"},
            )
        ),
        "team": Shape(
            {
                "name": template("programme", "organisation", "cohort", "fiscal_year"),
                "mail_nickname": NICKNAME,
            }
        ),
        "channels": Many(CHANNEL),
        "sessions": Many(SESSION),
        "form_defaults": Named(Shape({"opens": DATE_WORDS, "due": DATE_OR_NEVER})),
        "forms": ASKED,
        "people": peoplefile.SHAPE,
        "attendance": later(
            Many(
                Shape(
                    {
                        "name": TEXT,
                        "mail": MAIL,
                        "session": KEY,
                        "attendance": TEXT,
                        "hours": NUMBER,
                        "note": TEXT,
                    }
                )
            )
        ),
        "milestones": later(Many(Shape({"key": must(KEY), "title": must(PROSE), "due": must(MOMENT)}))),
    }
)

FORM_FIELDS = ("session", "session_title", "cohort", "programme", "fiscal_year", "course")
SOURCE_FIELDS = ("session", "cohort", "fiscal_year", "course")
QUESTION = Shape(
    {
        "key": must(KEY),
        "text": must(PROSE),
        "type": must(
            choice(
                "scale",
                "text",
                "choice",
                "choices",
                "date",
                "number",
                also={
                    "段階": "scale",
                    "自由記述": "text",
                    "一つ選ぶ": "choice",
                    "いくつか選ぶ": "choices",
                    "日付": "date",
                    "数": "number",
                },
            )
        ),
        "range": Many(SIGNED),
        "options": Many(TEXT),
        "show": choice(
            "average", "count", "never", also={"平均": "average", "人数": "count", "出さない": "never"}
        ),
    }
)
FORM = Shape(
    {
        "form": must(KEY),
        "title": must(template(*FORM_FIELDS)),
        "source": must(
            Shape(
                {
                    "list": template(*SOURCE_FIELDS),
                    "workbook": template(*SOURCE_FIELDS),
                    "drop": template(*SOURCE_FIELDS),
                }
            )
        ),
        "who": choice(
            "trainees",
            "attendees",
            "leaders",
            "applicants",
            "all staff",
            "anonymous",
            also={
                "受講者": "trainees",
                "対象者": "attendees",
                "出席者": "attendees",
                "参加者": "attendees",
                "修了生": "leaders",
                "応募者": "applicants",
                "全職員": "all staff",
                "匿名": "anonymous",
                "無記名": "anonymous",
            },
        ),
        "opens": DATE_WORDS,
        "due": DATE_WORDS,
        "remind": later(Many(DATE_WORDS, lone=True)),
        "escalate": later(DATE_WORDS),
        "identity": TEXT,
        "resubmission": choice(
            "last", "first", "all", also={"最後": "last", "最初": "first", "すべて": "all"}
        ),
        "books": later(Shape({"evidence": choice("form"), "hours": NUMBER, "course": KEY})),
        "questions": must(Many(QUESTION)),
    }
)

FACES = ("teams", "page", "mail", "export")
ISSUE = Shape(
    {
        "number": must(WHOLE),
        "title": must(PROSE),
        "author": must(MAIL),
        "publish": must(MOMENT),
        "late": Scalar(words.late),
        "to": Many(choice(*FACES), lone=True),
        "audience": Shape(
            {
                "channels": Many(
                    template("leaders_team", "officers_team", "programme", "cohort", then=words.name),
                    lone=True,
                ),
                "group": later(TEXT),
                "mail": later(choice("list", "bcc", "each")),
            }
        ),
        "approve": FLAG,
    }
)

SCHEDULE = Named(Shape({"when": Scalar(words.schedule), "missed": Scalar(words.missed)}))

SELF_STUDY = Shape(
    {
        "items": Many(
            Shape(
                {
                    "key": must(KEY),
                    "title": must(PROSE),
                    "provider": TEXT,
                    "url": URL,
                    "hours": must(NUMBER),
                    "course": KEY,
                }
            )
        ),
        "log": Shape(
            {
                "list": template("cohort"),
                "workbook": template("cohort"),
                "drop": template("cohort"),
                "form": KEY,
            }
        ),
    }
)

MESSAGE = Shape({"subject": must(TEXT)})

SETTINGS: dict[str, tuple[str, ...]] = {
    "tenant": (
        "tenant_id", "client_id", "client_secret_file", "certificate", "certificate_password_file", "cloud",
        "endpoints", "mode", "guests", "mailbox", "webhook",
    ),
    "network": ("proxy", "ca_bundle"),
    "config": ("source",),
    "database": ("url",),
}  # fmt: skip


SETTINGS_TABLES = ("tenant.endpoints", "tenant.webhook")
SETTINGS_CHOICES = {
    "tenant.cloud": ("global", "gcc-high", "dod", "china"),
    "tenant.mode": ("wide", "narrow"),
    "tenant.guests": ("on", "off"),
}


def likely_setting(section: str, name: str) -> str:
    """The nearest known key of a section of settings.toml."""
    return nearest(name, SETTINGS.get(section, tuple(SETTINGS)))
