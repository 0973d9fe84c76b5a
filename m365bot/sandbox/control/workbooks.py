"""The workbook of a form: answers wait in Microsoft Forms until somebody opens it, and are copied into it then.

Called by the forms control. The first answer makes the file, with the line of headers that Forms writes and nothing
below; opening appends what waits and is a change of content; answering is none (docs/facts.md 94).
"""

import io
from datetime import datetime, timedelta, timezone
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from m365bot.sandbox.sharepoint.drives import files
from m365bot.sandbox.sharepoint.hand import Hand
from m365bot.sandbox.stored.drive import Drive, Item
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.stored.times import stamp
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.problems import GraphProblem

_FORMS = {"user": {"displayName": "Microsoft Forms"}}
_SOMEBODY = {"user": {"displayName": "研修担当"}}
_JAPANESE = ("ID", "開始時刻", "完了時刻", "メール", "名前", "最終変更時刻")
_ENGLISH = ("ID", "Start time", "Completion time", "Email", "Name", "Last modified time")
_TOKYO = timezone(timedelta(hours=9))  # whoever owns the form sees it there
_TIMES = {*_JAPANESE[1:3], *_ENGLISH[1:3]}


def answered(tenant: Tenant, site: Site, path: str, answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Forms keeps them; the file stays as it is."""
    drive = tenant.sites.drives[site.drive_id]
    item = drive.at_path(_names(path)) or _made(tenant, drive, path, answers)
    item.waiting += [{**answer, "@at": stamp(tenant.clock.now())} for answer in answers]
    tenant.changes += 1
    return _shown(site, drive, item)


def opened(tenant: Tenant, site: Site, path: str) -> dict[str, Any]:
    """Somebody opens it in Excel: it then holds every answer."""
    drive = tenant.sites.drives[site.drive_id]
    item = drive.at_path(_names(path))
    if item is None or item.folder:
        raise GraphProblem(404, "itemNotFound", f"There is no workbook '{path}'.")
    if item.waiting:
        data = _filled(tenant.sites.blobs[item.blob], item.waiting)
        waiting, item.waiting = item.waiting, []
        try:
            files.overwrite(_hand(tenant, drive, _SOMEBODY), item, data)
        except GraphProblem:
            item.waiting = waiting
            raise
    tenant.changes += 1
    return _shown(site, drive, item)


def _made(tenant: Tenant, drive: Drive, path: str, answers: list[dict[str, Any]]) -> Item:
    columns = dict.fromkeys(column for answer in answers for column in answer)
    built_in = _ENGLISH if any(column in _ENGLISH[1:] for column in columns) else _JAPANESE
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Form1"
    sheet.append([*built_in, *(column for column in columns if column not in built_in)])
    *folders, name = _names(path)
    hand = _hand(tenant, drive, _FORMS)
    parent = files.make_folders(hand, drive.root, folders)
    return files.put(hand, parent, name, _saved(book), "fail")[0]


def _filled(data: bytes, answers: list[dict[str, Any]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for answer in answers:
        _append(sheet, answer)
    return _saved(book)


def _append(sheet: Worksheet, answer: dict[str, Any]) -> None:
    """A question that the form was given later gets a column at the end."""
    at = datetime.fromisoformat(answer["@at"]).astimezone(_TOKYO).replace(tzinfo=None)
    header = [str(cell.value) for cell in sheet[1]]
    given = {name: value for name, value in answer.items() if name != "@at"}
    for name in given:
        if name not in header:
            header.append(name)
            sheet.cell(1, len(header), name)
    usual = {
        header[0]: sheet.max_row,
        **dict.fromkeys(_TIMES, at),
        "メール": "anonymous",
        "Email": "anonymous",
    }
    line = {**{name: value for name, value in usual.items() if name in header}, **given}
    row = sheet.max_row + 1
    for name, value in line.items():
        sheet.cell(row, header.index(name) + 1, _cell(value))


def _cell(value: Any) -> Any:
    """Several choices stand behind one another, each with its semicolon (docs/facts.md C03)."""
    return "".join(f"{one};" for one in value) if isinstance(value, list) else value


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _hand(tenant: Tenant, drive: Drive, by: dict[str, dict[str, str]]) -> Hand:
    return Hand(tenant.sites, drive, by, tenant.clock.now())


def _names(path: str) -> list[str]:
    found = [name for name in path.split("/") if name]
    if not found:
        raise GraphProblem(400, "invalidRequest", "A workbook has a name.")
    return found


def _shown(site: Site, drive: Drive, item: Item) -> dict[str, Any]:
    return {"site": site.id, "drive": drive.id, "item": item.id, "waiting": len(item.waiting)}
