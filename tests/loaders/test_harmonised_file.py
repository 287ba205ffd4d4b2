"""A whole file made comparable: what is written, what is not, and that memory stays small."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.builds import Build
from graph.comparing.measure import load_measures
from graph.errors import FileUnusable
from graph.harmonising.harmonise import Request
from graph.harmonising.local_table import load_table
from graph.harmonising.plan import Drop
from graph.store import CatalogueStore
from loaders.harmonised_file import Job, Outcome, harmonise_file

HEADER = "AVDELING;KVARTAL;SYKEFR_PST;LEGEM_PST"
SYNTHETIC = "17851410015"
TABLES = ("oslo/hr/fravaer", "bergen/personal/sykefravaer")
Harmonise = Callable[..., Outcome]


def silent(step: str, done: int, total: int) -> None:
    """Hear of progress and do nothing."""


@pytest.fixture
def inn(tmp_path: Path) -> Path:
    """The file somebody brings."""
    return tmp_path / "inn.csv"


@pytest.fixture
def ut(tmp_path: Path) -> Path:
    """The file that is written."""
    return tmp_path / "ut.csv"


@pytest.fixture
def harmonise(inn: Path, ut: Path, real_build: Build, real_store: CatalogueStore) -> Harmonise:
    """Make the file comparable with Bergen's, for 2025 unless told otherwise."""
    base = real_build.manifest.base
    measures = load_measures(real_store)

    def run(start: date = date(2025, 1, 1), end: date = date(2025, 12, 31)) -> Outcome:
        source, target = (load_table(real_store, base, path) for path in TABLES)
        request = Request(source, target, start, end)
        return harmonise_file(Job(inn, ut, request, measures, real_build.manifest), silent)

    return run


def left_behind(folder: Path) -> set[str]:
    """The names of all files in a folder."""
    return {path.name for path in folder.iterdir()}


def written(rows: list[list[str]], separator: str, end: str) -> str:
    """Rows as a CSV text."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(
    ("encoding", "mark", "separator", "end"),
    [
        ("utf-8", "\ufeff", ";", "\r\n"),
        ("utf-8", "", "\t", "\n"),
        ("cp1252", "", ";", "\r\n"),
        ("utf-16-le", "\ufeff", ";", "\n"),
        ("utf-8", "", ";", "\r"),
    ],
)
def test_form_of_the_file_is_kept(
    harmonise: Harmonise, inn: Path, ut: Path, encoding: str, mark: str, separator: str, end: str
) -> None:
    """Encoding, byte order mark, separator, line ends, quotes where needed and decimal mark stay as they were."""
    place = f"Bærum{separator} øst"
    rows = [
        HEADER.split(";"),
        [place, "2025K1", "8,4", "7"],
        ["Skole", "2025K2", "..", ""],
        ["Skole", "2025K3", "12", ""],
    ]
    inn.write_bytes((mark + written(rows, separator, end)).encode(encoding))
    harmonise()
    expected = [["AVDELING", "kvartal", "andel"], [place, "2025K1", "0,084"], ["Skole", "2025K2", ".."]]
    expected.append(["Skole", "2025K3", "0,12"])
    assert ut.read_bytes().decode(encoding) == mark + written(expected, separator, end)


def test_decimal_point_and_comma_separator(harmonise: Harmonise, inn: Path, ut: Path) -> None:
    """Where commas separate the cells, a result gets a decimal point."""
    inn.write_text("AVDELING,KVARTAL,SYKEFR_PST\nSkole,2025K1,8.4\nSkole,2025K2,8\n", encoding="utf-8")
    harmonise()
    assert ut.read_text(encoding="utf-8").splitlines()[1:] == ["Skole,2025K1,0.084", "Skole,2025K2,0.08"]


def test_the_result_has_one_decimal_mark(harmonise: Harmonise, inn: Path, ut: Path) -> None:
    """The first the file's figures show; a number with the other is written with it where it cannot be misread."""
    header = "AVDELING;KVARTAL;SYKEFR_PST"
    inn.write_text(f"{header}\nSkole;2025K1;8,4\nSkole;2025K2;9.1\nSkole;2025K3;0.5\n", encoding="utf-8")
    harmonise()
    assert [row.rpartition(";")[2] for row in ut.read_text(encoding="utf-8").splitlines()] == [
        "andel", "0,084", "0,091", "0,005",
    ]  # fmt: skip
    about = json.loads(ut.with_name("ut.csv-metadata.json").read_text(encoding="utf-8"))
    assert about["tableSchema"]["columns"][2]["datatype"]["format"] == {"decimalChar": ","}


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [("8,4", "1.234", "«1.234» kan bety to ting"), ("1.234", "8,4", "«8,4» har et annet desimaltegn")],
)
def test_a_number_that_can_be_misread_is_refused(
    harmonise: Harmonise, inn: Path, first: str, then: str, words: str
) -> None:
    """However far apart the two marks stand, with the line and what to do."""
    header = "KVARTAL;SYKEFR_PST"
    inn.write_text(f"{header}\n2025K1;{first}\n" + "2025K1;8\n" * 5000 + f"2025K1;{then}\n", encoding="utf-8")
    with pytest.raises(FileUnusable) as refused:
        harmonise()
    assert (refused.value.line, words in refused.value.words["nb"]) == (5003, True)


