"""The whole content at one time, from bytes to what can be compared: facts, rows, quads, and figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.changes.content import Content, Figures
from graph.checks.every import check_file
from graph.comparing.measure import load_measures
from graph.errors import ContentError
from graph.finding import Finding
from graph.mapping import load_mappings
from graph.namespaces import BASE
from graph.store import CatalogueStore
from loaders.content import Content as Loaded
from loaders.content import read_quads
from loaders.progress import silent
from loaders.source import CATALOGUE_FILE, SourceFile, graph_of

_URI_SPACE: Final = re.compile(rb'void:uriSpace\s+"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content as it was, and the quads its files say, without what is derived from them."""

    content: Content
    quads: list[ox.Quad]


def snapshot(files: Mapping[str, bytes], known: Mapping[str, bytes] | None = None) -> Snapshot:
    """Read the files (bytes by path, ``vocabularies/…`` and ``mappings/…``).

    Raises ContentError with the findings when a file has errors; files that are the same in ``known`` are taken to
    have none.
    """
    known = known or {}
    base = base_of(files)
    changed = {path: raw for path, raw in files.items() if known.get(path) != raw}
    found = [finding for path, raw in changed.items() for finding in _named(path, check_file(path, raw, base))]
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise ContentError(errors, len(changed))
    loaded = load(files, base)
    store = CatalogueStore.from_quads(loaded.quads)
    figures = Figures(load_measures(store), load_mappings(store))
    return Snapshot(Content.read(files, base, figures), loaded.quads)


def load(files: Mapping[str, bytes], base: str) -> Loaded:
    """The quads of files that have no errors."""
    sources = [
        SourceFile(Path(path), path, path.partition("/")[2], graph_of(path, base), raw)
        for path, raw in sorted(files.items(), key=lambda item: (not item[0].endswith(".ttl"), item[0]))
    ]
    loaded = Loaded(base, sources)
    read_quads(loaded, base, None, silent)
    return loaded


def base_of(files: Mapping[str, bytes]) -> str:
    """The base IRI the files are written with."""
    found = _URI_SPACE.search(files.get(f"vocabularies/{CATALOGUE_FILE}", b""))
    return found.group(1).decode() if found else BASE


def _named(path: str, findings: list[Finding]) -> list[Finding]:
    return [replace(finding, file=path) for finding in findings]
