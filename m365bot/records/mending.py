"""What an officer wants of a row, looked at before it is kept; and what was said of a row, in words.

Called by the store of corrections, by export, the command and the desk. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from hashlib import sha256

from m365bot.errors import ConfigError
from m365bot.programme import called
from m365bot.programme.forms import Form, Question, Questionnaire
from m365bot.programme.people import Person
from m365bot.programme.programme import Programme
from m365bot.records import answers
from m365bot.records.corrections import ANSWER, IGNORED, PERSON, Correction
from m365bot.records.folding import fold
from m365bot.records.moments import Unreadable
from m365bot.words import say


@dataclass(frozen=True)
class Wish:
    """mail: of who answered; answers: `question=answer` each, as typed; ignore: it is not to count."""

    mail: str | None = None
    answers: tuple[str, ...] = ()
    ignore: bool = False


class Overtaken(ConfigError):
    """The row is another than the one that was looked at. stands: what is said of it now."""

    def __init__(self, number: int, stands: Sequence[Correction]) -> None:
        super().__init__(say("番号{number}の行は、見ているあいだに変わりました。", number=number))
        self.stands = stands


def wanted(questionnaire: Questionnaire, wish: Wish, programme: Programme) -> dict[str, str]:
    """What is said, by what it speaks of. Raises ConfigError in words for an officer."""
    found = {IGNORED: ""} if wish.ignore else {}
    if wish.mail is not None:
        found |= {PERSON: _person(questionnaire.form, wish.mail, programme).id}
    for words in wish.answers:
        found |= _answer(questionnaire.form, words, programme.timezone)
    if not found:
        raise ConfigError(
            say(
                "何を直すかを書いてください: --person メール、--answer 質問=答え、--ignore、または --take-back。"
            )
        )
    return found


def mark(digest: str, stands: Sequence[Correction]) -> str:
    """Of a row as it is: another one with every other wording, and with everything that is said of it or taken back."""
    return sha256(f"{digest} {[one.number for one in stands]}".encode()).hexdigest()[:16]


def in_words(one: Correction, form: Form | None, people: Mapping[str, Person]) -> str:
    """回答者→…, a question's text and its answer, or that it does not count."""
    if one.what == IGNORED:
        return say("数えない")
    if one.what == PERSON:
        person = people.get(one.value)
        return say("回答者: {who}", who=person.mail if person else say("(名簿にいない人)"))
    key = one.what.removeprefix(ANSWER)
    text = next((question.text for question in form.questions if question.key == key), key) if form else key
    return say("{question}: {answer}", question=text, answer=one.value or say("(空)"))


def _person(form: Form, mail: str, programme: Programme) -> Person:
    if form.who == "anonymous":
        raise ConfigError(say("様式『{form}』は無記名なので、回答者は決められません。", form=form.key))
    found = programme.find_person(mail)
    if found is None:
        raise ConfigError(say("『{mail}』は名簿にありません。", mail=mail))
    return found


def _answer(form: Form, words: str, zone: tzinfo) -> dict[str, str]:
    key, sign, value = words.partition("=")
    if not sign:
        raise ConfigError(
            say("--answer『{words}』に = がありません。例: --answer satisfaction=4", words=words)
        )
    question = _question(form, key.strip())
    try:
        answers.read(value, question, zone)
    except Unreadable as error:
        raise ConfigError(str(error)) from error
    return {f"{ANSWER}{question.key}": value}


def _question(form: Form, name: str) -> Question:
    """By its key, or by its text as people see it."""
    for question in form.questions:
        if name == question.key or fold(name) == fold(question.text):
            return question
    known = [question.key for question in form.questions]
    words = say(
        "様式『{form}』に『{name}』という質問はありません。あるのは {known} です。",
        form=form.key,
        name=name,
        known=say("、").join(known),
    )
    raise ConfigError(words + called.meant(name, known))
