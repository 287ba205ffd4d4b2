"""The processes of a running server: the parent, those that answer, and those that run queries.

Read from /proc, which Linux has; elsewhere there is nothing to tell.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_KINDS: Final = ("parent", "web", "nursery", "query")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: what it does, and the memory (bytes) and open files it has."""

    number: int
    kind: str
    memory: int
    files: int


def processes(parent: int) -> Iterator[Process]:
    """Yield the process ``parent`` and those below it, by how far below they are."""
    children: dict[int, list[int]] = {}
    for number, above in _all():
        children.setdefault(above, []).append(number)
    below = [parent]
    for kind in _KINDS:
        for number in below:
            try:
                yield _read(number, kind)
            except (OSError, ValueError, IndexError):
                continue  # it ended meanwhile
        below = [child for number in below for child in children.get(number, ())]


def _all() -> Iterator[tuple[int, int]]:
    """Yield each process with the one above it."""
    for path in _PROC.glob("[0-9]*"):
        try:
            # The name in parentheses may hold anything.
            status = (path / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
            yield int(path.name), int(status.split()[1])
        except (OSError, ValueError, IndexError):
            continue


def _read(number: int, kind: str) -> Process:
    pages = int((_PROC / str(number) / "statm").read_text(encoding="ascii").split()[1])
    files = len(os.listdir(_PROC / str(number) / "fd"))  # noqa: PTH208
    return Process(number, kind, pages * os.sysconf("SC_PAGE_SIZE"), files)
