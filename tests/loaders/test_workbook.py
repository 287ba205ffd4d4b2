"""Concepts to Excel and back: merged cell by cell, nothing lost, and nothing touched that nobody changed."""

from __future__ import annotations

import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from openpyxl import Workbook, load_workbook

from graph.errors import CellRefused, WorkbookRefused
from graph.workbook.cell import joined, normal, parted
from graph.workbook.xlsx_file import ORIGIN
from loaders.source import working_files
from loaders.workbook import Import, export_workbook, import_workbook, write_texts
from tests.git_content import GitContent

TODAY = date(2026, 11, 28)
RATE = "personell/sykefravaersprosent"
FILE = f"vocabularies/{RATE}.ttl"
ABSENCE = "vocabularies/personell/sykefravaer.ttl"
SHEET = "Felt – sykefravaersprosent"
FIELD = "oslo/helse.fravaer.sykefr/2020-01-01"
LABEL = "dagsverk ganget med sykmeldingsgrad"
ANSWERS = "mappings/oslo/kjennetegn.csv"


class Book:
    """An exported workbook, edited as a person would."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)

    def cell(self, sheet: str, key: str, column: str) -> Any:
        page = self.book[sheet]
        place = next(cell.column for cell in page[1] if cell.value == column or str(cell.value).endswith(f"({column})"))
        row = next(row[0].row for row in page.iter_rows() if row[0].value == key)
        return page.cell(row, place)

    def write(self, sheet: str, key: str, column: str, value: object) -> str:
        """Put a value in a cell, save, and return where it stands."""
        cell = self.cell(sheet, key, column)
        cell.value = value
        self.book.save(self.path)
        return str(cell.coordinate)

    def new_row(self, **cells: str) -> None:
        page = self.book["Begreper"]
        heads = {cell.value: cell.column for cell in page[1]}
        row = next(number for number in range(2, 999) if page.cell(number, 1).value is None)
        for name, text in cells.items():
            page.cell(row, heads[name.replace("_", " ")]).value = text
        self.book.save(self.path)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[GitContent, Path]:
    """A repository and the workbook of its personell, made once; every test copies what it changes."""
    folder = tmp_path_factory.mktemp("arbeidsbok")
    content = GitContent.small(folder / "innhold")
    export_workbook(content.folders, "personell", folder / "personell.xlsx")
    return content, folder / "personell.xlsx"


@pytest.fixture
def work(exported: tuple[GitContent, Path], tmp_path: Path) -> tuple[GitContent, Book]:
    """A clone of the repository, and a workbook, that a test may change."""
    content, path = exported
    subprocess.run(["git", "clone", "--quiet", str(content.root), str(tmp_path / "innhold")], check=True)
    (tmp_path / "personell.xlsx").write_bytes(path.read_bytes())
    return GitContent(tmp_path / "innhold"), Book(tmp_path / "personell.xlsx")


def brought_back(content: GitContent, book: Book, resolve: Any = None) -> Import:
    return import_workbook(content.folders, book.path, resolve, TODAY)


def test_unchanged_touches_no_file(work: tuple[GitContent, Book]) -> None:
    """Export, save in a spreadsheet, import: no file is another."""
    content, book = work
    book.book.save(book.path)
    found = brought_back(content, book)
    assert (found.texts, found.merged.edits, found.merged.conflicts, found.merged.missing) == ({}, [], [], [])


def test_only_excel_changed(work: tuple[GitContent, Book]) -> None:
    """Case 1: the workbook's text is taken, in one line of the file, with the day it was changed."""
    content, book = work
    before = content.read(FILE)
    book.write("Begreper", RATE, "term en", "rate of sickness absence")
    found = brought_back(content, book)
    assert list(found.texts) == [FILE]
    write_texts(content.folders, found.texts)
    changed = [line for line in content.git("diff", "-U0").splitlines() if line[:1] in "+-" and line[:3] != "+++"]
    assert [line for line in changed if line.startswith("+")] == [
        '+    skos:prefLabel "rate of sickness absence"@en ;',
        '+    dct:modified "2026-11-28"^^xsd:date ;',
    ]
    assert content.read(FILE).count("\n") == before.count("\n")


def test_only_git_changed(work: tuple[GitContent, Book]) -> None:
    """Case 2: what the files say stays."""
    content, book = work
    content.edit(FILE, "sickness absence rate", "sick leave rate")
    assert brought_back(content, book).texts == {}


