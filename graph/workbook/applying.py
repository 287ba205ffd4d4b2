"""Edits of cells put into the files: facts in the concept's Turtle file, rows in the organisation's table.

Only files with an edit are written, in canonical form; comments are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from graph.changes.content import Content
from graph.errors import CellRefused
from graph.tables.canonical import canonical_csv
from graph.tables.table import COLUMNS
from graph.workbook.concept_file import ConceptFile, NewConcept
from graph.workbook.merging import Edit, ReturnedRow
from graph.workbook.refused_cells import RefusedCells
from graph.workbook.sheet import CONCEPTS, LANGUAGES, RELATIONS, Sheet, answers_of
from graph.workbook.workbook_words import heading, say

_ANSWERS: Final = "kjennetegn.csv"


@dataclass
class Applying:
    """Collects edits file by file.

    ``files`` are the bytes by path as they are now, ``content`` what they say, ``today`` the date (ISO 8601) that
    changed concepts get, ``lang`` the language the workbook is written in.
    """

    files: Mapping[str, bytes]
    content: Content
    today: str
    lang: str = "nb"
    _answers: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)

    def apply(self, edits: Iterable[Edit], new: Iterable[tuple[Sheet, ReturnedRow]], vocabulary: str) -> dict[str, str]:
        """The texts of the files that change, by path; raises CellRefused with all that cannot stand in a cell."""
        refused = RefusedCells()
        by_concept: dict[str, list[Edit]] = {}
        for edit in edits:
            if edit.sheet.name in {CONCEPTS, RELATIONS}:
                by_concept.setdefault(edit.key, []).append(edit)
            else:
                with refused.gather():
                    self._answer(edit)
        written: dict[str, str] = {}
        for key, found in by_concept.items():
            with refused.gather():
                written[self._path(key)] = self._edited(key, found)
        made = NewConcept(self.content, vocabulary, self.today)
        for sheet, row in new:
            with refused.gather():
                path, text = self._new(made, sheet, row, {*self.files, *written})
                written[path] = text
        refused.tell()
        return written | {path: self._table(path, answers) for path, answers in self._answers.items()}

    def _path(self, key: str) -> str:
        return f"vocabularies/{key}.ttl"

    def _new(self, made: NewConcept, sheet: Sheet, row: ReturnedRow, taken: Collection[str]) -> tuple[str, str]:
        if sheet.name != CONCEPTS:
            right = heading("sheet", CONCEPTS)[self.lang]
            raise CellRefused(sheet.title, row.place, say("new-elsewhere", sheet=right))
        cells = {name: (cell.text, cell.place) for name, cell in row.cells.items() if cell.text}
        return made.written(cells, (sheet.title, row.place), taken)

    def _edited(self, key: str, edits: Iterable[Edit]) -> str:
        path = self._path(key)
        file = ConceptFile(self.content, path, f"{self.content.base}begrep/{key}")
        told = set()
        refused = RefusedCells()
        for edit in edits:
            with refused.gather():
                file.set(edit.sheet.title, edit.column, edit.text, edit.place)
            told.add(edit.column)
        refused.tell()
        if "endret" not in told:
            file.set(CONCEPTS, "endret", self.today, "")
        return file.text()

    def _answer(self, edit: Edit) -> None:
        folder, field_id, start = edit.key.split("/", 2)
        characteristic = f"{self.content.base}kjennetegn/{edit.column}"
        known = {lang: answers_of(self.content, characteristic, lang) for lang in LANGUAGES}
        # What it is called in another language is understood too; in doubt the workbook's own language holds.
        in_order = [*known.values(), known[self.lang]]
        words = {name: word for each in in_order for word, name in each.items()} | {word: word for word in known["nb"]}
        if edit.text and edit.text not in words:
            allowed = {lang: ", ".join(each.values()) for lang, each in known.items()}
            raise CellRefused(edit.sheet.title, edit.place, say("not-a-code", text=edit.text, allowed=allowed))
        path = f"mappings/{folder}/{_ANSWERS}"
        self._answers.setdefault(path, {})[f"{field_id}/{start}", edit.column] = words.get(edit.text, "")

    def _table(self, path: str, answers: Mapping[tuple[str, str], str]) -> str:
        rows = [dict(row.cells) for row in self.content.tables.get(path, ())]
        by_key = {(f"{row['felt_id']}/{row['gyldig_fra']}", row["kjennetegn"]): row for row in rows}
        for (field_name, asked), word in answers.items():
            row = by_key.get((field_name, asked))
            if row is None:
                field_id, _, start = field_name.partition("/")
                row = dict.fromkeys(COLUMNS[_ANSWERS], "") | {"felt_id": field_id, "gyldig_fra": start}
                row["kjennetegn"] = asked
                rows.append(row)
            row["verdi"] = word
        kept = [row for row in rows if row["verdi"]]
        lines = [";".join(COLUMNS[_ANSWERS])]
        lines += [";".join(_quoted(row.get(column, "")) for column in COLUMNS[_ANSWERS]) for row in kept]
        return canonical_csv("\n".join([*lines, ""]), PurePosixPath(path).name)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ';"\n') else cell
