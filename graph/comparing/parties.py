"""Party: one of the two figures of a comparison as people are told about it, and who can answer for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from graph.comparing.measure import Measure
from graph.comparing.reason_words import phrase
from graph.mapping import Mapping
from graph.texts import LANGUAGES
from graph.words import Words, alike


@dataclass(frozen=True, slots=True)
class Party:
    """A name that tells the figure from the other, with its preposition in ``at`` («hos …»), and whom to ask.

    ``short`` is the name used in formulas. ``common``: it is the common definition, and nobody with figures.
    """

    name: Words
    at: Words
    short: Words
    ask: Words
    common: bool = False


def parties(a: Mapping, b: Mapping) -> tuple[Party, Party]:
    """Name two uses by the least that tells them apart: organisation and system, then column, table and period."""
    for names in _NAMES:
        if names(a) != names(b):
            break
    return _party(a, b, names), _party(b, a, names)


def group_parties() -> tuple[Party, Party]:
    """The two sides of a comparison between groups of uses, which has no names of its own."""
    first, second, owners = phrase("first-group"), phrase("second-group"), phrase("field-owners")
    return (
        Party(first, _placed("in-group", first), phrase("first-figure"), owners),
        Party(second, _placed("in-group", second), phrase("second-figure"), owners),
    )


def steward(measure: Measure) -> Words:
    """Who answers for the common definition."""
    return alike(measure.contact) if measure.contact else phrase("working-group")


def _party(use: Mapping, other: Mapping, names: Callable[[Mapping], str]) -> Party:
    owner = use.field.organisation_name
    contact = use.field.contact
    if use.common:
        common = phrase("common")
        ask = alike(contact) if contact else phrase("working-group")
        return Party(common, _placed("at-common", common), common, ask, common=True)
    name = alike(names(use))
    short = alike(owner) if owner != other.field.organisation_name else name
    ask = alike(f"{owner} ({contact})" if contact else owner)
    return Party(name, _placed("at", name), short, ask)


def _placed(preposition: str, name: Words) -> Words:
    return {lang: phrase(preposition)[lang].format(name=name[lang]) for lang in LANGUAGES}


def _by_system(use: Mapping) -> str:
    return _with(use, use.field.system)


def _by_column(use: Mapping) -> str:
    return _with(use, use.field.system, use.field.name)


def _by_table(use: Mapping) -> str:
    return _with(use, use.field.system, use.field.table, use.field.name)


def _by_period(use: Mapping) -> str:
    # Only uses of one field get this far, as a rule: then the period alone tells them apart.
    return _with(use, f"{use.start or ''}–{use.end or ''}")


def _by_address(use: Mapping) -> str:
    return _with(use, use.iri)


_NAMES: Final = (_by_system, _by_column, _by_table, _by_period, _by_address)


def _with(use: Mapping, *parts: str) -> str:
    known = ", ".join(part for part in parts if part)
    return f"{use.field.organisation_name} ({known})" if known else use.field.organisation_name
