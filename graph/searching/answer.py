"""Answer: what a search found, as everybody who searches gets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from graph.searching.facets import Facet
from graph.searching.filters import Filters
from graph.searching.folding import Span
from graph.searching.ranking import Fit
from graph.searching.wanted import Wanted
from graph.texts import Text, Texts

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Question:
    """A search: what was typed, the reader's language, what counts, and which part of the answer is wanted."""

    text: str
    lang: str = "nb"
    filters: Filters = field(default_factory=Filters)
    offset: int = 0
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Owner:
    """What a thing belongs to, by IRI, type and name."""

    iri: str
    type: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as a list of hits shows it; ``type`` is one of graph.searching.findable.TYPES."""

    iri: str
    type: str
    status: str | None
    valid: bool
    label: Texts
    description: Texts
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, and why: by ``matched``, a text of ``kind``, which fits as ``fit`` says.

    ``marks`` are the letters of ``matched`` that were searched for. ``place`` is the field whose name it is, where the
    thing is found by a field mapped to it, and ``other_places`` how many more fields have that name.
    """

    thing: Thing
    kind: str
    matched: Text
    marks: tuple[Span, ...]
    fit: Fit
    place: Thing | None = None
    other_places: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one page, best first, and what there is beside them.

    ``total`` counts every thing found; ``more`` says that there are more than were counted. ``corrected`` is the search
    that was answered in place of a misspelt one, ``suggestion`` one that may have been meant. Where nothing was found,
    ``nearest`` holds what comes closest. ``wanted`` marks further texts of the hits (graph.searching.highlighting).
    """

    question: Question
    wanted: Wanted
    hits: tuple[Hit, ...]
    total: int
    more: bool = False
    corrected: str | None = None
    suggestion: str | None = None
    facets: tuple[Facet, ...] = ()
    nearest: tuple[Hit, ...] = ()
