"""The catalogue that an engine elsewhere holds: what it is made of is asked of the engine, and asked again.

Nothing is built here. When the folder of builds holds the very build that was loaded into the engine (the same graphs,
each of the same size), its manifest, search index and history are used, so that dates and version are those of the
build; else the search index is made when the engine is first asked, and goes when the catalogue is served no more.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import weakref
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from graph.builds import SEARCH, STORE, Build, held_build
from graph.errors import CatalogueError, EngineFaulty, StoreMissing
from graph.hold import Hold
from graph.manifest import Manifest
from graph.namespaces import BASE
from graph.searching.index_writer import write_index
from graph.searching.material import findables
from graph.store import text, value_of
from server.catalogue import Catalogue, Served
from server.remote.endpoint import RemoteEndpoint
from server.remote.store import RemoteStore

# How long a change in the engine may go unseen.
_FRESH_SECONDS: Final = 60.0
# When an engine that did not answer is asked again.
_AGAIN_SECONDS: Final = 5.0
_LOG: Final = logging.getLogger("begrep.catalogue")


class RemoteCatalogue(Catalogue):
    """Finds what to serve in an engine elsewhere (see Catalogue)."""

    def __init__(self, endpoint: RemoteEndpoint, folder: Path, base: str | None) -> None:
        """Serve from ``endpoint``; ``folder`` may hold the build that was loaded there."""
        self._endpoint = endpoint
        self._builds = folder
        self._base = base or BASE
        self._watch = threading.Lock()
        self._look_at = 0.0
        self._seen: dict[str, int] = {}
        self._now: Served | None = None
        with suppress(CatalogueError):
            self.current()

    def current(self) -> Served:
        """Return what to serve now; asks the engine at most once a minute, more often while it has not answered.

        Raises StoreMissing while the engine holds no graph under the base, and what the endpoint raises.
        """
        if time.monotonic() >= self._look_at and self._watch.acquire(blocking=False):
            try:
                self._look_at = time.monotonic() + _AGAIN_SECONDS
                found = self._graphs()
                if found != self._seen:
                    self._now = self._opened(found)
                    self._seen = found
                self._look_at = time.monotonic() + _FRESH_SECONDS
            except CatalogueError as error:
                _LOG.error("the engine that has the catalogue cannot be asked: %s", error)
                if self._now is None:
                    raise
            finally:
                self._watch.release()
        served = self._now
        if served is None:
            raise EngineFaulty("the engine has not answered yet")
        return served

    def _graphs(self) -> dict[str, int]:
        rows = RemoteStore(self._endpoint, {}).select("graphs", base=text(self._base))
        graphs = {value_of(row["graph"]): int(value_of(row["n"])) for row in rows if "graph" in row}
        if not graphs:
            raise StoreMissing(f"the SPARQL engine has no graph under {self._base}graf/")
        return graphs

    def _opened(self, graphs: dict[str, int]) -> Served:
        store = RemoteStore(self._endpoint, graphs)
        loaded = self._loaded_build(graphs)
        if loaded is not None:
            built, hold = loaded
            served = Served(built.store, store, built.manifest, built.search, hold)
        else:
            folder = TemporaryDirectory(prefix="begrep-")
            manifest = self._manifest(store, graphs)
            served = Served(Path(folder.name) / STORE, store, manifest, Path(folder.name) / SEARCH)
            found = findables(store, self._base, manifest.build_date)
            write_index(served.search_file, found, base_iri=self._base, revision=manifest.revision)
            weakref.finalize(served, folder.cleanup)
        # Worked out now, so that the first reader does not wait for it.
        _ = served.outline, served.measures
        return served

    def _loaded_build(self, graphs: dict[str, int]) -> tuple[Build, Hold] | None:
        """The build in the folder, and the hold of it, when it is the one that was loaded into the engine."""
        try:
            built, hold = held_build(self._builds)
        except StoreMissing:
            return None
        same = dict(built.manifest.graphs) == graphs and built.manifest.base == self._base
        return (built, hold) if same else None

    def _manifest(self, store: RemoteStore, graphs: dict[str, int]) -> Manifest:
        rows = store.select("counts", base=text(self._base))
        counts = {value_of(row["what"]): int(value_of(row["n"])) for row in rows if "what" in row}
        told = "\n".join(f"{name} {size}" for name, size in sorted(graphs.items()))
        digest = hashlib.sha256(told.encode()).hexdigest()
        now = datetime.now(UTC).replace(microsecond=0)
        return Manifest(version("begrepskatalog"), self._base, now, digest, "", None, counts, graphs)
