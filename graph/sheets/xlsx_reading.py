"""Reading workbooks that come from anywhere: a damaged one is told as such, whatever the library makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook

from graph.errors import CatalogueError


class UnreadableWorkbook(CatalogueError):
    """A file that is no workbook, or a damaged one; the message is the library's."""


@contextmanager
def reading(source: Path | IO[bytes], *, read_only: bool = False) -> Iterator[Any]:
    """Give the workbook in ``source``, closed when the block is over.

    Raises UnreadableWorkbook, also for what is found to be damaged only in the block.
    """
    book = None
    try:
        if isinstance(source, Path):
            # Opened here, since the library leaves a file that it cannot read open.
            with source.open("rb") as stream, reading(stream, read_only=read_only) as opened:
                yield opened
            return
        book = load_workbook(source, read_only=read_only)
        yield book
    except (CatalogueError, MemoryError):
        raise
    except OSError as error:
        if isinstance(source, Path) and not source.is_file():
            raise
        raise UnreadableWorkbook(str(error)) from error
    except Exception as error:
        # The library checks little of what it reads, and so meets a damaged file with any error there is.
        raise UnreadableWorkbook(f"{type(error).__name__}: {error}") from error
    finally:
        if book is not None:
            book.close()
