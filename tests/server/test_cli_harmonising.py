"""``begrep harmonise``: what it writes, what it refuses, and what it ends with."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.builds import Build
from graph.harmonising.period_value import asked_period

ROOT = Path(__file__).parents[2]
HEADER = "AVDELING;KVARTAL;SYKEFR_PST;LEGEM_PST"
TABLES = ("--from", "oslo/hr/fravaer", "--to", "bergen/personal/sykefravaer")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def environment(real_build: Build) -> dict[str, str]:
    """The environment of a command that answers from the real catalogue."""
    return os.environ | {"BEGREP_STORE": str(real_build.folder.parents[1]), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def run(begrep: list[str], environment: dict[str, str], tmp_path: Path) -> Run:
    """Run the command in the folder of the test, in a process of its own."""

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        paths = environment | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [*begrep, "harmonise", *arguments],
            cwd=tmp_path,
            env=paths,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    return command


@pytest.fixture
def inn(tmp_path: Path) -> Path:
    """The file somebody brings."""
    return tmp_path / "inn.csv"


def test_everything_is_kept(run: Run, inn: Path) -> None:
    """0 when every figure and every row is in the result, with metadata beside it."""
    inn.write_text("AVDELING;KVARTAL;SYKEFR_PST\nSkole;2025K1;8,4\nHelse;2025K2;..\n", encoding="utf-8-sig")
    done = run("inn.csv", *TABLES, "--period", "2025", "-o", "ut.csv")
    assert (done.returncode, done.stderr) == (0, "")
    ut = inn.with_name("ut.csv")
    assert ut.read_bytes().decode() == "\ufeffAVDELING;kvartal;andel\nSkole;2025K1;0,084\nHelse;2025K2;..\n"
    assert json.loads(ut.with_name("ut.csv-metadata.json").read_text(encoding="utf-8"))["url"] == "ut.csv"
    assert "SYKEFR_PST  omregnet → andel  =* sammenlignbare etter omregning" in done.stdout
    assert "2 rader skrevet til ut.csv." in done.stdout
    assert "8,4" not in done.stdout


def test_something_is_refused(run: Run, inn: Path) -> None:
    """3 when a figure or a row is left out, with the reason."""
    inn.write_text(f"{HEADER}\nSkole;2024K1;8,4;7,1\nSkole;2025K1;8,4;7,1\n", encoding="utf-8")
    done = run("inn.csv", *TABLES, "--period", "2024/2025", "-o", "ut.csv", "--lang", "nn")
    assert done.returncode == 3
    assert inn.with_name("ut.csv").read_text(encoding="utf-8") == "AVDELING;kvartal;andel\nSkole;2025K1;0,084\n"
    assert "LEGEM_PST   AVVIST (døme)\n" in done.stdout
    assert "Tala kan bli samanliknbare etter omrekning, men det kan ikkje gjerast her." in done.stdout
    assert "Omrekninga krev meir enn dette eine talet." in done.stdout
    assert "1 rad er utelaten fordi eit tal ikkje kan vere med då:" in done.stdout
    assert "SYKEFR_PST 2024-01-01 – 2024-12-31: =*" in done.stdout


def test_a_period_of_no_known_form_is_told_every_form(run: Run, inn: Path) -> None:
    """2 for a period that is none; every form the message names is one that is taken."""
    done = run("inn.csv", *TABLES, "--period", "i fjor", "-o", "ut.csv")
    assert done.returncode == 2
    named = re.findall(r"\b(?:20\d\d[-/\w]*|31\.3\.2024)", done.stderr)
    assert len(named) > 8
    assert [form for form in named if not asked_period(form)] == []


def test_a_period_before_the_column_is_described_is_unknown_and_says_so(run: Run, inn: Path) -> None:
    """The other table has the concept; it is this column that nothing is known of then, and not that it lacks one."""
    inn.write_text(f"{HEADER}\nSkole;2017K1;8,4;7,1\n", encoding="utf-8")
    done = run("inn.csv", *TABLES, "--period", "2017", "-o", "ut.csv")
    assert done.returncode == 3
    assert "SYKEFR_PST  AVVIST  ? ukjent (" in done.stdout
    assert "er koblet til begrepet" not in done.stdout


def test_what_a_conversion_lacks_is_named(run: Run, inn: Path) -> None:
    """It can be converted, not here: the data, the columns that may hold them, and the formula the way of the run."""
    rows = "Skole;2024K1;8,4;1000;84\nSkole;2025K1;8,4;1000;84\n"
    inn.write_text(f"AVDELING;KVARTAL;SYKEFR_PST;AVTALTE_DV;MERKNAD\n{rows}", encoding="utf-8")
    done = run("inn.csv", *TABLES, "--period", "2024/2025", "-o", "ut.csv")
    told = done.stdout.partition("SYKEFR_PST 2024-01-01 – 2024-12-31")[2]
    assert "men det kan ikke gjøres her" in told
    assert "Det trengs «Nevneren i dagsverk» hos begge. Filen har AVTALTE_DV i den enheten" in told
    assert "Fra Oslo (HR) til Bergen (Personal): " in told
    assert "p [Bergen] = p [Oslo] × nevner [Oslo] / nevner [Bergen]" in told


def test_a_caveat_is_accepted_only_when_told(run: Run, inn: Path) -> None:
    """Figures with a reservation need the flag; with it they are passed on, and the reservation is told."""
    inn.write_text("AAR;AVDELING;ANTALL_ANSATTE\n2025;Skole;12\n", encoding="utf-8")
    tables = ("--from", "oslo/hr/ansatte", "--to", "trondheim/hr/ansatte", "--period", "2025", "-o", "ut.csv")
    without = run("inn.csv", *tables)
    assert (without.returncode, "Godta forbeholdet med --accept-caveat" in without.stdout) == (3, True)
    assert [path.name for path in inn.parent.iterdir()] == ["inn.csv"]
    assert "ut.csv er ikke skrevet: ingen tall kan være med." in without.stdout
    accepted = run("inn.csv", *tables, "--accept-caveat")
    assert (accepted.returncode, "(=) sammenlignbare med forbehold" in accepted.stdout) == (0, True)
    assert inn.with_name("ut.csv").read_text(encoding="utf-8") == "År;AVDELING;Antall ansatte\n2025;Skole;12\n"


def test_a_column_the_catalogue_does_not_know_is_told_by_the_exit_code(run: Run, inn: Path) -> None:
    """3, as the help says, when anything of the file is left out."""
    inn.write_text("KVARTAL;SYKEFR_PST;KOMMENTAR\n2025K1;8,4;ja\n", encoding="utf-8")
    done = run("inn.csv", *TABLES, "--period", "2025", "-o", "ut.csv")
    assert done.returncode == 3
    assert "KOMMENTAR   utelatt" in done.stdout
    assert inn.with_name("ut.csv").read_text(encoding="utf-8") == "kvartal;andel\n2025K1;0,084\n"


def test_no_file_is_written_when_every_row_is_refused(run: Run, inn: Path) -> None:
    """Rows of days the figures may not be passed on for leave nothing, and nothing is what is written."""
    inn.write_text("KVARTAL;SYKEFR_PST\n2024K1;8,4\n", encoding="utf-8")
    done = run("inn.csv", *TABLES, "--period", "2024/2025", "-o", "ut.csv")
    assert (done.returncode, "ut.csv er ikke skrevet" in done.stdout) == (3, True)
    assert [path.name for path in inn.parent.iterdir()] == ["inn.csv"]


def test_what_cannot_be_right_is_told_by_the_exit_code(run: Run, inn: Path) -> None:
    """3, the line and the reason, though everything is passed on."""
    inn.write_text("KVARTAL;SYKEFR_PST\n2025K1;108,4\n", encoding="utf-8")
    done = run("inn.csv", *TABLES, "--period", "2025", "-o", "ut.csv", "--lang", "en")
    assert done.returncode == 3
    assert "WARNING: Column SYKEFR_PST: 1 figures cannot be right." in done.stdout
    assert inn.with_name("ut.csv").read_text(encoding="utf-8") == "kvartal;andel\n2025K1;1,084\n"


def test_to_the_common_definition(run: Run, inn: Path) -> None:
    """A figure that follows the definition gets the concept's name."""
    inn.write_text("ENHET;AAR;BARN_PR_AARSVERK\nNord;2025;5,8\n", encoding="utf-8")
    tables = ("--from", "oslo/oppvekst/bemanning", "--to", "felles", "--period", "2025", "-o", "ut.csv")
    assert run("inn.csv", *tables).returncode == 0
    text = inn.with_name("ut.csv").read_text(encoding="utf-8")
    assert text == "ENHET;AAR;bemanningstetthet-barnehage\nNord;2025;5,8\n"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("Skole;2025K1;8,4;7\n" * 12 + "Skole;;ukjent;7\n", "inn.csv:14: kolonne SYKEFR_PST: «ukjent» er ikke et tall"),
        ("17851410015;2025K1;8,4;7\n", "inn.csv: kolonne AVDELING inneholder fødselsnummer."),
        ("Skole;2025K1;8,4\n", "inn.csv:2: raden har 3 celler, men overskriften har 4"),
    ],
    ids=["number", "identity", "cells"],
)  # fmt: skip
def test_a_fault_in_the_file(run: Run, inn: Path, rows: str, words: str) -> None:
    """1, the line and the column, and no result; an identity number is never repeated."""
    inn.write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    done = run("inn.csv", *TABLES, "--period", "2025", "-o", "ut.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(words)
    assert "17851410015" not in done.stderr
    assert [path.name for path in inn.parent.iterdir()] == ["inn.csv"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("inn.csv", *TABLES, "--period", "i fjor", "-o", "ut.csv"), 2, "«i fjor» er ingen periode."),
        (("inn.csv", *TABLES, "--period", "2025", "-o", "./inn.csv"), 2, "kan ikke skrives over filen"),
        (("inn.csv", "--from", "oslo/hr", "--to", "felles", "--period", "2025", "-o", "ut.csv"), 2, "oslo/hr"),
        (("inn.csv", *TABLES, "--period", "2025"), 2, "-o"),
        (("borte.csv", *TABLES, "--period", "2025", "-o", "ut.csv"), 1, "borte.csv: filen finnes ikke"),
        (("inn.csv", *TABLES, "--period", "2025", "-o", "mappe/ut.csv"), 1, "mappe/ut.csv: mappen finnes ikke"),
    ],
    ids=["period", "same file", "table", "no result", "no file", "no folder"],
)
def test_wrong_use_and_files_that_are_not_there(
    run: Run, inn: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """2 when the command is used wrongly, 1 when a file is not there."""
    inn.write_text(f"{HEADER}\nSkole;2025K1;8,4;7\n", encoding="utf-8")
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_everything_wrong_with_the_question_is_told_at_once(run: Run) -> None:
    """An organisation where a table is meant gets its tables to choose from, and the other faults are told too."""
    done = run("inn.csv", "--from", "oslo/hr/fravar", "--to", "bergen", "--period", "i fjor", "-o", "ut.csv")
    assert (done.returncode, done.stdout) == (2, "")
    period, source, target = done.stderr.splitlines()
    assert period.startswith("«i fjor» er ingen periode.")
    assert "«oslo/hr/fravar»" in source
    assert "oslo/hr/fravaer" in source
    assert target.startswith("«bergen» er ikke en tabell, men har flere. Velg bergen/")
    assert "bergen/personal/sykefravaer" in target


def test_help_tells_which_periods_there_are(run: Run) -> None:
    """Each form the help names is one that is read."""
    text = " ".join(run("--help").stdout.split())
    for period in ("2025", "2025K1", "2025H1", "2025T1", "2025-03", "2025U07", "2025-03-01", "2024/25", "2024/2025"):
        assert period in text
        assert asked_period(period) is not None


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as on POSIX")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_leaves_no_half_file(
    begrep: list[str], environment: dict[str, str], inn: Path, stop: signal.Signals
) -> None:
    """Stopped in the middle, the command takes away what it had written and leaves the earlier result."""
    with inn.open("w", encoding="utf-8") as stream:
        stream.write(f"{HEADER}\n")
        for _ in range(600):
            stream.write("Skole;2025K1;8,4;7,1\n" * 5000)
    ut = inn.with_name("ut.csv")
    ut.write_text("forrige svar", encoding="utf-8")
    # Tests that a shell runs in the background are deaf to SIGINT, and what they start would be too.
    deaf_or_not = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*begrep, "harmonise", str(inn), *TABLES, "--period", "2025", "-o", str(ut)],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    signal.signal(signal.SIGINT, deaf_or_not)
    while not any(path.name.startswith(".ut.csv.") for path in ut.parent.iterdir()):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(stop)
    assert process.wait(timeout=30) not in (0, 3)
    assert ut.read_text(encoding="utf-8") == "forrige svar"
    assert {path.name for path in ut.parent.iterdir()} == {"inn.csv", "ut.csv"}
