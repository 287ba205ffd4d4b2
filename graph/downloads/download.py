"""The files the catalogue can be downloaded as: which there are, and what each holds.

    begrepskatalog.<format>         everything, also what is derived and computed
    vokabular-<name>.<format>       one vocabulary: what its files say, and what follows for SKOS tools

TriG and N-Quads keep the named graphs; the other syntaxes hold their union.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.downloads.concept_table import concept_rows
from graph.errors import NotFound
from graph.namespaces import graph_name, prefixes_for
from graph.sheets.csv_file import EXCEL, PLAIN, written
from graph.sheets.xlsx_file import MEDIA_TYPE as XLSX
from graph.sheets.xlsx_file import Page, workbook
from graph.store import CatalogueStore, text, value_of, write_quads, write_triples

CATALOGUE: Final = "begrepskatalog"
_VOCABULARY: Final = "vokabular-"
_WITH_GRAPHS: Final = {".trig": "application/trig", ".nq": "application/n-quads"}
_RDF: Final = {
    ".ttl": "text/turtle",
    **_WITH_GRAPHS,
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
}
_CSV: Final = "text/csv"
_EXCEL_CSV: Final = ".excel.csv"
FORMATS: Final = _RDF | {_EXCEL_CSV: _CSV, ".csv": _CSV, ".xlsx": XLSX}
NAMES: Final = {
    ".ttl": "Turtle",
    ".trig": "TriG",
    ".jsonld": "JSON-LD",
    ".nq": "N-Quads",
    ".rdf": "RDF/XML",
    ".csv": "SKOS CSV",
    _EXCEL_CSV: "CSV (Excel)",
    ".xlsx": "Excel",
}


@dataclass(frozen=True, slots=True)
class Download:
    """One file: the vocabulary it holds (the name of its folder; "" for everything) and its suffix."""

    vocabulary: str
    suffix: str

    @classmethod
    def of(cls, name: str) -> Download:
        """The download with a file name; raises NotFound when no name is like that."""
        for suffix in FORMATS:
            if name.endswith(suffix):
                stem = name.removesuffix(suffix)
                if stem == CATALOGUE:
                    return cls("", suffix)
                if stem.startswith(_VOCABULARY) and len(stem) > len(_VOCABULARY):
                    return cls(stem.removeprefix(_VOCABULARY), suffix)
        raise NotFound(name)

    @property
    def name(self) -> str:
        """The name of the file."""
        return (f"{_VOCABULARY}{self.vocabulary}" if self.vocabulary else CATALOGUE) + self.suffix

    @property
    def media_type(self) -> str:
        """The media type of the file."""
        return FORMATS[self.suffix]


def downloads(store: CatalogueStore, base: str) -> list[Download]:
    """Every file there is, that of the whole catalogue first."""
    return [Download(name, suffix) for name in ("", *vocabulary_names(store, base)) for suffix in FORMATS]


def vocabulary_names(store: CatalogueStore, base: str) -> list[str]:
    """The names of the vocabularies, sorted."""
    found = store.select("vocabularies", base=text(base))
    return sorted(value_of(row["scheme"]).removeprefix(f"{base}vokabular/") for row in found)


class Downloads:
    """What the files of one store hold; a vocabulary is looked up once for all its formats."""

    def __init__(self, store: CatalogueStore, base: str) -> None:
        """Take it from ``store``, published under ``base``."""
        self._store, self._base = store, base
        self._held: tuple[str, list[ox.Quad]] | None = None
        self._rows: tuple[str, list[tuple[str, ...]]] | None = None

    def content(self, wanted: Download) -> bytes:
        """The file; raises NotFound when there is no such vocabulary, SheetTooLarge when a workbook cannot hold it."""
        quads = self._quads(wanted.vocabulary)
        if wanted.suffix in _WITH_GRAPHS:
            return write_quads(quads, wanted.media_type, prefixes_for(self._base))
        if wanted.suffix in _RDF:
            triples = dict.fromkeys(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
            return write_triples(triples, wanted.media_type, prefixes_for(self._base))
        rows = self._table(wanted.vocabulary, quads)
        if wanted.suffix == ".xlsx":
            return workbook([Page("Begreper", rows, "B2", [60, 30, 30, 30])])
        return b"".join(written(rows, EXCEL if wanted.suffix == _EXCEL_CSV else PLAIN))

    def _table(self, vocabulary: str, quads: list[ox.Quad]) -> list[tuple[str, ...]]:
        if self._rows is None or self._rows[0] != vocabulary:
            derived = ox.NamedNode(graph_name(self._base, "avledet"))
            stated = (quad for quad in quads if quad.graph_name != derived)
            self._rows = vocabulary, list(concept_rows(stated, self._base))
        return self._rows[1]

    def _quads(self, vocabulary: str) -> list[ox.Quad]:
        if self._held is None or self._held[0] != vocabulary:
            found = self._of_vocabulary(vocabulary) if vocabulary else self._store.quads()
            self._held = vocabulary, sorted(found, key=_in_order)
        return self._held[1]

    def _of_vocabulary(self, vocabulary: str) -> Iterator[ox.Quad]:
        said = list(self._store.quads(graph_name(self._base, f"vokabular/{vocabulary}")))
        if not said:
            raise NotFound(vocabulary)
        yield from said
        about = {quad.subject for quad in said} | {ox.NamedNode(f"{self._base}begrepssamling/{vocabulary}")}
        yield from self._store.quads_about(graph_name(self._base, "avledet"), about)


def _in_order(quad: ox.Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)
