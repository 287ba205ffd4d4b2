"""How long does the server take for each page type and interface, and how does that grow? Prints a table.

Run by ``make bench-pages``. Sizes, in concepts, may be given: ``python tests/bench/pages.py 118 5000``. Times are
processor time of one process, from the request to the last byte, so that what else the machine does is not counted; nor
are the network and the first request of each page. The index for search and the downloads are written as a build does.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from flask.testing import FlaskClient  # noqa: E402

from graph.builds import DOWNLOADS, SEARCH, STORE, Build, publish, unfinished  # noqa: E402
from graph.namespaces import BASE  # noqa: E402
from graph.searching.index_writer import write_index  # noqa: E402
from graph.searching.material import findables  # noqa: E402
from graph.store import CatalogueStore, write_store  # noqa: E402
from loaders.build import BuildPlan, build  # noqa: E402
from loaders.downloads import write_downloads  # noqa: E402
from loaders.progress import silent  # noqa: E402
from loaders.source import ContentFolders  # noqa: E402
from server.app import create_app  # noqa: E402
from server.settings import from_environment  # noqa: E402
from server.sparql.endpoint import service_of  # noqa: E402
from tests.bench.generated_labels import terms  # noqa: E402
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
CELLS: Final = (
    "sykefravær",
    "sykefraversprosent",
    "årsverk",
    "fravær",
    "stilling",
    "elev",
    "barn",
    "utgift",
    "areal",
    "x",
)
RATE: Final = f"{BASE}begrep/personell/sykefravaersprosent"
# What programs ask for: the address, and the form that is posted there.
TOOLS: Final[dict[str, tuple[str, dict[str, str] | None]]] = {
    "nedlasting av alt": ("/nedlasting/begrepskatalog.ttl", None),
    "liste som CSV": ("/begrep.csv?bokstav=S", None),
    "avstemming, ti celler": (
        "/reconcile",
        {"queries": json.dumps({str(n): {"query": cell, "limit": 5} for n, cell in enumerate(CELLS)})},
    ),
    "avstemming, forslag": ("/reconcile/suggest/entity?prefix=frav", None),
    "avstemming, egenskaper": (
        "/reconcile",
        {"extend": json.dumps({"ids": [RATE], "properties": [{"id": "definisjon"}, {"id": "overordnet"}]})},
    ),
    "avstemming, kolonnenavn": ("/reconcile/felt", {"queries": json.dumps({"a": {"query": "sykefr_pst"}})}),
    "REST, vokabularer": ("/rest/v1/vocabularies?lang=nb", None),
    "REST, søk": ("/rest/v1/search?query=frav*&lang=nb&maxhits=20", None),
    "REST, alt om et begrep": (f"/rest/v1/data?uri={RATE}&format=application/json", None),
    "REST, begrepets over og under": (f"/rest/v1/personell/hierarchy?uri={RATE}&lang=nb", None),
    "REST, bokstav": ("/rest/v1/personell/index/S?lang=nb", None),
    "JSKOS, vokabularer": ("/jskos/voc", None),
    "JSKOS, begrep": (f"/jskos/data?uri={RATE}", None),
    "JSKOS, forslag": ("/jskos/suggest?search=frav", None),
}
# The made-up vocabularies, which grow: asked for where they are.
GROWN: Final = {
    "stort vokabular": "/vokabular/prove-0",
    "stort hierarki": "/vokabular/prove-0/hierarki",
    "begrep i stort vokabular": "/begrep/prove-0/begrep-7",
    "REST, toppbegreper i stort": "/rest/v1/prove-0/topConcepts?lang=nb",
    "REST, bokstav i stort": "/rest/v1/prove-0/index/S?lang=nb",
    "REST, antall i stort": "/rest/v1/prove-0/vocabularyStatistics?lang=nb",
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
    quads = [*CatalogueStore.open(real.store).quads(), *many(list(terms(2 * max(size - REAL, 0))))]
    made = unfinished(folder, "maal")
    write_store(made / STORE, quads)
    store = CatalogueStore.open(made / STORE)
    times: dict[str, list[float]] = {}
    with timed(times, "skrive søkeindeksen"):
        found = findables(store, BASE, real.manifest.build_date)
        write_index(made / SEARCH, found, base_iri=BASE, revision=real.manifest.revision)
    with timed(times, "skrive nedlastingene"):
        write_downloads(made / DOWNLOADS, store, BASE, silent)
    publish(folder, "maal", real.manifest)
    with timed(times, "åpne katalogen"):
        app = create_app(from_environment({}, store=folder))
    client = app.test_client()
    pages = PAGES | (GROWN if size > REAL else {})
    asks = {name: (path, None) for name, path in pages.items()} | TOOLS
    times |= {name: list(asked(client, path, form, name)) for name, (path, form) in asks.items()}
    service_of(app).close()
    return times


@contextmanager
def timed(times: dict[str, list[float]], name: str) -> Iterator[None]:
    """Note how long something takes that is done once."""
    started = time.process_time()
    yield
    times[name] = [time.process_time() - started]


def asked(client: FlaskClient, path: str, form: dict[str, str] | None, name: str) -> Iterator[float]:
    """Yield how long each request for ``path`` takes after the first."""
    accept = "*/*" if name in TOOLS or name.startswith("REST") else "text/html"
    headers = {"Accept": accept, "Accept-Encoding": "gzip"}
    for number in range(REQUESTS + 1):
        started = time.process_time()
        response = client.post(path, data=form, headers=headers) if form else client.get(path, headers=headers)
        response.get_data()
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
