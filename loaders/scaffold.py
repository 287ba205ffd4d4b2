"""The files a content repository needs so that every change is checked: hooks, workflow, template, owners.

All of them are written, or none: what is there already is never touched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

_TEMPLATES: Final = Path(__file__).with_name("templates")
PLACES: Final[Mapping[str, str]] = {
    "gitattributes": ".gitattributes",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "kontroll.yml": ".github/workflows/kontroll.yml",
    "pull_request_template.md": ".github/pull_request_template.md",
    "CODEOWNERS": ".github/CODEOWNERS",
}
"""Where each template goes in the repository."""


class InTheWay(Exception):
    """Files that are there already and hold something else; ``paths`` are theirs in the repository."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What a repository is set up with: how the program is installed and called, and who owns everything."""

    install: str
    command: str = "begrep"
    owner: str = ""

    def files(self) -> dict[str, str]:
        """The text of each file by its path in the repository."""
        filled = {
            "@INSTALL@": self.install.replace("'", "''"),
            "@COMMAND@": self.command.replace("'", "''"),
            "@OWNERS@\n": f"\n* {self.owner}\n" if self.owner else "",
        }
        return {place: _filled(name, filled) for name, place in PLACES.items()}

    def write(self, folder: Path) -> list[str]:
        """Write the files into a folder and return the paths of those that are new.

        Raises InTheWay, having written nothing, when a file with other content is there; when writing fails, takes
        away what it has written and raises the OSError.
        """
        files = self.files()
        there = {path for path in files if (folder / path).exists() or (folder / path).is_symlink()}
        other = [path for path in sorted(there) if not _holds(folder / path, files[path])]
        if other:
            raise InTheWay(other)
        new = [path for path in files if path not in there]
        written: list[Path] = []
        try:
            for path in new:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("x", encoding="utf-8", newline="\n") as stream:
                    written.append(target)
                    stream.write(files[path])
        except OSError:
            for target in written:
                target.unlink(missing_ok=True)
            raise
        return new


def installed_from() -> str:
    """The command that installs this program from where it was installed (PEP 610); empty when nobody else can."""
    try:
        origin = distribution("begrepskatalog").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    about = json.loads(origin) if origin else {}
    address = str(about.get("url", ""))
    if not address.startswith("https://"):
        return ""
    version_control = about.get("vcs_info")
    if version_control is None:
        return f"python -m pip install {address}"
    return f"python -m pip install {version_control['vcs']}+{address}@{version_control['commit_id']}"


def _filled(name: str, values: Mapping[str, str]) -> str:
    text = (_TEMPLATES / name).read_text(encoding="utf-8")
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes().replace(b"\r\n", b"\n") == text.encode("utf-8")
