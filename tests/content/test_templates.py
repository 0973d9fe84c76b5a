"""Texts to people: filled in with values that stay values, and looked at for what they cannot hold."""

import re

import pytest
from jinja2 import TemplateError

from m365bot.content import placeholders, rendering, templates
from m365bot.content.templates import Misfit, Url
from m365bot.programme import Message, Person

YAMADA = Person("p0123456789ab", "山田 葵", "a.yamada@example.jp", "a.yamada@example.jp")
HOSTILE = "<script>x()</script> [悪](javascript:x()) {{ 7*7 }} **太** https://evil.example.jp\n# 見出し"


def filled(body: str, subject: str = "件名", **values: object) -> templates.Letter:
    return templates.filled(Message(subject, body), values)


def test_markdown_becomes_html() -> None:
    letter = filled("**{{ person.name }}** さん\n\n- {{ n }}件", person={"name": "山田 葵"}, n=2)

    assert letter.html == "<p><strong>山田 葵</strong> さん</p>\n<ul>\n<li>2件</li>\n</ul>"


def test_a_value_says_what_it_says_whatever_it_holds() -> None:
    letter = filled("- {{ title }}", "{{ title }}", title=HOSTILE)

    assert letter.html.count("<li>") == 1
    for markup in ("<script", "<a ", "<strong>", "<h1>", "49"):
        assert markup not in letter.html
    assert "{{ 7*7 }}" in letter.html
    assert "\n" not in letter.subject
    assert letter.subject == " ".join(HOSTILE.split())


def test_letters_that_differ_by_their_values_alone_are_one_text_of_markdown() -> None:
    body = "{{ name }} さん\n\n| 科目 | 時間 |\n|---|---|\n| {{ course }} | {{ hours }} |"
    before = rendering._of_a_letter.cache_info().misses

    letters = {filled(body, name=f"p{n}", course="<長>" * n, hours=n).html for n in range(20)}

    assert len(letters) == 20
    assert all(re.search(r"<td>(&lt;長&gt;)*</td>\s*<td>\d+</td>", letter) for letter in letters)
    assert rendering._of_a_letter.cache_info().misses == before + 1


@pytest.mark.parametrize("forged", ["000001", "0000ff", "ff", "1"])
@pytest.mark.parametrize(("opens", "closes"), [("\U0010f8f2", "\U0010f8f3"), ("&#x10f8f2;", "&#x10f8f3;")])
def test_letters_that_stand_for_values_reveal_nothing_in_an_officers_own_words(
    forged: str, opens: str, closes: str
) -> None:
    letter = filled("{{ a }} " + opens + forged + closes, a="甲")

    assert letter.html.count("甲") == 1
    assert letter.html.startswith("<p>甲 ")


@pytest.mark.parametrize(
    ("url", "html"),
    [
        (
            "https://forms.example.jp/r/a_b*c?x=1&y=2",
            '<p><a href="https://forms.example.jp/r/a_b*c?x=1&amp;y=2">',
        ),
        ("https://forms.example.jp/> <b>", '<p><a href="https://forms.example.jp/%3E%20%3Cb%3E">'),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_address_is_a_link_where_it_leads_to_a_page(url: str, html: str) -> None:
    letter = filled("{{ url }}", url=Url(url))

    assert letter.html.startswith(html)
    assert ("<a" in letter.html) is bool(html)


def test_a_persons_name_stands_in_it_by_an_id_until_it_is_sent() -> None:
    letter = filled("{{ name }} さん", "{{ name }} さんへ", name=placeholders.name_of(YAMADA))

    assert YAMADA.name not in letter.html + letter.subject
    assert placeholders.in_html(letter.html, [YAMADA]) == "<p>山田 葵 さん</p>"
    assert placeholders.in_text(letter.subject, [YAMADA]) == "山田 葵 さんへ"
    assert placeholders.in_html(letter.html, []) == "<p> さん</p>"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ person.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% for i in range(999999999) %}x{% endfor %}",
        "{{ 'a' * 10**10 }}",
    ],
)
def test_a_text_reaches_nothing_but_what_it_is_given(text: str) -> None:
    assert list(templates.misfits(text, "reminder"))