def told(outcome: Outcome) -> dict[str, str]:
    """What there is to tell of the values, in bokmål, by kind."""
    return {notice.kind: notice.words["nb"] for notice in outcome.notices}


def test_what_cannot_be_right_is_told_with_the_lines(harmonise: Harmonise, inn: Path, ut: Path) -> None:
    """A share beyond the whole or below nothing, and two rows with the same key; in the metadata too."""
    rows = ["A;2025K1;108,4;7", "A;2025K2;-3;7", "A;2025K1;8,4;7", "A;2023K1;300;7", "A;2023K1;300;7"]
    rows += [f"B{number};2025K1;101;7" for number in range(9)]
    inn.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    outcome = harmonise()
    assert outcome.doubtful
    assert told(outcome) == {
        "outside-share": "kolonne SYKEFR_PST: 11 tall kan ikke stemme. En andel i prosent ligger mellom 0 og 100. "
        "Linje 2, 3, 7, 8, 9, ….",
        "same-key": "AVDELING og KVARTAL: like verdier som en rad før, så radene kan ikke skilles, i alt 1. Linje 4.",
    }
    assert outcome.passed_on == 12
    about = json.loads(ut.with_name("ut.csv-metadata.json").read_text(encoding="utf-8"))
    assert [note["notice"] for note in about["notes"] if "notice" in note] == ["outside-share", "same-key"]
    assert "108,4" not in json.dumps(about)


@pytest.mark.parametrize(
    ("figures", "kinds"),
    [(("0,084", "0,1", "1"), {"looks-like-share"}), (("0,084", "0,1"), set()), (("0,5", "0,4", "1,1"), set()),
     (("0", "100", ".."), set()), (("8,4", "9.1"), {"other-mark"})],
)  # fmt: skip
def test_what_is_told_of_a_column(harmonise: Harmonise, inn: Path, figures: tuple[str, ...], kinds: set[str]) -> None:
    """Proportions where percent is said; a few small figures and the ends of the scale are no cause for doubt."""
    rows = [f"A{number};2025K1;{figure};7" for number, figure in enumerate(figures)]
    inn.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    outcome = harmonise()
    assert set(told(outcome)) == kinds
    assert outcome.doubtful == (kinds == {"looks-like-share"})


def test_keys_are_compared_up_to_a_number_of_them(harmonise: Harmonise, inn: Path, monkeypatch: Any) -> None:
    """Beyond it nothing is remembered, and the line where the comparing ended is told."""
    monkeypatch.setattr("graph.harmonising.suspicions.MOST_KEYS", 3)
    rows = [f"A{number};2025K1;8,4;7" for number in (0, 1, 2, 3, 3)]
    inn.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    outcome = harmonise()
    assert "er bare sjekket til linje 5: filen har flere enn 3" in told(outcome)["keys-not-checked"]
    assert not outcome.doubtful


def test_a_ratio_that_may_pass_a_hundred_is_not_doubted(
    inn: Path, ut: Path, real_build: Build, real_store: CatalogueStore
) -> None:
    """A size of a position may be 120 percent: the concept does not ask what it is a part of."""
    base = real_build.manifest.base
    source, target = (load_table(real_store, base, path) for path in ("oslo/hr/stillinger", "drammen/hr/stillinger"))
    inn.write_text("STILLING_ID;STILLINGSPST\n1;120\n2;100\n", encoding="utf-8")
    request = Request(source, target, date(2025, 1, 1), date(2025, 12, 31), accept_caveat=True)
    outcome = harmonise_file(Job(inn, ut, request, load_measures(real_store), real_build.manifest), silent)
    assert [column.column for column in outcome.plan.figures] == ["STILLINGSPST"]
    assert outcome.notices == ()


