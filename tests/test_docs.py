"""The documentation says what the program does: every command in README.md runs, and every command is in the docs."""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from graph.builds import Build
from server.cli import main
from server.cli.shown_settings import markdown

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = [
    "README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/drift.md", "docs/flere-noder.md", "vocabularies/README.md",
    "mappings/README.md",
]  # fmt: skip
# These start what the whole test run is: they are started for real on a fresh checkout in test_packaging.py.
MAKE = {"make serve": "begrep serve", "make test": "pytest"}


def commands(block: str) -> Iterator[str]:
    """Yield the commands of a shell block, those over several lines whole."""
    command = ""
    for line in block.splitlines():
        command = f"{command}\n{line}" if command else line
        try:
            shlex.split(command)
        except ValueError:
            continue  # a quote is still open
        if command.strip():
            yield command.strip()
        command = ""


COMMANDS = [command for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for command in commands(block)]
# What the README shows right below a command is what the command answers, whole or in part.
SHOWN = re.compile(r"```sh\n([^`]*?)```\n+(?:[^`\n][^\n]*\n+)?```(?:text|csv)\n(.*?)```", re.DOTALL)
ANSWERS = [(list(commands(block))[-1], answer.splitlines()) for block, answer in SHOWN.findall(README)]


def run(command: str, server: str, store: Path, scratch: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the README against the test's own server and store."""
    words = shlex.split(command.replace("http://127.0.0.1:8000", server).replace("store/liten", str(scratch)))
    if words[0] == ".venv/bin/begrep":
        words[:1] = [str(ROOT / ".venv/bin/python"), "-m", "server"]
    environment = os.environ | {"BEGREP_STORE": str(store)}
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_there_are_commands_to_run() -> None:
    """The README shows the two commands, and questions with their answers."""
    assert set(MAKE) <= set(COMMANDS)
    assert len(ANSWERS) >= 2


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_every_command_in_the_readme_runs(command: str, server: str, real_build: Build, tmp_path: Path) -> None:
    """Copied from the README and run in the checkout, the command succeeds and says something."""
    if command in MAKE:
        planned = subprocess.run(
            ["make", "-n", command.split()[1]], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert MAKE[command] in planned.stdout
        return
    done = run(command, server, real_build.folder.parents[1], tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or done.stderr.strip()


@pytest.mark.parametrize(("command", "answer"), ANSWERS, ids=[command[:40] for command, _ in ANSWERS])
def test_the_answers_in_the_readme_are_the_answers(
    command: str, answer: list[str], server: str, real_build: Build, tmp_path: Path
) -> None:
    """Every line the README shows as an answer is a line of today's answer, in the same order."""
    lines = iter(run(command, server, real_build.folder.parents[1], tmp_path).stdout.splitlines())
    for shown in answer:
        if shown.strip() == "…":
            continue
        assert any(line.rstrip() == shown.rstrip() for line in lines), shown


@pytest.mark.parametrize("guide", GUIDES)
def test_links_between_files_lead_somewhere(guide: str) -> None:
    """No guide links to a file that is not there."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / guide).parent / target).exists(), target


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself(name: str) -> None:
    """Each command has a line of help and an example, and stands in the README."""
    command = main.commands[name]
    assert isinstance(command, click.Command)
    assert command.get_short_help_str(limit=200)
    assert f"begrep {name}" in (command.help or "")
    assert f"begrep {name}" in README


def test_the_settings_in_the_guide_are_the_settings() -> None:
    """The table in the operator's guide is the program's own, line by line."""
    assert "\n".join(markdown("nb")) in (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")


def test_the_picture_is_there() -> None:
    """The README's picture is a file of the repository, small enough to load at once."""
    picture = re.search(r"!\[[^\]]+\]\(([^)]+\.png)\)", README)
    assert picture
    assert (ROOT / picture[1]).stat().st_size < 500_000
