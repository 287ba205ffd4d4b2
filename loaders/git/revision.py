"""The content files as they were at a Git revision, read from Git's own database without a checkout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loaders.git.repository import Repository
from loaders.source import ContentFolders


class EarlierFiles(Mapping[str, bytes]):
    """The content files at a revision, by the path they have in the layout of the guides.

    The state is the one where the work at hand parted from the revision (the merge base with HEAD), so that what
    others have done there since is not taken for changes made here. Only files that differ are read from Git.
    """

    def __init__(self, folders: ContentFolders, revision: str, now: Mapping[str, bytes]) -> None:
        """Compare ``now`` with ``revision``; raises RevisionMissing when Git, the repository or that is not there."""
        repository = Repository(folders)
        commit = repository.parting(revision)
        blobs = repository.blobs(commit)
        differing = {path for path in repository.differing(commit) if path in blobs}
        differing |= {path for path in blobs if path not in now}
        contents = dict(repository.contents(blobs[path] for path in differing))
        self._now = now
        self._paths = set(blobs)
        self._blobs = {path: contents[blobs[path]] for path in differing}

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
