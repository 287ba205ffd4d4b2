"""A workbook made from the content at a commit, and its changes brought back into the files of now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.changes.content import Content
from graph.errors import CellRefused, RevisionMissing, WorkbookRefused
from graph.workbook.applying import Applying
from graph.workbook.merging import Merged, Side, merge
from graph.workbook.refused_cells import RefusedCells
from graph.workbook.sheet import sheets_of
from graph.workbook.workbook_words import say
from graph.workbook.xlsx_file import Origin, ReturnedWorkbook, write_workbook
from loaders.git.repository import Repository
from loaders.snapshot import base_of
from loaders.source import ContentFolders, working_files


@dataclass(frozen=True, slots=True)
class Import:
    """What bringing a workbook back comes to: what was merged, and the new text of each file that changes."""

    vocabulary: str
    merged: Merged
    texts: Mapping[str, str]


def export_workbook(folders: ContentFolders, subject: str, path: Path, lang: str = "nb") -> int:
    """Write the workbook of a vocabulary (``personell``) or a concept (``personell/ansatt``) in ``lang``.

    Returns how many concepts it has. Raises WorkbookRefused when there is no such vocabulary or concept, or content is
    changed and not committed: the workbook must know what it was made from. Raises RevisionMissing without Git.
    """
    repository = Repository(folders)
    commit = repository.commit("HEAD")
    files = working_files(folders)
    if not repository.holds(commit, files):
        raise WorkbookRefused(say("not-committed", folder=_shown(folders)))
    content = Content.read(files, base_of(files))
    sheets = sheets_of(content, subject, lang)
    if not sheets[0].rows:
        names = sorted({content.short(iri).partition("/")[0] for iri in content.concepts})
        name, _, concept = subject.partition("/")
        if concept and name in names:
            raise WorkbookRefused(say("no-subject", subject=subject))
        raise WorkbookRefused(say("no-vocabulary", vocabulary=name, allowed=", ".join(names)))
    write_workbook(path, sheets, Origin(commit, subject, lang))
    return len(sheets[0].rows)


def import_workbook(folders: ContentFolders, path: Path, resolve: Side | None, today: date) -> Import:
    """Merge a workbook into the files as they are now; writes nothing.

    Raises WorkbookRefused for a file that is no such workbook, or is made from a commit that is not here, and
    CellRefused for a text that cannot stand in its cell.
    """
    repository = Repository(folders)
    book = ReturnedWorkbook(path)
    origin = book.origin
    try:
        old = repository.files(repository.commit(origin.commit))
    except RevisionMissing as error:
        if error.kind != "revision":
            raise
        raise WorkbookRefused(say("unknown-commit", commit=origin.commit[:12])) from error
    files = working_files(folders)
    content = Content.read(files, base_of(files))
    base = sheets_of(Content.read(old, base_of(old)), origin.subject, origin.lang)
    merged = merge(base, sheets_of(content, origin.subject, origin.lang), book.rows(base), resolve)
    refused = RefusedCells()
    for sheet, place, key in merged.unknown:
        with refused.gather():
            raise CellRefused(sheet, place, say("no-such-row", text=key))
    refused.tell()
    if merged.conflicts:
        return Import(origin.vocabulary, merged, {})
    applying = Applying(files, content, today.isoformat(), origin.lang)
    texts = applying.apply(merged.edits, merged.new, origin.vocabulary)
    changed = {path: text for path, text in texts.items() if files.get(path) != text.encode("utf-8")}
    return Import(origin.vocabulary, merged, changed)


def write_texts(folders: ContentFolders, texts: Mapping[str, str]) -> list[Path]:
    """Put texts in their files and return these; all are written beside them first: a full disk changes none."""
    beside: dict[Path, Path] = {}
    try:
        for role, text in sorted(texts.items()):
            top, _, inside = role.partition("/")
            path = (folders.vocabularies if top == "vocabularies" else folders.mappings) / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path] = path.with_name(f".{path.name}.ny")
            beside[path].write_bytes(text.encode("utf-8"))
    except OSError:
        for unfinished in beside.values():
            unfinished.unlink(missing_ok=True)
        raise
    for path, new in beside.items():
        new.replace(path)
    return list(beside)


def _shown(folders: ContentFolders) -> str:
    return f"{folders.vocabularies.name} eller {folders.mappings.name}"
