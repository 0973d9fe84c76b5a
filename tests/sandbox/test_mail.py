"""Mailboxes: drafts, sending, what comes of it, and who may."""

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.entra import apps
from tests.sandbox.driver import Driver, code

BOX, OTHER = "kenshu@example.jp", "a.endo@example.jp"
MESSAGES = f"/users/{BOX}/messages"
STAYS = {"Prefer": 'IdType="ImmutableId"'}
TEXT = 'IdType="ImmutableId", outlook.body-content-type="text"'
KEY = "String {6d333635-626f-4074-8000-6b6579000000} Name m365bot"
DRAFT = {
    "subject": "未提出のお知らせ",
    "body": {"contentType": "html", "content": "<p>あと1件です。</p>"},
    "toRecipients": [{"emailAddress": {"address": OTHER}}],
    "singleValueExtendedProperties": [{"id": KEY, "value": "remind:1"}],
}


def draft(driver: Driver, **changes: object) -> str:
    answer = driver.bot.post(MESSAGES, json={**DRAFT, **changes}, headers=STAYS)
    assert answer.status_code == 201
    return str(answer.json()["id"])


def send(driver: Driver, key: str) -> None:
    assert driver.bot.post(f"{MESSAGES}/{key}/send", headers=STAYS).status_code == 202


def found(driver: Driver, key: str) -> int:
    return driver.app.get(f"{MESSAGES}/{key}", headers=STAYS).status_code


def inbox(driver: Driver, name: str) -> list[dict]:
    rows = driver.as_person(name).get("/me/mailFolders/inbox/messages?$top=1000").json()["value"]
    return list(rows)


def test_a_draft_that_was_sent_is_nowhere_until_its_copy_comes_under_the_same_id(driver: Driver) -> None:
    key = draft(driver)

    before = driver.app.get(f"{MESSAGES}/{key}", headers=STAYS).json()["isDraft"]
    send(driver, key)
    on_its_way = (found(driver, key), driver.app.get(MESSAGES).json()["value"])
    driver.sandbox.advance(6)
    copy = driver.app.get(f"{MESSAGES}/{key}", headers=STAYS).json()

    assert before is True
    assert on_its_way == (404, [])
    assert (copy["isDraft"], copy["id"]) == (False, key)
    assert [row["subject"] for row in inbox(driver, OTHER)] == ["未提出のお知らせ"]


def test_who_asks_for_text_gets_plain_words_made_of_the_html_and_is_told_so(driver: Driver) -> None:
    html = (
        "<html><head><title>題</title><style>p{}</style></head><body><h1>見出し</h1>\n<p>一<br>二 "
        '<a href="https://example.jp/">公式</a></p><table><tr><th>甲</th><td>乙</td></tr></table><hr>'
        '<ul><li>点<ol><li>中</li></ol></li></ul><img src="cid:a" alt="図"><img src="cid:b"></body></html>'
    )
    key = draft(driver, body={"contentType": "html", "content": html})

    text = driver.app.get(f"{MESSAGES}/{key}", headers={"Prefer": TEXT})
    as_sent = driver.app.get(f"{MESSAGES}/{key}", headers=STAYS)

    assert text.headers["Preference-Applied"] == TEXT
    assert text.json()["body"] == {
        "contentType": "text",
        "content": "見出し\r\n\r\n一\r\n二 公式<https://example.jp/>\r\n\r\n甲\t乙\r\n\r\n"
        + "_" * 32
        + "\r\n\r\n  *   点\r\n    1.  中\r\n\r\n[図][cid:b]\r\n",
    }
    assert as_sent.json()["body"]["content"] == html


def test_without_the_header_an_id_changes_with_the_folder(driver: Driver) -> None:
    key = driver.bot.post(MESSAGES, json=DRAFT).json()["id"]

    driver.bot.post(f"{MESSAGES}/{key}/send")
    driver.sandbox.advance(6)
    row = driver.app.get(f"/users/{BOX}/mailFolders/sentitems/messages").json()["value"][0]

    assert row["id"] != key
    assert driver.app.get(f"{MESSAGES}/{key}").status_code == 404


def test_a_draft_cannot_be_sent_twice(driver: Driver) -> None:
    key = draft(driver)
    send(driver, key)
    at_once = driver.bot.post(f"{MESSAGES}/{key}/send", headers=STAYS)
    driver.sandbox.advance(6)
    later = driver.bot.post(f"{MESSAGES}/{key}/send", headers=STAYS)

    assert (at_once.status_code, code(later)) == (404, "ErrorInvalidOperation")
    assert len(inbox(driver, OTHER)) == 1


