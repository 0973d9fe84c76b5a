"""Single values that several files hold: texts, keys, days, one of some words.

Called by the modules of `files`.
"""

from collections.abc import Callable, Mapping

from m365bot.programme import dates, relative
from m365bot.programme.dates import Unreadable
from m365bot.reading import values
from m365bot.reading.complaints import nearest
from m365bot.reading.shapes import Many, Scalar
from m365bot.words import say


def choice(*words: str, also: Mapping[str, str] | None = None) -> Scalar:
    """One of some words; `also` gives other spellings of them."""
    spellings = {word.lower(): word for word in words} | {k.lower(): v for k, v in (also or {}).items()}

    def convert(written: str) -> str:
        found = spellings.get(values.plain(written).lower())
        if found is None:
            raise Unreadable(say("「{text}」とは書けません。", text=written), nearest(written.strip(), words))
        return found

    return Scalar(convert)


def template(*fields: str, then: Callable[[str], str] = values.text) -> Scalar:
    """A text in which {field} stands for something."""

    def convert(written: str) -> str:
        for found in values.FIELD.findall(written):
            if found not in fields:
                raise Unreadable(say("「{{{field}}}」は使えません。", field=found), nearest(found, fields))
        return then(written)

    return Scalar(convert, prose=True)


TEXT = Scalar(values.text, prose=True)
NAME = Scalar(values.name, prose=True)
KEY = Scalar(values.key)
NUMBER = Scalar(values.number)
WHOLE = Scalar(values.whole)
SIGNED = Scalar(values.signed)
PERCENT = Scalar(values.percent)
FLAG = Scalar(values.flag)
MAIL = Scalar(values.mail)
URL = Scalar(values.url)
NICKNAME = Scalar(values.nickname)
ROLE = Scalar(values.role)
DAY = Scalar(dates.day)
LAST_DAY = Scalar(dates.last_day)
MOMENT = Scalar(dates.moment)
DATE_WORDS = Scalar(relative.parse)
DATE_OR_NEVER = Scalar(relative.parse_or_never)
TEXTS = Many(TEXT, lone=True)
LABELS = Many(Scalar(values.text), lone=True)  # names looked up elsewhere, such as 班1
ROLES = Many(ROLE, lone=True)
