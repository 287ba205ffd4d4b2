"""The Git repository the content lies in, read from Git's own database without a checkout."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from graph.errors import RevisionMissing
from loaders.source import ContentFolders

_SUFFIXES: Final = {"vocabularies": ".ttl", "mappings": ".csv"}
# A hook runs with these set to the repository it belongs to, which need not be the one the content lies in.
_OF_THE_CALLER: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
_REGULAR: Final = ("100644", "100755")


@dataclass(frozen=True)
class Repository:
    """The repository that holds the two content folders.

    Each method raises RevisionMissing when Git or the repository is not there.
    """

    folders: ContentFolders

    @cached_property
    def root(self) -> Path:
        """The top folder of the working tree."""
        return Path(self.run("rev-parse", "--show-toplevel").decode().strip())

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """What the paths of each content folder begin with in the repository, by the folder's name in the guides."""
        found = {}
        for role, folder in (("vocabularies", self.folders.vocabularies), ("mappings", self.folders.mappings)):
            if not folder.resolve().is_relative_to(self.root.resolve()):
                raise RevisionMissing("repository", folder=str(folder))
            relative = folder.resolve().relative_to(self.root.resolve()).as_posix()
            found[role] = "" if relative == "." else f"{relative}/"
        return found

    @property
    def shallow(self) -> bool:
        """Whether only the newest part of the history has been fetched."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    @property
    def places(self) -> list[str]:
        """The content folders as Git's arguments name them, wherever it is run."""
        return [f":(top){prefix}" for prefix in self.prefixes.values()]

    @property
    def changed(self) -> bool:
        """Whether the content folders hold something that is not committed."""
        return bool(self.run("status", "--porcelain", "--", *self.places).strip())

    def commit(self, revision: str) -> str:
        """The commit that a branch, a tag or an abbreviation names; raises RevisionMissing when there is none."""
        arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        self.run("rev-parse", "--git-dir")
        done = self._start(*arguments)
        if done.returncode != 0:
            raise RevisionMissing("revision", revision=revision)
        return done.stdout.decode().strip()

    def parting(self, revision: str, other: str = "HEAD") -> str:
        """The commit where two lines of work parted; that of ``revision`` where they have none in common."""
        commit = self.commit(revision)
        done = self._start("merge-base", commit, other)
        return done.stdout.decode().strip() if done.returncode == 0 else commit

    def files(self, commit: str) -> dict[str, bytes]:
        """The bytes of every content file at a commit, by the path it has in the layout of the guides."""
        blobs = self.blobs(commit)
        contents = dict(self.contents(blobs.values()))
        return {role: contents[blob] for role, blob in blobs.items()}

    def holds(self, commit: str, files: Mapping[str, bytes]) -> bool:
        """Whether a commit has exactly these content files, byte for byte (paths in the layout of the guides)."""
        blobs = self.blobs(commit)
        return set(blobs) == set(files) and all(_blob(raw, blobs[role]) == blobs[role] for role, raw in files.items())

    def differing(self, commit: str) -> Iterator[str]:
        """The content files of a commit that the working tree has otherwise, as Git sees it: line ends by its settings
        do not count."""
        listed = self.run("diff", "--name-only", "--no-renames", "--no-relative", "-z", commit)
        yield from filter(None, map(self.role, listed.decode("utf-8", "surrogateescape").split("\0")))

    def blobs(self, commit: str) -> dict[str, str]:
        """The blob of every content file at a commit, by the path it has in the layout of the guides."""
        listed = self.run("ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
        blobs: dict[str, str] = {}
        for entry in listed.split("\0"):
            about, _, path = entry.partition("\t")
            role = self.role(path) if about.startswith(_REGULAR) else ""
            if role:
                blobs[role] = about.split()[2]
        return blobs

    def role(self, path: str) -> str:
        """The path a file of the repository has in the layout of the guides; empty for what is no content."""
        for role, suffix in _SUFFIXES.items():
            prefix = self.prefixes[role]
            if path.startswith(prefix) and path.endswith(suffix):
                return f"{role}/{path.removeprefix(prefix)}"
        return ""

    def contents(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield each blob with its bytes, all of them from one process (``git cat-file --batch``)."""
        wanted = list(dict.fromkeys(blobs))
        answer = self.run("cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in wanted).encode())
        place = 0
        for blob in wanted:
            head_end = answer.index(b"\n", place)
            size = int(answer[place:head_end].rsplit(b" ", 1)[1])
            yield blob, answer[head_end + 1 : head_end + 1 + size]
            place = head_end + 1 + size + 1

    def copied(self, commit: str, place: Path) -> ContentFolders:
        """Check out a commit, with its history, in the new folder ``place``; return the content folders there.

        Nothing is copied that Git can borrow, and the repository itself is left as it is.
        """
        self.run("clone", "--quiet", "--shared", "--no-checkout", str(self.root), str(place))
        self.run("-C", str(place), "checkout", "--quiet", "--detach", commit)
        folders = {role: place / prefix for role, prefix in self.prefixes.items()}
        return ContentFolders(folders["vocabularies"], folders["mappings"], self.folders.base)

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What Git answers; raises RevisionMissing when it refuses, as it does outside a repository."""
        done = self._start(*arguments, stdin=stdin)
        if done.returncode != 0:
            raise RevisionMissing("repository", folder=str(self.folders.vocabularies))
        return done.stdout

    def _start(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        environment = {name: value for name, value in os.environ.items() if name not in _OF_THE_CALLER}
        command = ["git", "-C", str(self.folders.vocabularies), *arguments]
        try:
            return subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False)
        except OSError as error:
            raise RevisionMissing("git") from error


def _blob(raw: bytes, like: str) -> str:
    """The name Git gives these bytes (gitformat-objects), by the hash that the name ``like`` is made with."""
    kind = "sha256" if len(like) == hashlib.sha256().digest_size * 2 else "sha1"
    return hashlib.new(kind, b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
