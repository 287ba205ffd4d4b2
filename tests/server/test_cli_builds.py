"""``begrep builds``: what is kept, and going back, as it is told in a terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.builds import Build, current_build
from server.cli import main
from tests.build_copies import copied

OLD, NEW = "20261127T100000000000-aaaaaaaaaaaa", "20261128T100000000000-bbbbbbbbbbbb"


@pytest.fixture
def folder(small_build: Build, tmp_path: Path) -> Path:
    """Two builds, the newer of which is served."""
    for build_id in (OLD, NEW):
        copied(small_build, tmp_path, build_id)
    return tmp_path


def builds(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["builds", "--store", str(folder), *arguments])


def test_the_list_is_newest_first_with_a_star_at_what_is_served(folder: Path) -> None:
    """One line for each build: its name, when, how much, from which commit."""
    done = builds(folder)
    assert done.exit_code == 0
    first, second = done.stdout.splitlines()
    assert first.startswith(f"* {NEW}  bygd ")
    assert second.startswith(f"  {OLD}  bygd ")
    assert "5 begreper" in first
    assert "5 omgrep" in builds(folder, "--lang", "nn").stdout


@pytest.mark.parametrize("name", [OLD, "aaaaaaaaaaaa", "aaaa", "forrige"])
def test_going_back(folder: Path, name: str) -> None:
    """By the whole name, by the content, or to the one before; and forth again."""
    done = builds(folder, "--use", name)
    assert done.exit_code == 0
    assert OLD in done.stdout
    assert current_build(folder).id == OLD
    assert builds(folder, "--use", "bbbb").exit_code == 0
    assert current_build(folder).id == NEW


@pytest.mark.parametrize("name", ["cccc", "2026", "../x"])
def test_a_build_that_is_not_kept(folder: Path, name: str) -> None:
    """The message names it and says where to look; what is served stays."""
    done = builds(folder, "--use", name)
    assert done.exit_code == 1
    assert f"«{name}»" in done.stderr
    assert current_build(folder).id == NEW


def test_files_that_were_not_committed_are_told_of(small_build: Build, tmp_path: Path) -> None:
    """The commit is cut, its plus is not."""
    copied(small_build, tmp_path, "0123456789abcdef+")
    assert builds(tmp_path).stdout.rstrip().endswith("  0123456789+")


def test_there_is_no_build_before_the_first(folder: Path) -> None:
    """Going back from the oldest leaves it served."""
    builds(folder, "--use", "forrige")
    assert builds(folder, "--use", "forrige").exit_code == 1
    assert current_build(folder).id == OLD


def test_a_folder_without_builds(tmp_path: Path) -> None:
    """It is said how to make one."""
    done = builds(tmp_path)
    assert done.exit_code == 1
    assert "Kjør begrep build" in done.stderr