def test_metadata_describes_what_was_done(harmonise: Harmonise, inn: Path, ut: Path, real_build: Build) -> None:
    """CSVW: concept, source, verdict, formula and reasons of each column, the catalogue's version, what was refused."""
    inn.write_text(f"{HEADER}\nSkole;2025K1;8,4;7\n", encoding="utf-8")
    harmonise(start=date(2024, 1, 1))
    about: dict[str, Any] = json.loads(ut.with_name("ut.csv-metadata.json").read_text(encoding="utf-8"))
    base, terms = real_build.manifest.base, "https://w3id.org/begrepskatalog/ns#"
    assert (about["@context"][0], about["url"]) == ("http://www.w3.org/ns/csvw", "ut.csv")
    assert about["dc:source"]["schema:version"] == real_build.manifest.revision
    columns = {column["titles"]: column for column in about["tableSchema"]["columns"]}
    assert list(columns) == ["AVDELING", "kvartal", "andel"]
    share = columns["andel"]
    assert share["propertyUrl"] == f"{base}begrep/personell/sykefravaersprosent"
    assert share["dc:source"] == {"@id": f"{base}felt/oslo/hr/fravaer/sykefr_pst"}
    assert share["datatype"] == {"base": "decimal", "format": {"decimalChar": ","}}
    assert share[f"{terms}verdict"] == {"@id": f"{terms}Convertible"}
    assert [text["@language"] for text in share[f"{terms}reason"]] == ["nb", "nn", "en"]
    assert share[f"{terms}example"] is True
    notes = {note["column"]: note for note in about["notes"]}
    assert notes["LEGEM_PST"]["treatment"] == "refused"
    assert [(part["from"], part["used"], part["formula"]) for part in notes["SYKEFR_PST"]["segments"]] == [
        ("2024-01-01", False, None),
        ("2025-01-01", True, {"factor": "0.01", "offset": "0"}),
    ]
    assert "8,4" not in json.dumps(about)


def test_a_formula_for_the_whole_period_stands_with_the_column(harmonise: Harmonise, inn: Path, ut: Path) -> None:
    """Where one formula holds all the time, the column says it in words and in numbers."""
    inn.write_text(f"{HEADER}\nSkole;2025K1;8,4;7\n", encoding="utf-8")
    harmonise()
    about = json.loads(ut.with_name("ut.csv-metadata.json").read_text(encoding="utf-8"))
    found = {key.rpartition("#")[2]: value for key, value in about["tableSchema"]["columns"][2].items()}
    assert (found["expression"], found["factor"], found["offset"]) == ("andel = SYKEFR_PST × 0,01", "0.01", "0")


def test_rows_are_counted(harmonise: Harmonise, inn: Path) -> None:
    """Rows passed on, rows outside the period and rows in a refused part of it."""
    inn.write_text(
        f"{HEADER}\nSkole;2025K1;8,4;7\nSkole;2024K1;8,4;7\n\nSkole;2023K1;8,4;7\nSkole;2025K2;8,4;7\n",
        encoding="utf-8",
    )
    outcome = harmonise(start=date(2024, 1, 1))
    assert (outcome.passed_on, outcome.dropped, outcome.whole) == (2, {Drop.REFUSED: 1, Drop.OUTSIDE: 1}, False)


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("Skole;2025K1;8,4;7\nSkole;2025K1;ukjent;7\n", 3, "kolonne SYKEFR_PST: «ukjent» er ikke et tall"),
        ('"Skole\nto";2025K1;8,4;7\nSkole;i fjor;1;7\n', 4, "kolonne KVARTAL: «i fjor» er ikke en periode"),
        ("Skole;2025K1;8,4\n", 2, "raden har 3 celler"),
        (f"{SYNTHETIC};2025K1;8,4;7\n", 0, "kolonne AVDELING inneholder fødselsnummer"),
    ],
    ids=["number", "period", "cells", "identity"],
)
def test_a_fault_leaves_nothing_behind(
    harmonise: Harmonise, inn: Path, ut: Path, rows: str, line: int, words: str
) -> None:
    """The line is named, an earlier result stays as it was, and no half-written file is left."""
    inn.write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    ut.write_text("forrige svar", encoding="utf-8")
    with pytest.raises(FileUnusable) as refused:
        harmonise()
    assert refused.value.line == line
    assert refused.value.words["nb"].startswith(words)
    assert ut.read_text(encoding="utf-8") == "forrige svar"
    assert left_behind(ut.parent) == {"inn.csv", "ut.csv"}