@pytest.mark.parametrize(
    ("text", "misfits"),
    [
        ("{{ person.name }} {% for each in items %}{{ each.title }}{{ each.url }}{% endfor %}", []),
        ("{{ persn.name }}", [Misfit("persn")]),
        ("{{ person.nam }}", [Misfit("nam")]),
        ("{% for item in items %}{{ item.shoe }}{% endfor %}", [Misfit("shoe")]),
        (
            "{% for i in items %}{% if i.overdue %}{{ i.lat }}{% else %}{{ i.due }}{% endif %}{% endfor %}",
            [Misfit("lat")],
        ),
        ("{{ a }}{{ b }}", [Misfit("a"), Misfit("b")]),
        ("ただの文章。{ 一つの括弧 }", []),
    ],
)
def test_what_a_text_is_not_given_is_found_by_name(text: str, misfits: list[Misfit]) -> None:
    assert list(templates.misfits(text, "reminder")) == misfits


@pytest.mark.parametrize(
    "text",
    [
        "{{ person.name",
        "{% for item in items %}",
        "{% nonsense %}",
        "{{ 1 / 0 }}",
        "{{ today | nonsense }}",
        "{{ 1 is nonsense }}",
        "{{ person.__class__ }}",
        "{{ today() }}",
        "{{ items | sort(attribute=3) | length }}",
        "{% extends 'x' %}",
    ],
)
def test_what_cannot_be_read_is_told_in_japanese_and_without_the_librarys_own_words(text: str) -> None:
    (misfit,) = templates.misfits(text, "reminder")

    assert re.search("[ぁ-ん]", misfit.words)
    assert not re.search("[a-z]+ [a-z]+ [a-z]+|[A-Z]", misfit.words)


def test_a_text_that_nobody_sends_yet_is_not_looked_at() -> None:
    assert list(templates.misfits("{{ anything }}", "farewell")) == []


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in 'aaaa' %}{{ a }}{% endfor %}",
        "{% set items = 'a' * 3 %}{% for a in items %}{{ a }}{% endfor %}",
        "{% for a in items %}{% for b in items %}{% for c in items %}{% for d in items %}{{ d.title }}"
        "{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_a_text_whose_loops_would_take_for_ever_is_refused_and_never_tried(text: str) -> None:
    (found,) = templates.misfits(text, "reminder")

    assert "三重まで" in found.words


DOUBLED = [
    "{% set a = 'xx' %}" + "{% set a = a ~ a %}" * 40,
    "{% set a = 'xx' %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40,
    "{% set a = 'xx' %}" + "{% set a = a + a %}" * 40,
    "{% set a = 'xx' %}" + "{% set a = [a, a] | join %}" * 40,
    "{% set a = 'xx' %}" + "".join(f"{{% set a{n + 1} = a{n or ''} ~ a{n or ''} %}}" for n in range(40)),
    "{% with a = 'xx' %}" + "{% with a = a ~ a %}" * 40 + "{% endwith %}" * 41,
    "{% set a = 'xx' %}{% for item in items %}" + "{% set a = a ~ a %}" * 40 + "{% endfor %}",
]


@pytest.mark.parametrize("text", DOUBLED)
def test_a_text_that_doubles_what_it_makes_is_refused_and_never_tried(text: str) -> None:
    """Tried, each would take more memory than there is, and with it the desk or the daemon that reads config/."""
    (misfit,) = templates.misfits(text, "reminder")

    assert "set や with" in misfit.words


@pytest.mark.parametrize("text", ["{{ '%100000000000d' % 5 }}", "{{ '%s' % person }}"])
def test_no_text_is_filled_up_by_a_number(text: str) -> None:
    (misfit,) = templates.misfits(text, "reminder")

    assert misfit.words == "「%」は、数どうしにだけ使えます。"


def test_what_comes_out_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_MOST", 1000)
    text = "{% set a = '" + "x" * 100 + "' %}" + "{{ a }}" * 20

    (misfit,) = templates.misfits(text, "reminder")

    assert "1000文字" in misfit.words
    with pytest.raises(TemplateError):
        templates.filled(Message("件名", text), {})


def test_a_value_that_is_set_once_fits() -> None:
    text = "{% set first = items | first %}{{ first.title }}{% with n = 7 % 2 %}{{ n }}{% endwith %}"

    assert list(templates.misfits(text, "reminder")) == []


def test_loops_over_what_is_given_and_over_its_parts_fit() -> None:
    inner = "{% for item in one.missing | sort(attribute='due') %}{{ item.title }}{% endfor %}"
    text = f"{{% for one in staff %}}{inner}{{% endfor %}}"

    assert list(templates.misfits(text, "escalation")) == []
