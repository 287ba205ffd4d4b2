"""How a download lies on the disk: in gzip, but for a workbook, which is compressed already."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Final

from graph.downloads.download import Download

_PACKED: Final = ".gz"
_LEVEL: Final = 6


def packed(download: Download, content: bytes) -> tuple[str, bytes]:
    """The name of the file and what it holds, always the same for the same content."""
    if not is_packed(download):
        return download.name, content
    return download.name + _PACKED, gzip.compress(content, _LEVEL, mtime=0)


def is_packed(download: Download) -> bool:
    """Whether the file lies in gzip."""
    return download.suffix != ".xlsx"


def place(folder: Path, download: Download) -> Path:
    """Where the file lies in a folder of downloads."""
    return folder / (download.name + _PACKED if is_packed(download) else download.name)
