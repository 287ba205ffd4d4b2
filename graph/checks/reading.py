"""One content file as the checks across files read it: what a Turtle file says, or the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import Any

from pyoxigraph import BlankNode, NamedNode

from graph.checks.rule import finding
from graph.finding import Finding
from graph.namespaces import PREFIXES
from graph.tables.records import Record, plain, records, separator
from graph.tables.table import COLUMNS, cells_of, header_of, normalised
from graph.turtle.ordering import Term, gather
from graph.turtle.outline import Outline
from graph.turtle.parsing import parse
from graph.turtle.walk import outline

Properties = Mapping[str, Sequence[Term]]


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
        """The cell in ``column``, "" where the table is without it."""
        return self.cells.get(column, "")

    def found(self, rule_id: str, variant: str, column: str, **values: Any) -> Finding:
        """A finding at the cell in ``column``."""
        line, place = self.record.place(self.columns.index(column))
        return finding(rule_id, variant, file=self.path, line=line, column=place, **values)


@dataclass
class Reading:
    """A file that has passed the checks of single files: facts by subject, or rows."""

    path: str
    text: str
    facts: dict[str, Properties] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, path: str, raw: bytes) -> Reading:
        """Read the bytes of a file."""
        found = cls(path, plain(raw.decode("utf-8")))
        if path.endswith(".ttl"):
            for node, properties in gather(parse(found.text, unique_labels=True)).items():
                found.facts[node.value if isinstance(node, NamedNode) else str(node)] = properties
        elif PurePosixPath(path).name in COLUMNS:
            found.rows = list(_rows(path, found.text))
        return found

    @cached_property
    def outline(self) -> Outline:
        """Where each fact stands."""
        return outline(self.text)

    @cached_property
    def owners(self) -> dict[str, tuple[str, str]]:
        """What each nameless node is a value of: subject and predicate."""
        return {
            str(value): (subject, predicate)
            for subject, properties in self.facts.items()
            for predicate, values in properties.items()
            for value in values
            if isinstance(value, BlankNode)
        }


def _rows(path: str, text: str) -> Iterator[Row]:
    found = records(text)
    columns = header_of(found, PurePosixPath(path).name)
    mark = separator(text)
    for record in found[1:]:
        cells = zip(columns, cells_of(record, columns, mark), strict=True)
        yield Row(path, {column: normalised(column, cell) for column, cell in cells}, record, columns)
