"""The content files of one check together: what they say, and where each thing is said.

Checks across files read facts by subject and ask for the place of a fact when they have something to say about
it, so that files without findings are never read a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.checks.content_path import ContentPath
from graph.checks.rule import finding
from graph.finding import Finding
from graph.namespaces import BASE, PREFIXES
from graph.tables.records import Record, plain, records, separator
from graph.tables.table import COLUMNS, cells_of, header_of, normalised
from graph.turtle.ordering import Term, gather
from graph.turtle.outline import Outline
from graph.turtle.parsing import parse
from graph.turtle.walk import outline

Properties = Mapping[str, Sequence[Term]]

_NOTHING: Final[Properties] = {}


@cache
def term(name: str) -> str:
    """The IRI of a prefixed name such as ``skos:prefLabel``."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its file, its cells by column, and the record it was read from."""

    path: str
    cells: Mapping[str, str]
    record: Record
    columns: Sequence[str]

    def __getitem__(self, column: str) -> str:
        """The cell in ``column``."""
        return self.cells[column]

    def found(self, rule_id: str, variant: str, column: str, **values: Any) -> Finding:
        """A finding at the cell in ``column``."""
        line, place = self.record.place(self.columns.index(column))
        return finding(rule_id, variant, file=self.path, line=line, column=place, **values)


