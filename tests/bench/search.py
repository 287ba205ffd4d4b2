"""How fast is search? Prints a table: index time and size, and each kind of query, beside SPARQL CONTAINS.

Run by ``make bench-search``: 50,000 and 500,000 labels. Other numbers may be given: ``tests/bench/search.py 500``.
What is measured is the time the answering thread works, so that other work on the machine counts as little as it can.
"""

from __future__ import annotations

import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from graph.namespaces import BASE  # noqa: E402
from graph.searching.answer import Question  # noqa: E402
from graph.searching.index_writer import write_index  # noqa: E402
from graph.searching.material import findables  # noqa: E402
from graph.searching.search_index import SearchIndex  # noqa: E402
from graph.store import CatalogueStore  # noqa: E402
from tests.bench.generated_labels import concepts  # noqa: E402
from tests.bench.results import note  # noqa: E402

SIZES = (50_000, 500_000)
QUERIES = 200
SPARQL_QUERIES = 5
DAY = date(2026, 11, 21)
CONTAINS = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?concept ?label WHERE {{
  ?concept skos:prefLabel|skos:altLabel ?label . FILTER({conditions})
}}{order} LIMIT 25
"""
# The least that can be called ranked: terms that begin as what was typed, then the shorter. Without it the answer is
# the first 25 that the store comes upon, which is no search, but is what many catalogues ask for.
RANKED = ' ORDER BY (!STRSTARTS(LCASE(STR(?label)), "{text}")) STRLEN(?label)'
KINDS = ("prefix", "infix", "folded", "typo", "multi-word")


def main() -> None:
    """Measure every size and print how each kind of query grows."""
    sizes = [int(argument) for argument in sys.argv[1:]] or list(SIZES)
    print(f"{platform.machine()}, {os.cpu_count()} kjerner, Python {platform.python_version()}, "
          f"SQLite {sqlite3.sqlite_version}")  # fmt: skip
    medians = [_measure(size) for size in sizes]
    if len(sizes) > 1:
        print(f"\nvekst fra {sizes[0]:,} til {sizes[-1]:,} termer ({sizes[-1] / sizes[0]:.0f} ganger så mange)")
        for kind in KINDS:
            growth = medians[-1][kind] / medians[0][kind]
            print(f"  {kind:<12}{growth:>8.1f} ganger median")
            note(f"vekst fra {sizes[0]:,} til {sizes[-1]:,} termer", kind, {"median": f"{growth:.1f} x"})


def _measure(labels: int) -> dict[str, float]:
    print(f"\n{labels:,} termer", flush=True)
    store = CatalogueStore.from_quads(concepts(labels))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.sqlite"
        start, processor = time.perf_counter(), time.process_time()
        write_index(path, findables(store, BASE, DAY), base_iri=BASE, revision="maling")
        seconds, own = time.perf_counter() - start, time.process_time() - processor
        megabytes = path.stat().st_size / 1e6
        note("indeksen", f"{labels:,} termer", {"s": seconds, "s CPU": own, "MB": megabytes})
        print(f"  indeksen skrevet på {seconds:.1f} s ({own:.1f} s "
              f"prosessortid), {megabytes:.1f} MB")  # fmt: skip
        index = SearchIndex.open(path)
        medians = dict(_kinds(index, store, labels))
        index.close()
    return medians


def _kinds(index: SearchIndex, store: CatalogueStore, labels: int) -> Iterator[tuple[str, float]]:
    print(f"  {'':<12}{'forslag':>17}{'side med 25':>18}{'med fasetter':>18}{'CONTAINS, rangert':>22}"
          f"{'25 tilfeldige':>19}")  # fmt: skip
    print(
        f"  {'ms':<12}"
        + f"{'median':>9}{'p95':>9}" * 3
        + f"{'median':>13}{'ganger':>9}"
        + f"{'median':>10}{'ganger':>9}"
    )
    some = sorted(label for (label,) in _labels(store))
    for kind in KINDS:
        queries = [_query(kind, label, random.Random(f"{kind}{n}")) for n, label in enumerate(_sample(some))]
        suggested = _times(queries, lambda text: index.suggest(text, "nb"))
        paged = _times(queries, lambda text: index.find(Question(text)))
        whole = _times(queries, lambda text: index.find(Question(text), facets=True))
        ranked, scanned = (_scanned(store, queries[:SPARQL_QUERIES], order) for order in (RANKED, ""))
        median = statistics.median(paged)
        ours = "".join(f"{statistics.median(times):>9.2f}{_p95(times):>9.2f}" for times in (suggested, paged, whole))
        print(f"  {kind:<12}{ours}{ranked:>13.1f}{ranked / median:>8.0f}x{scanned:>10.1f}{scanned / median:>8.0f}x",
              flush=True)  # fmt: skip
        heads = ("forslag, median ms", "p95", "side, median ms", "p95 ", "med fasetter, median ms", "p95  ")
        cells = [number for times in (suggested, paged, whole) for number in (statistics.median(times), _p95(times))]
        compared = {
            "CONTAINS rangert, median ms": ranked,
            "ganger": ranked / median,
            "CONTAINS 25 tilfeldige, median ms": scanned,
            "ganger ": scanned / median,
        }
        note(f"{labels:,} termer", kind, dict(zip(heads, cells, strict=True)) | compared)
        yield kind, median


def _labels(store: CatalogueStore) -> Iterator[tuple[str]]:
    skos = "http://www.w3.org/2004/02/skos/core#"
    found = store.query(f"SELECT ?label WHERE {{ ?concept <{skos}prefLabel>|<{skos}altLabel> ?label }}").result
    yield from ((row["label"].value,) for row in found)  # type: ignore[union-attr]


def _sample(labels: list[str]) -> list[str]:
    return random.Random(7).sample(labels, QUERIES)


def _query(kind: str, label: str, chance: random.Random) -> str:
    """What somebody may type who looks for ``label``."""
    longest = max(label.split(), key=len)
    if kind == "prefix":
        return label[: chance.randint(3, max(len(label) - 1, 4))]
    if kind == "infix":
        start = chance.randint(1, len(longest) // 2)
        return longest[start : start + chance.randint(4, 9)]
    if kind == "folded":
        return label.replace("æ", "ae").replace("ø", "o").replace("å", "aa")
    if kind == "typo":
        place = chance.randint(2, len(longest) - 2)
        return longest[:place] + chance.choice([longest[place + 1 :], longest[place] + longest[place:]])
    return " ".join(chance.sample([longest[:7], *(label.split()[-1:] if " " in label else [longest[-6:]])], 2))


def _scanned(store: CatalogueStore, queries: list[str], order: str) -> float:
    return statistics.median(_times(queries, lambda text: _contains(store, text, order)))


def _contains(store: CatalogueStore, text: str, order: str) -> None:
    text = text.lower()
    conditions = " && ".join(f'CONTAINS(LCASE(STR(?label)), "{word}")' for word in text.split())
    query = CONTAINS.format(conditions=conditions, order=order.format(text=text))
    for _ in store.query(query).result:  # type: ignore[union-attr]
        pass


def _times(queries: list[str], ask: Callable[[str], object]) -> list[float]:
    taken = []
    for text in queries:
        start = time.thread_time()
        ask(text)
        taken.append((time.thread_time() - start) * 1000)
    return taken


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    main()
