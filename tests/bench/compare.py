"""How fast are the answers? Prints a table: pairs per second, the computed graph, the matrix, files made comparable.

Run by ``make bench-compare``. Sizes of files, in megabytes, may be given: ``python tests/bench/compare.py 10``.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice, permutations
from pathlib import Path

import requests

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from graph.builds import STORE, Build, publish, unfinished  # noqa: E402
from graph.comparing.comparability import compare  # noqa: E402
from graph.comparing.comparison_graph import ComparisonWriter  # noqa: E402
from graph.comparing.groups import groups_of  # noqa: E402
from graph.comparing.measure import Measure, load_measures  # noqa: E402
from graph.mapping import Mapping  # noqa: E402
from graph.store import CatalogueStore, write_store  # noqa: E402
from loaders.build import BuildPlan, build  # noqa: E402
from loaders.source import ContentFolders  # noqa: E402
from tests import large_catalogue  # noqa: E402
from tests.bench import generated  # noqa: E402
from tests.bench.results import note  # noqa: E402
from tests.bench.serving import served  # noqa: E402

MUNICIPALITIES, MEASURES, USES = 357, 20, 3
PAIRS = 50_000
SIZES = (100, 1000)
TABLES = ("--from", "oslo/hr/fravaer", "--to", "bergen/personal/sykefravaer", "--period", "2025")
DAY = date(2026, 11, 21)
CONCEPT = "begrep/personell/sykefravaersprosent"
PAGES = (
    ("en side av matrisen", f"/{CONCEPT}/sammenligning"),
    ("en annen side av den", f"/{CONCEPT}/sammenligning?rad=4&kolonne=7"),
    ("en side for en periode på åtte år", f"/{CONCEPT}/sammenligning?fra=2019&til=2026"),
    ("begrepets side, med det første av matrisen", f"/{CONCEPT}"),
    ("hele matrisen som CSV", f"/{CONCEPT}/sammenligning.csv"),
)
TIMES = 7
Line = tuple[str, str]


def main() -> None:
    """Measure everything and print the table as it comes."""
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    print(f"{platform.machine()}, {os.cpu_count()} kjerner, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        built = build(BuildPlan(ContentFolders(ROOT / "vocabularies", ROOT / "mappings"), Path(folder) / "store"))
        for name, value in measured(built, Path(folder), sizes):
            print(f"{name:<60}{value:>24}", flush=True)
            if value:
                note("hva", name.strip(), {"målt": value})


def measured(built: Build, folder: Path, sizes: list[int] | tuple[int, ...]) -> Iterator[Line]:
    """Yield the lines of the table."""
    measures = load_measures(CatalogueStore.open(built.store))
    chosen = generated.more_of([measure for measure in measures.values() if measure.components], MEASURES)
    uses = list(generated.uses(chosen, MUNICIPALITIES, USES))
    yield from _pairs({measure.concept: measure for measure in chosen}, uses)
    yield from _graph({measure.concept: measure for measure in chosen}, uses)
    yield from _matrix(built, measures, folder / "stor")
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


def _matrix(built: Build, measures: dict[str, Measure], folder: Path) -> Iterator[Line]:
    """The matrix when every municipality has figures, from a real server: the first page, then each page again."""
    measure = measures[built.manifest.base + CONCEPT]
    assert measure.unit
    quads = large_catalogue.quads(measure, measure.unit, uses_each=USES, kinds=200)
    store = CatalogueStore.open(built.store)
    unfinished(folder, built.id).mkdir(parents=True)
    write_store(unfinished(folder, built.id) / STORE, [*store.quads(), *quads])
    publish(folder, built.id, built.manifest)
    yield f"matrisen med {large_catalogue.MUNICIPALITIES} kommuner, hver med {USES} perioder", ""
    with served(folder, "--workers", "1") as server:
        yield "  første side etter oppstart", f"{_seconds(server.address + PAGES[0][1]):.2f} s"
        for name, path in PAGES:
            _seconds(server.address + path)
            times = [_seconds(server.address + path) for _ in range(TIMES)]
            yield f"  {name}", f"{statistics.median(times):.2f} s"


def _seconds(address: str) -> float:
    start = time.perf_counter()
    response = requests.get(address, headers={"Accept": "text/html"}, timeout=120)
    seconds = time.perf_counter() - start
    assert response.status_code == 200, response.text
    return seconds


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
