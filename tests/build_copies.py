"""Whole builds made of another, for tests of the folder of builds: publishing them takes no building."""

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from graph.builds import DOWNLOADS, SEARCH, STORE, Build, publish, unfinished
from graph.history.history import FILE_NAME as HISTORY
from graph.searching.index_writer import write_index
from graph.searching.material import findables
from graph.store import CatalogueStore, write_store

_TEXTS = {
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
}


def copied(build: Build, folder: Path, build_id: str, content_hash: str = "") -> Build:
    """Publish a copy of ``build`` in ``folder`` under another name, said to be of the content ``content_hash``.

    Its commit tells which it is.
    """
    written = unfinished(folder, build_id)
    # The engine never changes a file of a store that is only read, so the copies may share them.
    shutil.copytree(build.store, written / STORE, copy_function=os.link, ignore=shutil.ignore_patterns("LOCK"))
    (written / STORE / "LOCK").touch()
    shutil.copy(build.search, written / SEARCH)
    shutil.copy(build.folder / HISTORY, written / HISTORY)
    shutil.copytree(build.folder / DOWNLOADS, written / DOWNLOADS, copy_function=os.link)
    said = content_hash or build.manifest.content_hash
    return publish(folder, build_id, replace(build.manifest, commit=build_id, content_hash=said))


def marked(build: Build, folder: Path, mark: str) -> Build:
    """Publish ``build`` with ``mark`` after every preferred label and definition, and as its commit."""
    store = CatalogueStore.open(build.store)
    written = unfinished(folder, mark)
    quads = [_marked(quad, mark) for quad in store.quads()]
    write_store(written / STORE, quads)
    shutil.copy(build.folder / HISTORY, written / HISTORY)
    shutil.copytree(build.folder / DOWNLOADS, written / DOWNLOADS)
    manifest = replace(build.manifest, commit=mark, content_hash=hashlib.sha256(mark.encode()).hexdigest())
    found = findables(CatalogueStore.from_quads(quads), manifest.base, manifest.build_date)
    write_index(written / SEARCH, found, base_iri=manifest.base, revision=manifest.revision)
    return publish(folder, mark, manifest)


def _marked(quad: ox.Quad, mark: str) -> ox.Quad:
    text = quad.object
    if quad.predicate.value not in _TEXTS or not isinstance(text, ox.Literal) or not text.language:
        return quad
    return ox.Quad(
        quad.subject, quad.predicate, ox.Literal(f"{text.value} {mark}", language=text.language), quad.graph_name
    )
