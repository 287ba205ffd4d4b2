"""History: every change of everything, newest first, as one file beside the store keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from graph.changes.weight import Weight
from graph.history.entry import Entry

FILE_NAME: Final = "historikk.json"


@dataclass(frozen=True)
class History:
    """The entries, newest first, and whether they go back to the beginning.

    ``key`` tells what they were made from: the same key, the same history. Without Git there is none: no entries,
    and ``known`` is False.
    """

    entries: Sequence[Entry] = ()
    complete: bool = True
    key: str = ""

    @property
    def known(self) -> bool:
        """Whether the history was read at all."""
        return bool(self.key)

    @cached_property
    def _by_thing(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.thing.iri, []).append(entry)
        return found

    def of(self, iri: str) -> list[Entry]:
        """What has happened to one thing itself, newest first, without changes of form only."""
        return [each for each in self._by_thing.get(iri, ()) if not each.only_form and not each.from_tables]

    def news(self, *, since: date | None = None, within: str = "", everything: bool = False) -> Iterator[Entry]:
        """Yield what a reader wants to know of, newest first: what is more than editorial, or ``everything``.

        ``since`` is the first day; ``within`` is the IRI of a concept, or one that those of a vocabulary begin with.
        """
        for entry in self.entries:
            if since is not None and entry.when.date() < since:
                continue
            if within and entry.thing.iri != within and not (within[-1] == "/" and entry.thing.iri.startswith(within)):
                continue
            if everything or (entry.weight > Weight.EDITORIAL and not entry.only_form):
                yield entry

    def write(self, folder: Path) -> None:
        """Keep the history in ``folder``."""
        kept = {"key": self.key, "complete": self.complete, "entries": [entry.to_json() for entry in self.entries]}
        (folder / FILE_NAME).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> History:
        """The history kept in ``folder``; one that is not known when there is none, or none that can be read."""
        try:
            kept = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            entries = [Entry.from_json(entry) for entry in kept["entries"]]
            return cls(entries, kept["complete"], kept["key"])
        except (OSError, ValueError, KeyError, TypeError):
            return cls()
