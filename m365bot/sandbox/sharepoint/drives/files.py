"""Writing into a drive: folders made, contents stored, items renamed, moved and removed.

Called by the routes of drives and by the files control. Applies SharePoint's rules; knows no requests.
"""

from typing import Any, Literal

from m365bot.sandbox.sharepoint import problems
from m365bot.sandbox.sharepoint.drives import names as file_names
from m365bot.sandbox.sharepoint.drives import office
from m365bot.sandbox.sharepoint.drives.quickxor import quick_xor_hash
from m365bot.sandbox.sharepoint.hand import Hand
from m365bot.sandbox.stored.drive import Drive, Item, Version

Conflict = Literal["fail", "replace", "rename"]


def make_folder(hand: Hand, parent: Item, name: str, conflict: Conflict) -> Item:
    """`replace` gives the folder that is there (docs/facts.md 55)."""
    _check_place(hand, parent, name)
    taken = hand.drive.child(parent, name)
    if taken and conflict == "replace" and taken.folder:
        return taken
    name = _free(hand.drive, parent, name, conflict, folder=True) if taken else name
    return hand.drive.add(hand.store.new_item(hand.drive, parent.id, name, hand.now, hand.by, folder=True))


def make_folders(hand: Hand, start: Item, names: list[str]) -> Item:
    """A path of folders, each made where missing."""
    for name in names:
        found = hand.drive.child(start, name)
        start = found or make_folder(hand, start, name, "fail")
        if not start.folder:
            raise problems.not_found()
    return start


def put(hand: Hand, parent: Item, name: str, data: bytes, conflict: Conflict) -> tuple[Item, bool]:
    """Stores a file by name; True where it is new."""
    _check_place(hand, parent, name)
    taken = hand.drive.child(parent, name)
    if taken and conflict == "replace" and not taken.folder:
        return overwrite(hand, taken, data), False
    name = _free(hand.drive, parent, name, conflict, folder=False) if taken else name
    item = hand.store.new_item(hand.drive, parent.id, name, hand.now, hand.by, folder=False)
    _store(hand, item, data)
    return hand.drive.add(item), True


def overwrite(hand: Hand, item: Item, data: bytes) -> Item:
    """New content: both tags move, and the old content becomes a version."""
    check_unlocked(item)
    item.earlier.append(Version(item.ctag, item.modified, item.modified_by, item.size, item.blob))
    item.ctag += 1
    _store(hand, item, data)
    item.fs_modified = hand.at
    return hand.drive.changed(item, hand.at, hand.by)


def rename(hand: Hand, item: Item, parent: Item, name: str, conflict: Conflict) -> None:
    """A new name, a new parent, or both; content and cTag stay."""
    check_unlocked(item)
    _check_place(hand, parent, name)
    if item.folder and any(each.id == parent.id for each in hand.drive.below(item)):
        raise problems.invalid("An item cannot be moved into itself.")
    taken = hand.drive.child(parent, name)
    if taken and taken.id != item.id:
        name = _free(hand.drive, parent, name, conflict, folder=item.folder)
    hand.drive.move(item, parent, name)


def patch(hand: Hand, item: Item, body: dict[str, Any]) -> Item:
    """The properties that are neither name nor place."""
    check_unlocked(item)
    times = body.get("fileSystemInfo") or {}
    item.fs_created = times.get("createdDateTime", item.fs_created)
    item.fs_modified = times.get("lastModifiedDateTime", item.fs_modified)
    item.description = body.get("description", item.description) or ""
    return hand.drive.changed(item, hand.at, hand.by)


def remove(hand: Hand, item: Item) -> None:
    """With everything below."""
    if item.id == hand.drive.root_id:
        raise problems.invalid("The root cannot be deleted.")
    for each in hand.drive.below(item):
        check_unlocked(each)
    hand.drive.remove(item)


def check_path(hand: Hand, start: Item, names: list[str]) -> None:
    """Every name, and the length of the whole, before anything is made."""
    for depth, name in enumerate(names):
        why = file_names.refused(name, at_root=depth == 0 and start.id == hand.drive.root_id)
        if why:
            raise problems.bad_name(why)
    site = hand.store.sites[hand.drive.site_id]
    path = "/".join((site.path, "Shared Documents", *hand.drive.path(start), *names))
    if len(path) > hand.store.settings.longest_path:
        raise problems.path_too_long()


def check_room(hand: Hand, size: int) -> None:
    """Whether so many bytes more still find room; earlier versions are not counted."""
    if hand.drive.size(hand.drive.root) + size > hand.store.settings.quota_bytes:
        raise problems.no_room()


def check_unlocked(item: Item) -> None:
    if item.locked:
        raise problems.locked()


def _store(hand: Hand, item: Item, data: bytes) -> None:
    settings, chance = hand.store.settings, hand.store.chance
    check_room(hand, len(data))
    if settings.office_files_are_rewritten and office.is_office(item.name):
        data = office.rewritten(data, chance)
        due = hand.now.timestamp() + chance.uniform(*settings.second_etag_after_s)
        hand.drive.bumps.append((due, item.id))
    item.blob, item.size, item.hash = hand.store.keep(data), len(data), quick_xor_hash(data)
    item.hashed_at = hand.now.timestamp() + hand.hashes_late_s


def _check_place(hand: Hand, parent: Item, name: str) -> None:
    if not parent.folder:
        raise problems.invalid("The parent is not a folder.")
    check_path(hand, parent, [name])


def _free(drive: Drive, parent: Item, name: str, conflict: Conflict, *, folder: bool) -> str:
    """A name that is free by `rename`; any other conflict is one."""
    if conflict != "rename":
        raise problems.name_taken()
    index = 1
    while drive.child(parent, file_names.renamed(name, index, folder=folder)):
        index += 1
    return file_names.renamed(name, index, folder=folder)