def test_a_message_is_found_by_its_extended_property_in_either_case(driver: Driver) -> None:
    send(driver, draft(driver))
    draft(driver, singleValueExtendedProperties=[{"id": KEY, "value": "remind:2"}])
    driver.sandbox.advance(6)

    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'REMIND:1')"
    rows = driver.bot.get(MESSAGES, params={"$filter": wanted}).json()["value"]
    expand = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
    every = driver.bot.get(MESSAGES, params={"$expand": expand, "$select": "id,isDraft"}).json()["value"]

    assert [row["isDraft"] for row in rows] == [False]
    assert {row["singleValueExtendedProperties"][0]["value"] for row in every} == {"remind:1", "remind:2"}
    assert {key for row in every for key in row if "@" not in key} == {
        "id",
        "isDraft",
        "singleValueExtendedProperties",
    }


@pytest.mark.parametrize(("value", "kept"), [("sent_keep_id", (404, 1)), ("sent_keep_properties", (200, 0))])
def test_what_a_sent_copy_keeps_is_a_matter_of_the_weather(
    driver: Driver, value: str, kept: tuple[int, int]
) -> None:
    driver.sandbox.weather("documented", **{value: False})
    key = draft(driver)
    send(driver, key)
    driver.sandbox.advance(6)

    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'remind:1')"
    rows = driver.bot.get(MESSAGES, params={"$filter": wanted}).json()["value"]

    assert (found(driver, key), len(rows)) == kept


def test_an_app_reaches_the_mailboxes_that_exchange_grants_and_no_other(driver: Driver) -> None:
    other = driver.bot.post(f"/users/{OTHER}/messages", json=DRAFT)
    read = driver.bot.get(f"{MESSAGES}/x", headers=STAYS)
    listed = driver.bot.get(MESSAGES)

    assert (other.status_code, read.status_code, listed.status_code) == (403, 403, 200)


def test_a_person_reads_the_own_mailbox_only(driver: Driver) -> None:
    own = driver.as_person(OTHER).get("/me/messages")
    others = driver.as_person(OTHER).get(MESSAGES)

    assert (own.status_code, others.status_code, code(others)) == (200, 403, "ErrorAccessDenied")


@pytest.mark.parametrize(
    ("facts", "answered"),
    [({"licensed": False}, "MailboxNotEnabledForRESTAPI"), ({"guest": True}, "MailboxNotEnabledForRESTAPI")],
)
def test_who_has_no_mailbox_is_told_so(driver: Driver, facts: dict[str, bool], answered: str) -> None:
    key = driver.user("b.nobox@example.jp", **facts)

    unlicensed = driver.app.get(f"/users/{key}/messages")
    unknown = driver.app.get("/users/nobody@example.jp/messages")

    assert (unlicensed.status_code, code(unlicensed)) == (404, answered)
    assert (unknown.status_code, code(unknown)) == (404, "ErrorInvalidUser")


def test_the_thirty_first_message_of_a_minute_goes_a_minute_later(driver: Driver) -> None:
    for _ in range(31):
        send(driver, draft(driver))

    driver.sandbox.advance(6)
    soon = len(inbox(driver, OTHER))
    driver.sandbox.advance(60)

    assert (soon, len(inbox(driver, OTHER))) == (30, 31)


def test_too_many_recipients_and_unknown_ones_come_back_as_a_report(driver: Driver) -> None:
    driver.tenant.settings.mail_day = 1
    send(driver, draft(driver))
    send(driver, draft(driver))
    driver.tenant.settings.mail_day = 10_000
    send(driver, draft(driver, toRecipients=[{"emailAddress": {"address": "nobody@example.jp"}}]))
    driver.sandbox.advance(6)

    reports = driver.app.get(f"/users/{BOX}/mailFolders/inbox/messages").json()["value"]

    assert [row["subject"] for row in reports] == ["配信不能: 未提出のお知らせ"] * 2
    assert len(inbox(driver, OTHER)) == 1


def test_a_list_brings_mail_to_its_people_and_a_team_to_nobody(driver: Driver) -> None:
    person = driver.user(OTHER)
    row = {"displayName": "全職員", "mail": "all@example.jp", "kind": "distribution", "members": [OTHER]}
    seed.add_group(driver.tenant, row)
    driver.group("dx", [person], [person])

    for address in ("all@example.jp", "dx@example.jp"):
        send(driver, draft(driver, toRecipients=[{"emailAddress": {"address": address}}]))

    assert len(inbox(driver, OTHER)) == 1


