"""The canonical form of the files people edit: layout only, never meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from graph.checks.files import check_csv_file, check_turtle_file
from graph.errors import FileRefused
from graph.finding import Finding
from graph.tables.canonical import canonical_csv
from graph.turtle.canonical import canonical
from loaders.source import ContentFolders, SourceFile, is_within, table_files, turtle_files, written_base


@dataclass(frozen=True, slots=True)
class Formatted:
    """What the canonical form of one file is: ``text``, or the ``findings`` that keep it from having one."""

    file: SourceFile
    text: str | None
    findings: tuple[Finding, ...]

    @property
    def changed(self) -> bool:
        """Whether the file is not in canonical form."""
        return self.text is not None and self.text.encode("utf-8") != self.file.raw


def canonical_files(folders: ContentFolders, chosen: Iterable[Path] = ()) -> Iterator[Formatted]:
    """Yield the canonical form of every file of the content, or of those in or below ``chosen``."""
    places = [path.resolve() for path in chosen]
    base = written_base(folders.vocabularies)
    for file in (*turtle_files(folders), *table_files(folders)):
        if not places or is_within(file.path.resolve(), places):
            yield _canonical(file, base)


def write(formatted: Formatted) -> None:
    """Put the canonical form in the file's place: written beside it, then renamed, so nothing is half-written."""
    if formatted.text is None:
        raise ValueError(formatted.file.name)
    path = formatted.file.path
    beside = path.with_name(f".{path.name}.ny")
    beside.write_bytes(formatted.text.encode("utf-8"))
    beside.replace(path)


def _canonical(file: SourceFile, base: str) -> Formatted:
    turtle = file.path.suffix == ".ttl"
    found = check_turtle_file(file.role, file.raw, base) if turtle else check_csv_file(file.role, file.raw)
    errors = tuple(replace(finding, file=file.name) for finding in found if finding.severity == "error")
    if errors:
        return Formatted(file, None, errors)
    text = file.raw.decode("utf-8-sig")
    try:
        return Formatted(file, canonical(text, base) if turtle else canonical_csv(text, file.path.name), ())
    except FileRefused as error:
        return Formatted(file, None, (replace(error.finding, file=file.name),))
