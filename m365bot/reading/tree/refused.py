"""What YAML's scanner refuses, in an officer's words: where it stands, and how to write it.

Called by `tree.yaml` alone.
"""

import re
from typing import Any

from m365bot.reading.configfile import ConfigFile
from m365bot.words import say


def complain_of(error: Any, text: str, file: ConfigFile) -> None:
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines() or [""]
    number = min(mark.line, len(lines) - 1)
    context = error.context_mark.line if error.context_mark else number
    line, hint = _hint(
        lines, sorted({number, max(number - 1, 0), min(context, len(lines) - 1)}, reverse=True)
    )
    at = file.at(mark.line + 1, mark.column + 1) if line in (None, number) else file.at((line or 0) + 1, 1)
    written = lines[number if line is None else line].strip(" \t")
    file.complain(at, say("YAML として読めません: {written}", written=written[:80]), hint or _in_words(error))


def complain_of_letter(error: Any, text: str, file: ConfigFile) -> None:
    position = getattr(error, "position", 0)
    position = position if isinstance(position, int) else 0
    before = text[:position]
    at = file.at(before.count("\n") + 1, position - before.rfind("\n"))
    file.complain(
        at, say("読めない文字があります。"), say("見えない制御文字が混じっていないか確かめてください。")
    )


def _hint(lines: list[str], numbers: list[int]) -> tuple[int | None, str]:
    for number in numbers:
        hint = _hint_for(lines[number])
        if hint:
            return number, hint
    return None, ""


def _hint_for(line: str) -> str:
    if found := re.search(r"[{\[][^}\]\n]*[:,]\s*([^:,{}\[\]\n]*\s#\S[^,}\n]*)", line):
        return say("「#」から後ろは注釈になります。") + _quote(found[1].strip())
    body = line.split(" #")[0]
    if re.match(r"\s*-?\s*[^\s:'\"]+：", body):
        return say("「：」が全角です。半角の「: 」(コロンと空白)にしてください。")
    if "\u3000" in re.sub(r"\"[^\"]*\"|'[^']*'", "", body):
        return say('全角の空白があります。半角の空白にするか、値を引用符 "…" で囲んでください。')
    if re.search("[\u201c\u201d\u2018\u2019\uff02]", body):
        return say('引用符が全角です。半角の「"」にしてください。')
    if re.match(r"\s*(?:-\s+)?\w+:[^\s/]\S*$", body.rstrip()):
        return say("コロンの後に半角の空白が要ります。")
    if "\t" in line:
        return say("タブがあります。字下げには半角の空白を使ってください。")
    if found := re.search(r"(?:[:\-,]\s+|[\[{]\s*|^\s*)([@`%][^,\]}\n]*)", body):
        return _quote(found[1].strip())
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", '""', body)
    if found := re.search(
        r"[:\-,\[]\s*(\{[^{}\n]*\}\s*[^,\]}\s#][^,\]}\n]*(?:\{[^{}\n]*\}[^,\]}\n]*)*)", bare
    ):
        return _quote(found[1].strip())
    if found := re.search(r":\s+(\*[^,\]}\n]*|&[^,\]}\n]*|![^,\]}\n]*)", body):
        return _quote(found[1].strip())
    if found := re.search(r"[^\s:{\[,]+:\s+([^\"'\[{,]*:\s[^,\]}\n]*)", body):
        return _quote(found[1].strip())
    if body.count('"') % 2 or body.count("'") % 2:
        return say("引用符が閉じていません。")
    return ""


def _quote(text: str) -> str:
    return say('値を引用符で囲んでください: "{text}"', text=text)


def _in_words(error: Any) -> str:
    problem = str(error.problem or "")
    if "another document" in problem or "<document start>" in problem:
        return say("ファイルの途中に「---」や「...」だけの行があります。その行を消してください。")
    if "mapping values are not allowed" in problem:
        return say(
            "字下げ(行頭の空白の数)が前後の行と揃っているか確かめてください。"
            '値の中か終わりに「:」があれば、値を引用符 "…" で囲んでください。'
        )
    if "expected ',' or" in problem:
        return say("[ ] や { } の中では、項目を半角の「,」で区切り、最後に閉じてください。")
    if "block end" in problem or "indentation" in problem:
        return say("字下げ(行頭の空白の数)が前後の行と揃っているか確かめてください。")
    if "could not find expected ':'" in problem:
        return say("「名前: 値」の形になっていません。コロンの後に半角の空白が要ります。")
    return say("かっこ、引用符、字下げを確かめてください。")
