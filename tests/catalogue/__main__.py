"""`make words`: bring the English catalogue up to date with what the code says.

Adds an entry without words for each new sentence, takes out those that nobody says any more, and sorts them by file. Prints
what is left to translate.
"""

import sys

import polib

from tests import catalogue


def main() -> int:
    before = {entry.msgid: entry.msgstr for entry in catalogue.kept()} if catalogue.CATALOGUE.exists() else {}
    file = polib.POFile(wrapwidth=0)
    file.metadata = {"Language": "en", "Content-Type": "text/plain; charset=UTF-8"}
    for sentence, places in sorted(catalogue.sentences().items(), key=lambda one: one[1][0]):
        occurrences = [(place, "") for place in places]
        file.append(polib.POEntry(msgid=sentence, msgstr=before.get(sentence, ""), occurrences=occurrences))
    file.save(str(catalogue.CATALOGUE))
    for entry in file.untranslated_entries():
        sys.stdout.write(f"{entry.occurrences[0][0]}: {entry.msgid}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
