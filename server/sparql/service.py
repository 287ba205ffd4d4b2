"""The engine behind the endpoint, and what is kept between queries.

Follows the catalogue: when another build is served, an engine for it is started beside the old one, and takes over
when it is ready. Queries that are under way end on the engine they began on.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from graph.manifest import Manifest
from graph.namespaces import prefixes_for
from graph.service_description import Usage, describe_service
from graph.store import CatalogueStore, write_triples
from server.sparql.engine import QueryEngine
from server.sparql.formats import FORMAT_IRIS
from server.sparql.limits import Limits
from server.sparql.local import LocalEngine
from server.sparql.result_cache import ResultCache


class Build(Protocol):
    """One build that is served: its store, open and as a directory, and its manifest."""

    @property
    def folder(self) -> Path:
        """The store directory."""

    @property
    def store(self) -> CatalogueStore:
        """The store, open for the process's own questions."""

    @property
    def manifest(self) -> Manifest:
        """What was built, from what, when."""


class Builds(Protocol):
    """Knows which build is served now."""

    def current(self) -> Build:
        """Return the build to serve now."""


# Looking at the file that names the build costs as much as answering a small query.
_CHECK_SECONDS: Final = 0.25

EngineMaker = Callable[[Build, Limits], QueryEngine]


@dataclass(frozen=True)
class Running:
    """A build and the engine that answers from it."""

    build: Build
    engine: QueryEngine

    @cached_property
    def version(self) -> str:
        """What tells this build's answers from another's; computed answers depend on the day of the build."""
        manifest = self.build.manifest
        return f"{manifest.content_hash} {manifest.built.isoformat()}"


class SparqlService:
    """Everything the endpoint needs to answer; one per application."""

    def __init__(self, builds: Builds, limits: Limits | None = None, make_engine: EngineMaker | None = None) -> None:
        """Answer from what ``builds`` serves; no engine is started before the first query."""
        self.limits = limits or Limits()
        self.cache = ResultCache(self.limits.cache_bytes)
        self.downloads = threading.BoundedSemaphore(self.limits.downloads)
        self._builds = builds
        self._make_engine = make_engine or isolated_engine
        self._lock = threading.Lock()
        self._running: Running | None = None
        self._checked = 0.0
        self._starting: threading.Thread | None = None
        self._usage: tuple[Build, Usage] | None = None

    def running(self) -> Running:
        """Return the build to answer from and its engine; start the engine when there is none yet."""
        running, now = self._running, time.monotonic()
        if running is not None and now < self._checked + _CHECK_SECONDS:
            return running
        build = self._builds.current()
        self._checked = now
        if running is not None and running.build is build:
            return running
        with self._lock:
            if self._running is None:
                self._running = Running(build, self._make_engine(build, self.limits))
            elif self._running.build is not build and self._starting is None:
                self._starting = threading.Thread(target=self._replace, args=(build,), daemon=True)
                self._starting.start()
            return self._running

    def description(self, build: Build, endpoint: str, media_type: str) -> bytes:
        """Return the description of the service at ``endpoint``, which answers from ``build``, as ``media_type``.

        An ``endpoint`` that is no IRI (it comes from the client) is replaced by the catalogue's own.
        """
        usage, manifest, formats = self._usage_of(build), build.manifest, FORMAT_IRIS.values()
        try:
            triples = describe_service(usage, manifest, endpoint, formats)
        except ValueError:
            triples = describe_service(usage, manifest, f"{manifest.base}sparql", formats)
        return write_triples(triples, media_type, prefixes_for(manifest.base))

    def usage(self) -> Usage:
        """Return which classes and properties the store that is served uses, and how often."""
        return self._usage_of(self._builds.current())

    def close(self) -> None:
        """Stop the engine."""
        with self._lock:
            if self._running is not None:
                self._running.engine.close()
                self._running = None

    def _usage_of(self, build: Build) -> Usage:
        """Return how the store of ``build`` is used, counted once."""
        known = self._usage
        if known is None or known[0] is not build:
            known = self._usage = (build, Usage.of(build.store))
        return known[1]

    def _replace(self, build: Build) -> None:
        """Start an engine for ``build`` and let it take over; the old one stays when that fails."""
        try:
            engine = self._make_engine(build, self.limits)
        except Exception:
            with self._lock:
                self._starting = None
            raise
        with self._lock:
            old, self._running, self._starting = self._running, Running(build, engine), None
        if old is not None:
            old.engine.close()


def isolated_engine(build: Build, limits: Limits) -> QueryEngine:
    """Return the safest engine this system has for ``build``: worker processes, or without them this process."""
    if not (hasattr(os, "fork") and hasattr(socket, "send_fds")):
        return LocalEngine(build.store, limits)
    from server.sparql.pool import QueryPool

    quads = sum(build.manifest.graphs.values())
    return QueryPool(build.folder, limits, in_memory=quads <= limits.in_memory_quads)
