"""What other pages show of comparability: a concept's figures, an organisation's, and the form that asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.comparing.following import Following, followings
from graph.comparing.matrix import Count
from graph.comparing.matrix_page import MatrixPage, Selection, matrix_page
from graph.comparing.period import Period
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping
from graph.words import Words
from server.catalogue import Served
from server.collation import sort_key
from server.comparison.matrix_pages import matrix_for
from server.language import words_language

_LINES_ON_CONCEPT_PAGE: Final = 8


@dataclass(frozen=True, slots=True)
class ConceptSection:
    """The figures of a concept on the day of the build: a first part of the matrix, and the answers counted.

    ``against`` counts the fields by their answer against the common definition, ``between`` the pairs of fields by
    theirs (None when there are too many to tell soon). ``unsettled`` is what the definition itself does not say.
    """

    shown: MatrixPage
    against: dict[Verdict, Count]
    between: dict[Verdict, Count] | None
    unsettled: tuple[Words, ...]


def concept_section(served: Served, concept: str) -> ConceptSection | None:
    """The section of a concept; None when nobody has figures for it."""
    if concept not in served.known.uses.measured_concepts:
        return None
    found = matrix_for(served, served.measures[concept], _today(served))
    shown = matrix_page(found, Selection(), 1, 1, _LINES_ON_CONCEPT_PAGE)
    return ConceptSection(shown, found.tally(), found.pair_tally(), found.measure.unsettled)


def against_definition(served: Served, uses: Iterable[Mapping]) -> list[Following]:
    """The figures among ``uses`` on the day of the build, each against the common definition, by what the concepts are
    called in the reader's language."""
    lang = words_language()
    found = followings(served.measures, uses, _today(served))
    return sorted(found, key=lambda each: (sort_key(each.measure.label[lang]), each.figure.iri))


def _today(served: Served) -> Period:
    day = served.manifest.build_date
    return Period(day, day, stated=False)
