"""How many instances stand, and what became of them, as text.

Called by the commands `instances`.
"""

from collections.abc import Sequence

from m365bot.app.many import Left, Stand, Upgraded
from m365bot.cli.screen import door, table
from m365bot.words import say


def stands(found: Sequence[Stand]) -> None:
    if not found:
        door.out(say("団体はありません。"))
        return
    head = [say("団体"), say("常駐"), say("最後の実行"), say("結果"), say("承認待ち"), say("失敗"), say("版")]
    door.out(table.text(head, [_cells(one) for one in found]))
    for one in found:
        for words in one.problems:
            door.out(f"  ! {one.instance.name}: {words}")


def _cells(one: Stand) -> list[str]:
    kept = say("停止中") if one.instance.is_stopped else "○" if one.daemon else "—"
    ran = [one.last.job, one.last.status.words] if one.last else ["—", "—"]
    return [one.instance.name, kept, *ran, str(one.waiting), str(one.failed), one.version or "—"]


def upgraded(one: Upgraded) -> None:
    name = one.instance.name
    if one.fault:
        door.out(f"  ! {name}: {one.fault}")
        return
    what = say("変わりなし")
    if one.before != one.after:
        what = say("データベース {before} → {after}", before=one.before, after=one.after)
    if one.jobs:
        what += say("、付属の手順 {count}件を新しくしました", count=len(one.jobs))
    if one.complaints:
        what += say("、設定の不備 {count}件(`m365bot check`)", count=one.complaints)
    door.out(f"    {name}: {what}")
    if one.copy:
        door.out("      " + say("更新の前の写し: {file}", file=one.copy))


def left(found: Left) -> None:
    handed, erased = found.document["handed_over"], found.document["erased"]
    door.out(say("団体に渡すファイル: {file}(sha256 {sha256})", file=handed["file"], sha256=handed["sha256"]))
    for name, why in handed["missing"].items():
        door.out("  " + say("入れられなかったもの: {name}({why})", name=name, why=why))
    door.out(say("消したもの: ファイル {count}個", count=len(erased["files"])))
    door.out(say("手続きの記録: {file}", file=found.protocol))
    door.out(say("Microsoft 365 の側に残っているもの(団体の管理者が決めて消します):"))
    for words in found.document["tenant"]["left"]:
        door.out("  " + say("・") + words)
    door.out(say("控えをほかの場所に写していれば、それも消してください。"))
