"""The weather's values as the table of DIFFERENCES.md.

Printed by `python -m m365bot.sandbox.weather.table`; a promise test holds the document against it.
"""

from m365bot.sandbox.weather.values import VALUES, Fact, Value


def markdown() -> str:
    head = "| value | documented | harsh | what it is | rests on |\n|---|---|---|---|---|\n"
    return head + "".join(_row(each) for each in VALUES.values())


def _row(fact: Fact) -> str:
    usual, worst = (_shown(each, fact.unit) for each in (fact.documented, fact.harsh))
    return f"| `{fact.name}` | {usual} | {worst} | {fact.says} | *{fact.kind}*: {fact.source} |\n"


def _shown(value: Value, unit: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"`{value}`" if isinstance(value, str) else f"{value:g} {unit}"


if __name__ == "__main__":
    print(markdown(), end="")  # noqa: T201  # what this module is run for
