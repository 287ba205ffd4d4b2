"""The content files a build was made from, kept beside its store, so that a workbook can be made where there is no Git.

They are kept only when a commit holds exactly these files: without it nobody could tell later what was changed in a
workbook, and by whom.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from graph.changes.content import Content
from graph.errors import NotFound, WorkbookRefused
from graph.sheets.timeless_zip import TimelessZip
from graph.workbook.sheet import sheets_of
from graph.workbook.workbook_words import say
from graph.workbook.xlsx_file import Origin, write_workbook

FILE_NAME: Final = "innhold.zip"
MOST_CONCEPTS: Final = 500
_REMEMBERED: Final = 8
_CHARACTERISTICS: Final = ("vocabularies/kjennetegn/", "vocabularies/kodelister/", "mappings/")
_ONE_FILE: Final = re.compile(r"[\w-]+(/[\w-]+)?")
_ABOUT: Final = "om.txt"


def keep_content(folder: Path, files: Mapping[str, bytes], commit: str, base: str) -> None:
    """Keep the files (bytes by path) in ``folder``, with the commit that holds them and the base they use."""
    with TimelessZip(folder / FILE_NAME, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_ABOUT, f"{commit}\n{base}\n")
        for path, raw in sorted(files.items()):
            archive.writestr(path, raw)


@dataclass(frozen=True)
class KeptContent:
    """The files that were kept in the folder of a build, if any were."""

    folder: Path

    @property
    def is_there(self) -> bool:
        """Whether workbooks can be made."""
        return (self.folder / FILE_NAME).is_file()

    def workbook(self, subject: str, lang: str) -> bytes:
        """The workbook of a vocabulary (``personell``) or a concept (``personell/ansatt``), as an export makes it.

        Raises WorkbookRefused when no files were kept or there are too many concepts, NotFound when there are none.
        """
        if not self.is_there:
            raise WorkbookRefused(say("no-download"))
        if not _ONE_FILE.fullmatch(subject):
            raise NotFound(subject)
        return _made(self.folder / FILE_NAME, subject, lang)


@lru_cache(maxsize=_REMEMBERED)
def _made(path: Path, subject: str, lang: str) -> bytes:
    """The workbook of a subject; a build never changes, so neither does what is made of it."""
    with zipfile.ZipFile(path) as archive:
        commit, base = archive.read(_ABOUT).decode("utf-8").split()
        content = _content(archive, subject, base)
    sheets = sheets_of(content, subject, lang)
    if not sheets[0].rows:
        raise NotFound(subject)
    written = BytesIO()
    write_workbook(written, sheets, Origin(commit, subject, lang))
    return written.getvalue()


def _content(archive: zipfile.ZipFile, subject: str, base: str) -> Content:
    """What the workbook of a subject needs: its own files, and for measures how the fields answer."""
    names = archive.namelist()
    own = [name for name in names if name == f"vocabularies/{subject}.ttl" or _is_below(name, subject)]
    if len(own) > MOST_CONCEPTS:
        raise WorkbookRefused(say("too-large", most=str(MOST_CONCEPTS)))
    files = dict(_read(archive, own))
    found = Content.read(files, base)
    if not any(found.iris(concept, "cmp:structure") for concept in found.concepts):
        return found
    return Content.read(
        files | dict(_read(archive, (name for name in names if name.startswith(_CHARACTERISTICS)))), base
    )


def _is_below(name: str, subject: str) -> bool:
    return name.startswith(f"vocabularies/{subject}/") and not name.rpartition("/")[2].startswith("_")


def _read(archive: zipfile.ZipFile, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        yield name, archive.read(name)
