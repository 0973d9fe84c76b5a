"""HTML as a tree for whoever draws it: as deep as anybody writes, and no deeper."""

import json

from m365bot.content import tree


def test_what_stands_in_too_much_keeps_its_words() -> None:
    made = tree.of("<strong>" * 5000 + "重要" + "</strong>" * 5000 + "<p>次</p>")

    assert "重要" in (shown := json.dumps(made, ensure_ascii=False))
    assert "次" in shown
