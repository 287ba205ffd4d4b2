"""The history read from Git in one pass is what ``git log`` of each file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.changes.content import Content
from graph.history.history import History
from loaders.git.history import history_of, read_history
from loaders.git.repository import Repository
from loaders.source import ContentFolders, working_files
from tests.git_content import GitContent
from tests.many_commits import repository, run

RATE = "vocabularies/personell/sykefravaersprosent.ttl"


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> tuple[ContentFolders, History]:
    """Forty files, sixty commits, every fifth a merge; `make bench-history` has 500 and 300."""
    folders = repository(tmp_path_factory.mktemp("lang") / "innhold", 40, 60)
    return folders, read_history(Repository(folders), Content.read(working_files(folders)))


def test_it_is_git_log_of_every_file(past: tuple[ContentFolders, History]) -> None:
    """The same commits with the same days, in the same order, for every file; a merge is one."""
    folders, history = past
    root = folders.vocabularies.parent
    total = 0
    for path in sorted(folders.vocabularies.rglob("*.ttl")):
        inside = path.relative_to(root).as_posix()
        listed = run(root, "log", "--first-parent", "-m", "--format=%H %cI", "--", inside).splitlines()
        found = [entry for entry in history.entries if entry.thing.path == inside]
        assert listed == [f"{entry.commit} {entry.when.isoformat()}" for entry in found]
        total += len(listed)
    assert total == len(history.entries) > 100


def test_the_pull_request_is_told_by_merges_and_subjects(past: tuple[ContentFolders, History]) -> None:
    """«Merge pull request #5», «(#6)» and GitLab's reference."""
    _, history = past
    requests = {entry.request for entry in history.entries}
    assert {"5", "6", "60"} <= requests


def test_changes_are_told_in_words(past: tuple[ContentFolders, History]) -> None:
    """Each entry after the first has its words: the definition with what it was and is."""
    _, history = past
    for entry in history.entries:
        if entry.thing.state == "changed":
            kinds = {change.kind for change in entry.thing.changes}
            assert {"definition", "version"} <= kinds


def test_it_is_kept_and_found_again(past: tuple[ContentFolders, History], tmp_path: Path) -> None:
    """What is written is read back; the same key needs no second pass."""
    folders, history = past
    history.write(tmp_path)
    assert History.read(tmp_path).entries == history.entries
    files = working_files(folders)
    first = history_of(files, folders)
    assert history_of(files, folders, first) is first
    assert history_of(files, folders, first, names=True) is not first


def test_under_another_base_it_is_about_the_same_things(past: tuple[ContentFolders, History]) -> None:
    """Content published under another base has its history there."""
    folders, _ = past
    moved = ContentFolders(folders.vocabularies, folders.mappings, "https://example.org/")
    assert all(entry.thing.iri.startswith("https://example.org/begrep/") for entry in
               history_of(working_files(folders), moved).entries)  # fmt: skip


def test_files_that_came_moved_broke_and_went(tmp_path: Path) -> None:
    """A file that could not be read has an entry that says so; the others of its commit are told as ever."""
    content = GitContent.small(tmp_path / "innhold")
    content.edit(RATE, "    a skos:Concept ;", "    a skos:Concept")
    content.edit("vocabularies/personell/fravaer.ttl", "owl:versionInfo", "owl:priorVersion")
    broken = content.commit("Ødelagt")
    content.git("checkout", "--quiet", "HEAD~1", "--", ".")
    content.commit("Rettet")
    (content.root / "vocabularies/okonomi/netto-driftsresultat.ttl").unlink()
    gone = content.commit("Slettet")
    history = history_of(working_files(content.folders), content.folders)
    states = {(entry.commit, entry.thing.path): entry.thing for entry in history.entries}
    assert [c.kind for c in states[broken, RATE].changes] == ["unreadable"]
    assert states[broken, "vocabularies/personell/fravaer.ttl"].changes
    assert states[gone, "vocabularies/okonomi/netto-driftsresultat.ttl"].state == "gone"


def test_content_deep_in_a_repository(tmp_path: Path) -> None:
    """The folders may lie anywhere in the repository, and other files in it are no part of the history."""
    outer = tmp_path / "alt"
    content = GitContent.small(outer / "katalog" / "innhold")
    (outer / "katalog" / "innhold" / ".git").rename(outer / ".git")
    whole = GitContent(outer)
    whole.commit("Flyttet")
    (outer / "annet.ttl").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    whole.commit("Noe annet")
    history = history_of(working_files(content.folders), content.folders)
    assert {entry.thing.path.split("/")[0] for entry in history.entries} == {"vocabularies", "mappings"}
    assert len({entry.commit for entry in history.entries}) == 1
