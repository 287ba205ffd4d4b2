"""The guide in CONTRIBUTING is true: the whole change, from branch to release, run as it is written there."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from graph.history.history import History
from loaders.build import BuildPlan, build
from loaders.git.releasing import prepare, write
from server.cli import main
from tests.git_content import GitContent

ROOT = Path(__file__).parents[1]
HEADING = "## En hel endring, fra gren til utgivelse\n"
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(HEADING)[2].partition("\n# Contributing")[0]
BLOCKS = re.findall(r"```(sh|text)\n(.*?)```|((?:^\|[^\n]*\n)+)", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def content(tmp_path: Path) -> GitContent:
    """The small catalogue with one release behind it."""
    made = GitContent.small(tmp_path / "katalog")
    write(made.folders, prepare(made.folders, "2026.1", dt.date(2026, 11, 21)))
    made.commit("Utgivelse 2026.1")
    made.git("tag", "2026.1")
    return made


def run(content: GitContent, command: str) -> str:
    """Run a command in the catalogue's folder: Git for real, begrep in this process."""
    words = shlex.split(command)
    if words[0] != "begrep":
        return content.git(*words[1:])
    done = CliRunner().invoke(main, words[1:], env={"BEGREP_CACHE": str(content.root.parent / "cache")})
    assert done.exit_code == 0, (command, done.output)
    return done.stdout


def assert_shown(shown: str, answer: str) -> None:
    """Every line that is shown is a line of the answer, in order; «…» leaves out lines, or the rest of one."""
    lines = iter(answer.splitlines())
    for line in shown.splitlines():
        start = line.removesuffix("…").rstrip()
        if start and not any(found.rstrip() == start or (line != start and found.startswith(start)) for found in lines):
            raise AssertionError(line)


def fill_in(path: Path, table: str) -> None:
    """Write the rows of the guide's table into the workbook, as its reader would."""
    book = load_workbook(path)
    for row in table.strip().splitlines()[2:]:
        sheet, key, column, text = (cell.strip() for cell in row.strip("|").split("|"))
        page = book[sheet]
        place = next(c.column for c in page[1] if c.value == column or str(c.value).endswith(f"({column})"))
        number = next(cells[0].row for cells in page.iter_rows() if cells[0].value == key)
        page.cell(number, place).value = text
    book.save(path)


def test_a_whole_change_is_played_through(content: GitContent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Branch, Excel, import, check, diff, merge, release: each command succeeds and answers what the guide shows."""
    monkeypatch.chdir(content.root)
    answer, commands = "", 0
    for kind, block, table in BLOCKS:
        if table.startswith("| ark |"):
            fill_in(content.root.parent / "personell.xlsx", table)
        elif kind == "sh":
            for command in block.strip().splitlines():
                answer = run(content, command)
                commands += 1
        elif kind == "text":
            assert_shown(block, answer)
    assert commands == 12
    for command in re.findall(r"^  (git (?:add|commit|tag) .*)$", GUIDE, re.MULTILINE):
        run(content, command)
    assert " error " not in run(content, "begrep check --lang en")
    store = content.root.parent / "store"
    history = History.read(build(BuildPlan(content.folders, store)).folder)
    newest = history.of("https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent")[0]
    assert (newest.request, newest.release) == ("21", "2027.1")
    assert (store / "utgivelser" / "2027.1" / "manifest.json").is_file()
