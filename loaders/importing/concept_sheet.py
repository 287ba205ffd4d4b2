"""Concepts from a table (CSV or an Excel workbook) whose columns are those of graph.downloads.concept_table.

A row with the IRI of a concept of ours changes that concept, cell by cell; an empty cell says nothing. A row without
one, or with the IRI of a concept of others, becomes a new draft.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.changes.content import Content
from graph.checks.changes import STATUS_NAMES
from graph.checks.content_path import ContentPath, home_of
from graph.downloads.concept_table import COLUMNS, IRI, MATCHES, RELATIONS, VALUES, concept_rows
from graph.errors import TableError
from graph.sheets.csv_file import unguarded
from graph.sheets.xlsx_reading import UnreadableWorkbook, reading
from graph.tables.records import plain, records
from graph.turtle.parsing import parse
from graph.workbook.cell import normal
from graph.workbook.concept_file import ConceptFile, NewConcept
from graph.workbook.sheet import BY_LANGUAGE, CONCEPTS, RELATION_COLUMNS, SINGLE
from loaders.importing.drafts import vocabularies_of
from loaders.importing.fetching import Fetched
from loaders.importing.wording import refusal

CSV_TYPES: Final = ("text/csv", "application/csv")
XLSX_TYPES: Final = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)
_SHEET: Final = "Begreper"
_DEFINITIONS: Final = {"skos:definition": "definisjon", "dct:source": "kilde"}
# Said by the file itself, or only when a concept is made.
_FIXED: Final = frozenset((IRI, "skos:inScheme", "dct:created"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, and the texts of its cells by column."""

    number: int
    cells: Mapping[str, str]


def csv_rows(fetched: Fetched) -> list[Row]:
    """Read a CSV file, with comma or semicolon; raises ImportRefused when it is no such table."""
    try:
        found = records(plain(fetched.body.decode("utf-8-sig")))
    except (UnicodeDecodeError, TableError) as error:
        raise refusal("not-a-table", source=fetched.source, why=error) from error
    return list(_rows(fetched.source, [(each.line, [*map(unguarded, each.cells)]) for each in found]))


def xlsx_rows(fetched: Fetched) -> list[Row]:
    """Read the sheet «Begreper», or the first, of a workbook; raises ImportRefused when it is no such table."""
    try:
        with reading(io.BytesIO(fetched.body), read_only=True) as book:
            page = book[_SHEET] if _SHEET in book.sheetnames else book[book.sheetnames[0]]
            cells = [[normal(value) for value in row] for row in page.iter_rows(values_only=True)]
    except UnreadableWorkbook as error:
        raise refusal("not-a-table", source=fetched.source, why=error) from error
    return list(_rows(fetched.source, list(enumerate(cells, start=1))))


def is_handed_out(fetched: Fetched) -> bool:
    """Whether a workbook is one that ``begrep workbook export`` made, which knows what it was made from."""
    try:
        with reading(io.BytesIO(fetched.body), read_only=True) as book:
            return "_kilde" in book.sheetnames
    except UnreadableWorkbook:
        return False


def texts_of(rows: Sequence[Row], content: Content, source: str, vocabulary: str, today: str) -> dict[str, str]:
    """The new texts of the files that change, by path.

    Raises ImportRefused for a row that has no place, CellRefused for a text that cannot stand in its cell.
    """
    return _Table(content, source, vocabulary, today).texts(rows)


