"""Self-study with names hidden: a page behind a tab, which a trainee and a guest read and learn no name from."""

from m365bot import reading
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import COHORT, Desk
from tests.sight import Sight

KICKOFF, COLLECTED, MONDAY = "2025-05-07T06:30", "2025-05-13T08:40", "2025-05-19T08:50"
TABS = "tabs: [{name: 研修計画, page: 研修計画}"


def page_of(tenant: Sandbox, who: str) -> str:
    """All that somebody gets of the page, metadata included."""
    sight = Sight(tenant, who)
    site = sight.get(f"/groups/{Sight(tenant).team('dx-leader-R7').id}/sites/root")["id"]
    (page,) = [one for one in sight.all(f"/sites/{site}/pages") if one["title"] == "自主学習"]
    return str(sight.get(f"/sites/{site}/pages/{page['id']}/microsoft.graph.sitePage?$expand=canvasLayout"))


def test_trainees_see_how_all_go_on_and_nobodys_name(bot: Bot, tenant: Sandbox, desk: Desk) -> None:
    desk.change(COHORT, TABS, f"{TABS}, {{name: 自主学習, page: 自主学習}}")
    bot.run("provision", at=KICKOFF)
    unread = bot.run("study", at=MONDAY)
    rows = [{"メール": "a.yamada@example.jp", "教材": item} for item in ("クラウドとは", "api", "data")]
    Sight(tenant).answer("R7", rows)
    bot.run("collect", at=COLLECTED)

    shown = bot.run("study", at=MONDAY)
    before = len(tenant.log())
    again = bot.run("study", at=MONDAY)
    kept = bot.run("provision", at=MONDAY)

    assert unread["status"] == "nothing_to_do"
    assert (shown["status"], shown["counts"]["create"]) == ("done", 2)
    assert (again["status"], kept["status"]) == ("nothing_to_do", "nothing_to_do")
    assert writes(tenant.log()[before:]) == []
    assert "自主学習" in Sight(tenant).team("dx-leader-R7").tabs("R7 全体")
    page = page_of(tenant, "r.sato@example.jp")
    assert "■■■■■□□□□□" in page
    assert page.count("□□□□□□□□□□") == 19
    programme = reading.read(desk.folder).programme
    assert programme
    for person in programme.cohorts[-1].trainees():
        assert person.mail not in page
        assert not any(part in page for part in person.name.split() if len(part) > 1)
