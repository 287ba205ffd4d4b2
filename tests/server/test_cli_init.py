"""``begrep init``: everything a content repository needs to be checked, or nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.scaffold import PLACES, InTheWay, Scaffold, installed_from
from loaders.source import ContentFolders

ROOT = Path(__file__).parents[2]
OWN = Scaffold(install="make .venv/.serve", command=".venv/bin/begrep")
INSTALL = "pip install git+https://example.org/begrepskatalog"


def run(begrep: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [*begrep, "init", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def shell(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a hook or a workflow in a folder, with ``begrep`` on the path."""
    environment = os.environ | variables | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_this_repository_uses_them_itself() -> None:
    """The files here are those the command writes, so they cannot grow apart."""
    for path, text in OWN.files().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, path


def test_an_empty_folder_gets_all(begrep: list[str], tmp_path: Path) -> None:
    """Every file is written and named; the second time there is nothing to do."""
    done = run(begrep, "--install", INSTALL, "--owner", "@virksomhet/begreper", str(tmp_path / "ny"))
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.split()) == sorted(PLACES.values())
    written = {path.relative_to(tmp_path / "ny").as_posix() for path in (tmp_path / "ny").rglob("*") if path.is_file()}
    assert written == set(PLACES.values())
    assert INSTALL in (tmp_path / "ny/.github/workflows/kontroll.yml").read_text(encoding="utf-8")
    assert "\n* @virksomhet/begreper\n" in (tmp_path / "ny/.github/CODEOWNERS").read_text(encoding="utf-8")
    assert not any("@COMMAND@" in text or "@INSTALL@" in text for text in OWN.files().values())
    again = run(begrep, "--install", INSTALL, "--owner", "@virksomhet/begreper", str(tmp_path / "ny"))
    assert (again.returncode, again.stdout) == (0, "")


@pytest.mark.parametrize("place", PLACES.values())
def test_what_is_there_is_never_touched(begrep: list[str], tmp_path: Path, place: str) -> None:
    """One file of somebody's own stands in the way: it is named, and nothing is written."""
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("mitt eget\n", encoding="utf-8")
    done = run(begrep, "--install", INSTALL, str(tmp_path))
    assert done.returncode == 1
    assert place in done.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [Path(place).name]
    assert (tmp_path / place).read_text(encoding="utf-8") == "mitt eget\n"


def test_nothing_is_half_written(tmp_path: Path) -> None:
    """When one file cannot be written, those before it are taken away again."""
    (tmp_path / ".github").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(OSError, match="github"):
        OWN.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".github"]


def test_a_link_is_in_the_way(tmp_path: Path) -> None:
    """A link that leads nowhere is not written through."""
    (tmp_path / ".gitattributes").symlink_to(tmp_path / "annet")
    with pytest.raises(InTheWay):
        OWN.write(tmp_path)
    assert not (tmp_path / "annet").exists()


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_how_to_install_must_be_known(begrep: list[str], tmp_path: Path, lang: str) -> None:
    """Nobody else can install from a folder on this machine: wrong use, and what to give."""
    assert installed_from() == ""
    done = run(begrep, str(tmp_path), "--lang", lang)
    assert done.returncode == 2
    assert "--install" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [["--owner", "begreper"], ["--command", "begrep\nrm"]])
def test_values_that_would_break_a_file_are_refused(begrep: list[str], tmp_path: Path, wrong: list[str]) -> None:
    """A name without @ owns nothing, and a line break ends a line."""
    assert run(begrep, "--install", INSTALL, *wrong, str(tmp_path)).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_quotes_are_kept_whole(tmp_path: Path) -> None:
    """A command with quotes in it stands as one text in the workflow (YAML 1.2, 7.3.2)."""
    text = Scaffold(install="pip install 'begrep @ https://example.org'").files()[PLACES["kontroll.yml"]]
    assert "run: 'pip install ''begrep @ https://example.org'''" in text


def test_the_commands_of_hooks_and_workflow_work(content: ContentFolders, tmp_path: Path) -> None:
    """What the files ask for is run as it stands: passes on good content, tells a fault on its line."""
    folder = content.vocabularies.parent
    Scaffold(INSTALL, command=f'"{sys.executable}" -m server').write(folder)
    hooks = re.findall(r"entry: '(.*)'", (folder / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    steps = re.findall(r"run: '(.*)'", (folder / ".github/workflows/kontroll.yml").read_text(encoding="utf-8"))
    git = "git -c user.name=T -c user.email=t@example.org"
    begun = (
        f"git init -q -b main && git add -A && {git} commit -qm Start && git update-ref refs/remotes/origin/main HEAD"
    )
    assert shell(begun, folder).returncode == 0
    assert len(hooks) == 2
    assert steps[0] == INSTALL
    for command in (*hooks, *steps[1:]):
        places = {"GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(tmp_path / "sammendrag.md")}
        assert shell(command, folder, **places).returncode == 0, command
    assert "# Endringer i innholdet" in (tmp_path / "sammendrag.md").read_text(encoding="utf-8")
    assert (folder / "forhandsvisning" / "endringer.html").is_file()
    concept = folder / "vocabularies/personell/fravaer.ttl"
    concept.write_text(concept.read_text(encoding="utf-8").replace("status:DRAFT", "status:DRAFTT"), encoding="utf-8")
    told = shell(steps[2], folder, GITHUB_BASE_REF="main")
    assert told.returncode == 1
    line = 1 + concept.read_text(encoding="utf-8").split("status:DRAFTT ")[0].count("\n")
    assert f"::error file=vocabularies/personell/fravaer.ttl,line={line}," in told.stdout
    shutil.rmtree(folder / ".begrep-cache")


def test_the_hooks_run_under_pre_commit(content: ContentFolders, tmp_path: Path) -> None:
    """Under the real program: a fault stops the commit, loose form is mended, a deleted concept is missed."""
    folder = content.vocabularies.parent
    Scaffold(INSTALL, command=f'"{sys.executable}" -m server').write(folder)
    git = "git -c user.name=T -c user.email=t@example.org"
    once = f'"{sys.executable}" -m pre_commit install && git add -A && {git} commit -qm Start --no-verify'
    places = {"PRE_COMMIT_HOME": str(tmp_path / "pre-commit")}
    assert shell(f"git init -q -b main && {once}", folder, **places).returncode == 0
    concept = folder / "vocabularies/personell/fravaer.ttl"
    loose = folder / "vocabularies/personell/sykefravaer.ttl"
    good, text = loose.read_text(encoding="utf-8"), concept.read_text(encoding="utf-8")
    concept.write_text(text.replace("status:DRAFT ;", "status:DRAFTT ;"), encoding="utf-8")
    loose.write_text(good.replace("    skos:", "  skos:", 1) + "\n", encoding="utf-8")
    told = shell(f"git add -A && {git} commit -qm Feil", folder, **places)
    assert told.returncode == 1
    assert "vocabularies/personell/fravaer.ttl" in told.stdout + told.stderr
    assert "TRM-03: Verdien status:DRAFTT finnes ikke. Mente du status:DRAFT (utkast)?" in told.stdout + told.stderr
    assert loose.read_text(encoding="utf-8") == good
    concept.write_text(text.replace('"absence"', '"absences"'), encoding="utf-8")
    assert shell(f"git add -A && {git} commit -qm Rettet", folder, **places).returncode == 0
    concept.unlink()
    told = shell(f"git add -A && {git} commit -qm Slettet", folder, **places)
    assert told.returncode == 1
    assert "personell/fravaer" in told.stdout + told.stderr
