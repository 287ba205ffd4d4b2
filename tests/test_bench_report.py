"""docs/benchmarks.md is written from what the benches say, a section at a time."""

from pathlib import Path

import pytest

from tests.bench.report import tables, written
from tests.bench.results import FILE, note


def test_a_section_takes_its_own_place(tmp_path: Path) -> None:
    """A new section replaces that of the same bench only; the order is that of the benches, whatever was run last."""
    target = tmp_path / "benchmarks.md"
    for name, text in (("search", "gammelt"), ("pages", "sider"), ("search", "nytt")):
        target.write_text(written(target, name, f"## {name}\n\n{text}\n"), encoding="utf-8")
    found = target.read_text(encoding="utf-8")
    assert "gammelt" not in found
    assert found.startswith("# Measurements\n")
    assert found.index("sider") < found.index("nytt")


def test_rows_become_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every column any row has; numbers with the figures that count; nothing is written when no file is named."""
    monkeypatch.setenv(FILE, str(tmp_path / "funn"))
    note("tider", "a", {"ms": 1234.56})
    note("tider", "b", {"ms": 0.12345, "antall": 12345})
    assert (tmp_path / "funn").read_text(encoding="utf-8").count("\n") == 2
    rows = [
        {"table": "tider", "row": "a", "cells": {"ms": 1234.56}},
        {"table": "tider", "row": "b", "cells": {"ms": 0.12345, "antall": 12345}},
    ]
    assert list(tables(rows)) == [
        "| tider | ms | antall |", "|---|---:|---:|", "| a | 1,235 | – |", "| b | 0.123 | 12,345 |", "",
    ]  # fmt: skip
    monkeypatch.delenv(FILE)
    note("tider", "c", {})
    assert (tmp_path / "funn").read_text(encoding="utf-8").count("\n") == 2
