"""Cases from the field, newsletter: what readers find in the post itself."""

import html
import json
import re

from PIL import Image

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.journeys.conftest import ISSUE, Desk
from tests.sight import Sight

KICKOFF, PUBLISH = "2025-05-07T06:30", "2025-07-01T09:00"


def posted(bot: Bot, tenant: Sandbox) -> str:
    """The body of the thirteenth issue, as a member of R7 全体 gets it."""
    bot.run("provision", at=KICKOFF)
    bot.approve(bot.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    team = Sight(tenant, "a.yamada@example.jp").team("dx-leader-R7")
    (body,) = [one["body"]["content"] for one in team.posts("R7 全体") if "第13号" in one["body"]["content"]]
    return str(body)


def sent(tenant: Sandbox) -> str:
    """The bodies of all posts, as m365bot sent them."""
    posts = [one for one in tenant.exchanges if one.method == "POST" and one.path.endswith("/messages")]
    return "".join(json.loads(one.body)["body"]["content"] for one in posts)


def test_c55_line_breaks_of_the_source_are_no_blanks_in_the_post(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """C55: a paragraph of three lines; a browser shows every line break as a blank, so none may be left."""
    desk.add(ISSUE, "\n研修の\n資料は Teams\nにあります。\n")

    body = posted(bot, tenant)

    (paragraph,) = [one for one in re.findall("<p>.*?</p>", body, re.DOTALL) if "にあります" in one]
    assert " ".join(paragraph.split()) == "<p>研修の資料は Teams にあります。</p>"


def test_c53_bold_beside_brackets_is_bold_in_the_post(bot: Bot, tenant: Sandbox) -> None:
    """C53: the reference's own issue begins so."""
    body = posted(bot, tenant)

    assert "<strong>「機器貸出アプリ」</strong>は" in body
    assert "*" not in re.sub("<[^>]*>", "", html.unescape(body))


def test_markup_in_an_issue_runs_nowhere(bot: Bot, desk: Desk, tenant: Sandbox) -> None:
    """C23, its kind: what an officer pastes into an issue is text, or is left out."""
    desk.add(ISSUE, "\n<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>\n\njavascript:alert(3)\n")

    body = posted(bot, tenant)

    assert not re.search(r"<script|<img|<[^>]*\son\w+=|href=.?javascript", body, re.IGNORECASE)


def test_c69_a_copied_path_is_posted_as_written_and_a_link_with_a_blank_works(
    bot: Bot, desk: Desk, tenant: Sandbox, weather: str
) -> None:
    site = "https://example.sharepoint.com/sites/dx/Shared"
    desk.add(
        ISSUE,
        f"\n資料は \\\\fs01\\研修\\_R7 にあります。[手引]({site} Documents/guide.pdf)を読んでください。\n",
    )

    body = posted(bot, tenant)

    assert r"資料は \\fs01\研修\_R7 にあります。" in html.unescape(body)
    link = f'<a href="{site}%20Documents/guide.pdf">手引</a>'
    assert link in sent(tenant)
    assert link in body or weather == "harsh"  # which strips links of where they lead


def test_c69_a_link_that_cannot_be_one_is_told_before_anybody_approves(bot: Bot, desk: Desk) -> None:
    desk.add(ISSUE, "\n[共有](\\\\fs01\\研修)\n")

    said = bot.says("check")

    assert said.exit == 2
    assert "『\\\\fs01\\研修』はリンクになりません。" in said.err
    assert bot.says("run", "newsletter", "--at", PUBLISH).exit == 2


def test_an_issue_goes_out_with_its_pictures_once_and_a_correction_keeps_them(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """A picture, a chart, furigana and what was pasted from Word, approved as one and found by readers as one."""
    picture = desk.path(ISSUE).with_name("device.png")
    Image.new("RGB", (1600, 900), "#246").save(picture)
    desk.add(ISSUE, "\n![貸出の画面](device.png)\n\n::: chart progress R7\n\n・{予約|よやく}\n・返却\n")

    body = posted(bot, tenant)
    second = bot.run("newsletter", at="2025-07-01T10:00")
    desk.change(ISSUE, "窓口に行かずに", "窓口へ行かずに")
    corrected = bot.approve(bot.run("newsletter", at="2025-07-01T11:00", exits=4)["run_id"])

    assert body.count("/hostedContents/") == 2
    assert "<li>予約(よやく)</li>" in body
    assert second["status"] == "nothing_to_do"
    assert corrected["counts"]["update"] >= 1
    team = Sight(tenant, "a.yamada@example.jp").team("dx-leader-R7")
    (now,) = [one["body"]["content"] for one in team.posts("R7 全体") if "第13号" in one["body"]["content"]]
    assert "窓口へ行かずに" in now
    assert "貸出の画面" in now