def test_both_changed_to_the_same(work: tuple[GitContent, Book]) -> None:
    """Case 3: no conflict, nothing to write."""
    content, book = work
    content.edit(FILE, "sickness absence rate", "sick leave rate")
    book.write("Begreper", RATE, "term en", "sick leave rate")
    found = brought_back(content, book)
    assert (found.texts, found.merged.conflicts) == ({}, [])


def test_both_changed_to_different_texts(work: tuple[GitContent, Book]) -> None:
    """Case 4: a conflict with the cell and all three texts; nothing at all is written, not even what is clear."""
    content, book = work
    content.edit(FILE, "sickness absence rate", "sick leave rate")
    place = book.write("Begreper", RATE, "term en", "absence rate")
    book.write("Begreper", "personell/fravaer", "merknad nb", "Noe annet.")
    found = brought_back(content, book)
    assert found.texts == {}
    (conflict,) = found.merged.conflicts
    assert (conflict.place, conflict.base, conflict.ours, conflict.theirs) == (
        place,
        "sickness absence rate",
        "sick leave rate",
        "absence rate",
    )


@pytest.mark.parametrize(("side", "text"), [("git", "sick leave rate"), ("excel", "absence rate")])
def test_somebody_decides_a_conflict(work: tuple[GitContent, Book], side: str, text: str) -> None:
    """Case 4 decided: the side that is named holds, and what was clear is taken as well."""
    content, book = work
    content.edit(FILE, "sickness absence rate", "sick leave rate")
    book.write("Begreper", RATE, "term en", "absence rate")
    book.write("Begreper", "personell/fravaer", "merknad nb", "Noe annet.")
    write_texts(content.folders, brought_back(content, book, side).texts)
    assert f'"{text}"@en' in content.read(FILE)
    assert '"Noe annet."@nb' in content.read("vocabularies/personell/fravaer.ttl")


def test_different_cells_of_one_concept(work: tuple[GitContent, Book]) -> None:
    """Case 5: two people in one file, in different cells: both changes are there."""
    content, book = work
    content.edit(FILE, "sickness absence rate", "sick leave rate")
    book.write("Begreper", RATE, "term nn", "sjukeprosent")
    write_texts(content.folders, brought_back(content, book).texts)
    assert '"sick leave rate"@en' in content.read(FILE)
    assert '"sjukeprosent"@nn' in content.read(FILE)


def test_a_row_deleted_in_the_workbook_is_not_deleted(work: tuple[GitContent, Book]) -> None:
    """Case 6: a missing row is told, and the concept stays."""
    content, book = work
    cell = book.cell("Begreper", "personell/fravaer", "id")
    book.book["Begreper"].delete_rows(cell.row)
    book.book.save(book.path)
    found = brought_back(content, book)
    assert found.merged.missing == [("Begreper", "personell/fravaer")]
    assert found.texts == {}


def test_a_concept_deleted_in_git_and_edited_in_excel_is_a_conflict(work: tuple[GitContent, Book]) -> None:
    """Case 6 the other way: the row is gone from the files; unchanged is fine, changed is a conflict."""
    content, book = work
    (content.root / ABSENCE).unlink()
    assert brought_back(content, book).merged.conflicts == []
    book.write("Begreper", "personell/sykefravaer", "term en", "sick leave")
    (conflict,) = brought_back(content, book).merged.conflicts
    assert conflict.ours is None


def test_a_new_row_is_a_new_draft(work: tuple[GitContent, Book]) -> None:
    """A row without id becomes a file named after its term, canonical, with everything a concept must have."""
    content, book = work
    book.new_row(term_nb="Særskilt å-tiltak", definisjon_nb="tiltak for å prøve", kilde_nb="https://example.org/a")
    found = brought_back(content, book)
    (path,) = found.texts
    assert path == "vocabularies/personell/saerskilt-a-tiltak.ttl"
    text = found.texts[path]
    for fact in (
        "euvoc:status status:DRAFT ;",
        'owl:versionInfo "1.0.0" ;',
        'dct:created "2026-11-28"^^xsd:date ;',
        'skos:prefLabel "Særskilt å-tiltak"@nb ;',
        "dct:source <https://example.org/a> ;",
        "skosno:relationshipWithSource relsource:derived-from-source ;",
        "dct:publisher organisasjon:begrepskatalogen ;",
    ):
        assert fact in text, text


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("to\u00a0ord", "to ord"),
        ("a\u030arsverk og be\u0301", "årsverk og bé"),
        ("«tekst» ‘i’ “krøll”", "«tekst» ‘i’ “krøll”"),
        ("  med\t luft ", "med luft"),
    ],
)
def test_what_spreadsheets_do_to_text(work: tuple[GitContent, Book], value: str, stored: str) -> None:
    """Hard spaces and decomposed letters are put right; curly quotes are the writer's own."""
    content, book = work
    book.write("Begreper", RATE, "merknad nb", value)
    write_texts(content.folders, brought_back(content, book).texts)
    assert f'skos:scopeNote "{stored}"@nb ;' in content.read(FILE)


