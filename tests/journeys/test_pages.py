"""The page 研修計画 behind a tab: made by provision, kept up to date, a person's edit left alone, one publish a change."""

from m365bot.sandbox.control import pages
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.sharepoint.site_pages import canvas
from tests.bot import Bot, writes
from tests.journeys.conftest import COHORT, Desk
from tests.sight import Sight

KICKOFF, LATER = "2025-05-07T06:30", "2025-05-08T06:30"
PEOPLE = ("a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada")
TEAM = "デジタル行政推進リーダー育成研修 R7"


def plan(tenant: Sandbox):
    (page,) = [each for each in tenant.tenant.sites.pages.values() if each.name == "研修計画.aspx"]
    return page


def tabs_of(tenant: Sandbox):
    return [
        tab
        for team in tenant.tenant.live_teams()
        for channel in team.channels.values()
        for tab in channel.tabs.values()
    ]


def tab_opens(tenant: Sandbox) -> str:
    (url,) = [tab.configuration["websiteUrl"] for tab in tabs_of(tenant) if tab.display_name == "研修計画"]
    return url


def answer(name: str, number: int) -> dict[str, object]:
    return {
        "完了時刻": "2025-06-20T09:00:00+09:00",
        "メール": f"{name}@example.jp",
        "研修の満足度": 3 + number % 3,
        "研修の満足理由": "よい",
        "業務で使えそうな場面": "橋の点検",
    }


def test_provision_makes_the_plan_and_the_tab_opens_it_and_the_next_day_writes_nothing(
    bot: Bot, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    sent = len(writes(tenant.log()))

    again = bot.run("provision", at=LATER)

    assert again["status"] == "nothing_to_do" and len(writes(tenant.log())) == sent
    assert plan(tenant).published is not None and plan(tenant).version == "1.0"
    assert tab_opens(tenant).endswith("/SitePages/%E7%A0%94%E4%BF%AE%E8%A8%88%E7%94%BB.aspx")


def test_a_session_that_moves_is_told_on_the_page_by_the_next_run(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    here = "\n    channel: R7 全体"
    desk.change(COHORT, f"place: 第二本庁舎 研修室{here}", f"place: 金沢歌劇座 髙ホール{here}")

    run = bot.run("provision", at=LATER)

    assert run["counts"]["update"] == 1
    assert "金沢歌劇座 髙ホール" in str(plan(tenant).published.canvas)


def test_what_a_person_wrote_on_the_page_is_withheld(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    pages.act(
        tenant.tenant,
        {"site": TEAM, "page": "研修計画", "by": "kenshu@example.jp", "text": "<p>持ち物: 𠮷</p>"},
    )

    run = bot.run("provision", at=LATER)

    assert run["counts"]["withheld"] == 1
    assert "持ち物: 𠮷" in str(plan(tenant).published.canvas)


def test_the_database_lost_the_page_is_found_and_nothing_written(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    sent = len(writes(tenant.log()))
    bot.forgets_everything()

    bot.run("provision", at=LATER)

    assert not [line for line in writes(tenant.log())[sent:] if "/pages" in line]


def test_average_hours_are_posted_once_a_course_is_over_and_stand_on_the_page_then(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    plan_tab = "{name: 研修計画, page: 研修計画}"
    desk.change(COHORT, plan_tab, f"{plan_tab}, {{name: 進捗, page: みんなの進捗}}")
    Sight(tenant).answer("R7 powerbi-1", [answer(name, number) for number, name in enumerate(PEOPLE)])
    bot.run("collect", at="2025-06-27T15:00")

    told = bot.run("results", at="2025-10-17T16:00")  # the project's last session was the day before
    bot.run("progress", at="2025-10-17T16:10")
    again = bot.run("results", at="2025-10-24T16:00")

    assert (told["status"], again["status"]) == ("done", "nothing_to_do")
    (page,) = [each for each in tenant.tenant.sites.pages.values() if each.draft.title == "みんなの進捗"]
    pictures = [
        part["data"]["properties"]["altText"]
        for part in canvas.parts_of(page.published.canvas)
        if "data" in part
    ]
    assert pictures[-1].endswith("課題解決プロジェクト 57.9時間(必要 60時間)")

    bot.forgets_everything()
    bot.run("collect", at="2025-10-31T15:00", exits=3)  # the other lists are not there
    lost = bot.run("results", at="2025-10-31T16:00")

    assert lost["counts"]["withheld"] == 1  # a post tells of them that these records know nothing of


def test_the_progress_page_tells_what_the_post_told_and_never_before_it(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    plan_tab = "{name: 研修計画, page: 研修計画}"
    desk.change(COHORT, plan_tab, f"{plan_tab}, {{name: 進捗, page: みんなの進捗}}")
    Sight(tenant).answer("R7 powerbi-1", [answer(name, number) for number, name in enumerate(PEOPLE)])
    bot.run("collect", at="2025-06-27T15:00")

    early = bot.run("progress", at="2025-06-27T15:10")
    bot.run("results", at="2025-06-27T16:00")
    bot.run("progress", at="2025-06-27T16:10")
    again = bot.run("progress", at="2025-06-27T16:20")

    assert early["status"] == again["status"] == "nothing_to_do"
    (page,) = [each for each in tenant.tenant.sites.pages.values() if each.draft.title == "みんなの進捗"]
    words = str(page.published.canvas)
    pictures = [
        part["data"]["properties"]["altText"]
        for part in canvas.parts_of(page.published.canvas)
        if "data" in part
    ]
    assert "6人" in words and "Microsoft 365" in words and "■" in words
    assert "6人(対象 20人)" in pictures[1] and "4.0(1～5)" in pictures[2] and len(pictures) == 3
    assert not [name for name in PEOPLE if name in words]
    assert len([tab for tab in tabs_of(tenant) if tab.display_name == "進捗"]) == 1
