"""The reader of a rehearsal says what it could not read, and takes it for nothing else."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from m365bot import reading
from m365bot.cli.rehearsal import stage, trainee
from m365bot.cli.rehearsal.stage import Reader, Stage, Unread
from m365bot.cli.rehearsal.witness import Witness
from m365bot.programme import Programme
from m365bot.sandbox.server import Sandbox
from m365bot.setup import reference


@pytest.fixture(scope="module")
def programme() -> Programme:
    return reading.read(reference.FOLDER).usable()


def test_a_mailbox_that_is_not_shown_is_not_an_empty_one(
    tenant: Sandbox, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = programme.cohort("R7")
    assert cohort
    witness = Witness(Stage(tenant.place.announcement()), programme, cohort)
    empty = witness.saw().letters
    monkeypatch.setitem(stage.READER, "application", ["Group.Read.All"])

    refused = Witness(witness.stage, programme, cohort).saw().letters

    assert empty == []
    assert isinstance(refused, Unread)
    assert "403" in str(refused)


def test_a_team_that_is_not_there_is_told(tenant: Sandbox, programme: Programme) -> None:
    cohort = programme.cohort("R7")
    assert cohort

    seen = Witness(Stage(tenant.place.announcement()), programme, cohort).saw()

    assert isinstance(seen.people, Unread)
    assert isinstance(seen.posts, Unread)


class Shown(Reader):
    """Of a team with one channel, as harsh weather shows its tabs: one of them has lost its app."""

    def all(self, path: str) -> list[Any]:
        if path.endswith("/tabs"):
            return [
                {"displayName": "自主学習", "configuration": {"websiteUrl": "https://a.example/study.aspx"}},
                {"displayName": "Wiki", "configuration": None, "teamsApp": None},
            ]
        return [{"displayName": "R7 全体", "id": "19:a@thread.tacv2"}] if path.endswith("/channels") else []


def test_a_tab_whose_app_is_gone_opens_no_page() -> None:
    found = trainee.Trainee(Shown({}, "a.yamada@example.jp"), "team")

    assert found.opened == {"https://a.example/study.aspx": 1}


def test_words_that_a_picture_holds_beside_its_points_are_read() -> None:
    notes, plain, noted = PngInfo(), BytesIO(), BytesIO()
    notes.add_itxt("Author", "山田 葵")
    Image.new("RGB", (9, 9)).save(plain, "PNG")
    Image.new("RGB", (9, 9)).save(noted, "PNG", pnginfo=notes)

    assert "山田 葵" in trainee.words_in(noted.getvalue())
    assert "山田 葵" not in trainee.words_in(plain.getvalue())
    assert trainee.words_in("山田 葵".encode()) == "山田 葵"