def test_the_same_text_written_another_way_is_no_change(work: tuple[GitContent, Book]) -> None:
    """A spreadsheet that decomposes letters, breaks lines its own way and adds hard spaces has changed nothing."""
    content, book = work
    cell = book.cell("Begreper", RATE, "definisjon nb")
    book.write("Begreper", RATE, "definisjon nb", str(cell.value).replace(" ", "\u00a0", 2) + "\r\n")
    nn = book.cell("Begreper", RATE, "term nn")
    book.write("Begreper", RATE, "term nn", str(nn.value).replace("å", "a\u030a"))
    assert brought_back(content, book).texts == {}


def test_a_text_that_looks_like_a_formula_is_a_text(work: tuple[GitContent, Book]) -> None:
    """``=1+1`` as text goes out, stays, and comes back as text; a real formula is refused, with its cell."""
    content, book = work
    content.edit(FILE, 'skos:hiddenLabel "fraværsprosent"@nb', 'skos:hiddenLabel "=1+1"@nb')
    content.commit("Formel")
    export_workbook(content.folders, "personell", book.path)
    fresh = Book(book.path)
    cell = fresh.cell("Begreper", RATE, "frarådde nb")
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert brought_back(content, fresh).texts == {}
    place = fresh.write("Begreper", RATE, "merknad en", "=1+1")
    with pytest.raises(CellRefused) as refused:
        brought_back(content, fresh)
    assert (refused.value.sheet, refused.value.place) == ("Begreper", place)


@pytest.mark.parametrize("value", [datetime(2026, 12, 1), "2026-12-01", "01.12.2026", "1.12.2026"])
def test_dates_however_excel_keeps_them(work: tuple[GitContent, Book], value: object) -> None:
    """A real Excel date, ISO and the Norwegian way are the same day."""
    content, book = work
    book.write("Begreper", RATE, "endret", value)
    write_texts(content.folders, brought_back(content, book).texts)
    assert 'dct:modified "2026-12-01"^^xsd:date ;' in content.read(FILE)


def test_an_answer_is_chosen_by_its_name(work: tuple[GitContent, Book]) -> None:
    """The name of a code becomes the word in the table, in one line; «tom» takes the row away."""
    content, book = work
    book.write(SHEET, FIELD, "gradering", LABEL)
    found = brought_back(content, book)
    assert list(found.texts) == [ANSWERS]
    write_texts(content.folders, found.texts)
    assert content.git("diff", "--numstat").split()[:2] == ["1", "1"]
    content.git("checkout", "--quiet", ".")
    book.write(SHEET, FIELD, "gradering", None)
    assert "helse.fravaer.sykefr;2020-01-01;gradering" not in brought_back(content, book).texts[ANSWERS]


@pytest.mark.parametrize(
    ("sheet", "key", "column", "value"),
    [
        (SHEET, FIELD, "gradering", "litt"),
        ("Begreper", RATE, "status", "nesten ferdig"),
        ("Begreper", RATE, "endret", "i fjor"),
        ("Relasjoner", RATE, "relatert", "personell/finnes-ikke"),
    ],
)
def test_what_cannot_stand_in_a_cell_is_refused(
    work: tuple[GitContent, Book], sheet: str, key: str, column: str, value: str
) -> None:
    """The cell is named, the words exist in three languages, and nothing is written."""
    content, book = work
    place = book.write(sheet, key, column, value)
    with pytest.raises(CellRefused) as refused:
        brought_back(content, book)
    assert (refused.value.sheet, refused.value.place) == (sheet, place)
    assert all(value in refused.value.words[lang] for lang in ("nb", "nn", "en"))


def test_all_cells_that_are_refused_are_told_at_once(work: tuple[GitContent, Book]) -> None:
    """Those of one concept, of another sheet, and of an answer, in one reading."""
    content, book = work
    wrong = [(SHEET, FIELD, "gradering"), ("Begreper", RATE, "status"), ("Begreper", RATE, "endret")]
    places = {(sheet, book.write(sheet, key, column, "tull")) for sheet, key, column in wrong}
    with pytest.raises(CellRefused) as refused:
        brought_back(content, book)
    assert {(each.sheet, each.place) for each in (refused.value, *refused.value.others)} == places