def test_the_fifth_request_of_a_batch_to_one_mailbox_is_throttled(driver: Driver) -> None:
    rows = [{"id": str(n), "method": "GET", "url": f"{MESSAGES}?$top=1"} for n in range(5)]

    answers = driver.bot.post("/$batch", json={"requests": rows}).json()["responses"]
    after = driver.bot.get(MESSAGES)

    assert [each["status"] for each in answers] == [200, 200, 200, 200, 429]
    assert answers[-1]["body"]["error"]["code"] == "ApplicationThrottled"
    assert after.status_code == 200


def test_what_was_sent_says_what_it_said(driver: Driver) -> None:
    key = draft(driver)
    edited = driver.bot.patch(f"{MESSAGES}/{key}", json={"subject": "2"}, headers=STAYS)
    send(driver, key)
    driver.sandbox.advance(6)
    late = driver.bot.patch(f"{MESSAGES}/{key}", json={"subject": "3"}, headers=STAYS)

    assert (edited.json()["subject"], late.status_code) == ("2", 400)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"toRecipients": [{"emailAddress": {"address": "nowhere"}}]}, 400),
        ({"shoeSize": 40}, 400),
        ({"importance": "urgent"}, 400),
        ({"body": {"contentType": "markdown", "content": "x"}}, 400),
        ({"body": {"contentType": "text", "content": "x" * 4_200_000}}, 413),
        ({"singleValueExtendedProperties": [{"id": "colour", "value": "x"}]}, 400),
        ({"attachments": [{"@odata.type": "#microsoft.graph.itemAttachment", "name": "x"}]}, 501),
    ],
)
def test_what_no_draft_can_be_is_refused(driver: Driver, changes: dict, status: int) -> None:
    assert driver.bot.post(MESSAGES, json={**DRAFT, **changes}).status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("$filter=isDraft eq true and createdDateTime ge 2025-01-01T00:00:00Z", 200),
        ("$filter=shoeSize eq 1", 400),
        ("$search=x", 501),
        ("$orderby=receivedDateTime desc", 200),
        ("$filter=isDraft eq true&$orderby=receivedDateTime desc", 400),
        ("$orderby=subject", 501),
        ("$expand=extensions", 501),
    ],
)
def test_questions_that_no_page_documents_are_refused(driver: Driver, query: str, status: int) -> None:
    draft(driver)

    assert driver.bot.get(f"{MESSAGES}?{query}").status_code == status


def test_a_mailbox_outlives_the_process(driver: Driver) -> None:
    key = draft(driver)
    kept = driver.tenant.dump()
    fresh = type(driver.tenant)()
    fresh.load(kept)

    box = next(iter(fresh.mailboxes.values()))

    assert box.mails[key].subject == "未提出のお知らせ"
    assert fresh.apps[apps.bot_id(driver.tenant)].mailbox_roles[BOX] == ["Mail.ReadWrite", "Mail.Send"]


def test_mail_to_a_list_reaches_the_lists_in_it_and_to_a_group_its_subscribers(driver: Driver) -> None:
    near, far, deaf = (f"reader{number}@example.jp" for number in range(3))
    groups = [
        {"displayName": "課", "mail": "ka@example.jp", "kind": "distribution", "members": [near, far]},
        {"displayName": "班", "mail": "han@example.jp", "members": [far, deaf], "subscribers": [far]},
        {
            "displayName": "局",
            "mail": "kyoku@example.jp",
            "kind": "distribution",
            "groups": ["課", "han@example.jp"],
        },
    ]
    users = [{"userPrincipalName": each} for each in (near, far, deaf)]
    seed.add(driver.tenant, {"users": users, "groups": groups})
    key = next(
        each["id"] for each in driver.app.get("/groups").json()["value"] if each["displayName"] == "局"
    )

    send(driver, draft(driver, toRecipients=[{"emailAddress": {"address": "kyoku@example.jp"}}]))
    inside = driver.app.get(f"/groups/{key}/transitiveMembers").json()["value"]

    assert [len(inbox(driver, each)) for each in (near, far, deaf)] == [1, 1, 0]
    names = [each.get("userPrincipalName") or each["displayName"] for each in inside]
    assert sorted(names) == sorted([near, far, deaf, "課", "班"])


def test_a_reader_never_sees_who_else_got_a_hidden_copy(driver: Driver) -> None:
    hidden = [{"emailAddress": {"address": each}} for each in ("a.yamada@example.jp", OTHER)]

    send(driver, draft(driver, toRecipients=[{"emailAddress": {"address": BOX}}], bccRecipients=hidden))

    (got,) = inbox(driver, "a.yamada@example.jp")
    assert got["bccRecipients"] == got["ccRecipients"] == []
    assert OTHER not in str(got)
