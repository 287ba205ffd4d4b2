"""A catalogue of any size: the real one, and copies of its concepts, fields and answers under other names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.builds import STORE, publish, unfinished
from graph.namespaces import BASE, PREFIXES
from graph.store import CatalogueStore, write_store
from loaders.build import BuildPlan, build
from loaders.source import ContentFolders
from tests.bench.endpoint.peers import Catalogue

# What names one thing below the base: begrep/<vocabulary>/<slug>, felt/<owner>/<system>.
_NAMED: Final = re.compile(rf"(<{re.escape(BASE)}(?:begrep|felt)/[^/>#]+/[^/>#]+)")
_LABEL: Final = re.compile(rf'(<{PREFIXES["skos"]}(?:pref|alt|hidden)Label> "(?:[^"\\]|\\.)*)(")')
_NUMBER: Final = "\x00"


def large_catalogue(content: Path, folder: Path, size: int) -> Catalogue:
    """Return a catalogue of ``size`` quads in ``folder``, grown from the one written in ``content``."""
    written = build(BuildPlan(ContentFolders(content / "vocabularies", content / "mappings"), folder / "written"))
    dump, builds = folder / "dump.nq", folder / "builds"
    with dump.open("w", encoding="utf-8") as stream:
        stream.writelines(enlarged(CatalogueStore.open(written.store).quads(), size))
    unready = unfinished(builds, written.id)
    unready.mkdir(parents=True)
    write_store(unready / STORE, ox.parse(path=dump, format=ox.RdfFormat.N_QUADS))
    grown = CatalogueStore.open(unready / STORE)
    graphs = Counter(str(quad.graph_name)[1:-1] for quad in grown.quads())
    published = publish(builds, written.id, replace(written.manifest, graphs=dict(graphs)))
    return Catalogue(builds, published.store, dump)


def enlarged(quads: Iterable[ox.Quad], size: int) -> Iterator[str]:
    """Yield ``size`` lines of N-Quads: ``quads`` and, copy after copy, those of them that speak of a concept or field.

    The shape is the real one: as many fields per concept, as many statements per field, as many values. A copy's
    terms end in its number.
    """
    lines = sorted(f"{quad} .\n" for quad in quads)
    return islice(_endless(lines), size)


def _endless(lines: list[str]) -> Iterator[str]:
    yield from lines
    patterns = [_LABEL.sub(rf"\1 {_NUMBER}\2", copied) for line in lines if (copied := _copied(line)) != line]
    for number in count(1):
        for pattern in patterns:
            yield pattern.replace(_NUMBER, str(number))


def _copied(line: str) -> str:
    """Return the line about a copy; graph names stay, and so do texts."""
    statement, graph, end = line.rpartition(" <")
    return _NAMED.sub(rf"\1-{_NUMBER}", statement) + graph + end
