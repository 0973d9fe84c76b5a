"""The practice tenant's own pages speak the language of who looks, and know all their words in both."""

import re
from pathlib import Path

import httpx
import pytest

from m365bot.sandbox import words
from m365bot.sandbox.entra import pages as sign_in
from m365bot.sandbox.viewer import pages as viewer
from m365bot.sandbox.words import templates
from m365bot.sandbox.words.english import ENGLISH
from tests import catalogue, source
from tests.sandbox.driver import Driver

PLACES = (Path(viewer.__file__).parent, Path(sign_in.__file__).parent)
TEMPLATES = [file for place in PLACES for file in sorted((place / "templates").glob("*.html"))]
NOT_SAID = {"General", "月火水木金土日"}  # days of the week are said with the whole date


def messages(file: Path) -> list[str]:
    text = file.read_text("utf-8")
    found = (words for _, _, words in templates.of(file.parent).extract_translations(text))
    said = (one[0] if isinstance(one, tuple) else one for one in found)
    return [one for one in said if one]  # what stands in a variable was found in code


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_holds_no_japanese_but_what_it_says_in_both(file: Path) -> None:
    said = messages(file)

    left = file.read_text("utf-8")
    for one in sorted(said, key=len, reverse=True):
        left = left.replace(one, "")
    assert catalogue.JAPANESE.findall(left) == []
    assert set(said) <= ENGLISH.keys()


def test_english_is_complete_and_holds_nothing_that_nobody_says() -> None:
    code = [file for place in PLACES for file in place.glob("*.py")]
    written = {one for file in code for one in catalogue.japanese_of(source.nodes(file))}
    pieces = {one for one in written if one in ("年", "月", "日(")}  # of the date

    said = {one for file in TEMPLATES for one in messages(file)} | written - NOT_SAID - pieces

    assert said - ENGLISH.keys() == set()
    assert ENGLISH.keys() - said == set()


def test_english_has_no_japanese_and_the_same_fields() -> None:
    fields = re.compile(r"%\(\w+\)s|{\w+}")

    assert [one for one in ENGLISH.values() if catalogue.JAPANESE.search(one)] == []
    assert [
        one for one, other in ENGLISH.items() if sorted(fields.findall(one)) != sorted(fields.findall(other))
    ] == []


@pytest.mark.parametrize(
    ("query", "cookie", "accepts", "started", "language"),
    [
        ("", "", "", "", "ja"),
        ("", "", "*", "", "ja"),
        ("", "", "fr-FR, fr;q=0.9", "", "ja"),
        ("", "", "en-GB,en;q=0.9", "", "en"),
        ("", "", "ja,en-US;q=0.9,en;q=0.8", "", "ja"),
        ("", "", "en;q=0.2, ja;q=0.7", "", "ja"),
        ("", "", "en;q=x", "", "en"),
        ("", "", "", "en", "en"),
        ("", "", "ja", "en", "ja"),
        ("lang=en", "", "ja", "", "en"),
        ("lang=xx", "", "ja", "", "ja"),
        ("", "a=b; lang=en", "ja", "", "en"),
        ("lang=ja", "lang=en", "en", "en", "ja"),
        ("", "lang=<x>", "", "", "ja"),
    ],
)
def test_the_language_is_the_addresss_then_the_browsers_then_the_servers(
    query: str, cookie: str, accepts: str, started: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M365BOT_LANG", started)

    assert words.asked(query, cookie=cookie, accepts=accepts) == language


def test_the_viewer_goes_on_in_the_language_that_was_asked_for(driver: Driver) -> None:
    with httpx.Client(verify=False, base_url=driver.sandbox.place.origin) as browser:
        first = browser.get("/viewer/?lang=en")
        second = browser.get("/viewer/")
        back = browser.get("/viewer/?lang=ja")

    assert "As whom do you want to look?" in first.text
    assert '<html lang="en">' in second.text
    assert "だれとして見ますか" in back.text


def test_a_persons_pages_are_whole_in_english(driver: Driver) -> None:
    english = {"Accept-Language": "en"}
    person = driver.user("reader@example.jp", displayName="Reader")
    team = driver.team("reading", owners=[person], members=[person])
    with httpx.Client(verify=False, base_url=driver.sandbox.place.origin, headers=english) as browser:
        page = browser.get("/viewer/?as=reader@example.jp")
        posts = browser.get(f"/viewer/teams/{team.id}/channels/{team.general}?as=reader@example.jp")
        nothing = browser.get("/viewer/nowhere")

    assert page.status_code == posts.status_code == 200
    for one in (page, posts, nothing):
        assert catalogue.JAPANESE.findall(one.text) == []


def test_the_sign_in_page_too(driver: Driver) -> None:
    with httpx.Client(
        verify=False, base_url=driver.sandbox.place.origin, headers={"Accept-Language": "en"}
    ) as browser:
        page = browser.get("/common/oauth2/deviceauth")
        wrong = browser.post("/common/oauth2/deviceauth", data={"action": "sign_in", "user_code": "X"})

    assert "Enter the code" in page.text
    assert "Wrong code" in wrong.text
    assert catalogue.JAPANESE.findall(page.text + wrong.text) == []