@dataclass
class Material:
    """Facts by subject over all Turtle files, rows by table, and the places of both.

    ``unread`` are the subjects of files that could not be read, and ``unread_tables`` the names of such tables: they
    exist, but nothing is known about them.
    """

    base: str
    texts: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Properties] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    unread_tables: frozenset[str] = frozenset()
    _outlines: dict[str, Outline] = field(default_factory=dict)

    @classmethod
    def read(cls, files: Mapping[str, bytes], base: str = BASE, unread: Iterable[str] = ()) -> Material:
        """Read files that have passed the checks of single files; ``unread`` are the paths of those that have not."""
        unread = list(unread)
        subjects = frozenset(ContentPath.of(path).subject(base) for path in unread if path.endswith(".ttl"))
        tables = frozenset(PurePosixPath(path).name for path in unread if path.endswith(".csv"))
        material = cls(base, unread=subjects, unread_tables=tables)
        for path, raw in sorted(files.items()):
            text = plain(raw.decode("utf-8"))
            if path.endswith(".ttl"):
                material._read_turtle(path, text)
            elif PurePosixPath(path).name in COLUMNS:
                material.tables[path] = list(_rows(path, text))
        return material

    def _read_turtle(self, path: str, text: str) -> None:
        self.texts[path] = text
        for node, properties in gather(parse(text, unique_labels=True)).items():
            subject = node.value if isinstance(node, NamedNode) else str(node)
            if subject not in self.facts:
                self.facts[subject] = properties
                self.files[subject] = path

    def of(self, subject: str) -> Properties:
        """The facts about a subject; none when nothing is said about it."""
        return self.facts.get(subject, _NOTHING)

    def values(self, subject: str, name: str) -> Sequence[Term]:
        """The values of a property, given as a prefixed name."""
        return self.of(subject).get(term(name), ())

    def iris(self, subject: str, *names: str) -> list[str]:
        """The IRIs among the values of some properties."""
        return [v.value for name in names for v in self.values(subject, name) if isinstance(v, NamedNode)]

    def texts_of(self, subject: str, *names: str) -> list[Literal]:
        """The literals among the values of some properties."""
        return [v for name in names for v in self.values(subject, name) if isinstance(v, Literal)]

    def value(self, subject: str, name: str) -> str:
        """The first value of a property as text, or an empty string."""
        return next((str(v.value) for v in self.values(subject, name)), "")

    @cached_property
    def _owners(self) -> dict[str, tuple[str, str]]:
        """What each nameless node is a value of: subject and predicate."""
        return {
            str(value): (subject, predicate)
            for subject, properties in self.facts.items()
            for predicate, values in properties.items()
            for value in values
            if isinstance(value, BlankNode)
        }

    def owner(self, node: str) -> str:
        """The IRI that a nameless node is part of."""
        while node.startswith("_:"):
            node = self._owners.get(node, ("", ""))[0]
        return node

    def is_a(self, subject: str, name: str) -> bool:
        """Whether a subject has the class of a prefixed name."""
        return NamedNode(term(name)) in self.values(subject, "rdf:type")

    @cached_property
    def _parts(self) -> dict[str, list[str]]:
        """The subjects that are ``#`` parts of each thing."""
        parts: dict[str, list[str]] = {}
        for subject in self.facts:
            whole, mark, _ = subject.partition("#")
            if mark:
                parts.setdefault(whole, []).append(subject)
        return parts

    def parts_of(self, iri: str) -> list[str]:
        """The ``#`` parts of a thing."""
        return self._parts.get(iri, [])

    def exists(self, iri: str) -> bool:
        """Whether anything is, or may be, said about an IRI."""
        return iri in self.facts or iri.partition("#")[0] in self.unread or iri in self._organisations

    @cached_property
    def _organisations(self) -> frozenset[str]:
        """The bodies that ``eiere.csv`` describes."""
        return frozenset(f"{self.base}organisasjon/{row['mappe']}" for row in self.rows("eiere.csv"))

    @cached_property
    def concepts(self) -> list[str]:
        """The IRIs of the common concepts, sorted: characteristic codes and the like are not among them."""
        prefix = f"{self.base}begrep/"
        return sorted(iri for iri in self.facts if iri.startswith(prefix) and self.is_a(iri, "skos:Concept"))

    @cached_property
    def _schemes(self) -> dict[str, list[str]]:
        """The members of each concept scheme."""
        members: dict[str, list[str]] = {}
        for subject in self.facts:
            for scheme in self.iris(subject, "skos:inScheme"):
                members.setdefault(scheme, []).append(subject)
        return members

    def in_scheme(self, scheme: str) -> list[str]:
        """The IRIs that are in a concept scheme."""
        return self._schemes.get(scheme, [])

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        """The short names of what is described, by the address they have in common."""
        names: dict[str, set[str]] = {}
        for iri in self.facts:
            names.setdefault(iri.rpartition("/")[0], set()).add(self.short(iri))
        return {folder: frozenset(found) for folder, found in names.items()}

    def names_beside(self, iri: str) -> frozenset[str]:
        """The short names of everything in the same vocabulary or of the same kind as ``iri``."""
        return self._names.get(iri.rpartition("/")[0], frozenset())

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of every table of a name (``felt.csv``), file by file."""
        for path, rows in sorted(self.tables.items()):
            if PurePosixPath(path).name == name:
                yield from rows

    def short(self, iri: str) -> str:
        """An IRI as people write it in tables and messages: ``personell/sykefravaer``."""
        return iri.removeprefix(self.base).removeprefix("begrep/")

    def place(self, subject: str, predicate: str = "", value: Term | None = None) -> tuple[str, int, int]:
        """File, line and column of a fact; of the subject's first line when the fact is not there.

        A fact about a nameless node is placed where that node is a value.
        """
        while subject.startswith("_:"):
            value = BlankNode()
            subject, predicate = self._owners.get(subject, ("", ""))
        path = self.files.get(subject) or self.files.get(subject.partition("#")[0], "")
        if path not in self.texts:
            return path, 1, 1
        iri = term(predicate) if ":" in predicate and "/" not in predicate else predicate
        text = "[" if isinstance(value, BlankNode) else None if value is None else value.value
        language = (value.language or "") if isinstance(value, Literal) else None
        line, column = self.outline_of(path).find(subject, iri, text, language)
        return path, line, column

    def outline_of(self, path: str) -> Outline:
        """The outline of a file, made once."""
        if path not in self._outlines:
            self._outlines[path] = outline(self.texts[path])
        return self._outlines[path]

    def found(
        self, rule_id: str, variant: str, subject: str, predicate: str = "", value: Term | None = None, **values: Any
    ) -> Finding:
        """A finding at a fact of a subject (``predicate`` as a prefixed name or an IRI)."""
        file, line, column = self.place(subject, predicate, value)
        return finding(rule_id, variant, file=file, line=line, column=column, **values)


def _rows(path: str, text: str) -> Iterator[Row]:
    found = records(text)
    columns = header_of(found, COLUMNS[PurePosixPath(path).name])
    mark = separator(text)
    for record in found[1:]:
        cells = zip(columns, cells_of(record, columns, mark), strict=True)
        yield Row(path, {column: normalised(column, cell) for column, cell in cells}, record, columns)
