"""Cells that are refused, gathered so that a person is told of all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graph.errors import CellRefused


class RefusedCells:
    """The refusals of one reading of a workbook."""

    def __init__(self) -> None:
        self._found: list[CellRefused] = []

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Keep the refusals of what is done inside."""
        try:
            yield
        except CellRefused as error:
            self._found += [error, *error.others]

    def tell(self) -> None:
        """Raise the first refusal with the others in it; do nothing when no cell was refused."""
        if self._found:
            first, *others = self._found
            first.others = tuple(others)
            raise first
