"""Nobody gets past the door unknown or without a role, and every address has somebody who may go there."""

import sqlite3
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError

from m365bot.console import app, roles, routes
from m365bot.console.asked import Asked, Shown
from m365bot.console.entrance import Closed
from m365bot.console.roles import Role
from m365bot.console.routes import Way
from tests.console import hall
from tests.console.hall import Sitting


def paths(ways: Sequence[Way] = routes.WAYS) -> list[tuple[str, str, str]]:
    return [(way.name, way.method, way.path.replace("{", "").replace("}", "")) for way in ways]


@pytest.mark.parametrize(("name", "method", "path"), paths())
def test_nobody_unknown_sees_or_does_anything(nobody: Sitting, name: str, method: str, path: str) -> None:
    answer = nobody.browser.request(method, path)

    assert answer.status_code == 401
    assert "サインインが必要です" in answer.text
    assert "<nav" not in answer.text


@pytest.mark.parametrize(("name", "method", "path"), paths())
@pytest.mark.parametrize("role", Role)
def test_no_role_sees_or_does_what_it_is_not_named_for(
    nobody: Sitting, name: str, method: str, path: str, role: Role
) -> None:
    if role in roles.MAY[name]:
        return
    nobody.hall.guest = hall.visitor(role)

    assert nobody.browser.request(method, path).status_code == 403


def test_a_way_that_nobody_is_named_for_does_not_begin(
    officer: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(asked: Asked) -> Shown:
        return Shown("alone.html")

    monkeypatch.setattr(routes, "WAYS", (Way("forgotten", "/forgotten", page),))

    with pytest.raises(KeyError):
        app.create(officer.desk, Closed())


def test_every_way_has_a_name_of_its_own() -> None:
    names = [way.name for way in routes.WAYS]

    assert len(names) == len(set(names))
    assert set(names) == set(roles.MAY)


def test_what_is_not_there_is_said_in_words(officer: Sitting) -> None:
    assert "ページがありません" in officer.reads("/nothing/here", status=404)


def test_every_answer_forbids_what_is_not_ours(officer: Sitting) -> None:
    answer = officer.browser.get("/")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_page_brings_a_script_or_a_style_of_its_own(officer: Sitting) -> None:
    page = officer.reads("/")

    assert "<style" not in page
    assert "style=" not in page
    assert "onclick" not in page


def test_the_language_is_switched_and_kept(officer: Sitting) -> None:
    assert '<html lang="ja">' in officer.reads("/")

    assert '<html lang="en">' in officer.reads("/?lang=en")

    assert "What to do first" not in officer.reads("/?lang=ja")
    assert '<html lang="ja">' in officer.reads("/")


@pytest.mark.parametrize("cookie", ["m365bot_lang=xx", "m365bot_lang=<script>", ";;;=", "\x7f"])
def test_a_cookie_of_nonsense_is_japanese(officer: Sitting, cookie: str) -> None:
    answer = officer.browser.get("/", headers={"cookie": cookie})

    assert '<html lang="ja">' in answer.text


def test_a_database_that_is_away_is_said_in_words(officer: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(limit: int) -> None:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("unable to open database file"))

    monkeypatch.setattr(officer.desk.looking.runs, "lately", away)

    page = officer.reads("/", status=503)

    assert "データベース" in page
    assert "SELECT" not in page