def _rows(source: str, found: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    if not found:
        raise refusal("no-column", source=source)
    header = [cell.strip() for cell in found[0][1]]
    while header and not header[-1]:
        header.pop()
    if IRI not in header and "skos:prefLabel@nb" not in header:
        raise refusal("no-column", source=source)
    for column in header:
        if column not in COLUMNS:
            raise refusal("unknown-column", source=source, column=column, known=", ".join(COLUMNS))
    for number, cells in found[1:]:
        if any(cells[len(header) :]) or len(cells) < len(header):
            raise refusal("wrong-cells", source=source, row=number, found=len(cells), wanted=len(header))
        if any(cells):
            yield Row(number, {name: normal(cell) for name, cell in zip(header, cells, strict=False)})


class _Table:
    def __init__(self, content: Content, source: str, vocabulary: str, today: str) -> None:
        self._content, self._source, self._vocabulary, self._today = content, source, vocabulary, today
        triples = (t for path, text in content.texts.items() if _is_concept(path) for t in parse(text))
        rows = concept_rows(triples, content.base)
        header = next(rows)
        self._now = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
        self._written: dict[str, str] = {}
        self._linked: dict[str, tuple[str, dict[str, str], int]] = {}

    def texts(self, rows: Sequence[Row]) -> dict[str, str]:
        seen: set[str] = set()
        for row in rows:
            concept = row.cells.get(IRI, "")
            if concept and concept in seen:
                raise refusal("twice", source=self._source, row=row.number, concept=concept)
            seen.add(concept)
            if concept in self._now:
                self._change(concept, row)
            else:
                self._make(concept, row)
        # Only now is every concept there that a new one may point to.
        self._content = replace(self._content, texts={**self._content.texts, **self._written})
        for path, (concept, edits, number) in self._linked.items():
            file = ConceptFile(self._content, path, concept)
            self._put(file, edits, number)
            self._written[path] = file.text()
        return self._written

    def _change(self, concept: str, row: Row) -> None:
        now = self._now[concept]
        edits = {name: text for name, text in row.cells.items() if name not in _FIXED and text and text != now[name]}
        if not edits:
            return
        path = home_of(concept, self._content.base)
        file = ConceptFile(self._content, path, concept)
        if "dct:modified" not in edits:
            file.set(CONCEPTS, "endret", self._today, "")
        self._put(file, edits, row.number)
        self._written[path] = file.text()

    def _make(self, concept: str, row: Row) -> None:
        own = home_of(concept, self._content.base) if concept else ""
        place = ContentPath.of(own)
        vocabulary = place.folder if own else self._vocabulary
        known = vocabularies_of(self._content)
        if not vocabulary:
            raise refusal("no-vocabulary", known=", ".join(known))
        if vocabulary not in known:
            raise refusal("unknown-vocabulary", vocabulary=vocabulary, known=", ".join(known))
        edits = {name: text for name, text in row.cells.items() if name not in _FIXED and text}
        terms = {
            f"term {lang}": (edits.pop(f"skos:prefLabel@{lang}"), f"{row.number}")
            for lang in ("nb", "nn", "en")
            if f"skos:prefLabel@{lang}" in edits
        }
        taken = {*self._content.texts, *self._written}
        made = NewConcept(self._content, vocabulary, self._today)
        path, text = made.written(terms, (CONCEPTS, f"{row.number}"), taken, place.stem if own else "")
        ours = ContentPath.of(path).subject(self._content.base)
        file = ConceptFile(self._content, path, ours, text)
        if concept and not own:
            edits["skos:exactMatch"] = f"{edits.get('skos:exactMatch', '')}\n{concept}".strip()
        links: dict[str, str] = {name: edits.pop(name) for name in (*RELATIONS, *MATCHES) if name in edits}
        self._put(file, edits, row.number)
        self._written[path] = file.text()
        if links:
            self._linked[path] = ours, links, row.number

    def _put(self, file: ConceptFile, edits: Mapping[str, str], row: int) -> None:
        columns = [name for name in COLUMNS if name in edits]
        for name in columns:
            title, text = f"rad {row}: {name}", edits[name]
            if name in MATCHES:
                file.link(CONCEPTS, name, text, title)
            else:
                file.set(CONCEPTS, _workbook_column(name), _workbook_text(name, text), title)


def _is_concept(path: str) -> bool:
    return path.startswith("vocabularies/") and ContentPath.of(path).stem[:1] != "_"


def _workbook_column(name: str) -> str:
    """The column of the workbook that holds the same."""
    prop, _, lang = name.partition("@")
    by_property = {prop: column for column, prop in (*RELATION_COLUMNS.items(), *SINGLE.items())}
    if prop in RELATIONS or name in VALUES:
        return by_property[prop]
    names = {prop: column for column, prop in BY_LANGUAGE.items() if prop} | _DEFINITIONS
    return f"{names[prop]} {lang}"


def _workbook_text(name: str, text: str) -> str:
    if name != "euvoc:status":
        return text
    code = text.rpartition("/")[2]
    return STATUS_NAMES[code]["nb"] if code in STATUS_NAMES else text