@pytest.mark.parametrize("number", [SYNTHETIC, "12345678901"])
@pytest.mark.parametrize(
    ("header", "stays"), [("FNR;KVARTAL;SYKEFR_PST", "FNR"), ("AVDELING;KVARTAL;SYKEFR_PST", "AVDELING")]
)
def test_identity_numbers_stop_the_file_wherever_they_stand(
    harmonise: Harmonise, inn: Path, ut: Path, header: str, stays: str, number: str
) -> None:
    """In a column that would have been left out, and in a key column; where the name says it, whatever the digits."""
    inn.write_text(f"{header}\n{number};2025K1;8,4\n{number};2025K2;8,4\n", encoding="utf-8")
    if number == SYNTHETIC or stays == "FNR":
        with pytest.raises(FileUnusable) as refused:
            harmonise()
        assert refused.value.words["nb"].startswith(f"kolonne {stays} ")
        assert "fødselsnummer" in refused.value.words["nb"]
        assert left_behind(ut.parent) == {"inn.csv"}
    else:
        assert harmonise().passed_on == 2


def test_identity_numbers_far_down_stop_the_file(harmonise: Harmonise, inn: Path, ut: Path) -> None:
    """A column of identity numbers is found wherever it begins, also in one that would have been left out."""
    rows = ["Skole;2025K1;8,4;7;\n"] * 9000 + [f"Skole;2025K1;8,4;7;{SYNTHETIC}\n"] * 500
    inn.write_text(f"{HEADER};FNR\n{''.join(rows)}", encoding="utf-8")
    with pytest.raises(FileUnusable) as refused:
        harmonise()
    assert refused.value.words["nb"].startswith("kolonne FNR inneholder fødselsnummer")
    assert not ut.exists()


@pytest.mark.parametrize("rows", ["LEGEM_PST\n7,1\n", "KVARTAL;LEGEM_PST\n2025K1;7,1\n", "KVARTAL\n2025K1\n"])
def test_nothing_is_written_when_no_figure_may_be_passed_on(
    harmonise: Harmonise, inn: Path, ut: Path, rows: str
) -> None:
    """An earlier result stays as it was, and keys alone are no result."""
    inn.write_text(rows, encoding="utf-8")
    ut.write_text("forrige svar", encoding="utf-8")
    outcome = harmonise()
    assert (outcome.passed_on, outcome.written, ut.read_text(encoding="utf-8")) == (0, False, "forrige svar")
    assert left_behind(inn.parent) == {"inn.csv", "ut.csv"}


def test_a_file_from_another_table_is_refused(harmonise: Harmonise, inn: Path) -> None:
    """When no column of the file stands in the table, it is the wrong table."""
    inn.write_text("A;B\n1;2\n", encoding="utf-8")
    with pytest.raises(FileUnusable) as refused:
        harmonise()
    assert refused.value.words["nb"] == "ingen av kolonnene i filen står i oslo/hr/fravaer"


def test_a_folder_that_is_not_there_is_named(harmonise: Harmonise, inn: Path, ut: Path, monkeypatch: Any) -> None:
    """When the result cannot be written, the error names the result and not the file beside it."""
    inn.write_text(f"{HEADER}\nSkole;2025K1;8,4;7\n", encoding="utf-8")

    def refused(self: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        if mode == "w":
            raise PermissionError(13, "Permission denied", str(self))
        return original(self, mode, *rest, **options)

    original = Path.open
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(PermissionError) as error:
        harmonise()
    assert error.value.filename == str(ut)


# Prints the most memory it has held (KiB) after each file.
MEASURED = """
import resource, sys
from datetime import date
from pathlib import Path
from graph.builds import current_build
from graph.harmonising.harmonise import Request
from graph.harmonising.local_table import load_table
from graph.comparing.measure import load_measures
from graph.store import CatalogueStore
from loaders.harmonised_file import Job, harmonise_file

build = current_build(Path(sys.argv[1]))
store, base = CatalogueStore.open(build.store), build.manifest.base
source, target = (load_table(store, base, path) for path in ("oslo/hr/fravaer", "bergen/personal/sykefravaer"))
request = Request(source, target, date(2025, 1, 1), date(2025, 12, 31))
measures = load_measures(store)
for name in sys.argv[3:]:
    harmonise_file(Job(Path(name), Path(sys.argv[2]), request, measures, build.manifest), lambda *_: None)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="memory is limited with POSIX resource limits")
def test_memory_stays_small(inn: Path, ut: Path, real_build: Build) -> None:
    """Fifty megabytes take hardly more memory than half a megabyte does."""
    rows = "".join(f"Avdeling {number};2025K1;{number % 300 / 10};7\n".replace(".", ",") for number in range(20_000))
    small = inn.with_name("liten.csv")
    small.write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    with inn.open("w", encoding="utf-8") as stream:
        stream.write(f"{HEADER}\n")
        for _ in range(50_000_000 // len(rows)):
            stream.write(rows)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(real_build.folder.parents[1]), str(ut), str(small), str(inn)],
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = map(int, done.stdout.split())
    assert after - before < 20 * 1024
