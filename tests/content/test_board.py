"""The board of self-study names nobody, and tells how far each pseudonym is."""

from dataclasses import replace

from m365bot.content import board
from m365bot.records import Records, pseudonyms
from tests.records.programmes import FIRST
from tests.records.test_study import line, school


def page(*lines):
    office = school()
    hours = Records.of(office.collect(*lines)).hours(office.cohort, office.programme, FIRST)
    return office, "\n".join(board.texts(hours))


def test_each_pseudonym_has_its_progress_and_nobody_a_name():
    office, html = page(line(item="cloud"))
    first, second = (pseudonyms.of(office.cohort)[who.id] for who in office.people)

    assert f"<td>{first}</td><td>■■■■■□□□□□</td><td>1 / 2</td>" in html
    assert f"<td>{second}</td><td>□□□□□□□□□□</td><td>0 / 2</td>" in html
    for who in office.people:
        assert who.name not in html
        assert who.mail not in html
        assert who.id not in html.replace(first, "").replace(second, "")


def test_the_order_is_that_of_the_pseudonyms():
    office, html = page()

    names = sorted(pseudonyms.of(office.cohort).values())

    assert html.index(names[0]) < html.index(names[1])


def test_what_officers_write_of_items_is_no_markup():
    office = school()
    item = replace(office.programme.self_study[0], title="<b>x</b>", url='https://example.jp/"><script>')
    programme = replace(office.programme, self_study=(item,))

    html = "\n".join(board.texts(Records().hours(office.cohort, programme, FIRST)))

    assert "<b>x</b>" not in html
    assert "<script>" not in html
