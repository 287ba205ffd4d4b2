"""Zip files without times, so that the same content is always the same bytes."""

from __future__ import annotations

import os
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

OLDEST: Final = datetime(1980, 1, 1)
"""The first time the format can hold."""


class TimelessZip(zipfile.ZipFile):
    """A zip file for writing, whose members all have the time OLDEST."""

    def writestr(self, zinfo_or_arcname: str | zipfile.ZipInfo, data: Any, *how: Any, **named: Any) -> None:
        """Write ``data`` as a member."""
        super().writestr(self._timeless(zinfo_or_arcname), data, *how, **named)

    def write(self, filename: str | os.PathLike[str], arcname: Any = None, *how: Any, **named: Any) -> None:
        """Write a file as the member ``arcname``."""
        self.writestr(str(arcname or filename), Path(filename).read_bytes())

    def _timeless(self, member: str | zipfile.ZipInfo) -> zipfile.ZipInfo:
        made = zipfile.ZipInfo(member if isinstance(member, str) else member.filename)
        made.compress_type = self.compression
        return made
