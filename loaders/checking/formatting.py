"""The canonical form of the files people edit, and the faults that are safe to mend: never the meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from graph.checks.every import check_file
from graph.checks.mend import mended
from graph.errors import FileRefused
from graph.finding import Finding
from graph.tables.canonical import canonical_csv
from graph.turtle.canonical import canonical
from loaders.source import ContentFolders, SourceFile, is_within, table_files, turtle_files, written_base


@dataclass(frozen=True, slots=True)
class Formatted:
    """What the canonical form of one file is: ``text``, or the ``findings`` that keep it from having one.

    ``mended`` holds the rule and the line (before mending) of each fault that was mended on the way.
    """

    file: SourceFile
    text: str | None
    findings: tuple[Finding, ...]
    mended: tuple[tuple[str, int], ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the file is not in canonical form."""
        return self.text is not None and self.text.encode("utf-8") != self.file.raw


def canonical_files(
    folders: ContentFolders,
    chosen: Iterable[Path] = (),
    *,
    mend: bool = False,
    changed_on: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Formatted]:
    """Yield the canonical form of every file of the content, or of those in or below ``chosen``.

    With ``mend``, faults that are safe to mend are mended too, and concepts get the date of change that ``changed_on``
    has for their file.
    """
    places = [path.resolve() for path in chosen]
    base = written_base(folders.vocabularies)
    for file in (*turtle_files(folders), *table_files(folders)):
        if not places or is_within(file.path.resolve(), places):
            yield _canonical(file, base, mend, changed_on.get(file.role, ""))


def write(formatted: Formatted) -> None:
    """Put the canonical form in the file's place: written beside it, then renamed, so nothing is half-written."""
    if formatted.text is None:
        raise ValueError(formatted.file.name)
    path = formatted.file.path
    beside = path.with_name(f".{path.name}.ny")
    beside.write_bytes(formatted.text.encode("utf-8"))
    beside.replace(path)


def _canonical(file: SourceFile, base: str, mend: bool, changed_on: str) -> Formatted:
    errors = tuple(
        replace(found, file=file.name) for found in check_file(file.role, file.raw, base) if found.severity == "error"
    )
    if errors:
        return Formatted(file, None, errors)
    text = file.raw.decode("utf-8-sig")
    try:
        if mend:
            result = mended(file.role, text, base, changed_on)
            return Formatted(file, result.text, (), result.done)
        turtle = file.path.suffix == ".ttl"
        return Formatted(file, canonical(text, base) if turtle else canonical_csv(text, file.path.name), ())
    except FileRefused as error:
        return Formatted(file, None, (replace(error.finding, file=file.name),))
