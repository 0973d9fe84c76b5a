"""Names under which trainees see each other's progress: the same for a whole cohort, told from a key that never leaves.

Called by the board of self-study, by what tells people their own, and by the officers' workbook. They come of the
person's opaque id, which is made with the instance's secret key: who knows names and addresses cannot work them out, and
their order says nothing of the roster's. With the key lost, people get new ones.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping

from m365bot.programme.cohort import Cohort
from m365bot.programme.people import Person

_LIKE = """
あおい しろい あかい みどりの きいろい ぎんいろの そらいろの さくらいろの はやい しずかな にぎやかな やさしい
つよい まるい ちいさな おおきな のんびり うきうき きらきら ふわふわ すいすい ぽかぽか わくわく さらさら
"""
_WHO = """
カワセミ ツバメ フクロウ スズメ ヒバリ メジロ ウグイス カモメ ペンギン ハクチョウ キツネ タヌキ ウサギ リス シカ
カモシカ イルカ クジラ ラッコ アザラシ カメ カエル トンボ ホタル チョウ ミツバチ テントウムシ カブトムシ ネコ イヌ
パンダ コアラ キリン ゾウ ヒツジ ヤギ ウマ クマ アユ メダカ
"""


def of(cohort: Cohort) -> Mapping[str, str]:
    """Person's id → pseudonym, of everybody who is a trainee at any time: who leaves or comes changes nobody else's."""
    short = {person.id: _name(cohort.key, person) for person in cohort.trainees()}
    twice = {name for name, count in Counter(short.values()).items() if count > 1}
    return {
        person.id: short[person.id] if short[person.id] not in twice else _name(cohort.key, person, digits=6)
        for person in cohort.trainees()
    }


def _name(cohort: str, person: Person, digits: int = 2) -> str:
    number = int(hashlib.sha256(f"{cohort}\0{person.id}".encode()).hexdigest(), 16)
    likes, animals = _LIKE.split(), _WHO.split()
    number, like = divmod(number, len(likes))
    number, who = divmod(number, len(animals))
    return f"{likes[like]}{animals[who]}{number % 10**digits:0{digits}}"
