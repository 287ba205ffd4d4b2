"""The folder of builds: what is kept, what somebody reads, going back, and a disk that is full or cannot be written."""

import errno
import os
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest
import skosify

from graph.builds import Build, current_build, held_build, kept_builds, switch, tidy
from graph.errors import BuildFailed, BuildMissing, StoreMissing
from graph.hold import Hold, removable
from graph.manifest import FILE_NAME
from loaders.build import BuildPlan, build
from loaders.content import read_files, read_quads
from loaders.enrichment import _added, enrich
from loaders.progress import silent
from loaders.source import ContentFolders
from tests.build_copies import copied

pytestmark = pytest.mark.many

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(small_build: Build, tmp_path: Path) -> Path:
    """A folder of five builds, the last of which is served."""
    for number in range(5):
        content = f"abcdef12345{number}"
        copied(small_build, tmp_path, f"2026112{number}T120000000000-{content}", content)
    return tmp_path


def test_going_back_is_to_any_kept_build(folder: Path) -> None:
    """The pointer names the build asked for; a name that is none changes nothing."""
    first, *_, last = kept_builds(folder)
    assert current_build(folder) == last
    assert switch(folder, first.id) == first
    assert current_build(folder) == first
    for name in ("nei", "", ".", "../builds", f"{first.id}/store"):
        with pytest.raises(BuildMissing):
            switch(folder, name)
    assert current_build(folder) == first


def test_what_is_served_or_read_is_not_tidied_away(folder: Path) -> None:
    """The newest two, the one that is served, and the one that somebody reads, until they do not."""
    builds = kept_builds(folder)
    switch(folder, builds[0].id)
    hold = Hold(builds[1].folder / FILE_NAME)
    tidy(folder, 2)
    assert kept_builds(folder) == [builds[0], builds[1], builds[3], builds[4]]
    hold.let_go()
    tidy(folder, 2)
    assert kept_builds(folder) == [builds[0], builds[3], builds[4]]
    assert {path.name for path in (folder / "builds").iterdir()} == {build.id for build in kept_builds(folder)}


def test_the_same_content_again_pushes_out_no_other(folder: Path, small_build: Build) -> None:
    """Built every day without a change, there is still something to go back to."""
    builds = kept_builds(folder)
    for day in range(1, 4):
        again = copied(small_build, folder, f"2026120{day}T120000000000-x", builds[-1].manifest.content_hash)
        tidy(folder, 3)
    assert kept_builds(folder) == [builds[2], builds[3], again]


def test_nobody_takes_hold_of_what_is_being_removed(folder: Path) -> None:
    """Whoever comes too late is told, and finds the build that is served."""
    manifest = kept_builds(folder)[0].folder / FILE_NAME
    with removable(manifest) as unread:
        assert unread
        with pytest.raises(StoreMissing):
            Hold(manifest)
    assert Hold(manifest)


def test_readers_always_find_a_whole_build(small_build: Build, tmp_path: Path) -> None:
    """While builds are published and tidied away as fast as can be, following the pointer never fails."""
    copied(small_build, tmp_path, "20260101T000000000000-a")
    failures: list[Exception] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                found, hold = held_build(tmp_path)
                assert (found.store / "CURRENT").is_file()
                hold.let_go()
            except (StoreMissing, AssertionError) as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(8):
        copied(small_build, tmp_path, f"202611{number:02}T120000000000-b")
        tidy(tmp_path, 1)
    over.set()
    reader.join()
    assert not failures


