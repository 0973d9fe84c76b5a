"""接続と権限: the last look of `doctor` on a page, and a new one at a click, taken by a daemon."""

from m365bot import clock
from m365bot.journal.checkup import NAME, Checkup, Finding
from m365bot.journal.trial import State, Trial
from tests.console.hall import Sitting

FOUND = (
    Finding("アプリのサインイン", "ok", "アプリとしてサインインできます。", ""),
    Finding("アプリの権限", "fail", "足りない権限が1つあります。", "Team.Create を加えてください。"),
    Finding("控え", "maybe", "<b>別の版の言葉</b>", ""),
)


def looked(officer: Sitting) -> None:
    """As a daemon does."""
    officer.desk.books.journals.remember({NAME: Checkup(clock.now(), FOUND).memo()})


def asks(officer: Sitting) -> Trial:
    answer = officer.browser.post("/settings/checkup", data={}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    found = officer.desk.books.trials.get(answer.headers["location"].removeprefix("/settings/checkup/"))
    assert found is not None
    return found


def test_before_the_first_look_the_page_offers_one(officer: Sitting) -> None:
    page = officer.reads("/settings/checkup")

    assert "まだ調べていません" in page
    assert "いま調べる" in page
    assert "まだ調べていません" in officer.reads("/settings")


def test_the_last_look_is_told_with_what_is_wrong_first(officer: Sitting) -> None:
    looked(officer)

    page = officer.reads("/settings/checkup")

    assert "不備 1件、注意 0件" in page
    assert page.index("足りない権限が1つあります") < page.index("アプリとしてサインインできます")
    assert "直し方: Team.Create を加えてください。" in page
    assert "不備 1件" in officer.reads("/settings")


def test_what_another_version_called_otherwise_is_unknown_and_harmless(officer: Sitting) -> None:
    looked(officer)

    page = officer.reads("/settings/checkup")

    assert '<span class="mark unknown">不明</span> <strong>控え</strong>' in page
    assert "&lt;b&gt;別の版の言葉" in page


def test_a_look_is_asked_for_once_however_often_it_is_clicked(officer: Sitting) -> None:
    first, second = asks(officer), asks(officer)

    assert first.job == NAME
    assert (second.asked - first.asked).total_seconds() < 60
    assert first.who == "sato-m@example.jp"
    waiting = officer.reads(f"/settings/checkup/{second.id}")
    assert "調べています" in waiting
    assert "いま調べる" not in waiting


def test_why_nobody_could_look_is_said(officer: Sitting) -> None:
    trial = asks(officer)
    officer.desk.books.trials.end(trial.failed("接続の設定が足りません。", clock.now()))

    page = officer.reads(f"/settings/checkup/{trial.id}")

    assert "調べられませんでした" in page
    assert "接続の設定が足りません。" in page
    assert "いま調べる" in page


def test_a_dry_run_is_no_look(officer: Sitting) -> None:
    now = clock.now()
    officer.desk.books.trials.add(Trial("other", "distribute", "R7", None, now, "x", "y", State.ASKED))

    assert "調べています" not in officer.reads("/settings/checkup/other")
