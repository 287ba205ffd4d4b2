"""How fast is `begrep check`? Prints, for catalogues of growing size, plain pySHACL, our full check, and one edit.

Run by ``make bench-check``. Sizes, in concepts, may be given, and ``--without-pyshacl`` leaves that out (at 40 000
concepts it takes most of an hour): ``python tests/bench/check.py 1000 10000 --without-pyshacl``.
"""

from __future__ import annotations

import itertools
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.concepts import write_catalogue  # noqa: E402
from tests.bench.results import note  # noqa: E402

SIZES: Final = (1_000, 10_000, 40_000)
WITHOUT: Final = "--without-pyshacl"
PYSHACL: Final = """
import sys
from pathlib import Path
from pyshacl import validate
from rdflib import Graph
data, shapes = Graph(), Graph()
for path in sorted(Path(sys.argv[1]).rglob("*.ttl")):
    data.parse(path)
for path in sorted(Path(sys.argv[2]).glob("*.ttl")):
    shapes.parse(path)
validate(data, shacl_graph=shapes)
"""
NAMES: Final = {
    "pyshacl": "pySHACL over hele grafen, bare profilen",
    "full": "begrep check, alt, uten hukommelse",
    "first": "begrep check, alt, og husk det",
    "again": "begrep check, ingenting endret",
    "edit": "begrep check FIL etter én endring",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost: seconds on the clock, seconds of processor over all its processes, peak memory of one."""

    seconds: float
    processor: float
    megabytes: float

    def __str__(self) -> str:
        """One cell of the table."""
        return f"{self.seconds:9.1f} s {self.processor:9.1f} s CPU {self.megabytes:7.0f} MB"


def main() -> None:
    """Measure every size, then print how the costs grow."""
    sizes = [int(argument) for argument in sys.argv[1:] if argument != WITHOUT] or list(SIZES)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{platform.machine()}, {cores} kjerner, Python {platform.python_version()}")
    table = {size: measured(size, pyshacl=WITHOUT not in sys.argv) for size in sizes}
    for smaller, larger in itertools.pairwise(sizes):
        print(f"\nFra {smaller} til {larger} begreper ({larger / smaller:.1f} ganger så mange):")
        for name, cost in table[larger].items():
            before = table[smaller][name]
            grown = {
                "tid": cost.seconds / before.seconds,
                "CPU": cost.processor / before.processor,
                "minne": cost.megabytes / before.megabytes,
            }
            note(
                f"vekst fra {smaller:,} til {larger:,}", NAMES[name], {key: f"{by:.1f} x" for key, by in grown.items()}
            )
            growth = f"{cost.processor / before.processor:6.1f} x CPU {cost.megabytes / before.megabytes:6.1f} x minne"
            print(f"  {NAMES[name]:<42}{cost.seconds / before.seconds:6.1f} x tid {growth}")


def measured(size: int, *, pyshacl: bool) -> dict[str, Cost]:
    """Generate a catalogue, and print and return what each kind of check costs on it."""
    print(f"\n{size} begreper", flush=True)
    found: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_catalogue(folder, size)
        time.sleep(3)  # so that the files are not fresh from the writer's hand
        edited = folder / "vocabularies/emne-0/begrep-1.ttl"
        check = [sys.executable, "-m", "server", "check", "--vocabularies", str(folder / "vocabularies")]
        check += ["--mappings", str(folder / "mappings")]
        plain = [sys.executable, "-c", PYSHACL, str(folder / "vocabularies"), str(ROOT / "graph/shapes")]
        runs = {
            "pyshacl": plain,
            "full": [*check, "--no-cache"],
            "first": check,
            "again": check,
            "edit": [*check, str(edited)],
        }
        for kind, command in runs.items():
            if kind == "pyshacl" and not pyshacl:
                continue
            if kind == "edit":
                text = edited.read_text(encoding="utf-8")
                edited.write_text(text.replace(" som ", " som alltid ", 1), encoding="utf-8")
            found[kind] = run(command, folder / "cache")
            print(f"  {NAMES[kind]:<42}{found[kind]}", flush=True)
            cost = found[kind]
            note(f"{size:,} begreper", NAMES[kind], {"s": cost.seconds, "s CPU": cost.processor, "MB": cost.megabytes})
    if "pyshacl" in found:
        print(
            f"  pySHACL bruker {found['pyshacl'].seconds / found['full'].seconds:.1f} ganger så lang tid som alt vårt"
        )
    return found


def run(command: list[str], cache: Path) -> Cost:
    """Run a command to its end; its findings are not of interest here, but a crash is."""
    start = time.perf_counter()
    environment = os.environ | {"BEGREP_CACHE": str(cache)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[2:4]} ended with {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
