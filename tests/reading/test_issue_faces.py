"""What each face of an issue needs, and what is said where config does not have it."""

from datetime import datetime

import pytest

from m365bot.programme import Issue

ISSUE = "newsletter/012-apps.md"
SITE = "newsletter_site: https://example.sharepoint.com/sites/dx\n"
SETTINGS = '[tenant]\nmailbox = "kenshu@example.jp"\n'
EVERY = "to: [teams, page, mail, export]"


def wants(instance, faces: str = EVERY, audience: str = "group: 全職員, mail: list") -> None:
    instance.change(ISSUE, "to: [teams]", faces)
    if audience:
        instance.change(ISSUE, '"R7 全体"]}', f'"R7 全体"], {audience}}}')


def equipped(instance) -> None:
    instance.add("programme.yaml", SITE)
    instance.write("settings.toml", SETTINGS)


def issue(instance) -> Issue:
    reading = instance.read()
    assert reading.complaints == (), "\n".join(map(str, reading.complaints))
    (found,) = reading.programme.issues
    return found


def test_every_face_is_read_and_nothing_is_said_to_be_without_effect(instance) -> None:
    equipped(instance)
    wants(instance)

    found = issue(instance)

    assert found.to == ("teams", "page", "mail", "export")
    assert (found.group, found.mail, found.resend) == ("全職員", "list", None)
    assert not [one for one in instance.read().remarks if "効果のない" in one.words]


@pytest.mark.parametrize("way", ["list", "bcc", "each"])
def test_each_way_of_mail_is_read(instance, way: str) -> None:
    equipped(instance)
    wants(instance, audience=f"group: zen@example.jp, mail: {way}")

    assert (issue(instance).group, issue(instance).mail) == ("zen@example.jp", way)


@pytest.mark.parametrize(
    ("faces", "audience", "words"),
    [
        ("to: [teams, mail]", "", "メールの宛先がありません"),
        ("to: [teams, page]", "", "ページを置くサイトが決まっていません"),
        ("to: [teams, mail]", "group: 全職員", "メールボックスがありません"),
        ("to: [teams, letter]", "", "letter"),
        ("to: [teams, mail]", "group: 全職員, mail: post", "post"),
    ],
)
def test_a_face_that_lacks_something_is_a_complaint_and_the_issue_does_not_go_out(
    instance, faces: str, audience: str, words: str
) -> None:
    if "メールボックス" not in words and "サイト" not in words:
        equipped(instance)
    wants(instance, faces, audience)

    complaint = instance.only_complaint()

    assert words in complaint.words
    assert complaint.file == f"config/{ISSUE}"
    assert complaint.line > 1
    assert instance.read().usable().issues == ()


def test_a_group_that_nobody_mails_to_is_remarked_on(instance) -> None:
    wants(instance, "to: [teams]", "group: 全職員")

    (remark,) = (one for one in instance.read().remarks if "メールは送りません" in one.words)

    assert remark.file == f"config/{ISSUE}"


def test_a_corrected_mail_has_its_own_time_after_the_first(instance) -> None:
    equipped(instance)
    wants(instance, f"{EVERY}\nresend: 2025-06-03 10:00")

    found = issue(instance)

    assert found.resend == datetime.fromisoformat("2025-06-03T10:00+09:00")


@pytest.mark.parametrize(
    ("faces", "words"),
    [
        (f"{EVERY}\nresend: 2025-06-02 08:00", "公開の日時より前です"),
        ("to: [teams, page, export]\nresend: 2025-06-03 10:00", "to に mail がないため"),
        (f"{EVERY}\nresend: 6月3日の朝", "resend"),
    ],
)
def test_a_corrected_mail_that_cannot_be_is_a_complaint(instance, faces: str, words: str) -> None:
    equipped(instance)
    wants(instance, faces, "group: 全職員" if "mail" in faces else "")

    complaint = instance.only_complaint()

    assert words in str(complaint) or complaint.line == 7


def test_a_late_issue_asks_for_two_weeks_where_its_rule_says_so(instance) -> None:
    instance.change(ISSUE, "approve: true", "approve: true\nlate: ask")

    found = issue(instance)

    assert (found.until - found.publish).total_seconds() == 15 * 60
    assert found.asks_until is not None
    assert (found.asks_until - found.publish).days == 14


@pytest.mark.parametrize("line", ["publish: 2025-06-02 09:00", "number: 12", "author: kenshu@example.jp"])
def test_one_bad_value_hides_nothing_of_the_others(instance, line: str) -> None:
    wants(instance, audience="mail: lst")
    instance.change(ISSUE, '"R7 全体"]', '"R8 全体"]')
    instance.change(ISSUE, "本文", "![](nothing.png)")
    before = {one.words for one in instance.read().complaints}

    instance.change(ISSUE, line, f"{line.partition(':')[0]}: ◯◯")
    after = {one.words for one in instance.read().complaints}

    assert len(before) > 5
    assert before < after


@pytest.mark.parametrize("more", ["", "approvals: {unverified: allowed}\n"])
def test_an_author_who_alone_could_approve_is_remarked_on(instance, more: str) -> None:
    instance.add("programme.yaml", f"approvers: [{{mail: kenshu@example.jp}}]\n{more}")

    (remark,) = (one for one in instance.read().remarks if "承認できる人がいません" in one.words)

    assert (remark.file, remark.line) == (f"config/{ISSUE}", 1)


def test_where_one_person_may_do_both_nothing_is_said(instance) -> None:
    instance.add("programme.yaml", "approvers: [{mail: kenshu@example.jp}]\nsingle_officer: true\n")

    assert not [one for one in instance.read().remarks if "承認できる人がいません" in one.words]
