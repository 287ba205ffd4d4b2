from __future__ import annotations

from pathlib import Path

import pytest

from graph.checks.every import check_all
from graph.checks.files import check_turtle_file
from graph.checks.mend import mended
from graph.errors import FileRefused

PATH = "vocabularies/personell/sykefravaersprosent.ttl"
GOOD = (Path(__file__).parents[1] / "data" / "rules" / "sykefravaersprosent.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "line"),
    [
        ('"sykefraværsprosent"@nb', '" sykefraværsprosent "@nb', "TERM-01", 26),
        ('"sickness absence rate"@en', '"sickness  absence rate"@en', "TERM-01", 28),
        ('dagsverk i perioden"@nb', 'dagsverk i perioden."@nb', "DEF-08", 56),
        ('dagsverk i perioden"@nn', 'dagsverk  i perioden "@nn', "DEF-05", 63),
        ('dct:created "2026-11-21"^^xsd:date', 'dct:created "21.11.2026"', "PRO-08", 37),
        ('dct:created "2026-11-21"^^xsd:date', 'dct:created "2026-11-21"', "PRO-08", 37),
        ('dct:modified "2026-11-21"^^xsd:date', 'dct:modified "2026-11-21T08:30:00"^^xsd:dateTime', "PRO-08", 38),
        ("    dct:created", "  dct:created", "FIL-13", 1),
    ],
)
def test_what_is_safe_is_mended_and_told(right: str, wrong: str, rule: str, line: int) -> None:
    """Stray spaces, a full stop, a date and the layout are put right, and nothing else is touched."""
    assert right in GOOD
    result = mended(PATH, GOOD.replace(right, wrong))
    assert result.text == GOOD
    assert result.done == ((rule, line),)


def test_a_good_file_is_left_alone() -> None:
    """Mending what is right changes nothing and tells nothing."""
    assert mended(PATH, GOOD) == (mended(PATH, GOOD).__class__)(GOOD, ())


@pytest.mark.parametrize(
    ("right", "kept"),
    [
        ('dagsverk i perioden"@nb', 'dagsverk i perioden, permisjon mv."@nb'),
        ('dagsverk i perioden"@nb', 'dagsverk. Ferie er ikke med."@nb'),
        ('dct:created "2026-11-21"^^xsd:date', 'dct:created "2026-02-30"^^xsd:date'),
        ('dct:created "2026-11-21"^^xsd:date', 'dct:created "høsten 2026"'),
    ],
)
def test_what_needs_judgement_is_kept(right: str, kept: str) -> None:
    """An abbreviation, two sentences and a date that is none are for people."""
    text = GOOD.replace(right, kept)
    assert kept in mended(PATH, text).text


def test_mending_leaves_nothing_to_format() -> None:
    """A mended file has no findings about its form."""
    untidy = GOOD.replace('"sykefraværsprosent"@nb', '"sykefraværsprosent "@nb').replace("\n", "\r\n")
    assert check_turtle_file(PATH, mended(PATH, untidy).text.encode()) == []


def test_tables_are_formatted() -> None:
    """A table is put in canonical form."""
    text = "sektor,navn_nb,navn_nn,navn_en\r\noppvekst,Oppvekst,Oppvekst,Children and education\r\n"
    result = mended("mappings/sektorer.csv", text)
    assert result.done == (("FIL-13", 1),)
    assert check_all({"mappings/sektorer.csv": result.text.encode()}) == []


def test_a_file_that_cannot_be_formatted_is_refused() -> None:
    """A file whose comment would be lost is not mended in part."""
    with pytest.raises(FileRefused):
        mended(PATH, GOOD.replace("    dct:created", "    # spør\n    dct:created"))
