"""``begrep compare`` and ``begrep crosswalk``: the answers, their forms, and what the commands end with."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.builds import Build

ROOT = Path(__file__).parents[2]
HEADER = "AVDELING;AVTALTE_DV;EGENM_PST;KVARTAL;LEGEM_PST;SYKEFR_PST;TAPTE_DV"
OSLO, BERGEN = "oslo/hr/fravaer/sykefr_pst", "bergen/personal/sykefravaer/andel"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(begrep: list[str], real_build: Build) -> Run:
    """Run the command against the real catalogue, in a process of its own."""
    store = str(real_build.folder.parents[1])

    def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"BEGREP_STORE": store, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            [*begrep, *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    return command


def test_compare_answers_first_and_then_says_why(run: Run) -> None:
    """The answer, how to convert and the reasons; 0 whatever the answer is."""
    done = run("compare", "personell/sykefravaersprosent", OSLO, BERGEN)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[1] == f"{OSLO} – {BERGEN}"
    assert lines[2] == "=* sammenlignbare etter omregning (eksempel)"
    assert lines[3] == "    Regn om fra Oslo (HR) til Bergen (Personal): Bergen = Oslo × 0,01"
    assert "  - Oslo (HR) bruker prosent, Bergen (Personal) bruker andel. Regn om: Bergen = Oslo × 0,01." in lines


def test_compare_names_the_break_beside_a_period(run: Run) -> None:
    """An organisation's only figure over days without a break: comparable, and where the nearest break is."""
    done = run("compare", "sykefravaersprosent", "ssb", "ssb", "--from", "2018K4", "--to", "2019K1")
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[2]) == (0, "= sammenlignbare")
    at = lines.index("Ingen brudd i perioden. Det nærmeste:")
    assert "fra 2018-10-01. Før mot etter: ? ukjent" in lines[at + 1]


def test_compare_speaks_three_languages(run: Run) -> None:
    """Nynorsk and English on request."""
    for lang, words in (
        ("nn", "samanliknbare etter omrekning (døme)"),
        ("en", "comparable after conversion (example)"),
    ):
        done = run("compare", "sykefravaersprosent", OSLO, BERGEN, "--lang", lang)
        assert words in done.stdout


def test_compare_over_time_shows_the_segments(run: Run) -> None:
    """A period in which a field changes its meaning is cut where it does."""
    done = run("compare", "sykefravaersprosent", OSLO, "felles", "--from", "2024", "--to", "2025")
    assert "2024-01-01 – 2024-12-31: " in done.stdout
    assert "2025-01-01 – 2025-12-31: " in done.stdout


def test_compare_gives_json(run: Run) -> None:
    """The same document as the address on the site gives."""
    found = json.loads(run("compare", "sykefravaersprosent", OSLO, BERGEN, "--output", "json").stdout)
    assert found["verdict"] == "convertible"
    assert found["formula"]["factor"] == 0.01
    assert found["reasons"][0]["text"].keys() == {"nb", "nn", "en"}
    assert found["example"] is True