def test_relations_come_back(work: tuple[GitContent, Book]) -> None:
    """One related concept per line."""
    content, book = work
    book.write("Relasjoner", RATE, "relatert", "personell/sykefravaer\npersonell/fravaer")
    write_texts(content.folders, brought_back(content, book).texts)
    assert "skos:related personell:fravaer ;\n    skos:related personell:sykefravaer ;" in content.read(FILE)


def test_a_workbook_from_a_commit_that_is_not_here(work: tuple[GitContent, Book]) -> None:
    """Without the commit it was made from nobody can tell who changed what: refused."""
    content, book = work
    page = book.book[ORIGIN]
    next(row for row in page.iter_rows() if row[0].value == "commit")[1].value = "0" * 40
    book.book.save(book.path)
    with pytest.raises(WorkbookRefused, match="Hent ny arbeidsbok"):
        brought_back(content, book)


def test_any_other_file_is_refused(work: tuple[GitContent, Book]) -> None:
    """A text file with the ending, and a workbook of somebody's own."""
    content, book = work
    book.path.write_text("ikke en arbeidsbok", encoding="utf-8")
    with pytest.raises(WorkbookRefused, match="kan ikke leses"):
        brought_back(content, book)
    Workbook().save(book.path)
    with pytest.raises(WorkbookRefused, match="ingen arbeidsbok"):
        brought_back(content, book)


def test_what_is_not_committed_is_not_exported(work: tuple[GitContent, Book]) -> None:
    """The workbook must know what it was made from."""
    content, book = work
    content.edit(FILE, "sickness absence rate", "sick leave rate")
    with pytest.raises(WorkbookRefused, match="git commit"):
        export_workbook(content.folders, "personell", book.path)
    content.commit("Endret")
    with pytest.raises(WorkbookRefused, match="okonomi, personell"):
        export_workbook(content.folders, "finnes-ikke", book.path)


def test_drop_downs_and_locks(work: tuple[GitContent, Book]) -> None:
    """Codes and states are chosen from lists, ids are locked, and where it came from is hidden."""
    _, book = work
    assert book.book[ORIGIN].sheet_state == book.book["_lister"].sheet_state == "hidden"
    assert len(book.book[SHEET].data_validations.dataValidation) == 8
    assert book.cell("Begreper", RATE, "id").protection.locked
    assert not book.cell("Begreper", RATE, "term nb").protection.locked
    columns = book.book["Begreper"].column_dimensions
    assert (columns["A"].protection.locked, columns["B"].protection.locked) == (True, False)
    assert columns["B"].number_format == "@"


def test_an_import_reads_what_an_export_wrote_for_every_cell() -> None:
    """Several values and line breaks inside one survive."""
    assert parted(joined(["en\nto", "tre"])) == ["en\nto", "tre"]
    assert normal(3.0) == "3"
    assert normal(None) == ""


def test_working_files_have_the_paths_of_the_guides(work: tuple[GitContent, Book]) -> None:
    content, _ = work
    assert {FILE, ANSWERS} <= set(working_files(content.folders))


