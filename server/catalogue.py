"""The catalogue a process serves: the build that ``current`` names, opened anew when it names another.

A request holds on to one ``Served`` from beginning to end, so no page mixes two builds.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from graph.builds import Build, current_build, pointer_stamp
from graph.comparing.matrix import Matrix
from graph.comparing.measure import Measure, load_measures
from graph.comparing.question import Known
from graph.comparing.uses import Uses
from graph.history.history import History
from graph.manifest import Manifest
from graph.outline import Outline
from graph.scheme import ConceptScheme, concept_schemes
from graph.searching.search_index import SearchIndex
from graph.searching.term_book import TermBook
from graph.statistics import Statistics
from graph.store import CatalogueStore
from graph.workbook.kept_content import KeptContent
from server.collation import sort_key


@dataclass(frozen=True)
class Served:
    """One build, opened: its store and the directory it lies in, its manifest, and what is worked out from it once."""

    folder: Path
    store: CatalogueStore
    manifest: Manifest
    search_file: Path

    @classmethod
    def of(cls, build: Build) -> Served:
        """Open ``build``; raise StoreMissing when its store cannot be opened."""
        return cls(build.store, CatalogueStore.open(build.store), build.manifest, build.search)

    @cached_property
    def search(self) -> SearchIndex:
        """The search of the same build; raises SearchUnavailable when an older program built it without."""
        return SearchIndex.open(self.search_file)

    @cached_property
    def outline(self) -> Outline:
        """Every concept by its terms, and what stands above and below it."""
        return Outline(self.store, self.manifest.base, sort_key)

    @cached_property
    def term_book(self) -> TermBook:
        """Every concept by all its terms, as tools look them up."""
        return TermBook(self.store, self.manifest.base, self.manifest.build_date)

    @cached_property
    def schemes(self) -> tuple[ConceptScheme, ...]:
        """The vocabularies, by IRI."""
        return tuple(concept_schemes(self.store, self.manifest.base))

    @cached_property
    def statistics(self) -> Statistics:
        """What is counted of it."""
        return Statistics(self.store, self.manifest.base, self.outline)

    @cached_property
    def history(self) -> History:
        """What has happened to the content."""
        return History.read(self.folder.parent)

    @property
    def kept_content(self) -> KeptContent:
        """The files it was built from, where they were kept."""
        return KeptContent(self.folder.parent)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The concepts whose figures can be compared, by IRI."""
        return load_measures(self.store)

    @cached_property
    def downloads(self) -> dict[str, bytes]:
        """The downloads that were not made with the build, and that somebody has asked for, by name."""
        return {}

    @cached_property
    def documents(self) -> dict[str, Sequence[ox.Triple]]:
        """What the documents for other catalogues say, once somebody has asked for them, by name."""
        return {}

    @cached_property
    def matrices(self) -> dict[str, Matrix]:
        """The matrices of the day of the build that somebody has looked at, by concept."""
        return {}

    @cached_property
    def known(self) -> Known:
        """What questions about comparability are answered from."""
        return Known(self.store, self.manifest.base, self.measures, Uses(self.store))


class Catalogue:
    """Finds the build to serve in a folder of builds."""

    def __init__(self, folder: Path) -> None:
        """Serve from ``folder``; raise StoreMissing when nothing is built there."""
        self._folder = folder
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._served = self._open()

    def current(self) -> Served:
        """Return the build to serve now; one look at a file's date when nothing has changed."""
        stamp = pointer_stamp(self._folder)
        if stamp not in (self._stamp, None):
            with self._lock:
                if stamp != self._stamp:
                    self._served = self._open()
        return self._served

    @property
    def store(self) -> CatalogueStore:
        """The store of the build to serve now."""
        return self.current().store

    @property
    def manifest(self) -> Manifest:
        """The manifest of the build to serve now."""
        return self.current().manifest

    def _open(self) -> Served:
        # The stamp is read first: a switch that happens in between is then seen at the next request.
        stamp = pointer_stamp(self._folder)
        build = current_build(self._folder)
        served = Served.of(build)
        # Worked out now, so that the first reader does not wait for it.
        _ = served.outline, served.measures
        self._stamp = stamp
        return served
