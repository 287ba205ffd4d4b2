"""The content files as they were at a Git revision, read from Git's own database without a checkout."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from graph.errors import RevisionMissing
from loaders.source import ContentFolders

_SUFFIXES: Final = {"vocabularies": ".ttl", "mappings": ".csv"}
# A hook runs with these set to the repository it belongs to, which need not be the one the content lies in.
_OF_THE_CALLER: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
_REGULAR: Final = ("100644", "100755")


class EarlierFiles(Mapping[str, bytes]):
    """The content files at a revision, by the path they have in the layout of the guides.

    The state is the one where the work at hand parted from the revision (the merge base with HEAD), so that what
    others have done there since is not taken for changes made here. Only files that differ are read from Git.
    """

    def __init__(self, folders: ContentFolders, revision: str, now: Mapping[str, bytes]) -> None:
        """Compare ``now`` with ``revision``; raises RevisionMissing when Git, the repository or that is not there."""
        self._now = now
        self._paths: set[str] = set()
        self._blobs: dict[str, bytes] = {}
        for role, folder in (("vocabularies", folders.vocabularies), ("mappings", folders.mappings)):
            commit = _parting(folder, revision)
            blobs = dict(_listed(folder, commit, _SUFFIXES[role]))
            differing = set(_differing(folder, commit)) & set(blobs)
            differing |= {inside for inside in blobs if f"{role}/{inside}" not in now}
            contents = _contents(folder, [blobs[inside] for inside in differing])
            self._paths |= {f"{role}/{inside}" for inside in blobs}
            self._blobs |= {f"{role}/{inside}": contents[blobs[inside]] for inside in differing}

    @property
    def changed(self) -> set[str]:
        """The paths of files that differ, are new or are gone."""
        return {*self._blobs, *(path for path in self._now if path not in self._paths)}

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        return self._blobs[path] if path in self._blobs else self._now[path]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._paths))

    def __len__(self) -> int:
        return len(self._paths)


def _parting(folder: Path, revision: str) -> str:
    """The commit where HEAD and the revision parted; the revision's own where they have none in common."""
    if not _succeeds(folder, "rev-parse", "--git-dir"):
        raise RevisionMissing("repository", folder=str(folder))
    if not _succeeds(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"):
        raise RevisionMissing("revision", revision=revision)
    commit = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").stdout.decode().strip()
    base = _git(folder, "merge-base", commit, "HEAD")
    return base.stdout.decode().strip() if base.returncode == 0 else commit


def _differing(folder: Path, commit: str) -> Iterator[str]:
    """The paths below the folder that differ from a commit, as Git sees it: line ends by its settings do not."""
    options = ("--name-only", "--no-renames", "--relative", "-z")
    listed = _git(folder, "diff", *options, commit, "--", ".").stdout
    yield from filter(None, listed.decode("utf-8", "surrogateescape").split("\0"))


def _listed(folder: Path, commit: str, suffix: str) -> Iterator[tuple[str, str]]:
    """Path below the folder and blob of each file with the suffix; none when the folder was not there."""
    listed = _git(folder, "ls-tree", "-r", "-z", commit, "--", ".")
    for entry in listed.stdout.decode("utf-8", "surrogateescape").split("\0"):
        about, _, path = entry.partition("\t")
        if path.endswith(suffix) and about.startswith(_REGULAR):
            yield path, about.split()[2]


def _contents(folder: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    wanted = list(dict.fromkeys(blobs))
    answer = _git(folder, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in wanted).encode()).stdout
    contents = {}
    place = 0
    for blob in wanted:
        head_end = answer.index(b"\n", place)
        size = int(answer[place:head_end].rsplit(b" ", 1)[1])
        contents[blob] = answer[head_end + 1 : head_end + 1 + size]
        place = head_end + 1 + size + 1
    return contents


def _succeeds(folder: Path, *arguments: str) -> bool:
    return _git(folder, *arguments).returncode == 0


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in _OF_THE_CALLER}
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments], input=stdin, capture_output=True, env=environment, check=False
        )
    except OSError as error:
        raise RevisionMissing("git") from error
