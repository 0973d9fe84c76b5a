"""Whom a visitor is offered to look as, by one click: somebody of each part in the programme that is practised.

Made by the pages for each request. Who plays which part is said by the seed (POST /control/seed, `cast`); who cannot sign in
on the day that is looked at is left out.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from m365bot.sandbox.running import Place
from m365bot.sandbox.viewer import identity
from m365bot.sandbox.viewer.addresses import ROOT
from m365bot.sandbox.words import word

_USUAL = ("受講者", "講師", "外部講師", "研修担当", "所属長")  # others are shown as the seed calls them


@dataclass(frozen=True)
class Part:
    """`href`: the page that is looked at, as this person; `here`: who looks already."""

    name: str
    who: str
    href: str
    here: bool


def of(place: Place, request: Request) -> list[Part]:
    asked = dict(request.query_params)
    path = request.url.path if asked.get("as") else f"{ROOT}/"
    return [
        Part(
            word(row["as"]) if row["as"] in _USUAL else row["as"],
            row["who"],
            f"{path}?{urlencode({**asked, 'as': row['who']}, safe='@')}",
            identity.is_one(place, asked.get("as", ""), row["who"]),
        )
        for row in place.tenant.cast
        if identity.can_sign_in(place, row["who"])
    ]
