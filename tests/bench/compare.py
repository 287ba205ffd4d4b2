"""How fast are the answers? Prints a table: pairs per second, the computed graph, and files made comparable.

Run by ``make bench-compare``. Sizes of files, in megabytes, may be given: ``python tests/bench/compare.py 10``.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice, permutations
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from graph.builds import Build  # noqa: E402
from graph.comparing.comparability import compare  # noqa: E402
from graph.comparing.comparison_graph import ComparisonWriter  # noqa: E402
from graph.comparing.groups import groups_of  # noqa: E402
from graph.comparing.measure import Measure, load_measures  # noqa: E402
from graph.mapping import Mapping  # noqa: E402
from graph.store import CatalogueStore  # noqa: E402
from loaders.build import BuildPlan, build  # noqa: E402
from loaders.source import ContentFolders  # noqa: E402
from tests.bench import generated  # noqa: E402

MUNICIPALITIES, MEASURES, USES = 357, 20, 3
PAIRS = 50_000
SIZES = (100, 1000)
TABLES = ("--from", "oslo/hr/fravaer", "--to", "bergen/personal/sykefravaer", "--period", "2025")
DAY = date(2026, 11, 21)
Line = tuple[str, str]


def main() -> None:
    """Measure everything and print the table as it comes."""
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    print(f"{platform.machine()}, {os.cpu_count()} kjerner, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        built = build(BuildPlan(ContentFolders(ROOT / "vocabularies", ROOT / "mappings"), Path(folder) / "store"))
        for name, value in measured(built, Path(folder), sizes):
            print(f"{name:<60}{value:>24}", flush=True)


def measured(built: Build, folder: Path, sizes: list[int] | tuple[int, ...]) -> Iterator[Line]:
    """Yield the lines of the table."""
    measures = load_measures(CatalogueStore.open(built.store))
    chosen = generated.more_of([measure for measure in measures.values() if measure.components], MEASURES)
    uses = list(generated.uses(chosen, MUNICIPALITIES, USES))
    yield from _pairs({measure.concept: measure for measure in chosen}, uses)
    yield from _graph({measure.concept: measure for measure in chosen}, uses)
    for size in sizes:
        yield from _file(built.folder.parents[1], folder, size)


def _pairs(measures: dict[str, Measure], uses: list[Mapping]) -> Iterator[Line]:
    per_measure = MUNICIPALITIES * USES
    found = list(islice(permutations(uses[:per_measure], 2), PAIRS))
    start = time.process_time()
    for a, b in found:
        compare(measures, a, b)
    yield "par sammenlignet per sekund (prosessortid)", f"{len(found) / (time.process_time() - start):,.0f}"


def _graph(measures: dict[str, Measure], uses: list[Mapping]) -> Iterator[Line]:
    start = time.process_time()
    quads = sum(1 for _ in ComparisonWriter("urn:svar").answers(measures, uses, DAY))
    seconds = time.process_time() - start
    groups = [
        len(groups_of(measure, [use for use in uses if use.concept == key], DAY)) for key, measure in measures.items()
    ]
    yield f"grafen for {MUNICIPALITIES} kommuner × {len(measures)} begreper × {USES} felt", f"{seconds:.1f} s"
    yield (
        "  felt / grupper / par av grupper / tripler",
        (f"{len(uses):,} / {sum(groups):,} / {sum(n * (n - 1) // 2 for n in groups):,} / {quads:,}"),
    )


def _file(store: Path, folder: Path, megabytes: int) -> Iterator[Line]:
    source, result = folder / "inn.csv", folder / "ut.csv"
    generated.write_file(source, megabytes)
    arguments = [sys.executable, "-m", "server", "harmonise", str(source), *TABLES, "-o", str(result)]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*arguments, "--store", str(store)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    # LEGEM_PST has no formula, so the command ends with 3.
    assert os.waitstatus_to_exitcode(status) == 3, status
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    size = source.stat().st_size / 1_000_000
    yield f"harmonise {size:,.0f} MB", f"{size / seconds:.1f} MB/s, {seconds:.0f} s"
    yield "  på egen kjerne (prosessortid)", f"{size / (usage.ru_utime + usage.ru_stime):.1f} MB/s"
    yield "  mest minne", f"{peak:.0f} MiB"
    source.unlink()
    result.unlink()


if __name__ == "__main__":
    main()
