"""The catalogue a process serves: the build that ``current`` names, opened anew when it names another.

A request holds on to one ``Served`` from beginning to end, so no page mixes two builds. The next build is opened while
the one before is read, and a build that is read is not tidied away.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.builds import Build, held_build, pointer_stamp
from graph.comparing.matrix import Matrix
from graph.comparing.measure import Measure, load_measures
from graph.comparing.question import Known
from graph.comparing.uses import Uses
from graph.errors import StoreMissing
from graph.history.history import History
from graph.hold import Hold
from graph.manifest import Manifest
from graph.outline import Outline
from graph.scheme import ConceptScheme, concept_schemes
from graph.searching.search_index import SearchIndex
from graph.searching.term_book import TermBook
from graph.statistics import Statistics
from graph.store import CatalogueStore
from graph.workbook.kept_content import KeptContent
from server.collation import sort_key

_LOG: Final = logging.getLogger("begrep.catalogue")
# A small build is open within this time, and shown to the first who asks; a large one to those who ask after.
_WAIT_SECONDS: Final = 1.0
# When a build that cannot be opened is tried again.
_AGAIN_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Served:
    """One build, opened: its store and the directory it lies in, its manifest, and what is worked out from it once."""

    folder: Path
    store: CatalogueStore
    manifest: Manifest
    search_file: Path
    hold: Hold | None = None

    @classmethod
    def of(cls, build: Build, hold: Hold | None = None) -> Served:
        """Open ``build``, and keep ``hold`` of it; raise StoreMissing when its store cannot be opened."""
        return cls(build.store, CatalogueStore.open(build.store), build.manifest, build.search, hold)

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
        """Serve from ``folder``; what is not there yet is looked for again while it is asked for."""
        self._folder = folder
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._opening: threading.Thread | None = None
        self._began = self._again = 0.0
        self._served: Served | None = None
        self._replace()

    def current(self) -> Served:
        """Return the build to serve now; one look at a file's date when nothing has changed.

        Raises StoreMissing while there is none that can be read.
        """
        if pointer_stamp(self._folder) not in (self._stamp, None):
            opening = self._follow()
            if opening is not None:
                opening.join(max(0.0, self._began + _WAIT_SECONDS - time.monotonic()))
        served = self._served
        if served is None:
            raise StoreMissing(str(self._folder))
        return served

    @property
    def store(self) -> CatalogueStore:
        """The store of the build to serve now."""
        return self.current().store

    @property
    def manifest(self) -> Manifest:
        """The manifest of the build to serve now."""
        return self.current().manifest

    def _follow(self) -> threading.Thread | None:
        """Return the thread that opens the next build, started now if there is none; None while one has just failed."""
        with self._lock:
            if self._opening is None and time.monotonic() >= self._again:
                self._began = time.monotonic()
                self._opening = threading.Thread(target=self._replace, daemon=True)
                self._opening.start()
            return self._opening

    def _replace(self) -> None:
        """Open the next build and serve it; the one before is served on when it cannot be opened."""
        try:
            self._served = self._open()
        except (StoreMissing, OSError) as error:
            self._again = time.monotonic() + _AGAIN_SECONDS
            _LOG.error("a build cannot be opened, the one before, if any, is served: %s", error)
        finally:
            self._opening = None

    def _open(self) -> Served:
        # The stamp is read first: a switch that happens in between is then seen at the next request.
        stamp = pointer_stamp(self._folder)
        served = Served.of(*held_build(self._folder))
        # Worked out now, so that the first reader does not wait for it.
        _ = served.outline, served.measures
        self._stamp = stamp
        return served
