"""The list of contents: the first file of an artefact, which names every other with its size and hash."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Final, Literal

from loaders.artifact.wording import refusal

FILE_NAME: Final = "artefakt.json"
DATA: Final = "data.nq"
# What this program reads and writes; a form it cannot read has another number.
FORMAT: Final = 1
_KEY: Final = "begrepskatalog-artefakt"
# The names a build has for its files, and no way out of the folder.
_PATH: Final = re.compile(r"(?:[A-Za-z0-9_-][\w.-]*/){0,3}[A-Za-z0-9_-][\w.-]*", re.ASCII)
_BUILD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,80}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")

Data = Literal["n-quads", "store"]


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file: its size in bytes, and SHA-256 (hex)."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What an artefact holds: the build's name, the program that packed it, how the data lie, and every file."""

    build: str
    program: str
    data: Data
    files: Mapping[str, PackedFile]

    @property
    def size(self) -> int:
        """How many bytes the files take when they are unpacked."""
        return sum(file.size for file in self.files.values())

    def to_json(self) -> str:
        """Return the list as JSON, always the same for the same contents."""
        files = {path: asdict(file) for path, file in sorted(self.files.items())}
        said = {_KEY: FORMAT, "build": self.build, "program": self.program, "data": self.data, "files": files}
        return json.dumps(said, indent=1) + "\n"

    @classmethod
    def parse(cls, raw: bytes, source: str) -> Contents:
        """Read the list of the artefact ``source``; raise ArtifactRefused when it is none this program reads."""
        try:
            said = json.loads(raw)
            number, program = said[_KEY], str(said["program"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise refusal("not-one", source=source, why=FILE_NAME) from error
        if number != FORMAT:
            raise refusal("other-version", source=source, program=program, own=version("begrepskatalog"))
        try:
            return cls(_checked(_BUILD, said["build"]), program, _data(said["data"]), _files(said["files"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise refusal("not-one", source=source, why=f"{FILE_NAME}: {error}") from error


def _files(said: Mapping[str, Any]) -> dict[str, PackedFile]:
    found = {}
    for path, about in said.items():
        size = about["size"]
        if not isinstance(size, int) or size < 0:
            raise ValueError(f"{path}: {size!r}")
        found[_checked(_PATH, path)] = PackedFile(size, _checked(_HASH, about["sha256"]))
    return found


def _data(said: object) -> Data:
    if said == "n-quads":
        return "n-quads"
    if said == "store":
        return "store"
    raise ValueError(f"data: {said!r}")


def _checked(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(repr(text))
    return text
