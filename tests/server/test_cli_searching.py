"""``begrep search``: the answers, their forms, and what the command ends with."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.builds import Build
from graph.searching.filters import IN_LANGUAGE, MAPPED
from graph.searching.findable import TYPES
from graph.searching.matching import WINDOW
from server.cli import searching
from server.search.request import LANGUAGE_WORDS, MAPPED_WORDS, TYPE_WORDS

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(begrep: list[str], real_build: Build) -> Run:
    """Run the command against the real catalogue, in a process of its own."""
    environment = os.environ | {"BEGREP_STORE": str(real_build.folder.parents[1]), "PYTHONIOENCODING": "utf-8"}

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*begrep, "search", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    return command


def test_the_best_hit_stands_first_with_meaning_and_reason(run: Run) -> None:
    """Name and kind, definition, the column it was found by, address."""
    done = run("SYKEFR_PST", "--type", "begrep")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:5] == [
        "1 treff på «SYKEFR_PST»",
        "",
        "sykefraværsprosent – begrep, Personell",
        "    tapte dagsverk på grunn av egen sykdom i en periode, i prosent av avtalte dagsverk i samme periode",
        "    lokalt feltnavn: SYKEFR_PST (oslo/hr/fravaer/sykefr_pst)",
    ]


def test_a_misspelt_search_is_told_in_the_reader_s_language(run: Run) -> None:
    """Several words are one search; what was meant stands in the answer."""
    done = run("sickneess", "absence", "--lang", "en")
    assert done.stdout.splitlines()[0].startswith("No results for “sickneess absence”.")
    assert "sickness absence – concept, Staff" in done.stdout


def test_nothing_found_ends_with_1_and_the_nearest(run: Run) -> None:
    """So that a script can tell."""
    done = run("sykefraversprosentt")
    assert done.returncode == 1
    assert "Det nærmeste katalogen har:" in done.stdout
    assert "sykefraværsprosent – begrep, Personell" in done.stdout


def test_json_and_csv_are_those_of_the_site(run: Run) -> None:
    """The same documents as the addresses give."""
    found = json.loads(run("fravær", "--output", "json", "--limit", "2").stdout)
    assert [hit["label"]["nb"] for hit in found["hits"]] == ["fravær", "fravær ved barns sykdom"]
    assert run("fravær", "--output", "csv").stdout.startswith("\ufeffnr;iri;type;term;")


def test_concepts_without_fields_or_terms_in_a_language(run: Run) -> None:
    """The choices of the page: nobody has a field, and no term is missing."""
    chosen = ("egenmelding", "--has-field", "nei", "--terms-in")
    assert run(*chosen, "nn").stdout.splitlines()[2] == "egenmelding – begrep, Personell"
    assert run(*chosen, "mangler-nn").returncode == 1


def test_too_long_a_search_ends_with_2(run: Run) -> None:
    """Wrong use, with what is allowed."""
    done = run("a" * 300)
    assert (done.returncode, done.stdout) == (2, "")
    assert "200" in done.stderr


def test_the_command_knows_what_the_search_knows() -> None:
    """Its choices are written down, so that it starts fast; they are those of the search."""
    assert tuple(TYPE_WORDS[name] for name in TYPES) == searching.TYPES
    assert tuple(LANGUAGE_WORDS[name] for name in IN_LANGUAGE) == searching.IN_LANGUAGE
    assert tuple(MAPPED_WORDS[name] for name in MAPPED) == searching.MAPPED
    assert searching._MOST == WINDOW