def test_compare_takes_organisations(run: Run) -> None:
    """Two organisations are held against each other field by field."""
    found = json.loads(run("compare", "sykefravaersprosent", "oslo", "bergen", "--output", "json").stdout)
    assert len(found) > 2
    assert {pair["a"].split("/felt/")[1].split("/")[0] for pair in found} == {"oslo"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sykefravaersprosentt", OSLO, BERGEN), "Mente du personell/sykefravaersprosent?"),
        (("sykefravaersprosent", "oslo/hr/fravaer/sykefr", BERGEN), f"Mente du {OSLO}?"),
        (("sykefravaersprosent", OSLO, BERGEN, "--from", "i fjor"), "i fjor"),
    ],
)
def test_compare_ends_with_2_when_the_question_is_unclear(run: Run, arguments: tuple[str, ...], words: str) -> None:
    """A name nobody has is answered with the nearest one."""
    done = run("compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_without_a_build_the_commands_say_so(begrep: list[str], tmp_path: Path) -> None:
    """No catalogue is built on the sly."""
    done = subprocess.run(
        [*begrep, "compare", "a", "b", "c", "--store", str(tmp_path)],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Kjør begrep build." in done.stderr


def test_crosswalk_finds_the_table_by_the_header(run: Run, tmp_path: Path) -> None:
    """Every column with its counterparts; nothing below the header is read."""
    file = tmp_path / "oslo.csv"
    file.write_bytes(f"{HEADER}\r\n".encode() + b"\xff\xfe\x00;\x81\n" * 3)
    done = run("crosswalk", file, "--to", "bergen")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Tabellen oslo/hr/fravaer er valgt")
    assert "\nTabell: oslo/hr/fravaer\n" in done.stdout
    assert "SYKEFR_PST – sykefraværsprosent\n  → " + BERGEN in done.stdout
    assert "Kolonnen (periode) er ikke koblet til et begrep." in done.stdout


def test_crosswalk_tells_every_step(run: Run, tmp_path: Path) -> None:
    """A conversion of two steps is told with both, not with the first alone."""
    file = tmp_path / "oslo.csv"
    file.write_text("SYKEFR_PST\n", encoding="utf-8")
    lines = run("crosswalk", file, "--to", "bergen", "--table", "oslo/hr/fravaer").stdout.partition("sykt_barn")[2]
    assert "    Regn om fra Oslo (HR) til Bergen (Personal): Bergen = Oslo × 0,01\n    p = tallet i feltet." in lines
    assert "Til det trengs «Prosent for sykt barn" in lines


def test_crosswalk_answers_for_the_days_of_the_file(run: Run, tmp_path: Path) -> None:
    """--period decides which description of a column holds; the days are told, and a period that is none is refused."""
    file = tmp_path / "oslo.csv"
    file.write_text("SYKEFR_PST\n", encoding="utf-8")
    asked = ("crosswalk", file, "--to", "bergen", "--table", "oslo/hr/fravaer", "--period")
    old = run(*asked, "2019/2024").stdout
    assert "Gjelder 2019-01-01 – 2024-12-31" in old
    assert "p [Oslo] = p [Bergen] × nevner [Bergen] / nevner [Oslo]" in old
    refused = run(*asked, "i fjor")
    assert (refused.returncode, "ingen periode" in refused.stderr) == (2, True)


def test_crosswalk_gives_csv_for_excel(run: Run, tmp_path: Path) -> None:
    """UTF-8 with byte order mark and semicolons; a row per column and counterpart, and no cell that runs."""
    file = tmp_path / "oslo.csv"
    file.write_text(f"{HEADER};=1+1\n", encoding="utf-8")
    done = run("crosswalk", file, "--to", "felles", "--table", "oslo/hr/fravaer", "--output", "csv")
    assert done.stdout.startswith("\ufeffkolonne;rolle;begrep;")
    assert ";svar;svar_kode;foreløpig;grunn;" in done.stdout.partition("\n")[0]
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff")), delimiter=";"))
    assert [row["kolonne"] for row in rows] == [*HEADER.split(";"), "'=1+1"]
    assert {row["felt"] for row in rows if row["svar_kode"]} == {"felles"}


def test_crosswalk_gives_json(run: Run, tmp_path: Path) -> None:
    """Verdicts by their codes, concepts by their addresses, texts in three languages."""
    file = tmp_path / "oslo.csv"
    file.write_text("SYKEFR_PST\n", encoding="utf-8")
    done = run("crosswalk", file, "--to", "bergen", "--table", "oslo/hr/fravaer", "--output", "json")
    found = json.loads(done.stdout)
    assert (found["table"], found["to"]) == ("oslo/hr/fravaer", "bergen")
    best = found["columns"][0]
    assert (best["target"], best["verdict"], best["target_column"]) == (BERGEN, "convertible", "andel")
    assert best["concept"].endswith("/begrep/personell/sykefravaersprosent")
    assert best["reasons"][0]["text"].keys() == {"nb", "nn", "en"}


@pytest.mark.parametrize(
    ("text", "arguments", "code", "words"),
    [
        ("SYKEFR_PST\n", ("--to", "bergen"), 2, "Oppgi tabellen, for eksempel --table oslo/hr/fravaer."),
        (f"{HEADER}\n", ("--to", "bergn"), 2, "Mente du bergen?"),
        (f"{HEADER}\n", ("--to", "bergen", "--table", "oslo/hr/fravar"), 2, "Mente du oslo/hr/fravaer?"),
        ("FORNAVN\n", ("--to", "bergen", "--table", "oslo/hr/fravaer"), 2, "Er det feil tabell?"),
        ("", ("--to", "bergen"), 1, "oslo.csv: filen er tom"),
        ("A;B;A\n", ("--to", "bergen"), 1, "oslo.csv:1: kolonnen A står flere ganger i overskriften"),
        (None, ("--to", "bergen"), 1, "oslo.csv: filen finnes ikke"),
    ],
)
def test_crosswalk_ends_with_1_or_2(
    run: Run, tmp_path: Path, text: str | None, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """2 when it is unclear which table or party is meant, 1 when the file cannot be used."""
    file = tmp_path / "oslo.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = run("crosswalk", file, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_an_answer_that_varies_is_told_part_by_part(run: Run) -> None:
    """Which years first, then each part with its own conversion and reasons."""
    done = run("compare", "sykefravaersprosent", OSLO, BERGEN, "--from", "2016", "--to", "2026")
    lines = done.stdout.splitlines()
    assert lines[2] == "Kan sammenlignes 2019–2026, ukjent 2016–2018"
    assert lines[3].startswith("Hele perioden under ett: ? ukjent (foreløpig: sammenlignbare etter omregning")
    parts = [line for line in lines if line.startswith("20")]
    assert len(parts) == 4
    last = lines.index("2025-01-01 – 2026-12-31: =* sammenlignbare etter omregning")
    assert lines[last + 1] == "    Regn om fra Oslo (HR) til Bergen (Personal): Bergen = Oslo × 0,01"


def test_a_concept_without_figures_is_no_unknown_concept(run: Run) -> None:
    """It is there; concepts near it that have figures are named."""
    done = run("compare", "sykefravær", "oslo", "bergen")
    assert done.returncode == 2
    assert "Begrepet personell/sykefravaer finnes i katalogen" in done.stderr
    assert "Nærliggende begreper det finnes tall for: personell/sykefravaersprosent." in done.stderr


def test_no_pairs_are_explained(run: Run) -> None:
    """Who has no figures, and which concept near it both have some of; in JSON beside the empty list."""
    done = run("compare", "heltidsandel", "ks", "SSB", "--output", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert done.stderr.startswith("SSB har ingen tall for heltidsandel i katalogen.")
    assert "personell/heltidsansatt" in done.stderr
    broken = run("compare", "sykefravaersprosent", "ssb", "ssb", "--from", "2018K3", "--to", "2018K4").stdout
    assert "fra 2018-10-01. Før mot etter: ? ukjent" in broken
