"""What an officer should know of a source's columns, once each and not row by row.

Called by the database with each reading that brings rows, which also hears what becomes of corrected ones. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping

from m365bot.programme.forms import Form
from m365bot.records import answers, forms
from m365bot.records.corrections import Corrections
from m365bot.records.sources.port import Column, SourceReading, Type
from m365bot.records.state import State
from m365bot.records.values import is_blank, is_person, shown
from m365bot.words import say


def of(reading: SourceReading, form: Form) -> Iterator[str]:
    """Two columns of one name, types that cannot be read, people whom the site does not name."""
    questions = forms.columns(form, reading.headers).questions
    asked = {questions[one.key]: one for one in form.questions if one.key in questions}
    for column in reading.columns:
        if len(column.names) > 1:
            yield _doubled(column)
        question = asked.get(column.header)
        if column.type is Type.YES_NO and question and not answers.takes_yes_and_no(question):
            yield say("列『{name}』: {why}", name=column.header, why=answers.not_for_yes_and_no())
        if column.type is Type.UNKNOWN and _is_filled(column, reading):
            yield _unreadable(column)
        if column.type is Type.PERSON and _names_nobody(column, reading):
            yield _unknown_people(column)


def deleted(count: int) -> str:
    return say(
        "回答先から消された回答が{count}件あります。数えなくなりますが、記録には残ります。", count=count
    )


def of_corrected(reworded: Iterable[int], gone: Iterable[int], said: Corrections) -> Iterator[str]:
    """What befell rows that officers had corrected, of those that say something else now or are deleted."""
    if numbers := _named(reworded, said):
        yield say(
            "訂正した行の回答が変わりました(番号 {numbers})。訂正は新しい回答には使わず、要確認にします。",
            numbers=numbers,
        )
    if numbers := _named(gone, said):
        yield say("訂正した行が、回答先から消されました(番号 {numbers})。", numbers=numbers)


def superseded(states: Mapping[int, State], said: Corrections) -> str:
    """Of corrected rows beside which another counts from now on; "" where there is none."""
    numbers = _named((row for row, state in states.items() if state is State.SUPERSEDED), said)
    if not numbers:
        return ""
    return say(
        "訂正した行(番号 {numbers})の人から、別の回答が届きました。そちらを数えます。", numbers=numbers
    )


def _named(rows: Iterable[int], said: Corrections) -> str:
    return say("、").join(str(row) for row in sorted(rows) if row in said)


def _is_filled(column: Column, reading: SourceReading) -> bool:
    return any(not is_blank(item.cells.get(column.header)) for item in reading.items)


def _names_nobody(column: Column, reading: SourceReading) -> bool:
    cells = (item.cells.get(column.header) for item in reading.items)
    return any(is_person(cell) and not shown(cell) for cell in cells)


def _doubled(column: Column) -> str:
    return say(
        "列『{name}』が{count}つあります(内部の名前: {names})。値のあるほうを読みます。要らない列は消してください。",
        name=column.header,
        count=len(column.names),
        names=say("、").join(column.names),
    )


def _unreadable(column: Column) -> str:
    return say(
        "列『{name}』の型({type})は読めません。来たままの形で残します。列をテキスト型にしてください。",
        name=column.header,
        type=column.called,
    )


def _unknown_people(column: Column) -> str:
    return say(
        "列『{name}』の型({type})は人を番号で持ち、サイトの利用者の一覧からは、だれか分かりませんでした。"
        "列をテキスト型にして、サインイン名を入れてください。",
        name=column.header,
        type=column.called,
    )
