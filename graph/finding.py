"""Finding: one thing a check has to say about one place in one file (``sh:ValidationResult``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that did not hold, where, in words for the person who edits the file.

    ``line`` and ``column`` count from 1; ``message`` and ``remedy`` hold the keys nb, nn and en
    (an empty remedy is an empty mapping).
    """

    rule: str
    severity: Severity
    file: str
    line: int
    column: int
    message: Mapping[str, str]
    remedy: Mapping[str, str]

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Order findings by file, then by position, then by rule."""
        return (self.file, self.line, self.column, self.rule)
