"""Snapshots: the artefacts of releases in a folder of builds, and whether each may be shown.

<folder>/utgivelser/<version>/store/         the store of a release
<folder>/utgivelser/<version>/manifest.json
<folder>/utgivelser/tilstand.json            version, state and hash of every release
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from graph.builds import STORE
from graph.errors import StoreMissing
from graph.manifest import Manifest
from graph.namespaces import graph_name
from graph.store import CatalogueStore

State = Literal["good", "moved", "missing"]

FOLDER: Final = "utgivelser"
STATES: Final = "tilstand.json"
# What follows from the content, and so is not part of what was released.
_DERIVED: Final = ("avledet", "sammenligning")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One release as it is served: its version, the day, its state, and where its artefact lies."""

    version: str
    day: date
    state: State
    sha256: str
    folder: Path

    def verified(self) -> tuple[CatalogueStore, Manifest]:
        """Open the artefact; raises StoreMissing unless it holds exactly what was released."""
        manifest = Manifest.read(self.folder)
        # A store writes numbers in its own way, so it has a fingerprint of its own, taken when it was made.
        same = store_hash(self.folder / STORE, manifest.base) == manifest.source_hash
        if manifest.content_hash != self.sha256 or not same:
            raise StoreMissing(str(self.folder))
        return CatalogueStore.open(self.folder / STORE), manifest


def snapshots(folder: Path) -> Mapping[str, Snapshot]:
    """The releases that builds in ``folder`` know of, by version, newest first."""
    try:
        states = json.loads((folder / FOLDER / STATES).read_text(encoding="utf-8"))
        found = {
            version: Snapshot(
                version, date.fromisoformat(said["day"]), said["state"], said["sha256"], folder / FOLDER / version
            )
            for version, said in states.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    newest = sorted(found, key=lambda version: [int(part) for part in version.split(".")], reverse=True)
    return {version: found[version] for version in newest}


def triples_hash(quads: Iterable[ox.Quad]) -> str:
    """SHA-256 (hex) over the sorted canonical N-Triples (RDFC-1.0): equal statements, equal hash, on every machine."""
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    digest = sha256()
    for line in sorted(f"{quad.triple} .\n" for quad in dataset):
        digest.update(line.encode("utf-8"))
    return digest.hexdigest()


def store_hash(folder: Path, base: str) -> str:
    """The hash of what the store in ``folder`` holds without what is derived."""
    derived = {ox.NamedNode(graph_name(base, part)) for part in _DERIVED}
    return triples_hash(quad for quad in CatalogueStore.open(folder).quads() if quad.graph_name not in derived)
