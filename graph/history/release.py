"""Release: the whole catalogue as it was one day, under a name that is never used again (``utgivelser.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

FILE_NAME: Final = "utgivelser.toml"
VERSION: Final = re.compile(r"\d{4}\.\d{1,3}")
_HEAD: Final = """\
# Utgivelsene av katalogen, eldste først. Skrives av «begrep release»; rett aldri i en utgivelse som er laget.
# sha256: kanonisk N-Triples (RDFC-1.0) av innholdet. filer: navnene på filene og bytene i dem.
"""


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its version, which is also its tag, the day, and two fingerprints of what it holds.

    ``sha256`` is over the canonical N-Triples of the content (RDFC-1.0, sorted): the same on every machine, whatever
    the form of the files. ``files`` is over names and bytes: quick to look at first.
    """

    version: str
    day: date
    sha256: str
    files: str

    @property
    def order(self) -> tuple[int, ...]:
        """What releases are sorted by."""
        return tuple(int(part) for part in self.version.split("."))


def read_releases(text: str) -> list[Release]:
    """The releases in ``utgivelser.toml``, oldest first; raises ValueError when the text is not such a file."""
    try:
        tables = tomllib.loads(text).get("utgivelse", [])
        found = [Release(t["versjon"], t["dato"], t["sha256"], t["filer"]) for t in tables]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error
    if not all(VERSION.fullmatch(release.version) for release in found):
        raise ValueError("versjon")
    return sorted(found, key=lambda release: release.order)


def written(releases: Iterable[Release]) -> str:
    """The text of ``utgivelser.toml``."""
    tables = [
        f'\n[[utgivelse]]\nversjon = "{release.version}"\ndato = {release.day.isoformat()}\n'
        f'sha256 = "{release.sha256}"\nfiler = "{release.files}"\n'
        for release in sorted(releases, key=lambda release: release.order)
    ]
    return _HEAD + "".join(tables)
