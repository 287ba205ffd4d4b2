"""Side: one of the two a question is about — a figure, or all figures of an organisation or of one of its systems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.checks.suggestion import nearest
from graph.comparing.figure import COMMON, Figure, figures_of, find_figure
from graph.comparing.measure import Measure
from graph.comparing.period import Period
from graph.comparing.reason_words import phrase
from graph.errors import QuestionRefused
from graph.mapping import Mapping
from graph.organisation import Organisation, organisations
from graph.words import Words, alike

if TYPE_CHECKING:
    from graph.comparing.question import Known

_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FIELD_PARTS: Final = 3
_LIKENESS: Final = 0.6


@dataclass(frozen=True, slots=True)
class Side:
    """One side: a single figure, or all figures an ``organisation`` has for the concept (none, at worst).

    ``system`` names the only one of its systems that is meant, empty when all are.
    """

    address: str
    figures: tuple[Figure, ...]
    organisation: Organisation | None = None
    system: str = ""

    @property
    def name(self) -> Words:
        """What the side is called."""
        if self.organisation:
            owner = self.organisation.name
            return alike(f"{owner} ({self.system})" if self.system else owner)
        figure = self.figures[0]
        return phrase("common") if figure.common else alike(figure.field.organisation_name)


def find_side(known: Known, measure: Measure, parameter: str, written: str, period: Period) -> Side:
    """The side that is ``written``: a figure (see find_figure), an organisation by its folder's name, its name or its
    IRI, or one of its systems or tables after the folder's name. Capital letters do not matter.

    Raises QuestionRefused when there is no such field, system or organisation.
    """
    name = written.removeprefix(known.base + "organisasjon/").removeprefix(known.base + "felt/").strip("/")
    folded = name.casefold()
    if folded in (COMMON, *(label.casefold() for label in phrase("common").values())):
        return _single(known, measure, parameter, COMMON)
    if _IRI.match(name) or name.count("/") >= _FIELD_PARTS:
        return _single(known, measure, parameter, written if _IRI.match(name) else folded)
    owners = organisations(known.store)
    place, _, inside = folded.partition("/")
    for owner in owners:
        if place in (owner.slug, owner.name.casefold()):
            return _of_owner(known, measure, parameter, owner, inside, period)
    meant = by_name(name, ((owner.slug, (owner.slug, owner.name)) for owner in owners))
    raise QuestionRefused("ukjent-felt", parameter, written, meant=meant)


def by_name(written: str, named: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """What has the name most like ``written``, nothing when none is like it."""
    found_by = {name.casefold(): thing for thing, names in named for name in names}
    found = nearest(written.casefold(), found_by, _LIKENESS)
    return (found_by[found],) if found else ()


def _single(known: Known, measure: Measure, parameter: str, written: str) -> Side:
    figure = find_figure(known.uses, known.base, measure, parameter, written)
    return Side(figure.address, (figure,))


def _of_owner(known: Known, measure: Measure, parameter: str, owner: Organisation, inside: str, period: Period) -> Side:
    """The organisation, or only the system (and table) of it that stands ``inside`` its part of the addresses."""
    address = f"{owner.slug}/{inside}" if inside else owner.slug
    system = _system(known, parameter, owner, address) if inside else ""
    own = [use for use in known.uses.of_concept(measure.concept) if _within(use, owner, address)]
    figures = figures_of(own, measure.concept, period)
    if period.stated or not figures:
        # What is known of other days only still is the organisation's, and is answered for as such.
        figures = figures_of(own, measure.concept)
    return Side(address, tuple(figures), owner, system)


def _system(known: Known, parameter: str, owner: Organisation, address: str) -> str:
    uses = known.uses.of_organisation(owner.iri)
    for use in uses:
        if _within(use, owner, address):
            table = f", {use.field.table}" if address.count("/") > 1 else ""
            return f"{use.field.system}{table}"
    systems = {use.field.path.rsplit("/", 2)[0]: use.field.system for use in uses}
    meant = by_name(address, ((path, (path, f"{owner.slug}/{name}")) for path, name in systems.items()))
    raise QuestionRefused("ukjent-felt", parameter, address, meant=meant or (owner.slug,))


def _within(use: Mapping, owner: Organisation, address: str) -> bool:
    return use.field.organisation == owner.iri and f"{use.field.path}/".startswith(f"{address}/")
