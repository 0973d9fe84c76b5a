"""Every address of the desk × everybody who may come: who gets in, what is refused, and that no text is more than text."""

import html
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from starlette.applications import Starlette

from m365bot.app import cabinets, desks
from m365bot.app.desks import Desk
from m365bot.console import roles, routes
from m365bot.console.roles import NARROW, Role
from m365bot.console.routes import Way
from m365bot.database.tables import metadata
from m365bot.sandbox.server import Sandbox
from tests.console.door import cases
from tests.console.door.street import APPROVER, FROM_OURS, INSTRUCTOR, Person, Street

pytestmark = pytest.mark.slow  # hundreds of requests: 15 s of a processor

WAYS = tuple(routes.WAYS)
READ = [way for way in WAYS if way.method == "GET"]
CHANGES = [way for way in WAYS if way.method == "POST"]
REPOSITORY = Path(__file__).parents[3]


def named(way: Way) -> str:
    return way.name


@pytest.fixture(scope="module")
def _hostile(_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same tenant, an instance with hostile names."""
    folder = cases.config(REPOSITORY, tmp_path_factory.mktemp("hostile"))
    changes = {"instance": folder, "state_dir": folder / "state"}
    with desks.desk(_desk.settings.model_copy(update=changes)) as desk:
        assert desk.known().programme is not None
        cabinets.cabinet_of(desk.settings, desk.books).look()  # the first page that looks notes every file
        yield desk


@pytest.fixture(scope="module")
def place(
    _tenant: Sandbox, _hostile: Desk, _web: httpx.Client, _loop: BlockingPortal
) -> Iterator[tuple[Street, Starlette]]:
    with Street(_tenant, _hostile, _web, _loop) as street:
        yield street, street.door()


@pytest.fixture
def street(place: tuple[Street, Starlette]) -> Street:
    cases.planted(place[0])
    place[0].sent.clear()
    return place[0]


@pytest.fixture
def door(place: tuple[Street, Starlette]) -> Starlette:
    return place[1]


@pytest.mark.parametrize("way", WAYS, ids=named)
def test_every_way_is_open_to_its_roles_and_shut_to_all_others(
    street: Street, door: Starlette, way: Way
) -> None:
    """Roles are looked at before anything else: what is asked for need not even be there."""
    for role in Role:
        person = street.seated(role, door=door)
        answer = _sent(person, way)
        is_in = answer.status_code not in (401, 403) and answer.status_code < 500
        assert is_in == (role in roles.MAY[way.name]), f"{way.name} as {role}: {answer.status_code}"


@pytest.mark.parametrize("way", WAYS, ids=named)
def test_nobody_unknown_gets_anywhere(street: Street, door: Starlette, way: Way) -> None:
    person = street.somebody(door)

    answer = person.desk.request(way.method, cases.path(way), headers=dict(FROM_OURS))

    if way.method == "GET":
        assert answer.headers["location"].startswith("/sign-in?next=")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("way", CHANGES, ids=named)
def test_no_form_is_taken_without_its_secret_or_from_elsewhere_whoever_sends_it(
    street: Street, door: Starlette, way: Way
) -> None:
    person = street.seated(*Role, name=APPROVER, door=door)
    before = _kept(street)

    unsigned = person.desk.post(cases.path(way), data={"reason": "x"}, headers=dict(FROM_OURS))
    foreign = person.desk.post(
        cases.path(way),
        data={"reason": "x", "csrf": person.csrf},
        headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    )

    assert (unsigned.status_code, foreign.status_code) == (403, 403)
    assert _kept(street) == before


@pytest.mark.parametrize("way", CHANGES, ids=named)
def test_what_changes_something_is_done_by_no_link(street: Street, door: Starlette, way: Way) -> None:
    person = street.seated(*Role, name=APPROVER, door=door)
    before = _kept(street)

    person.desk.get(cases.path(way), params={"reason": "x", "csrf": person.csrf})

    assert _kept(street) == before


@pytest.mark.parametrize("way", READ, ids=named)
def test_no_text_of_anybody_becomes_more_than_text(street: Street, door: Starlette, way: Way) -> None:
    """Names, answers, titles, reasons, Markdown, and the visitor's own name, on every page."""
    waits = cases.planted(street)["waits"]
    whom = {"person": _hostile_person(street)}
    everything = {"run": (cases.VALUES["run"], waits.id), "file": cases.FILES}
    for name in ("run", "file"):
        for value in everything[name] if f"{{{name}" in way.path else everything[name][:1]:
            for who, held in ((APPROVER, tuple(Role)), (INSTRUCTOR, NARROW), ("k.kondo@example.jp", NARROW)):
                if not roles.MAY[way.name].intersection(held):
                    continue
                person = street.seated(*held, name=who, door=door)
                answer = person.desk.get(cases.path(way, **whom, **{name: value}))
                if "text/html" in answer.headers.get("content-type", ""):
                    _looked_at(answer.text, answer.headers["content-security-policy"])


@pytest.mark.parametrize(
    "way", [way for way in READ if "{person}" in way.path or "{session}" in way.path], ids=named
)
def test_nobody_sees_whom_another_sees_by_asking_for_them(street: Street, door: Starlette, way: Way) -> None:
    """IDOR: an instructor's roster and a section chief's staff are theirs alone, whatever stands in the address."""
    programme = street.desk.known().programme
    assert programme is not None
    cohort = next(one for one in programme.cohorts if one.key == "R7")
    people = [line.person for line in cohort.lines]
    strangers = street.seated(*NARROW, name="m.hayashi@example.jp", door=door)
    staff = street.seated(Role.APPROVER, Role.VIEWER, name="t.miura@example.jp", door=door)

    for person in people[:5]:
        for session in cohort.sessions[:3]:
            path = cases.path(way, person=person.id, session=session.key)
            for somebody in (strangers, staff):
                answer = somebody.desk.get(path)
                assert answer.status_code in (403, 404), path
                assert html.escape(person.name) not in answer.text


def test_whom_each_looks_after_they_see(street: Street, door: Starlette) -> None:
    """Else the test above looks at nothing."""
    teacher = street.seated(Role.INSTRUCTOR, name=INSTRUCTOR, door=door)
    chief = street.seated(Role.SECTION_CHIEF, name="k.kondo@example.jp", door=door)

    assert "/own/sessions/R7/" in teacher.desk.get("/own").text
    assert "/own/staff/R7/" in chief.desk.get("/own").text


def test_hostile_texts_are_there_to_be_seen(street: Street, door: Starlette) -> None:
    """Else the test above looks at nothing."""
    waits = cases.planted(street)["waits"]
    person = street.seated(*Role, name=APPROVER, door=door)

    for path in (
        "/",
        "/runs",
        f"/runs/{cases.VALUES['run']}",
        f"/approvals/{waits.id}",
        "/cohorts/R7/people",
        "/settings/file/config/programme.yaml",
    ):
        assert "&lt;b data-evil" in person.desk.get(path).text, path
    assert "{{ 7 * 7 }}" in person.desk.get("/runs").text


@pytest.mark.parametrize(
    "said", ["<script>", "%22%3E%3Cb data-evil%3E", "javascript:alert(1)", "requested&lang=<b data-evil>"]
)
def test_what_an_address_brings_along_is_never_shown(street: Street, door: Starlette, said: str) -> None:
    person = street.seated(*Role, door=door)

    for path in ("/", "/runs", "/sign-in"):
        answer = person.desk.get(f"{path}?said={said}&left=1&job={said}&page={said}&next={said}")
        _looked_at(answer.text)


def _hostile_person(street: Street) -> str:
    programme = street.desk.known().programme
    assert programme is not None
    return next(one.id for one in programme.everybody.values() if "data-evil" in one.name)


def _sent(person: Person, way: Way) -> httpx.Response:
    if way.method == "GET":
        return person.desk.get(cases.path(way))
    nothing = dict.fromkeys(cases.VALUES, "none")  # what is not there is changed by nobody, allowed or not
    return person.sends(cases.path(way, **nothing))


def _kept(street: Street) -> list[object]:
    """What any form could have changed."""
    left_out = ("visits", "arrivals", "memory", "departures")
    with street.desk.books.engine.connect() as connection:
        return [
            (table.name, connection.execute(table.select()).all())
            for table in metadata.sorted_tables
            if table.name not in left_out
        ]


class _Page(HTMLParser):
    """Raises AssertionError for whatever could run or was put there by a text."""

    ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert "data-evil" not in given, f"<{tag}> out of a text"
        assert not [name for name in given if name.startswith("on")], given
        if tag == "iframe":  # a document of the desk's own, of no origin and without scripts
            assert given["src"].startswith(("/approvals/", "/newsletter/")), given
            assert given["sandbox"] == "allow-popups allow-popups-to-escape-sandbox", given
            assert "srcdoc" not in given, given
            return
        self._is_harmless(tag, given)

    def _is_harmless(self, tag: str, given: dict[str, str]) -> None:
        assert "style" not in given and tag not in ("style", "object", "embed", "base"), (tag, given)
        if tag == "script":
            assert given.get("src", "").startswith("/static/"), given
        for name in self.ADDRESSES:
            address = given.get(name, "/").strip().lower()
            assert not address.startswith(("javascript:", "vbscript:", "//")), given
            assert not address.startswith("data:") or address.startswith("data:image/png"), given
        if tag in ("link", "script", "img", "form"):
            own = given.get("href") or given.get("src") or given.get("action") or "/"
            assert own.startswith(("/", "data:image/png", "?")), given


class _Framed(_Page):
    """A document that is framed brings its own look, and no script at all."""

    def _is_harmless(self, tag: str, given: dict[str, str]) -> None:
        assert tag not in ("script", "object", "embed", "base", "form", "input"), (tag, given)


def _looked_at(page: str, policy: str = "") -> None:
    framed = "sandbox allow-popups allow-popups-to-escape-sandbox" in policy and "script-src" not in policy
    parser = (_Framed if framed else _Page)(convert_charrefs=True)
    parser.feed(page)
    parser.close()
