"""The changes in the tables under ``mappings/``, cell by cell, told at the concept a field is mapped to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from graph.changes.change import Change
from graph.changes.content import Content, Row
from graph.changes.naming import Names, word
from graph.changes.weight import Weight
from graph.changes.word_diff import alike_but_for_form
from graph.tables.table import KEYS
from graph.words import Words, alike
from graph.workbook.workbook_words import heading

_FIELDS: Final = "felt.csv"
_ANSWERS: Final = "kjennetegn.csv"
_PROSE: Final = frozenset({"lokal_betydning", "merknad", "kilde"})
_ABOUT_REVIEW: Final = frozenset({"kontrollert", "kontrollert_av"})
_CONTACT: Final = "kontakt"
_NO_CODES: Final = frozenset({"som felles", "ukjent"})
_LAST: Final = "9999"
# The columns with a closed list of words, which words.toml says in the language of the reader.
_LISTED: Final = {
    "rolle": {"mål", "kode", "nøkkel", "periode", "opplysning", "utelatt"},
    "relasjon": {"lik", "nær", "snevrere", "videre", "beslektet"},
    "status": {"utkast", "til kontroll", "godkjent", "utgått"},
    "start": {"ikke oppgitt"},
}

Pair = tuple[Row | None, Row | None]


@dataclass(frozen=True, slots=True)
class MappingChange:
    """One change and the IRI of the thing it is told at: a concept, an organisation or a sector."""

    thing: str
    change: Change


def mapping_changes(before: Content, after: Content, names: Names) -> list[MappingChange]:
    """What differs between the tables of two states of the content."""
    tables = _Tables(before, after, names)
    return [
        change
        for path in sorted({*before.tables, *after.tables})
        if not _same_rows(before.tables.get(path, []), after.tables.get(path, []))
        for pair in _pairs(path, before.tables.get(path, []), after.tables.get(path, []))
        for change in tables.told(path, pair)
    ]


def measured_rows(content: Content, concept: str) -> list[Row]:
    """The rows of fields that are figures of a concept."""
    name = concept.removeprefix(f"{content.base}begrep/")
    return [row for row in content.rows(_FIELDS) if row["begrep"] == name and row["rolle"] == "mål"]


def field_name(row: Row, names: Names) -> str:
    """What people call a field: whose, in which system, which column."""
    owner = names.organisation(row.folder)
    return " · ".join(filter(None, (owner, row["system"], row["kolonne"])))


class _Tables:
    """Tells changes of rows, with the fields of both states at hand."""

    def __init__(self, before: Content, after: Content, names: Names) -> None:
        self._names = names
        self._base = after.base
        self._fields = tuple(_fields(content) for content in (before, after))
        self._periods = tuple(Counter(key[:2] for key in fields) for fields in self._fields)

    def told(self, path: str, pair: Pair) -> Iterator[MappingChange]:
        """Yield the changes of one row; of a row that got another concept, at both concepts."""
        things = [self._thing(path, row, side) if row else "" for side, row in enumerate(pair)]
        if all(pair) and things[0] != things[1]:
            yield from self._whole(path, (pair[0], None), things[0])
            yield from self._whole(path, (None, pair[1]), things[1])
        elif all(pair):
            yield from self._cells(path, pair, things[1])
        else:
            yield from self._whole(path, pair, things[0] or things[1])

    def _thing(self, path: str, row: Row, side: int) -> str:
        name, folder = PurePosixPath(path).name, PurePosixPath(path).parent.name
        if name == "eiere.csv":
            return f"{self._base}organisasjon/{row['mappe']}"
        if name == "sektorer.csv":
            return f"{self._base}sektor/{row['sektor']}"
        field = row if name == _FIELDS else self._field(path, row, side)
        concept = field["begrep"] if field else ""
        return f"{self._base}begrep/{concept}" if concept else f"{self._base}organisasjon/{folder}"

    def _field(self, path: str, row: Row, side: int) -> Row | None:
        key = (PurePosixPath(path).parent.name, row["felt_id"], row["gyldig_fra"])
        return self._fields[side].get(key) or self._fields[1 - side].get(key)

    def _whole(self, path: str, pair: Pair, thing: str) -> Iterator[MappingChange]:
        side = 0 if pair[0] else 1
        row = pair[side]
        if row is None:
            return
        name = PurePosixPath(path).name
        if name == _FIELDS:
            about = alike(self._field_text(path, row, side))
            related = _listed("relasjon", row)
            concept = row["begrep"]
            said = {k: f"{v} · {concept}" for k, v in related.items()} if concept else _listed("rolle", row)
        else:
            about, said = self._row_about(path, row, side)
        sides: tuple[Words | None, Words | None] = (None, said) if side else (said, None)
        yield MappingChange(thing, Change(_KINDS[name], Weight.SUBSTANTIAL, about, *sides))

    def _row_about(self, path: str, row: Row, side: int) -> tuple[Words, Words]:
        """What a row is about, and what it says."""
        name = PurePosixPath(path).name
        if name == _ANSWERS:
            return self._answer_about(path, row, side), self._answer(row)
        if name == "kodeverdier.csv":
            said = {lang: f"{row['felles_kode']} ({text})" for lang, text in _listed("relasjon", row).items()}
            return word("code-value", field=self._field_text(path, row, side), value=row["lokal_verdi"]), said
        keys = KEYS[name]
        return alike(row[keys[0]]), alike("; ".join(filter(None, row.cells.values())))

    def _answer_about(self, path: str, row: Row, side: int) -> Words:
        asked = self._names.of(f"{self._base}kjennetegn/{row['kjennetegn']}")
        return word("mapping-cell", field=self._field_text(path, row, side), column=asked)

    def _answer(self, row: Row) -> Words:
        verdi = row["verdi"]
        if verdi in _NO_CODES:
            return heading("answer", verdi)
        code = f"{self._base}kjennetegn/{row['kjennetegn']}#{verdi}"
        named = self._names.of(code)
        return alike(verdi) if named["nb"].endswith(f"#{verdi}") else named

    def _field_text(self, path: str, row: Row, side: int) -> str:
        """What the field is called, with the day its period starts where it has several."""
        field = self._field(path, row, side)
        if field is None:
            return f"{self._names.organisation(row.folder)} · {row['felt_id']}"
        several = any(self._periods[which][row.folder, row["felt_id"]] > 1 for which in (0, 1))
        return field_name(field, self._names) + (f" ({row['gyldig_fra']})" if several else "")

    def _cells(self, path: str, pair: Pair, thing: str) -> Iterator[MappingChange]:
        old, new = pair
        if old is None or new is None:
            return
        name = PurePosixPath(path).name
        for column in {**old.cells, **new.cells}:
            before, after = old[column], new[column]
            if before == after:
                continue
            about = self._cell_about(path, new, column)
            sides = [self._cell(row, name, column) for row in (old, new)]
            weight = _weight(column, before, after)
            yield MappingChange(thing, Change(_KINDS[name], weight, about, sides[0], sides[1], "", column in _PROSE))

    def _cell_about(self, path: str, row: Row, column: str) -> Words:
        name = PurePosixPath(path).name
        if name == _FIELDS:
            return word("mapping-cell", field=self._field_text(path, row, 1), column=column)
        about, _ = self._row_about(path, row, 1)
        return about if column == "verdi" else word("row", row=about, column=column)

    def _cell(self, row: Row, name: str, column: str) -> Words | None:
        if name == _ANSWERS and column == "verdi" and row[column]:
            return self._answer(row)
        return _listed(column, row) if row[column] else None


_KINDS: Final = {
    "felt.csv": "mapping",
    "kjennetegn.csv": "answer",
    "kodeverdier.csv": "code-value",
    "eiere.csv": "organisation",
    "sektorer.csv": "sector",
}


def _listed(column: str, row: Row) -> Words:
    """What stands in a cell, in the language of the reader where the column has a closed list of words."""
    return word(row[column]) if row[column] in _LISTED.get(column, ()) else alike(row[column])


def _weight(column: str, before: str, after: str) -> Weight:
    if column in _ABOUT_REVIEW or column == _CONTACT:
        return Weight.EDITORIAL
    if column in _PROSE and alike_but_for_form(before, after):
        return Weight.EDITORIAL
    if column == "gyldig_fra" and after > before:
        return Weight.BREAKING
    if column == "gyldig_til" and (after or _LAST) < (before or _LAST):
        return Weight.BREAKING
    return Weight.SUBSTANTIAL


def _fields(content: Content) -> Mapping[tuple[str, str, str], Row]:
    return {(row.folder, row["felt_id"], row["gyldig_fra"]): row for row in content.rows(_FIELDS)}


def _same_rows(old: Sequence[Row], new: Sequence[Row]) -> bool:
    return old is new or [row.cells for row in old] == [row.cells for row in new]


def _pairs(path: str, old: Iterable[Row], new: Iterable[Row]) -> Iterator[Pair]:
    """Pair rows by key; where only the first day of a period moved, by the rest of the key."""
    keys = KEYS[PurePosixPath(path).name]
    before, after = ({tuple(row[key] for key in keys): row for row in rows} for rows in (old, new))
    for key in sorted({*before, *after} & set(before) & set(after)):
        yield before[key], after[key]
    rest = [_by_key([row for key, row in side.items() if key not in other], keys) for side, other in
            ((before, after), (after, before))]  # fmt: skip
    for key in sorted({*rest[0], *rest[1]}):
        first, second = rest[0].get(key, []), rest[1].get(key, [])
        if len(first) == len(second) == 1:
            yield first[0], second[0]
        else:
            yield from ((row, None) for row in first)
            yield from ((None, row) for row in second)


def _by_key(rows: Iterable[Row], keys: tuple[str, ...]) -> dict[tuple[str, ...], list[Row]]:
    found: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[key] for key in keys if key != "gyldig_fra")].append(row)
    return found
