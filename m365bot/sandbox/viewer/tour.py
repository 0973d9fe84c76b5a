"""A walk through what there is to see, for whoever is here for the first time: numbered steps, each with where it leads.

Called by the front page. Made of what the practice tenant holds: whom there is to look as, which days are kept, what was
done, and the address of the officers' desk where whoever started both told it. Without a cast there is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from m365bot.sandbox.running import Place
from m365bot.sandbox.viewer import identity
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
    found = [*_of_people(people), *_of_days(people, back, trail)] if people else []
    return [*found, *_desk(place.tenant.settings.desk_url)]


def _of_people(people: Mapping[str, str]) -> Iterator[Step]:
    if who := people.get("受講者"):
        to = Addresses(who)
        yield Step(
            word("受講者になってみる"),
            word("研修のチームと、自分が入っているチャネルだけが見えます。投稿、資料、タブを開けます。"),
            to.home(),
        )
        yield Step(
            word("自分だけに届くものを見る"),
            word("本人の受講の記録は、本人と研修担当だけが開けます。お知らせは本人のメールに届きます。"),
            to.shared(),
        )
    if who := people.get("外部講師"):
        yield Step(
            word("外部講師になってみる"),
            word("ゲストには、担当する回のチャネルだけが見えます。"),
            Addresses(who).home(),
        )
    if who := people.get("所属長"):
        yield Step(
            word("所属長のメールを見る"),
            word("部下のようすが、所属長だけにメールで届きます。チームには入りません。"),
            Addresses(who).mail(),
        )


def _of_days(people: Mapping[str, str], back: LookingBack, trail: Trail) -> Iterator[Step]:
    if (who := people.get("研修担当")) and trail.days:
        yield Step(
            word("自動でされたことを見る"),
            word("何時何分に何が作られ、何が送られたかが分かります。名前を押すと、その場所が開きます。"),
            Addresses(who).works(trail.days[0]),
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
