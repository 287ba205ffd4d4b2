"""Who still reads a build: a shared lock on its manifest, which goes with the process that holds it, however it ends.

Where the system has no such locks (Windows) an open file cannot be removed, which serves the same end.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import StoreMissing

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class Hold:
    """Keeps the build that ``manifest`` belongs to from being removed, as long as this object lives."""

    def __init__(self, manifest: Path) -> None:
        """Take hold; raise StoreMissing when the build is gone, or being removed."""
        try:
            handle = os.open(manifest, os.O_RDONLY)
        except OSError as error:
            raise StoreMissing(str(manifest.parent)) from error
        self._let_go = weakref.finalize(self, os.close, handle)
        if not _locked(handle, shared=True) or os.fstat(handle).st_nlink == 0:
            self._let_go()
            raise StoreMissing(str(manifest.parent))

    def let_go(self) -> None:
        """Let the build be removed before this object is gone."""
        self._let_go()


@contextmanager
def removable(manifest: Path) -> Iterator[bool]:
    """Give whether nobody reads the build that ``manifest`` belongs to; nobody takes hold of it in the block."""
    try:
        handle = os.open(manifest, os.O_RDONLY)
    except FileNotFoundError:
        yield True
        return
    try:
        yield _locked(handle, shared=False)
    finally:
        os.close(handle)


def _locked(handle: int, *, shared: bool) -> bool:
    """Lock the open file without waiting; False when another's lock stands in the way."""
    if fcntl is None:
        return shared
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
