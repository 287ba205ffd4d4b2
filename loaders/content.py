"""The first steps of every build: check the files, read each into its named graph, and derive what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.finding import Finding
from graph.namespaces import PREFIXES
from graph.tables.table import TableRow, read_table
from loaders.checking.check import check
from loaders.checking.stamped import StampedFiles
from loaders.enrichment import enrich
from loaders.mappings_table import MappingTables, MappingWriter
from loaders.progress import Progress
from loaders.publisher import Publisher
from loaders.source import (
    TABLES,
    ContentFolders,
    SourceFile,
    parse_turtle,
    rebase,
    table_files,
    turtle_files,
    written_base,
)

_CODE_LIST: Final = ox.NamedNode(PREFIXES["qb"] + "codeList")


@dataclass(slots=True)
class Content:
    """Everything read: the files, what the checks found, and, when nothing is wrong, the quads."""

    base: str
    files: list[SourceFile]
    quads: list[ox.Quad] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)


def read_files(folders: ContentFolders) -> Content:
    """Return the files of ``folders`` as they lie on disk, not yet read into quads."""
    base = folders.base or written_base(folders.vocabularies)
    return Content(base, [*turtle_files(folders), *table_files(folders)])


def check_files(content: Content, folders: ContentFolders, say: Progress, ledger: Path | None = None) -> None:
    """Add to ``content`` every finding on its files, one by one and together, under the names messages call them.

    What is found out is kept in ``ledger``, if one is given, and not found out again.
    """
    names = {file.role: file.name for file in content.files}
    files = StampedFiles(folders, {file.role: file.raw for file in content.files})
    found = check(files, written_base(folders.vocabularies), say, ledger)
    content.findings.extend(replace(finding, file=names[finding.file]) for finding in found)


def read_quads(content: Content, old: str, publisher: Publisher | None, say: Progress) -> None:
    """Fill ``content``, whose files have no errors and are written with the base ``old``, with the quads of each."""
    turtle = [file for file in content.files if file.path.suffix == ".ttl"]
    for number, file in enumerate(turtle, start=1):
        say("Leser vokabularer", number, len(turtle))
        text = rebase(file.raw.decode("utf-8-sig"), old, content.base)
        content.quads.extend(parse_turtle(text, file.graph))
    content.quads.extend(_table_quads(content, say))
    if publisher:
        content.quads[:] = publisher.replace(content.quads, content.base)


def derive(content: Content, say: Progress) -> None:
    """Add the derived graph: SKOS hierarchy, inverses, collections, labels of foreign codes."""
    say("Utleder relasjoner", 0, 1)
    content.quads.extend(enrich(content.quads, content.base))
    say("Utleder relasjoner", 1, 1)


def _table_quads(content: Content, say: Progress) -> list[ox.Quad]:
    files = [file for file in content.files if file.path.suffix == ".csv"]
    writer = MappingWriter(content.base, _code_namespaces(content.quads))
    rows: dict[Path, list[TableRow]] = {}
    for number, file in enumerate(files, start=1):
        say("Leser koblinger", number, len(files))
        rows[file.path] = read_table(file.path.name, file.raw)
    return [quad for quads in _written(files, rows, writer) for quad in quads]


def _written(
    files: list[SourceFile], rows: dict[Path, list[TableRow]], writer: MappingWriter
) -> Iterable[Iterable[ox.Quad]]:
    for file in files:
        if file.path.name == "eiere.csv":
            yield writer.organisations(rows.get(file.path, []))
        elif file.path.name == "sektorer.csv":
            yield writer.sectors(rows.get(file.path, []))
    for folder in sorted({file.path.parent for file in files if file.path.name in TABLES}):
        fields, answers, codes = (rows.get(folder / table, []) for table in TABLES)
        yield writer.mappings(MappingTables(folder.name, fields, answers, codes))


def _code_namespaces(quads: list[ox.Quad]) -> dict[str, str]:
    """Map each characteristic to the namespace its codes are written in: its own, or a shared list's."""
    return {
        quad.subject.value: quad.object.value.partition("#")[0] + "#"
        for quad in quads
        if quad.predicate == _CODE_LIST
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
    }
