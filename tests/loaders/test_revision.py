"""Reading the content at a Git revision, and checking what has changed since."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from graph.errors import RevisionMissing
from graph.finding import Finding
from graph.namespaces import BASE
from loaders.checking.check import check
from loaders.checking.stamped import StampedFiles
from loaders.git.revision import EarlierFiles
from loaders.progress import silent
from loaders.source import ContentFolders

CONCEPT = "vocabularies/personell/sykefravaer.ttl"
NEW = "vocabularies/personell/sykefravaer-nytt.ttl"


def git(folder: Path, *arguments: str) -> str:
    """Run Git in a folder, as nobody in particular."""
    names = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *names, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path) -> str:
    """Commit everything; return the commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Endring")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(content: ContentFolders) -> Path:
    """The small catalogue in a repository of its own, below a folder; one commit."""
    folder = content.vocabularies.parent
    (folder / ".gitattributes").write_text("* text=auto eol=lf\n", encoding="utf-8")
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace something that is there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def since(content: ContentFolders, revision: str) -> EarlierFiles:
    """The files at a revision, compared with those on disk."""
    return EarlierFiles(content, revision, StampedFiles(content))


def found(content: ContentFolders, revision: str) -> list[Finding]:
    """The findings on status and version against a revision."""
    files = StampedFiles(content)
    every = check(files, BASE, silent, earlier=EarlierFiles(content, revision, files))
    return [each for each in every if each.rule.startswith("STA")]


class TestFiles:
    def test_untouched_files_are_as_they_were(self, content: ContentFolders, repository: Path) -> None:
        """Nothing differs, and every file has the bytes it had."""
        earlier = since(content, "HEAD")
        assert earlier.changed == set()
        assert dict(earlier) == dict(StampedFiles(content))

    def test_changed_new_and_deleted_files(self, content: ContentFolders, repository: Path) -> None:
        """What the revision had is read from Git, whether committed since or only written to disk."""
        before = (repository / CONCEPT).read_bytes()
        edit(repository / CONCEPT, "sykefravær", "sykefråvær")
        commit(repository)
        edit(repository / CONCEPT, "sykefråvær", "fravær")
        shutil.copy(repository / CONCEPT, repository / NEW)
        (repository / "mappings/oslo/felt.csv").unlink()
        earlier = since(content, "HEAD~1")
        assert earlier.changed == {CONCEPT, NEW, "mappings/oslo/felt.csv"}
        assert earlier[CONCEPT] == before
        assert NEW not in earlier
        assert earlier["mappings/oslo/felt.csv"].startswith(b"\xef\xbb\xbffelt_id;")

    def test_what_others_have_done_since_is_not_ours(self, content: ContentFolders, repository: Path) -> None:
        """Compared with a branch that has moved on, only the work since the two parted counts."""
        git(repository, "checkout", "--quiet", "-b", "forslag")
        git(repository, "checkout", "--quiet", "main")
        edit(repository / CONCEPT, "sykefravær", "sykefråvær")
        commit(repository)
        git(repository, "checkout", "--quiet", "forslag")
        assert since(content, "main").changed == set()

    def test_a_folder_that_was_not_there(self, content: ContentFolders, repository: Path) -> None:
        """Before the folder of mappings was made there were no mappings."""
        git(repository, "rm", "-r", "--quiet", "--cached", "mappings")
        git(repository, "commit", "--quiet", "--message", "Bare vokabularer")
        assert not [path for path in since(content, "HEAD") if path.startswith("mappings/")]

    def test_names_that_are_not_ascii(self, content: ContentFolders, repository: Path) -> None:
        """A file name with a letter Git would write as a number is one name all the same."""
        odd = repository / "vocabularies/personell/fråvær.ttl"
        shutil.copy(repository / CONCEPT, odd)
        commit(repository)
        odd.write_bytes(b"")
        assert since(content, "HEAD").changed == {"vocabularies/personell/fråvær.ttl"}


class TestMissing:
    def test_no_repository(self, content: ContentFolders, monkeypatch: pytest.MonkeyPatch) -> None:
        """Content outside Git has no earlier state."""
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(content.vocabularies.parents[1]))
        with pytest.raises(RevisionMissing) as caught:
            since(content, "HEAD")
        assert (caught.value.kind, caught.value.names) == ("repository", {"folder": str(content.vocabularies)})

    @pytest.mark.parametrize("revision", ["finnes-ikke", "-rf", "HEAD:vocabularies", "0" * 40])
    def test_no_revision(self, content: ContentFolders, repository: Path, revision: str) -> None:
        """A name Git does not know, or that is no commit, is told by its name."""
        with pytest.raises(RevisionMissing) as caught:
            since(content, revision)
        assert (caught.value.kind, caught.value.names) == ("revision", {"revision": revision})

    def test_no_git(self, content: ContentFolders, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without Git on the machine that is what is said."""
        monkeypatch.setenv("PATH", os.devnull)
        with pytest.raises(RevisionMissing) as caught:
            since(content, "HEAD")
        assert caught.value.kind == "git"


class TestFindings:
    def test_a_deleted_concept_is_told(self, content: ContentFolders, repository: Path) -> None:
        """A concept that others may have used cannot be deleted."""
        edit(repository / CONCEPT, "status:DRAFT", "status:CURRENT")
        commit(repository)
        (repository / CONCEPT).unlink()
        assert [(each.rule, each.file) for each in found(content, "HEAD")] == [("STA-02", CONCEPT)]

    def test_a_change_of_characteristic_reaches_its_concepts(self, content: ContentFolders, repository: Path) -> None:
        """A changed pair rule is told at the mapped concept that asks for it, whose own file is untouched."""
        edit(repository / "vocabularies/kjennetegn/fravaerstype.ttl", "p(med-sykt-barn) =", "andel(med-sykt-barn) =")
        told = found(content, "HEAD")
        assert {each.rule for each in told} == {"STA-08"}
        assert "vocabularies/personell/sykefravaersprosent.ttl" in {each.file for each in told}

    def test_nothing_changed_nothing_told(self, content: ContentFolders, repository: Path) -> None:
        """Against the state it is in, content has no findings of this stage."""
        assert found(content, "HEAD") == []
