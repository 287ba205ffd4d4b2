"""Party: one of the two figures of a comparison as people are told about it, and who can answer for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from graph.comparing.measure import Measure
from graph.comparing.reason_words import phrase
from graph.mapping import Mapping
from graph.texts import LANGUAGES
from graph.words import Words, alike, written_day


@dataclass(frozen=True, slots=True)
class Party:
    """A name that tells the figure from the other, with its preposition in ``at`` («hos …»), and whom to ask.

    ``short`` is the name used in formulas, ``owner`` the IRI of the organisation. ``common``: it is the common
    definition, and nobody with figures.
    """

    name: Words
    at: Words
    short: Words
    ask: Words
    common: bool = False
    owner: str = ""


def parties(a: Mapping, b: Mapping) -> tuple[Party, Party]:
    """Name two uses by the least that tells them apart: organisation and system, then column, table and period.

    Those of one and the same use are alike.
    """
    names = _NAMES[0]
    if a.iri != b.iri:
        names = next(each for each in _NAMES if each(a) != each(b))
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


def _party(use: Mapping, other: Mapping, names: Callable[[Mapping], Words]) -> Party:
    owner = use.field.organisation_name
    contact = use.field.contact
    if use.common:
        common = phrase("common")
        ask = alike(contact) if contact else phrase("working-group")
        return Party(common, _placed("at-common", common), common, ask, common=True)
    name = names(use)
    short = alike(owner) if owner != other.field.organisation_name else name
    ask = alike(f"{owner} ({contact})" if contact else owner)
    return Party(name, _placed("at", name), short, ask, owner=use.field.organisation)


def _placed(preposition: str, name: Words) -> Words:
    return {lang: phrase(preposition)[lang].format(name=name[lang]) for lang in LANGUAGES}


def _by_system(use: Mapping) -> Words:
    return alike(_with(use, use.field.system))


def _by_column(use: Mapping) -> Words:
    return alike(_with(use, use.field.system, use.field.name))


def _by_table(use: Mapping) -> Words:
    return alike(_with(use, use.field.system, use.field.table, use.field.name))


def _by_period(use: Mapping) -> Words:
    # Only uses of one field get this far, as a rule: then the period alone tells them apart.
    return {lang: _with(use, _days(use, lang)) for lang in LANGUAGES}


def _days(use: Mapping, lang: str) -> str:
    first, last = (written_day(day, lang) if day else "" for day in (use.begins, use.end))
    if not first and not last:
        return ""
    name = "days" if first and last else "days-from" if first else "days-to"
    return phrase(name)[lang].format(start=first, end=last)


def _by_address(use: Mapping) -> Words:
    return alike(_with(use, use.iri))


_NAMES: Final = (_by_system, _by_column, _by_table, _by_period, _by_address)


def _with(use: Mapping, *parts: str) -> str:
    known = ", ".join(part for part in parts if part)
    return f"{use.field.organisation_name} ({known})" if known else use.field.organisation_name
