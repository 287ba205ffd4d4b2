"""The content at one time, as a comparison of two times reads it: files of Turtle, tables, and facts by subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import PurePosixPath
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.comparing.measure import Measure
from graph.mapping import Mapping as Use
from graph.namespaces import BASE, PREFIXES
from graph.tables.records import plain
from graph.tables.table import COLUMNS, read_table
from graph.turtle.ordering import Facts, Term, gather
from graph.turtle.parsing import parse

Properties = Mapping[str, Sequence[Term]]

_NOTHING: Final[Properties] = {}


@cache
def term(name: str) -> str:
    """The IRI of a prefixed name such as ``skos:prefLabel``."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@lru_cache(maxsize=1024)
def facts_of(text: str) -> Facts:
    """What a Turtle text says; raises TurtleSyntaxError. A text that is asked about again is not read again."""
    return gather(parse(text))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the path of the table, and its cells by column."""

    path: str
    cells: Mapping[str, str]

    @property
    def folder(self) -> str:
        """The folder of the organisation whose table it is."""
        return PurePosixPath(self.path).parent.name

    def __getitem__(self, column: str) -> str:
        """The cell in ``column``, "" where the table is without it."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Figures:
    """What figures are compared by: the measures by concept IRI, and every use of every field."""

    measures: Mapping[str, Measure] = field(default_factory=dict)
    uses: Sequence[Use] = ()


@dataclass(frozen=True)
class Content:
    """The files by path (``vocabularies/…``, ``mappings/…``) as they can be read, and what figures are compared by.

    Whoever makes one has seen to it that the files can be read: ``facts`` and ``rows`` raise the errors of the two
    forms otherwise.
    """

    texts: Mapping[str, str]
    tables: Mapping[str, Sequence[Row]]
    base: str = BASE
    figures: Figures = Figures()

    @classmethod
    def read(cls, files: Mapping[str, bytes], base: str = BASE, figures: Figures | None = None) -> Content:
        """Take the content files among ``files``; raises TableError for a table that cannot be read."""
        texts = {path: plain(raw.decode("utf-8")) for path, raw in files.items() if path.endswith(".ttl")}
        tables = {
            path: [Row(path, row.cells) for row in read_table(PurePosixPath(path).name, raw)]
            for path, raw in files.items()
            if PurePosixPath(path).name in COLUMNS
        }
        return cls(texts, tables, base, figures or Figures())

    @cached_property
    def facts(self) -> Mapping[str, Properties]:
        """What the files say about each named subject; of what two files describe, what the first says."""
        found: dict[str, Properties] = {}
        for _, text in sorted(self.texts.items()):
            for node, said in facts_of(text).items():
                if isinstance(node, NamedNode):
                    found.setdefault(node.value, said)
        return found

    def of(self, subject: str) -> Properties:
        """The facts about a subject; none when nothing is said about it."""
        return self.facts.get(subject, _NOTHING)

    def iris(self, subject: str, name: str) -> list[str]:
        """The IRIs among the values of a property, given as a prefixed name."""
        return [value.value for value in self.of(subject).get(term(name), ()) if isinstance(value, NamedNode)]

    @property
    def concepts(self) -> list[str]:
        """The IRIs of the common concepts, sorted."""
        prefix, kind = f"{self.base}begrep/", term("skos:Concept")
        return sorted(iri for iri in self.facts if iri.startswith(prefix) and kind in self.iris(iri, "rdf:type"))

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of every table of a name (``felt.csv``), file by file."""
        for path, rows in sorted(self.tables.items()):
            if PurePosixPath(path).name == name:
                yield from rows

    def short(self, iri: str) -> str:
        """An IRI as people write it in tables and messages: ``personell/sykefravaer``."""
        return iri.removeprefix(self.base).removeprefix("begrep/")


def first(said: Properties, name: str) -> str:
    """The first value of a property (a prefixed name) as text, or an empty string."""
    found = next(iter(said.get(term(name), ())), None)
    return found.value if isinstance(found, NamedNode | Literal) else ""