def test_a_vocabulary_that_has_not_changed_is_not_enriched_again(
    plan: BuildPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a save in one vocabulary, skosify is asked about that one only, and what follows is the same."""
    asked: list[str] = []
    ask = skosify.skosify

    def counted(*given: object, **how: object) -> object:
        asked.append(str(how["label"]))
        return ask(*given, **how)

    monkeypatch.setattr(skosify, "skosify", counted)
    _added.cache_clear()
    first = _derived(plan)
    assert len(asked) == 2
    concept = plan.content.vocabularies / "personell" / "fravaer.ttl"
    concept.write_text(concept.read_text(encoding="utf-8").replace('"fravær"@nb', '"bortevær"@nb'), encoding="utf-8")
    again = _derived(plan)
    assert len(asked) == 3
    assert again == first
    _added.cache_clear()
    assert _derived(plan) == again


def _derived(plan: BuildPlan) -> set[str]:
    content = read_files(plan.content)
    read_quads(content, content.base, None, silent)
    return {str(quad) for quad in enrich(content.quads, content.base)}


def test_a_full_disk_leaves_what_is_served(small_disk: Path, small_build: Build, content: ContentFolders) -> None:
    """Nothing half is left of the build that found no room, and the one before is served."""
    (small_disk / "fyll").write_bytes(bytes(600_000))
    (small_disk / "current").write_text(small_build.id + "\n")
    before = sorted(small_disk.rglob("*"))
    with pytest.raises(BuildFailed, match="full"):
        build(BuildPlan(content, small_disk))
    left = {path.name for path in set(small_disk.rglob("*")) - set(before)}
    assert left <= {"builds", "build.lock", "utgivelser"}
    assert (small_disk / "current").read_text().strip() == small_build.id


def test_a_disk_that_is_full_at_the_switch_keeps_the_pointer(
    begrep: list[str], small_disk: Path, small_build: Build
) -> None:
    """Not one byte is free: the command says so, ends with 1, and leaves what is served and nothing else."""
    for name in ("20260101T0-a", "20260102T0-b"):
        place = small_disk / "builds" / name
        place.mkdir(parents=True)
        (place / FILE_NAME).write_text(small_build.manifest.to_json(), encoding="utf-8")
    (small_disk / "current").write_text("20260102T0-b\n")
    (small_disk / "build.lock").touch()
    with suppress(OSError), (small_disk / "fyll").open("wb", buffering=0) as filling:
        while filling.write(bytes(4096)):
            pass
    command = [*begrep, "builds", "--store", str(small_disk), "--use", "forrige"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr[:26]) == (1, "Det er ikke plass igjen på")
    assert current_build(small_disk).id == "20260102T0-b"
    assert {path.name for path in small_disk.iterdir()} == {"builds", "current", "build.lock", "fyll"}


def test_a_new_build_that_cannot_be_switched_to_goes_again(plan: BuildPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last file of all is the pointer; when there is no room for it, only the build before is left."""
    served = build(plan)
    monkeypatch.setattr("graph.builds._point", _no_room)
    with pytest.raises(BuildFailed, match="full"):
        build(plan)
    assert current_build(plan.folder) == served
    assert [path.name for path in (plan.folder / "builds").iterdir()] == [served.id]


def _no_room(folder: Path, build_id: str) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_two_builds_at_once_and_no_git(begrep: list[str], content: ContentFolders, tmp_path: Path) -> None:
    """One waits for the other, both succeed, and neither misses Git."""
    folders = ["--vocabularies", str(content.vocabularies), "--mappings", str(content.mappings)]
    command = [*begrep, "build", "--force", *folders, "--store", str(tmp_path / "store")]
    without_git = os.environ | {"PATH": str(tmp_path)}
    both = [subprocess.Popen(command, cwd=ROOT, env=without_git, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        told = process.communicate(timeout=120)[1]
        assert process.returncode == 0, told
        assert "Bygget katalogen" in told
    (kept,) = kept_builds(tmp_path / "store")
    assert kept.manifest.commit is None
    assert current_build(tmp_path / "store") == kept


def test_a_folder_that_cannot_be_written_is_named(
    begrep: list[str], small_disk: Path, small_build: Build, content: ContentFolders
) -> None:
    """The command says which folder, and what to do, and ends with 1."""
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    folders = ["--vocabularies", str(content.vocabularies), "--mappings", str(content.mappings)]
    command = [*begrep, "build", *folders, "--store", str(small_disk / "store")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert f"Kan ikke skrive i {small_disk / 'store'} (Read-only file system)" in told.stderr
    assert "Traceback" not in told.stderr
