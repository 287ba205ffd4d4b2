"""What a measurement came to, for the table in docs/benchmarks.md: every bench tells it here beside what it prints.

``make bench`` names the file to write in; run by itself a bench writes none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FILE: Final = "BEGREP_BENCH_RESULTS"
Cell = float | int | str


def note(table: str, row: str, cells: Mapping[str, Cell]) -> None:
    """Note one row of a table: its name, and what stands in each column."""
    target = os.environ.get(FILE)
    if target:
        with Path(target).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"table": table, "row": row, "cells": dict(cells)}, ensure_ascii=False) + "\n")
