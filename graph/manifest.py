"""The manifest of one build: what was built, from what, when. Stored beside the store as ``manifest.json``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from graph.errors import StoreMissing

FILE_NAME: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one build holds.

    ``content_hash`` is SHA-256 (hex) of the canonical N-Quads without computed answers: equal content, equal hash.
    ``source_hash`` is SHA-256 over the files, the settings and the program: equal means nothing to rebuild.
    ``counts`` maps a noun (``concepts``, ``fields`` …) to a number, ``graphs`` a graph IRI to its quads.
    """

    program: str
    base: str
    built: datetime
    content_hash: str
    source_hash: str
    commit: str | None
    counts: Mapping[str, int]
    graphs: Mapping[str, int]

    @property
    def build_date(self) -> date:
        """The day the computed answers hold for."""
        return self.built.date()

    @property
    def revision(self) -> str:
        """A short name for the content: the first twelve characters of the content hash."""
        return self.content_hash[:12]

    @property
    def short_commit(self) -> str:
        """The first ten characters of the commit, with the "+" that tells of files that differ; empty without one."""
        commit = self.commit or ""
        return commit[:10] + ("+" if commit[10:].endswith("+") else "")

    def to_json(self) -> str:
        """Return the manifest as JSON, keys in order of declaration."""
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        fields |= {"built": self.built.isoformat(), "counts": dict(self.counts), "graphs": dict(self.graphs)}
        return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read ``manifest.json`` in ``folder``; raise StoreMissing when it is missing or not whole."""
        try:
            fields = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            return cls(**(fields | {"built": datetime.fromisoformat(fields["built"])}))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreMissing(str(folder)) from error
