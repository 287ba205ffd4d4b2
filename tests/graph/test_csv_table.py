from __future__ import annotations

import csv
import io
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import TableError
from graph.tables.canonical import canonical_csv
from graph.tables.table import COLUMNS, KEYS, read_table

KJENNETEGN = (
    "\ufefffelt_id;gyldig_fra;kjennetegn;verdi;kilde\n"
    "hr.fravaer.sykefr_pst;2018-10-01;fravaerstype;som felles;Rutine for fravær, pkt. 3\n"
    'hr.fravaer.sykefr_pst;2018-10-01;gradering;ukjent;"Spurt; ikke svart"\n'
    'hr.fravaer.sykefr_pst;2025-01-01;gradering;vektet;"Kalt ""gradert"" i rutinen"\n'
)

cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\ufeff", exclude_categories=["Cs", "Cn"]), max_size=8
)
rows = st.lists(st.lists(cells, min_size=5, max_size=5).filter(any), max_size=8)


def written(rows: list[list[str]], delimiter: str = ";", end: str = "\r\n") -> str:
    """The rows as the standard library writes them, under the header of kjennetegn.csv."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([COLUMNS["kjennetegn.csv"], *rows])
    return out.getvalue()


def meant(rows: list[list[str]]) -> list[list[str]]:
    """The rows as canonical text gives them back to the standard library's reader."""
    text = canonical_csv(written(rows), "kjennetegn.csv")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))[1:]


