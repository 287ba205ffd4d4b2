"""A disk that is full or cannot be written, told in one way whoever met it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.errors import BuildFailed

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
# The engine says it with the system's words, SQLite with its own.
_NO_ROOM_WORDS: Final = ("No space left", "disk is full", "Disk quota")


@contextmanager
def told_as_failed(folder: Path) -> Iterator[None]:
    """Tell a disk that is full or cannot be written as BuildFailed, whichever of the engines met it."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        full = getattr(error, "errno", None) in _NO_ROOM or any(words in str(error) for words in _NO_ROOM_WORDS)
        problem = getattr(error, "strerror", None) or str(error)
        raise BuildFailed("full" if full else "unwritable", str(folder), problem) from error
