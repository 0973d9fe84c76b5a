"""Whatever is examined has a title, or the whole examination would break on it."""

import re

from m365bot.doctor import findings
from tests import source


def test_every_check_has_a_title() -> None:
    texts = [text for text in map(source.text, source.below("m365bot/doctor")) if "Check(" in text]

    named = {
        name for text in texts for name in re.findall(r'(?:Check\(\s*|^NAME = )"(\w+)"', text, re.MULTILINE)
    }

    assert "mailbox" in named
    assert named <= set(findings.NAMES)