class TestLanguages:
    """A workbook is written in one language, and brought back from it."""

    WORDS: ClassVar[dict[str, dict[str, str]]] = {
        "nb": {"concepts": "Begreper", "fields": "Felt – ", "related": "relatert", "state": "kandidat"},
        "nn": {"concepts": "Omgrep", "fields": "Felt – ", "related": "relatert", "state": "kandidat"},
        "en": {"concepts": "Concepts", "fields": "Fields – ", "related": "related", "state": "candidate"},
    }
    LABELS: ClassVar[dict[str, str]] = {
        "nb": LABEL,
        "nn": "dagsverk gonga med sjukmeldingsgrad",
        "en": "person-days multiplied by degree of sick leave",
    }

    @pytest.fixture(params=["nn", "en"])
    def written(self, request: Any, work: tuple[GitContent, Book]) -> tuple[GitContent, Book, str]:
        content, book = work
        export_workbook(content.folders, "personell", book.path, request.param)
        return content, Book(book.path), request.param

    def test_no_word_of_it_is_bokmal(self, work: tuple[GitContent, Book]) -> None:
        """Sheets, headings, help and lists in English share nothing with those in bokmål but names and codes."""
        content, book = work
        export_workbook(content.folders, "personell", book.path, "en")
        english = load_workbook(book.path)
        assert english.sheetnames[:4] == ["Read me", "Concepts", "Relations", "Fields – stillingsprosent"]
        assert all(len(title) <= 31 for title in english.sheetnames)
        heads = {cell.value for title in english.sheetnames[1:3] for cell in english[title][1]}
        theirs = {cell.value for title in book.book.sheetnames[1:3] for cell in book.book[title][1]}
        assert heads & theirs == {"id", "term", "status", *(f"term {lang}" for lang in ("nb", "nn", "en"))}
        assert {c.value for c in english["Read me"]["A"]} & {c.value for c in book.book["Les meg"]["A"]} == set()
        choices = {cell.value for row in english["_lister"].iter_rows() for cell in row}
        assert {"draft", "unknown", "as in the concept", self.LABELS["en"]} <= choices
        assert {"utkast", "ukjent", "som felles"} & choices == set()

    def test_unchanged_touches_no_file(self, written: tuple[GitContent, Book, str]) -> None:
        content, book, _ = written
        book.book.save(book.path)
        found = brought_back(content, book)
        assert (found.texts, found.merged.edits, found.merged.conflicts, found.merged.missing) == ({}, [], [], [])

    def test_what_was_changed_comes_back(self, written: tuple[GitContent, Book, str]) -> None:
        """A state, a relation and an answer, each in the words of the language, are the same facts as from bokmål."""
        content, book, lang = written
        words = self.WORDS[lang]
        book.write(words["concepts"], RATE, "status", words["state"])
        book.write({"nn": "Relasjonar", "en": "Relations"}[lang], RATE, words["related"], "personell/fravaer")
        book.write(f"{words['fields']}sykefravaersprosent", FIELD, "gradering", self.LABELS[lang])
        write_texts(content.folders, brought_back(content, book).texts)
        assert "euvoc:status status:CANDIDATE ;" in content.read(FILE)
        assert "skos:related personell:fravaer ;" in content.read(FILE)
        assert "helse.fravaer.sykefr;2020-01-01;gradering;vektet" in content.read(ANSWERS)

    def test_a_word_of_another_language_is_understood(self, written: tuple[GitContent, Book, str]) -> None:
        """Somebody who writes the bokmål word in another workbook means the same."""
        content, book, lang = written
        words = self.WORDS[lang]
        book.write(f"{words['fields']}sykefravaersprosent", FIELD, "gradering", LABEL)
        book.write(words["concepts"], RATE, "status", "gjeldende")
        write_texts(content.folders, brought_back(content, book).texts)
        assert "helse.fravaer.sykefr;2020-01-01;gradering;vektet" in content.read(ANSWERS)
        assert "euvoc:status status:CURRENT ;" in content.read(FILE)

    def test_a_refusal_names_what_is_on_the_page(self, written: tuple[GitContent, Book, str]) -> None:
        """Sheets and headings in messages are those of the workbook."""
        content, book, lang = written
        words = self.WORDS[lang]
        place = book.write(words["concepts"], RATE, "status", "nesten ferdig")
        with pytest.raises(CellRefused) as refused:
            brought_back(content, book)
        assert (refused.value.sheet, refused.value.place) == (words["concepts"], place)

    def test_workbooks_that_do_not_say_are_in_bokmal(self, work: tuple[GitContent, Book]) -> None:
        """Those that were handed out before there were several languages."""
        content, book = work
        page = book.book[ORIGIN]
        said = next(row for row in page.iter_rows() if row[0].value == "språk")
        page.delete_rows(said[0].row)
        place = book.write("Begreper", RATE, "term en", "rate of sickness absence")
        assert place
        assert list(brought_back(content, book).texts) == [FILE]


class TestOneConcept:
    """The workbook of one concept."""

    def test_it_has_its_rows_only(self, work: tuple[GitContent, Book]) -> None:
        """One row, its relations, its fields; what is not there is not missed; an edit changes its file."""
        content, book = work
        assert export_workbook(content.folders, RATE, book.path) == 1
        one = Book(book.path)
        assert [row[0].value for row in one.book["Begreper"].iter_rows(max_row=3)] == ["id", RATE, None]
        assert one.cell(SHEET, FIELD, "gradering").value == "ukjent"
        one.write("Begreper", RATE, "term en", "rate of sickness absence")
        found = brought_back(content, one)
        assert (list(found.texts), found.merged.missing) == ([FILE], [])

    def test_one_that_is_not_there_is_refused(self, work: tuple[GitContent, Book]) -> None:
        content, book = work
        with pytest.raises(WorkbookRefused, match="personell/finnes-ikke"):
            export_workbook(content.folders, "personell/finnes-ikke", book.path)
