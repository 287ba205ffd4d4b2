"""A Git repository with the small catalogue in it, for tests that change, commit, branch and merge."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from loaders.source import ContentFolders

SMALL = Path(__file__).parent / "data" / "liten"
# Nothing of the machine's own settings, and always the same days.
ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Kari Nordmann",
    "GIT_AUTHOR_EMAIL": "kari@example.org",
    "GIT_COMMITTER_NAME": "Kari Nordmann",
    "GIT_COMMITTER_EMAIL": "kari@example.org",
    "LC_ALL": "C.UTF-8",
}


@dataclass(frozen=True)
class GitContent:
    """A repository whose working tree holds ``vocabularies`` and ``mappings``."""

    root: Path

    @classmethod
    def small(cls, root: Path) -> GitContent:
        """The small catalogue in one commit on the branch ``main``."""
        shutil.copytree(SMALL, root)
        made = cls(root)
        made.git("init", "--quiet", "--initial-branch=main")
        made.commit("Første innhold")
        return made

    @property
    def folders(self) -> ContentFolders:
        return ContentFolders(self.root / "vocabularies", self.root / "mappings")

    def git(self, *arguments: str, day: str = "2026-11-21", check: bool = True) -> str:
        """Run Git there; returns what it says."""
        dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00+01:00")
        done = subprocess.run(
            ["git", "-C", str(self.root), *arguments],
            capture_output=True,
            text=True,
            env=os.environ | ENVIRONMENT | dates,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    def commit(self, subject: str, day: str = "2026-11-21") -> str:
        """Commit everything; returns the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", subject, day=day)
        return self.git("rev-parse", "HEAD").strip()

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Put one text in another's place in a file."""
        text = self.read(path)
        assert old in text, (path, old)
        (self.root / path).write_bytes(text.replace(old, new, 1).encode())
