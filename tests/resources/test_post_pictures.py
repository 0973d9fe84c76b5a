"""Pictures of a post: they lie in the message, are sent once, and an edit keeps what it can."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Library

from m365bot.content.chart import Chart, bar
from m365bot.content.issue import manuscript, posted, teams
from m365bot.content.issue.images import Drawing
from m365bot.programme.pictures import Image
from m365bot.resources import Channel, Post, Team
from tests.resources.world import ACCOUNT, OFFICER, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))
CHANNEL = Channel(TEAM, "R7 全体")
CHART = Chart("進み具合", "科目の進み具合", (bar("Power BI", 3, 6, "3 / 6時間"),))
BODY = "前の文\n\n![点検の画面](app.png)\n\n::: chart progress R7\n"


@pytest.fixture
async def messages(world: World) -> str:
    team = (await world.make(TEAM)).id
    return f"/teams/{team}/channels/{(await world.make(CHANNEL)).id}/messages"


@pytest.fixture
def app(tmp_path: Path) -> Image:
    path = tmp_path / "app.png"
    Library.new("RGB", (1200, 600), "#246").save(path)
    return Image("app.png", path, sha256(path.read_bytes()).hexdigest(), "", 1200, 600)


def post(body: str, *pictures: Image) -> Post:
    face = teams.of(manuscript.read(body, {each.name: each for each in pictures}, {"progress R7": [CHART]}))
    return Post(CHANNEL, "dx-012", "第12号", face.html, ACCOUNT, pictures=face.pictures)


def in_it(world: World) -> Any:
    """The one message of the channel as it is stored."""
    (message,) = world.app.tenant.channel(world.memory[CHANNEL.key]["id"])[1].messages.values()
    return message


async def test_they_go_with_the_message_and_are_shown_where_they_stand(
    world: World, messages: str, app: Image
) -> None:
    wanted = post(BODY, app)
    await world.make(wanted)

    found = in_it(world)
    assert len(found.hosted) == 2
    assert [kind for kind, _ in found.hosted.values()] == ["image/png", "image/png"]
    assert found.content.count("/hostedContents/") == 2
    assert 'alt="点検の画面"' in found.content


async def test_the_second_look_asks_nothing_and_writes_nothing(
    world: World, messages: str, app: Image
) -> None:
    wanted = post(BODY, app)
    await world.make(wanted)
    before = len(world.asked())

    assert (await world.see(wanted)).facts == wanted.facts
    assert world.asked()[before:] == []


async def test_without_memory_it_is_found_by_its_marker_with_its_pictures(
    world: World, messages: str, app: Image
) -> None:
    wanted = post(BODY, app)
    made = await world.make(wanted)
    world.forgets(wanted.key)

    seen = await world.see(wanted)

    assert seen.facts == wanted.facts
    assert seen.memo == made.memo


async def test_an_edit_keeps_the_pictures_that_lie_in_it(world: World, messages: str, app: Image) -> None:
    await world.make(post(BODY, app))
    edited = post(BODY.replace("前の文", "直した文"), app)

    again = await world.make(edited)

    found = in_it(world)
    assert "直した文" in found.content
    assert found.content.count("<img ") == 2
    assert again.remark == ""
    assert len(world.asked("POST", "/messages")) == 1
    assert (await world.see(edited)).facts == edited.facts


@pytest.mark.parametrize("weather", ["dropped", "refused"])
async def test_an_edit_after_which_pictures_are_gone_is_told(
    world: World, messages: str, app: Image, weather: str
) -> None:
    await world.make(post(BODY, app))
    world.app.tenant.weather = world.app.tenant.weather.changed({"set": {"edited_pictures": weather}})

    again = await world.make(post(BODY.replace("前の文", "直した文"), app))

    assert "直した文" in in_it(world).content
    assert "図が表示されていない" in again.remark


async def test_a_picture_that_comes_with_an_edit_is_said_in_words_and_that_is_told_before(
    world: World, messages: str, app: Image, tmp_path: Path
) -> None:
    await world.make(post(BODY, app))
    path = tmp_path / "new.png"
    Library.new("RGB", (80, 60), "#624").save(path)
    new = Image("new.png", path, sha256(path.read_bytes()).hexdigest(), "", 80, 60)
    edited = post(BODY + "\n![新しい画面](new.png)\n", app, new)

    seen = await world.see(edited)
    await world.write(edited, seen)

    assert "new.png" in seen.remark
    assert "【図: 新しい画面】" in in_it(world).content
    assert in_it(world).content.count("<img ") == 2


async def test_another_file_under_the_same_name_is_another_post_to_approve(
    world: World, messages: str, app: Image
) -> None:
    first = post(BODY, app)
    await world.make(first)
    Library.new("RGB", (1200, 600), "#fff").save(app.path)
    other = post(BODY, replace(app, sha256=sha256(app.path.read_bytes()).hexdigest()))

    seen = await world.see(other)

    assert other.html == first.html
    assert other.facts != first.facts == seen.facts
    assert other.preview != seen.kept["text"]


async def test_a_picture_that_changed_after_the_plan_sends_nothing(
    world: World, messages: str, app: Image
) -> None:
    wanted = post(BODY, app)
    Library.new("RGB", (1200, 600), "#fff").save(app.path)

    error = await world.refuses(wanted)

    assert "変わりました" in str(error)
    assert world.asked("POST", "/messages") == []


def as_card(body: str, *pictures: Image) -> Post:
    made = posted.of(manuscript.read(body, {each.name: each for each in pictures}, {}), "card")
    return Post(CHANNEL, "dx-012", "第12号", made.html, ACCOUNT, pictures=made.pictures, card=made.card)


async def test_a_card_goes_with_its_pictures_and_is_known_again(
    world: World, messages: str, app: Image
) -> None:
    wanted = as_card("前の文\n\n![点検の画面](app.png)\n", app)
    await world.make(wanted)
    world.forgets(wanted.key)

    (attachment,) = in_it(world).attachments
    assert len(in_it(world).hosted) == 1
    assert "前の文" in attachment["content"]
    assert "../hostedContents" not in attachment["content"]
    assert "<attachment id=" in in_it(world).content
    assert (await world.see(wanted)).facts == wanted.facts
    assert "前の文" in wanted.preview


async def test_an_edited_card_says_its_pictures_in_words_and_that_is_told(
    world: World, messages: str, app: Image
) -> None:
    await world.make(as_card("前の文\n\n![点検の画面](app.png)\n", app))
    edited = as_card("直した文\n\n![点検の画面](app.png)\n", app)

    again = await world.make(edited)

    (attachment,) = in_it(world).attachments
    assert "直した文" in attachment["content"]
    assert "【図: 点検の画面】" in attachment["content"]
    assert "図が表示されていない" in again.remark
    assert (await world.see(edited)).facts == edited.facts


def test_an_approver_reads_what_the_pictures_show_and_which_files_they_are(app: Image) -> None:
    lines = post(BODY, app).preview.split("\n")

    assert "【図: 点検の画面】" in lines
    assert f"【図: {CHART.alt}】" in lines
    assert lines[-1] == f"図のファイル: app.png({app.sha256[:8]})、進み具合.png({Drawing(CHART).sha256[:8]})"