class TestForm:
    def test_a_canonical_table_stays_as_it_is(self) -> None:
        """A table in canonical form is its own canonical form."""
        assert canonical_csv(KJENNETEGN, "kjennetegn.csv") == KJENNETEGN

    @pytest.mark.parametrize(
        ("change", "to"),
        [
            ("\ufeff", ""),
            ("\n", "\r\n"),
            ("2018-10-01", "01.10.2018"),
            ("2025-01-01", "1.1.2025"),
            ("vektet", " vektet "),
        ],
    )
    def test_what_excel_does_is_undone(self, change: str, to: str) -> None:
        """A lost byte order mark, CRLF, Norwegian dates and stray spaces are mended."""
        assert canonical_csv(KJENNETEGN.replace(change, to), "kjennetegn.csv") == KJENNETEGN

    @pytest.mark.parametrize("mark", [",", "\t"])
    def test_other_separators_are_read(self, mark: str) -> None:
        """Comma and tab are read as well as semicolon."""
        rows = list(csv.reader(io.StringIO(KJENNETEGN.removeprefix("\ufeff")), delimiter=";"))[1:]
        assert canonical_csv(written(rows, mark), "kjennetegn.csv") == KJENNETEGN

    def test_columns_in_another_order_are_put_back(self) -> None:
        """The heading says which cell is which, whatever the order."""
        text = "kommunenr;mappe;navn;kontakt;type;orgnr\n0301;oslo;Oslo;;kommune;958935420\n"
        assert canonical_csv(text, "eiere.csv") == (
            "\ufeffmappe;navn;type;orgnr;kommunenr;kontakt\noslo;Oslo;kommune;958935420;0301;\n"
        )

    def test_blank_lines_disappear(self) -> None:
        """Rows without content, which spreadsheets leave behind, are not rows."""
        assert canonical_csv(KJENNETEGN + ";;;;\n\n", "kjennetegn.csv") == KJENNETEGN

    def test_every_table_has_a_key_among_its_columns(self) -> None:
        """Each kind of table can be sorted by its key."""
        assert {name for name, columns in COLUMNS.items() if set(KEYS[name]) <= set(columns)} == set(COLUMNS)

    def test_a_column_that_may_be_left_out_is_kept_only_where_it_is(self) -> None:
        """``start`` is not asked for, stands in its place where it is used, and every other column must be there."""
        columns = [column for column in COLUMNS["felt.csv"] if column != "start"]
        row = ["a.b.c", *[""] * (len(columns) - 1)]
        without = "\ufeff" + ";".join(columns) + "\n" + ";".join(row) + "\n"
        assert canonical_csv(without, "felt.csv") == without
        with_it = ";".join(["start", *columns]) + "\n" + ";".join(["ikke oppgitt", *row]) + "\n"
        text = canonical_csv(with_it, "felt.csv")
        assert text.removeprefix("\ufeff").splitlines()[0].split(";") == list(COLUMNS["felt.csv"])
        assert [read["start"] for each in (text, without) for read in read_table("felt.csv", each.encode())] == [
            "ikke oppgitt", ""
        ]  # fmt: skip
        with pytest.raises(TableError, match="enhet"):
            canonical_csv(without.replace(";enhet;", ";").replace(";;", ";", 1), "felt.csv")

    def test_the_reader_and_the_form_agree(self) -> None:
        """What the loader reads is the same before and after formatting."""
        untidy = KJENNETEGN.replace("2018-10-01", "1.10.2018").replace("\n", "\r\n")
        before = read_table("kjennetegn.csv", untidy.encode())
        after = read_table("kjennetegn.csv", canonical_csv(untidy, "kjennetegn.csv").encode())
        assert [row.cells for row in before] == [row.cells for row in after]


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "rule", "line", "column", "words"),
        [
            ("a.b.c;2018-10-01;x;ja\n", "FIL-02", 2, 20, "har 4 celler, men tabellen har 5"),
            ("a.b.c;2018-10-01;x;ja;Rutine; pkt. 3\n", "FIL-02", 2, 30, "har bare 5 kolonner"),
            ('a.b.c;;x;ja;"Rutine\na.b.c;;y;ja;\n', "FIL-22", 2, 13, "ikke lukket"),
            ('a.b.c;;x;"ja" da;\n', "FIL-22", 2, 13, "teksten fortsetter"),
            ('a.b.c;;x;ja;"To\nlinjer"\na.b.c;;y\n', "FIL-02", 4, 8, "har 3 celler"),
        ],
    )
    def test_a_broken_row_is_pointed_at(self, text: str, rule: str, line: int, column: int, words: str) -> None:
        """A wrong number of cells and broken quotes are refused at their line and column."""
        with pytest.raises(TableError) as caught:
            canonical_csv("felt_id;gyldig_fra;kjennetegn;verdi;kilde\n" + text, "kjennetegn.csv")
        found = caught.value.finding
        assert (found.rule, found.line, found.column) == (rule, line, column)
        assert words in found.message["nb"]

    @pytest.mark.parametrize(
        ("header", "column", "words"),
        [
            (
                "felt_id;gyldig_fra;kjenneteikn;verdi;kilde",
                20,
                "«kjenneteikn» finnes ikke i denne tabellen. Mente du kjennetegn?",
            ),
            ("felt_id;gyldig_fra;verdi;kjennetegn;verdi", 37, "«verdi» står to ganger"),
            ("felt_id;gyldig_fra;verdi", 1, "mangler i overskriften: kjennetegn, kilde."),
            ("", 1, "Tabellen er tom."),
        ],
    )
    def test_a_wrong_header_is_explained(self, header: str, column: int, words: str) -> None:
        """An unknown, doubled or missing column is named, with the nearest known one."""
        with pytest.raises(TableError) as caught:
            canonical_csv(header, "kjennetegn.csv")
        found = caught.value.finding
        assert (found.rule, found.line, found.column) == ("FIL-21", 1, column)
        assert words in found.message["nb"]

    def test_an_unknown_table_is_a_fault_of_the_caller(self) -> None:
        """There is no canonical form of a table that does not exist."""
        with pytest.raises(KeyError):
            canonical_csv("a;b\n", "lonn.csv")


class TestProperties:
    @settings(deadline=None)
    @given(rows)
    def test_the_canonical_form_is_idempotent(self, rows: list[list[str]]) -> None:
        """Formatting what is formatted changes nothing."""
        once = canonical_csv(written(rows), "kjennetegn.csv")
        assert canonical_csv(once, "kjennetegn.csv") == once

    @settings(deadline=None)
    @given(rows, st.randoms(use_true_random=False), st.sampled_from(";,\t"))
    def test_the_canonical_form_ignores_order_and_separator(
        self, rows: list[list[str]], chance: random.Random, mark: str
    ) -> None:
        """The order of rows and the separator do not show."""
        shuffled = rows[:]
        chance.shuffle(shuffled)
        text = written(shuffled, mark, "\n")
        assert canonical_csv(text, "kjennetegn.csv") == canonical_csv(written(rows), "kjennetegn.csv")

    @settings(deadline=None)
    @given(rows)
    def test_no_cell_is_lost(self, rows: list[list[str]]) -> None:
        """Another reader finds the same cells, apart from spaces around them and composed letters."""
        tidy = [[unicodedata.normalize("NFC", cell.strip().replace("\u00a0", " ")) for cell in row] for row in rows]
        assert sorted(meant(rows)) == sorted(row for row in tidy if any(row))
