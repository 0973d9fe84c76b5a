"""What people see of themselves, through others' eyes after each single request: nobody finds anything of anybody else."""

import asyncio
import base64
import csv
import io

import pytest

from m365bot.reading import read
from m365bot.records import pseudonyms
from m365bot.sandbox import seed
from m365bot.sandbox.entra import apps
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.stored.mail import Mail, Mailbox
from tests.bot import Bot
from tests.journeys.conftest import COHORT, PROGRAMME, Desk
from tests.journeys.witness import GUEST, LEADER, TRAINEE, Witness
from tests.sight import Sight

KICKOFF, COLLECTED = "2025-05-07T06:30", "2025-06-26T08:40"
OTHER = "m.ishida@example.jp"
SEASON = (
    ("remind", "2025-06-26T09:00"),
    ("collect", "2025-06-27T15:00"),
    ("results", "2025-06-27T16:00"),
    ("progress", "2025-06-27T16:10"),
    ("personal", "2025-06-27T16:30"),
    ("study", "2025-06-30T08:50"),
    ("standing", "2025-07-01T09:20"),
)
SHORT = ("remind", "collect", "results", "progress", "study")  # own records have a journey of their own
PLAN = "{name: 研修計画, page: 研修計画}"
PAGES = f"{PLAN}, {{name: 進捗, page: みんなの進捗}}, {{name: 自主学習, page: 自主学習}}"
PEOPLE = ("a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada", "m.takada")


def answer(name: str, number: int) -> dict[str, object]:
    return {
        "完了時刻": "2025-06-25T09:00:00+09:00",
        "メール": f"{name}@example.jp",
        "研修の満足度": 3 + number % 3,
        "研修の満足理由": f"私の理由その{number}番",
        "業務で使えそうな場面": f"私の場面その{number}番",
    }


def with_feedback(hours: str) -> str:
    """Each line's person is told something that nobody else is."""
    rows = list(csv.DictReader(io.StringIO(hours.removeprefix("\ufeff"))))
    written = io.StringIO()
    writer = csv.DictWriter(written, [*rows[0], "フィードバック"])
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow(row | {"日付": "2025-06-20", "フィードバック": f"あなたへの講評その{number}番"})
    return written.getvalue()


def set_up(bot: Bot, tenant: Sandbox, desk: Desk) -> Witness:
    desk.change(COHORT, PLAN, PAGES)
    desk.write("cohorts/R7/hours.csv", with_feedback(desk.read("cohorts/R7/hours.csv")))
    bot.run("provision", at=KICKOFF)
    Sight(tenant).answer("R7 powerbi-1", [answer(*each) for each in zip(PEOPLE, range(7), strict=True)])
    Sight(tenant).answer("R7", [{"メール": f"{name}@example.jp", "教材": "api"} for name in PEOPLE[:3]])
    assert bot.says("run", "collect", "--cohort", "R7", "--at", COLLECTED, "--json").exit in (0, 3)
    witness = Witness(tenant, (TRAINEE, OTHER, GUEST, LEADER), desk.folder)
    cohort = read(desk.folder).programme.cohorts[-1]  # type: ignore[union-attr]  # the reference instance can be read
    names = pseudonyms.of(cohort)
    witness.secrets.orders.append([names[who.id] for who in cohort.trainees()])
    return witness


@pytest.mark.fair_weather("invitations close folders")
def test_the_busiest_days_show_nobody_anything_of_anybody_else(bot: Bot, tenant: Sandbox, desk: Desk) -> None:
    witness = set_up(bot, tenant, desk)

    with witness.after_each_request():
        carried_out(bot, SHORT)

    assert witness.found == []
    assert "石田 麻衣 さん" in witness.own_post_of(OTHER)


@pytest.mark.soak("a look after each of three hundred requests")
@pytest.mark.fair_weather("invitations close folders")
@pytest.mark.parametrize("way", ["mail", "chat"])
def test_a_season_shows_nobody_anything_of_anybody_else(
    bot: Bot, tenant: Sandbox, desk: Desk, way: str
) -> None:
    desk.add(PROGRAMME, f"messages: {{by: {way}}}\n")
    grant = {"client_id": apps.bot_id(tenant.tenant), "delegated": [*apps.BOT_DELEGATED, *apps.BOT_CHATS]}
    seed.add(tenant.tenant, {"apps": [grant], "service_account": tenant.tenant.service_account})
    witness = set_up(bot, tenant, desk)

    with witness.after_each_request():
        carried_out(bot, tuple(job for job, _ in SEASON))

    assert witness.found == []
    assert witness.looks > 100
    assert "石田 麻衣 さん" in witness.own_post_of(OTHER)


def carried_out(bot: Bot, jobs: tuple[str, ...]) -> None:
    for job, at in SEASON:
        if job in jobs:
            said = bot.says("run", job, "--cohort", "R7", "--at", at, "--json")
            assert said.exit in (0, 3), f"{job}: {said.out} {said.err}"


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ("石田　麻衣さん", True),
        ("m.ishida@example.jp", True),
        ("dx-yamada@city.example.jp", True),
        ("職員番号 003339", True),
        ("2a003339f0", False),
        ("私の理由その1番", True),
        ("山田 と 石田", False),
        ("い, ろ, は, に, ほ", True),
        ("ろ, い, は, に, ほ", False),
    ],
)
def test_the_witness_knows_what_it_looks_for(tenant: Sandbox, desk: Desk, seen: str, found: bool) -> None:
    witness = Witness(tenant, instance=desk.folder)
    witness.secrets.own["r.sato@example.jp"] = ["私の理由その1番"]
    witness.secrets.orders.append(list("いろはにほ"))

    assert bool(witness.secrets.found_by(GUEST, seen)) is found


def test_the_witness_opens_what_is_attached_to_the_own_mail(tenant: Sandbox) -> None:
    attached = {"name": "a.ics", "contentBytes": base64.b64encode("SUMMARY:石田 麻衣".encode()).decode()}
    mail = Mail("one", "place", "inbox", attachments=[attached])
    own = tenant.tenant.user(TRAINEE)
    tenant.tenant.mailboxes[own.id] = Mailbox({mail.id: mail})
    witness = Witness(tenant)

    asyncio.run(witness.look("a mail"))

    assert witness.found == [f"{TRAINEE} saw '石田 麻衣' after a mail"]
