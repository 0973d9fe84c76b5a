"""Values → the text of a YAML file with comments, quoted wherever YAML would read something else.

Called by whatever writes files for an office. The library writes every word; nothing is pasted into a text.
"""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString


def writer() -> YAML:
    found = YAML()
    found.width = 4096
    found.indent(mapping=2, sequence=4, offset=2)
    found.preserve_quotes = True
    return found


def text_of(values: Mapping[str, Any], *, head: str, notes: Mapping[str, str] | None = None) -> str:
    """head: comment lines above all. notes: key → comment lines above it."""
    whole = CommentedMap((key, _styled(value)) for key, value in values.items())
    for key, note in (notes or {}).items():
        if key in whole:
            whole.yaml_set_comment_before_after_key(key, before="\n" + note)
    whole.yaml_set_start_comment(head)
    found = StringIO()
    writer().dump(whole, found)
    return found.getvalue().replace("\n#\n", "\n\n")


def _styled(value: Any) -> Any:
    """Lists of mappings one a line, as the reference instance has them; what a template fills in is quoted."""
    if isinstance(value, Mapping):
        return _in_line(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list | tuple):
        found = CommentedSeq(_in_line(each) if isinstance(each, Mapping) else _quoted(each) for each in value)
        if not any(isinstance(each, Mapping) for each in value):
            found.fa.set_flow_style()
        return found
    return value


def _in_line(value: Mapping[str, Any]) -> CommentedMap:
    found = CommentedMap((key, _within(each)) for key, each in value.items())
    found.fa.set_flow_style()
    return found


def _within(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _in_line(value)
    if isinstance(value, list | tuple):
        found = CommentedSeq(_within(each) for each in value)
        found.fa.set_flow_style()
        return found
    return _quoted(value)


def _quoted(value: Any) -> Any:
    is_template = isinstance(value, str) and any(mark in value for mark in "{}[]#:")
    return DoubleQuotedScalarString(value) if is_template else value
