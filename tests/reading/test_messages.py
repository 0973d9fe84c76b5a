"""messages/*.md as the officer wrote them: what they say, and what is complained of with its line."""

import pytest

from m365bot.reading.complaints import Complaint
from tests.reading.conftest import Instance

HEAD = "---\nsubject: 【{{ programme }}】未提出({{ items | length }}件)\n---\n"


def test_a_text_is_read_with_its_variables(instance: Instance) -> None:
    instance.write("messages/reminder.md", HEAD + "{{ person.name }} さん\n")

    message = instance.read().programme.messages.text("reminder")

    assert message.subject == "【{{ programme }}】未提出({{ items | length }}件)"
    assert message.body == "{{ person.name }} さん"


@pytest.mark.parametrize(
    ("text", "line", "word", "hint"),
    [
        (HEAD + "一行目\n{{ persn.name }} さん\n", 5, "persn", "person"),
        (HEAD + "{% for item in items %}\n{{ item.titel }}\n{% endfor %}\n", 5, "titel", "title"),
        ("---\nsubject: 【{{ kyou }}】\n---\n本文\n", 2, "kyou", ""),
        (HEAD + "{% for item in items %}\n", 4, "閉じていない", ""),
        (HEAD + "一行目\n{{ person.name\nさん\n", 6, "{{ }}", ""),
        (HEAD + "一行目\n{{ today | shout }}\n", 5, "'shout' という加工", ""),
        (HEAD + "一行目\n{% include 'other.md' %}\n", 5, "ほかの文面", ""),
        (HEAD + "{{ person.__class__ }}\n", 4, "'__class__'", ""),
        (HEAD + "{{ today() }}\n", 4, "( )", ""),
    ],
)
def test_an_unknown_variable_is_complained_of_where_it_stands(
    instance: Instance, text: str, line: int, word: str, hint: str
) -> None:
    instance.write("messages/reminder.md", text)

    found = [each for each in instance.read().complaints if each.file.endswith("reminder.md")]

    assert [each.line for each in found] == [line]
    assert word in found[0].words
    assert hint in found[0].hint


def test_a_text_with_a_fault_is_not_used_and_its_job_is_told(instance: Instance) -> None:
    instance.write("messages/reminder.md", HEAD + "{{ persn.name }}\n")

    reading = instance.read()

    assert reading.usable().messages.text("reminder") is None
    assert [each.part for each in reading.usable().faults] == ["messages"]


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("<b>太字</b>です", "<b>"),
        ("{{ person.name }}<br/>", "<br/>"),
        ('<a href="https://example.jp/">ここ</a>', '<a href="https://example.jp/">'),
        ("<https://example.jp/> と 3 < 4 と <a.b@example.jp>", None),
        ("{% if items | length < 3 and 1 > 0 %}少ない{% endif %}", None),
    ],
)
def test_markup_that_readers_would_get_as_letters_is_remarked_on(
    instance: Instance, line: str, tag: str | None
) -> None:
    instance.write("messages/reminder.md", HEAD + "本文\n" + line + "\n")

    reading = instance.read()
    found = [(each.line, each.words) for each in reading.remarks if "HTML" in each.words]

    assert reading.programme.messages.text("reminder")
    assert [line for line, _ in found] == ([5] if tag else [])
    assert all(f"'{tag}'" in words for _, words in found)


def test_which_way_messages_go_and_from_where_is_config(instance: Instance) -> None:
    plain = instance.read().programme.messages
    instance.add("programme.yaml", "messages: {by: チャット}\n")
    instance.write("settings.toml", '[tenant]\nmailbox = "kenshu@example.jp"\n')

    told = instance.read().programme.messages

    assert (plain.by, plain.mailbox) == ("mail", "")
    assert (told.by, told.mailbox) == ("chat", "kenshu@example.jp")


def test_a_form_that_reminds_without_a_mailbox_or_a_text_is_remarked_on(instance: Instance) -> None:
    quiet = [str(each) for each in instance.read().remarks if "お知らせ" in str(each)]
    instance.add("forms/after.yaml", "remind: [期限日]\nescalate: 5営業日後\n")

    told = sorted({each.file for each in instance.read().remarks if "お知らせ" in str(each)})

    assert quiet == []
    assert told == ["config/messages/escalation.md", "config/messages/reminder.md", "config/settings.toml"]


@pytest.mark.parametrize(
    ("due", "is_told"), [("due: 5 business days after", False), ("due: never", True), ("", True)]
)
def test_a_form_that_reminds_and_is_never_due_is_remarked_on(
    instance: Instance, due: str, is_told: bool
) -> None:
    instance.add("forms/after.yaml", "remind: [期限日]\n")
    instance.change("cohorts/R7/cohort.yaml", ", due: 5 business days after", f", {due}" if due else "")

    told = [each for each in instance.read().remarks if "締切がここにはない" in each.words]

    assert [each.file for each in told] == (["config/cohorts/R7/cohort.yaml"] if is_told else [])
    assert [_line(instance, each) for each in told] == ([True] if is_told else [])


def test_an_occasion_without_a_due_date_is_remarked_on_beside_others_that_have_one(
    instance: Instance,
) -> None:
    instance.add("forms/after.yaml", "remind: [期限日]\n")
    instance.add("cohorts/R7/cohort.yaml", "forms: [{form: after, opens: 2025-06-01}]\n")

    told = [each for each in instance.read().remarks if "締切がここにはない" in each.words]

    assert [_line(instance, each) for each in told] == [True]


def _line(instance: Instance, complaint: Complaint) -> bool:
    """Does the form stand on the line that is named?"""
    lines = (instance.folder / complaint.file).read_text("utf-8").split("\n")
    return "form: after" in lines[complaint.line - 1]


def test_a_form_may_say_where_it_is_answered(instance: Instance) -> None:
    instance.add("forms/after.yaml", 'url: "https://forms.example.jp/r/{session}"\n')

    (asked,) = instance.read().programme.cohorts[0].questionnaires

    assert asked.url == "https://forms.example.jp/r/powerbi-1"
