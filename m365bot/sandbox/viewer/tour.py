"""A walk through what there is to see, for whoever is here for the first time: numbered steps, each with where it leads.

Called by the front page. Made of what the practice tenant holds: whom there is to look as, which days are kept, what was
done, and the address of the officers' desk where whoever started both told it. Without a cast there is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from m365bot.sandbox.running import Place
from m365bot.sandbox.viewer import identity, shared
from m365bot.sandbox.viewer.addresses import Addresses
from m365bot.sandbox.viewer.looking_back import LookingBack
from m365bot.sandbox.viewer.trail import Trail
from m365bot.sandbox.words import word


@dataclass(frozen=True)
class Step:
    """`outside`: it leads out of the viewer."""

    title: str
    words: str
    href: str
    outside: bool = False


def steps(place: Place, back: LookingBack, trail: Trail) -> list[Step]:
    """In the order in which they are walked."""
    people = {row["as"]: row["who"] for row in place.tenant.cast if identity.can_sign_in(place, row["who"])}
    walked = [*_of_people(people, back)]
    if (who := people.get("受講者")) and _has_a_record(place, who):
        walked.insert(1, _own_record(Addresses(who, back.on)))
    if (who := people.get("所属長")) and _has_mail(place, who):
        walked.append(_chiefs_mail(Addresses(who, back.on)))
    return [*walked, *_of_days(people, back, trail), *_desk(place.tenant.settings.desk_url)]


def _has_mail(place: Place, who: str) -> bool:
    """Whether there is anything to lead to; of what, only the person reads."""
    person = place.tenant.user(who)
    box = place.tenant.mailboxes.get(person.id) if person else None
    return box is not None and bool(box.mails)


def _has_a_record(place: Place, who: str) -> bool:
    person = place.tenant.user(who)
    return person is not None and any(shared.given(place.tenant, person.id))


def _own_record(to: Addresses) -> Step:
    return Step(
        word("自分だけの記録を見る"),
        word("受講の記録は、本人と研修担当だけが開けます。"),
        to.shared(),
    )


def _chiefs_mail(to: Addresses) -> Step:
    return Step(
        word("所属長のメールを見る"),
        word("部下のようすが、所属長だけにメールで届きます。チームには入りません。"),
        to.mail(),
    )


def _of_people(people: Mapping[str, str], back: LookingBack) -> Iterator[Step]:
    if who := people.get("受講者"):
        yield Step(
            word("受講者になってみる"),
            word("研修のチームと、自分が入っているチャネルだけが見えます。投稿、資料、タブを開けます。"),
            Addresses(who, back.on).home(),
        )
    if who := people.get("外部講師"):
        yield Step(
            word("外部講師になってみる"),
            word("ゲストには、担当する回のチャネルだけが見えます。"),
            Addresses(who, back.on).home(),
        )


def _of_days(people: Mapping[str, str], back: LookingBack, trail: Trail) -> Iterator[Step]:
    if (who := people.get("研修担当")) and trail.days:
        yield Step(
            word("自動でされたことを見る"),
            word("何時何分に何が作られ、何が送られたかが分かります。名前を押すと、その場所が開きます。"),
            Addresses(who, back.on).works(trail.days[0]),
        )
    if (who := people.get("受講者")) and back.days:
        yield Step(
            word("ある日にさかのぼる"),
            word("上の帯で月と日を選ぶと、その日の終わりに見えていたものが、そのまま見えます。"),
            Addresses(who, back.days[0].isoformat()).home(),
        )


def _desk(url: str) -> Iterator[Step]:
    """Which may be told by anybody of this machine, and leads nowhere but to it."""
    if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname in ("127.0.0.1", "localhost"):
        words = word("待っている承認、実行、設定を、となりの画面で見て、決められます。")
        yield Step(word("研修担当の画面を開く"), words, url, outside=True)
