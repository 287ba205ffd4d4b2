"""How long does the server take for each page type, and how does that grow with the catalogue? Prints a table.

Run by ``make bench-pages``. Sizes, in concepts, may be given: ``python tests/bench/pages.py 118 5000``. Times are
processor time of one process, from the request to the last byte, so that what else the machine does is not counted; nor
are the network and the first request of each page.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from flask.testing import FlaskClient  # noqa: E402

from graph.builds import STORE, Build, publish, unfinished  # noqa: E402
from graph.store import CatalogueStore, write_store  # noqa: E402
from loaders.build import BuildPlan, build  # noqa: E402
from loaders.source import ContentFolders  # noqa: E402
from server.app import create_app  # noqa: E402
from server.settings import from_environment  # noqa: E402
from server.sparql.endpoint import service_of  # noqa: E402
from tests.bench.results import Cell, note  # noqa: E402
from tests.generated_concepts import many  # noqa: E402

REAL: Final = 118
SIZES: Final = (REAL, 5_000, 50_000)
REQUESTS: Final = 20
CONCEPT: Final = "/begrep/personell/sykefravaersprosent"
PAGES: Final = {
    "forside": "/",
    "søk": "/sok?q=fravær",
    "A–Å": "/begrep",
    "A–Å, én bokstav": "/begrep?bokstav=S",
    "vokabularer": "/vokabular",
    "vokabular": "/vokabular/personell",
    "hierarki": "/vokabular/personell/hierarki",
    "samling": "/begrepssamling/personell",
    "begrep": CONCEPT,
    "begrep uten felt": "/begrep/personell/egenmelding",
    "felt for et begrep": CONCEPT + "/felt",
    "sammenligning av et begrep": CONCEPT + "/sammenligning",
    "to begreper side om side": "/begrep/side-om-side?a=personell/ansatt&b=stilling",
    "virksomheter": "/organisasjon",
    "virksomhet": "/organisasjon/oslo",
    "felt": "/felt/oslo/hr/fravaer/sykefr_pst",
    "statistikk": "/statistikk",
    "dekning": "/statistikk/dekning",
    "SPARQL-siden": "/sparql",
    "for maskiner": "/api",
    "forslag i SPARQL": "/sparql/begreper.json?q=syk",
    "nettstedskart": "/sitemap/1.xml",
    "om": "/om",
    "ukjent adresse": "/finnes-ikke",
}
# The made-up vocabularies, which grow: asked for where they are.
GROWN: Final = {
    "stort vokabular": "/vokabular/prove-0",
    "stort hierarki": "/vokabular/prove-0/hierarki",
    "begrep i stort vokabular": "/begrep/prove-0/begrep-7",
}


def main() -> None:
    """Measure every size and print the table."""
    sizes = [int(argument) for argument in sys.argv[1:]] or list(SIZES)
    print(f"{platform.machine()}, {os.cpu_count()} kjerner, Python {platform.python_version()}")
    found: dict[int, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        real = build(BuildPlan(ContentFolders(ROOT / "vocabularies", ROOT / "mappings"), Path(folder) / "ekte"))
        for size in sizes:
            found[size] = measured(real, Path(folder) / str(size), size)
    heads = "".join(f"{size:>20,}" for size in sizes)
    print(f"{'prosessortid i ms, median (95-prosentil)':<40}{heads}{'vekst':>8}")
    for line in lines(found, sizes):
        print(line)


def measured(real: Build, folder: Path, size: int) -> dict[str, list[float]]:
    """Return seconds by page of a catalogue with ``size`` concepts; how long opening it takes is among them."""
    quads = [*CatalogueStore.open(real.store).quads(), *many(max(size - REAL, 0))]
    write_store(unfinished(folder, "maal") / STORE, quads)
    publish(folder, "maal", real.manifest)
    started = time.process_time()
    app = create_app(from_environment({}, store=folder))
    times = {"åpne katalogen": [time.process_time() - started]}
    client = app.test_client()
    pages = PAGES | (GROWN if size > REAL else {})
    times |= {name: list(asked(client, path, name)) for name, path in pages.items()}
    service_of(app).close()
    return times


def asked(client: FlaskClient, path: str, name: str) -> Iterator[float]:
    """Yield how long each request for ``path`` takes after the first."""
    for number in range(REQUESTS + 1):
        started = time.process_time()
        response = client.get(path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        seconds = time.process_time() - started
        assert response.status_code == (404 if name == "ukjent adresse" else 200), (path, response.status_code)
        if number:
            yield seconds


def lines(found: dict[int, dict[str, list[float]]], sizes: list[int]) -> Iterator[str]:
    """Yield one line per page: median and 95th percentile at each size, and how much the median has grown."""
    for name in dict.fromkeys(name for times in found.values() for name in times):
        cells, medians = "", []
        noted: dict[str, Cell] = {}
        for size in sizes:
            times = sorted(found[size].get(name, []))
            if not times:
                cells += f"{'–':>20}"
                continue
            medians.append(statistics.median(times))
            last = times[min(round(0.95 * len(times)), len(times) - 1)]
            noted |= {f"{size:,} begreper, median ms": 1000 * medians[-1], f"{size:,}, p95 ms": 1000 * last}
            cells += f"{1000 * medians[-1]:>10.1f} ({1000 * last:>6.1f})".rjust(20)
        growth = f"{medians[-1] / medians[0]:.1f}" if len(medians) > 1 else "–"
        note("prosessortid for en side", name, noted | ({"vekst": float(growth)} if len(medians) > 1 else {}))
        yield f"{name:<40}{cells}{growth:>8}"


if __name__ == "__main__":
    main()
