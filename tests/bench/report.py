"""Run the benches and write what came of it in docs/benchmarks.md, with the machine, the versions and the day.

Run by ``make bench``; ``make bench ONLY="search history"`` runs some, and leaves what stands of the others, each with
the day it was run. Nothing in that file is written by hand.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import platform
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.results import FILE, Cell  # noqa: E402

TARGET: Final = ROOT / "docs" / "benchmarks.md"
_HEAD: Final = """\
# Measurements

Written by `make bench` from what each bench says; nothing here is written by hand. `make bench ONLY="search history"`
runs some of them and leaves the others as they stand. Every section says when and where it was run, and how busy the
machine was: figures from a machine that does other things are worth less, ratios within a section more.
"""
_SECTION: Final = re.compile(r"^## (\S+)\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Bench:
    """One bench: its name, and its script with arguments."""

    name: str
    script: tuple[str, ...]

    @property
    def about(self) -> str:
        """The first sentence of what the script says about itself."""
        text = (ROOT / "tests" / "bench" / self.script[0]).read_text(encoding="utf-8")
        said = " ".join((ast.get_docstring(ast.parse(text)) or "").split())
        return re.split(r"(?<=[.?]) ", said)[0]


BENCHES: Final = (
    Bench("pages", ("pages.py",)),
    Bench("search", ("search.py",)),
    Bench("history", ("history.py",)),
    Bench("compare", ("compare.py",)),
    Bench("check", ("check.py",)),
    Bench("sparql", ("sparql.py",)),
    Bench("load", ("sparql_load.py",)),
    Bench("growth", ("growth.py",)),
    Bench("nodes", ("nodes.py",)),
    Bench("soak", ("soak.py",)),
    Bench("fuzz", ("fuzz.py",)),
)


def main() -> None:
    """Run what is asked for, one after another, and write each section as soon as it is there.

    What a bench that failed came to is not written: the section of the last time it went well stays. Exit with 1 then.
    """
    options = _options()
    failed = []
    for bench in BENCHES:
        if bench.name not in (options.only or [each.name for each in BENCHES]):
            continue
        extra = options.arguments if len(options.only) == 1 else []
        print(f"== {bench.name}", flush=True)
        section = run(bench, extra)
        if section is None:
            failed.append(bench.name)
        else:
            TARGET.write_text(written(TARGET, bench.name, section), encoding="utf-8")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def run(bench: Bench, extra: list[str]) -> str | None:
    """Run one bench and return its section; None when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results"
        script, *arguments = bench.script
        command = [sys.executable, str(ROOT / "tests" / "bench" / script), *arguments, *extra]
        before, began = os.getloadavg()[1], time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {FILE: str(results)}, check=False)
        seconds = time.monotonic() - began
        if done.returncode or not results.is_file():
            return None
        rows = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    asked = " ".join(["make bench", f'ONLY="{bench.name}"', *([f'ARGUMENTS="{" ".join(extra)}"'] if extra else [])])
    lines = [f"## {bench.name}", "", bench.about, ""]
    lines += [f"`{asked}`, {datetime.now().astimezone():%Y-%m-%d %H:%M}, {seconds:.0f} s. {machine(before)}", ""]
    return "\n".join([*lines, *tables(rows)]).rstrip() + "\n"


def machine(load: float) -> str:
    """Where it ran: processor, memory, versions, commit, and how busy the machine was before and after."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "granian"))
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release().partition('-')[0]}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{packages}; commit {commit.stdout.strip() or '–'}; load (5 min) {load:.1f} before, "
        f"{os.getloadavg()[1]:.1f} after."
    )


def _processor() -> str:
    try:
        about = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        about = ""
    found = re.search(r"^model name\s*: (.+)$", about, re.MULTILINE)
    return found[1] if found else platform.machine()


def tables(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the tables in Markdown, each with all the columns any of its rows has."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["table"], []).append(row)
    for title, members in grouped.items():
        columns = list(dict.fromkeys(column for row in members for column in row["cells"]))
        yield f"| {title} | {' | '.join(columns)} |"
        yield f"|---|{'---:|' * len(columns)}"
        for row in members:
            yield f"| {row['row']} | {' | '.join(_written(row['cells'].get(column, '–')) for column in columns)} |"
        yield ""


def _written(cell: Cell) -> str:
    """A number with three figures that count, and no more than it has."""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def written(target: Path, name: str, section: str) -> str:
    """The whole file with one section in place of what stood there, in the order of the benches."""
    text = target.read_text(encoding="utf-8") if target.is_file() else ""
    sections = {found[1]: found[0].rstrip() + "\n" for found in _SECTION.finditer(text)} | {name: section}
    order = [bench.name for bench in BENCHES]
    kept = sorted((each for each in sections if each in order), key=order.index)
    return "\n".join([_HEAD, *(sections[each] for each in kept)])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="benches to run (all): " + ", ".join(bench.name for bench in BENCHES))
    parser.add_argument("--arguments", nargs=argparse.REMAINDER, default=[], help="given to the one bench that is run")
    options = parser.parse_args()
    unknown = set(options.only) - {bench.name for bench in BENCHES}
    if unknown:
        parser.error(f"no bench: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    main()
