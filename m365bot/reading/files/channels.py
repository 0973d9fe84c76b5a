"""`channels:` of cohort.yaml: expanded for each course or group, and held against Teams' rules.

Called by the reader of cohorts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from m365bot.programme import names
from m365bot.programme.channels import PAGES, ChannelSpec, TabSpec, is_primary
from m365bot.programme.curriculum import Course
from m365bot.programme.people import Role
from m365bot.reading import values
from m365bot.reading.complaints import nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.scalars import LABELS, NAME, ROLES, TEXT, URL, choice, template
from m365bot.reading.shapes import Fields, Many, apart, into, must
from m365bot.reading.tables import Listing, Table
from m365bot.words import say

PRIVATE_MOST, PRIVATE_USUAL = 1000, 30  # docs/facts.md teams.private.channels


TAB = Fields({"name": must(NAME), "url": URL, "page": TEXT}, made_by=TabSpec)
CHANNEL = Fields(
    {
        "name": must(apart(template("course", "group", "cohort", "programme", then=values.name))),
        "for_each": apart(LABELS),
        "kind": choice("standard", "private", also={"標準": "standard", "プライベート": "private"}),
        "for": into("roles", ROLES),
        "description": TEXT,
        "instructors": apart(choice("own sessions", "none", also={"担当する回": "own sessions"})),
        "tabs": apart(Many(TAB, lone=True)),
    }
)


@dataclass(frozen=True)
class Naming:
    """What channel names may stand for, and whether guests come into the team."""

    file: ConfigFile
    fields: Mapping[str, str]
    courses: tuple[Course, ...]
    groups: tuple[str, ...]
    guests: bool


def channels_of(entries: list[Table], naming: Naming) -> tuple[ChannelSpec, ...]:
    """Every channel, in the file's order."""
    found: dict[str, ChannelSpec] = {}
    for entry in entries:
        if "name" not in entry:
            continue
        for spec in _expanded(entry, naming):
            _check(spec, entry, naming)
            _check_double(spec, found, entry, naming)
            found.setdefault(names.channel_fold(spec.name), spec)
    _check_number(found, entries, naming)
    return tuple(spec for spec in found.values() if not is_primary(spec.name))


def resembles_refused(name: str, channels: Iterable[ChannelSpec]) -> bool:
    """May one be meant whose name Teams refuses? It is complained of already."""
    refused = [channel.name for channel in channels if any(names.channel_faults(channel.name))]
    return bool(get_close_matches(name, refused, n=1, cutoff=0.6))


def _expanded(entry: Table, naming: Naming) -> Iterator[ChannelSpec]:
    each = entry.get("for_each")
    if each is None:
        yield _spec(entry, naming, {}, None, None)
    elif list(each) == ["group"]:
        for group in naming.groups:
            yield _spec(entry, naming, {"group": group}, group, None)
    else:
        for course in _courses(each, naming):
            yield _spec(entry, naming, {"course": course.title}, None, course.key)


def _courses(each: Listing, naming: Naming) -> Iterator[Course]:
    known = {course.key: course for course in naming.courses}
    if list(each) == ["course"]:
        yield from known.values()
        return
    for key, place in each.placed():
        if key in known:
            yield known[key]
        else:
            naming.file.complain(
                place, say("科目 '{key}' はありません。", key=key), nearest(key, [*known, "group"])
            )


def _spec(
    entry: Table, naming: Naming, fields: Mapping[str, str], group: str | None, course: str | None
) -> ChannelSpec:
    return ChannelSpec(
        **CHANNEL.values(entry),
        name=values.fill(entry["name"], {**naming.fields, **fields}),
        group=group,
        course=course,
        instructors=entry.get("instructors") == "own sessions",
        tabs=tuple(_tabs(entry, naming.file)),
    )


def _tabs(entry: Table, file: ConfigFile) -> Iterator[TabSpec]:
    seen: set[str] = set()
    for tab in entry.get("tabs", ()):
        if "name" not in tab:
            continue
        if ("url" in tab) == ("page" in tab):
            file.complain(
                tab.place,
                say("タブ『{name}』には url か page のどちらかを書きます。", name=tab["name"]),
                say('例: url: "https://example.jp/library" か page: 研修計画'),
            )
            continue
        if names.channel_fold(tab["name"]) in seen:
            file.complain(
                tab.at("name"),
                say("タブ『{name}』が2つあります。", name=tab["name"]),
                say("どちらか1つを残すか、名前を変えてください。"),
            )
        seen.add(names.channel_fold(tab["name"]))
        if "page" in tab and tab["page"] not in PAGES:
            file.remark(
                tab.at("page"),
                say("『{page}』というページは作られません。", page=tab["page"]),
                say(
                    "作られるのは{pages}です。いまはチャネルのフォルダーを開きます。",
                    pages=say("、").join(f"『{one}』" for one in PAGES),
                ),
            )
        yield TAB.model(tab)


def _check(spec: ChannelSpec, entry: Table, naming: Naming) -> None:
    place = entry.at("name")
    if is_primary(spec.name):
        naming.file.complain(
            place,
            say("『{name}』はチームに初めからあるチャネルです。channels には書けません。", name=spec.name),
            say("この行を消してください。"),
        )
        return
    for fault in names.channel_faults(spec.name):
        naming.file.complain(place, say("チャネル名『{name}』は Teams で使えません。", name=spec.name), fault)
    if names.has_emoji(spec.name):
        naming.file.remark(
            place, say("チャネル名『{name}』の絵文字は Teams に断られることがあります。", name=spec.name)
        )
    kind_is_unreadable = entry.mentions("kind") and "kind" not in entry  # complained of already
    if naming.guests and spec.kind == "standard" and not kind_is_unreadable:
        naming.file.complain(
            entry.at("kind"),
            say("標準のチャネル『{name}』は、外部の講師(ゲスト)にも見えます。", name=spec.name),
            say("kind: private にしてください。"),
        )
    if naming.guests and Role.INSTRUCTOR in spec.roles:
        naming.file.complain(
            entry.at("for"),
            say("チャネル『{name}』は、担当しない回の外部の講師(ゲスト)にも見えます。", name=spec.name),
            say("for から『講師』を外し、instructors: own sessions と書いてください。"),
        )


def _check_double(spec: ChannelSpec, found: Mapping[str, ChannelSpec], entry: Table, naming: Naming) -> None:
    first = found.get(names.channel_fold(spec.name))
    if first is None or is_primary(spec.name):
        return
    if first.name == spec.name:
        sentence = say("チャネル『{name}』が2つあります。", name=spec.name)
    else:
        sentence = say(
            "チャネル『{name}』と『{other}』は Teams では同じ名前です(全角半角・大文字小文字だけの違い)。",
            name=spec.name,
            other=first.name,
        )
    naming.file.complain(entry.at("name"), sentence, say("どちらかの名前を変えてください。"))


def _check_number(found: Mapping[str, ChannelSpec], entries: list[Table], naming: Naming) -> None:
    private = [spec for spec in found.values() if spec.kind == "private"]
    if not entries or len(private) <= PRIVATE_USUAL:
        return
    words_ = say("プライベートチャネルが{count}個あります。", count=len(private))
    if len(private) > PRIVATE_MOST:
        naming.file.complain(entries[0].place, words_, say("{most}個までです。", most=PRIVATE_MOST))
    else:
        naming.file.remark(
            entries[0].place, words_, say("テナントによっては{most}個までです。", most=PRIVATE_USUAL)
        )
