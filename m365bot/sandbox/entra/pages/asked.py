"""What an application asks of the authorize page, looked through before anybody signs in.

Made by the authorize page of each request. Wrong things are told on the page until the address to answer at is known to
be the app's own; from then on they are told to the app.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from m365bot.sandbox.entra import consent, errors, redirects
from m365bot.sandbox.entra.errors import NoToken
from m365bot.sandbox.entra.page import Page
from m365bot.sandbox.entra.pages import rendering
from m365bot.sandbox.stored.directory import App
from m365bot.sandbox.tenant import Tenant

CARRIED = (
    *("client_id", "response_type", "redirect_uri", "response_mode", "scope", "state", "nonce", "prompt"),
    *("login_hint", "code_challenge", "code_challenge_method"),
)
_MODES = ("query", "form_post", "fragment")
_PROMPTS = ("", "login", "none", "consent", "select_account")


class Refused(Exception):
    """Told to the app, at its address."""

    def __init__(self, asked: "Asked", problem: NoToken) -> None:
        super().__init__(str(problem))
        self.asked, self.problem = asked, problem


@dataclass(frozen=True)
class Asked:
    """A request of the authorize page; `public`: the address is a public client's."""

    app: App
    redirect: str
    public: bool
    fields: Mapping[str, str]

    def of(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def scopes(self) -> list[str]:
        return self.of("scope").split()

    @property
    def carried(self) -> dict[str, str]:
        """What each form of the pages brings along."""
        return {name: self.of(name) for name in CARRIED if self.of(name)}

    @property
    def mode(self) -> str:
        return self.of("response_mode") if self.of("response_mode") in _MODES else "query"

    def answered(self, told: Mapping[str, str]) -> Page:
        """Back to the app, as it asked to be told."""
        if self.of("state"):
            told = {**told, "state": self.of("state")}
        if self.mode == "form_post":
            return rendering.page("go_on.html", leads_to=self.redirect, to=self.redirect, told=told)
        mark = "#" if self.mode == "fragment" else "?"
        return Page(302, "", {"Location": redirects.answered_at(self.redirect) + mark + urlencode(told)})

    def refused(self, problem: NoToken) -> Page:
        told = {"error": problem.error, "error_description": str(problem)}
        return self.answered(told | ({"error_subcode": problem.suberror} if problem.suberror else {}))


def read(tenant: Tenant, fields: Mapping[str, str]) -> Asked:
    """NoToken for the page, Refused for the app."""
    app = tenant.apps.get((fields.get("client_id") or _missing("client_id")).lower())
    if app is None:
        raise errors.unknown_app(fields["client_id"])
    redirect = fields.get("redirect_uri") or _missing("redirect_uri")
    asked = Asked(app, redirect, redirects.is_public(app, redirect), fields)
    try:
        _look(asked)
    except NoToken as problem:
        raise Refused(asked, problem) from problem
    return asked


def _missing(name: str) -> str:
    raise errors.missing(name)


def _look(asked: Asked) -> None:
    for name in ("response_type", "scope"):
        if not asked.of(name):
            raise errors.missing(name)
    for name, known in (("response_type", ("code",)), ("response_mode", ("", *_MODES)), ("prompt", _PROMPTS)):
        if asked.of(name) not in known:
            raise errors.unsupported(name, asked.of(name))
    consent.wanted(asked.scopes)
    _look_at_challenge(asked)


def _look_at_challenge(asked: Asked) -> None:
    challenge, method = asked.of("code_challenge"), asked.of("code_challenge_method")
    if method not in ("", "plain", "S256"):
        raise errors.unsupported("code_challenge_method", method)
    if challenge and not 43 <= len(challenge) <= 128:
        raise errors.bad_challenge()
