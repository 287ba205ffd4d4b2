"""What has changed about one concept between two states of the files, as far as status and version rules ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode

from graph.checks.definition import definitions
from graph.checks.material import Material
from graph.checks.reading import term
from graph.checks.structure import asked
from graph.turtle.ordering import Term

Stated = frozenset[tuple[str, object]]

_ONLY_DATE = frozenset({term("dct:modified")})
_STILL_ALLOWED = frozenset(
    term(name)
    for name in (
        "dct:modified",
        "dct:isReplacedBy",
        "euvoc:endDate",
        "euvoc:status",
        "owl:versionInfo",
        "adms:versionNotes",
        "skos:editorialNote",
        "skos:changeNote",
        "skos:historyNote",
        "skos:scopeNote",
    )
)


@dataclass(frozen=True)
class ConceptChange:
    """One concept before and after; in ``before`` it may be absent."""

    concept: str
    before: Material
    after: Material

    def status(self, material: Material) -> str:
        """The code of the status, such as ``CURRENT``."""
        return next(iter(material.iris(self.concept, "euvoc:status")), "").rpartition("/")[2]

    def version(self, material: Material) -> tuple[int, ...]:
        """The version as numbers; empty when there is none, or it is none."""
        parts = material.value(self.concept, "owl:versionInfo").split(".")
        return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()

    @property
    def is_new(self) -> bool:
        """Whether the concept was not there before."""
        return not self.before.knows(self.concept)

    @cached_property
    def definition(self) -> bool:
        """Whether a text of the definition differs."""
        return self._texts(self.before) != self._texts(self.after)

    @cached_property
    def content(self) -> bool:
        """Whether anything but the date of change differs, in the concept or its parts."""
        return self._stated(self.before, _ONLY_DATE) != self._stated(self.after, _ONLY_DATE)

    @cached_property
    def beyond_notes(self) -> bool:
        """Whether anything differs that may not be changed in a concept out of use."""
        return self._stated(self.before, _STILL_ALLOWED) != self._stated(self.after, _STILL_ALLOWED)

    @cached_property
    def comparison(self) -> bool:
        """Whether what figures are compared by differs: characteristics, reference values, pair rules, unit."""
        return self._compared(self.before) != self._compared(self.after)

    def _texts(self, material: Material) -> set[tuple[str, str, str]]:
        return {(d.language, d.audience, d.text) for d in definitions(material, self.concept)}

    def _stated(self, material: Material, without: frozenset[str]) -> Stated:
        parts = [self.concept, *material.parts_of(self.concept)]
        return frozenset((part, content(material, part, without)) for part in parts)

    def _compared(self, material: Material) -> Stated:
        components = asked(material, self.concept)
        stated: list[tuple[str, object]] = [(each.node, each) for each in components]
        for each in components:
            stated.append((each.node, frozenset(material.iris(each.node, "cmp:onlyWhen"))))
            stated.extend((each.characteristic, rule) for rule in _rule_contents(material, each.characteristic))
        stated.extend(("unit", unit) for unit in material.iris(self.concept, "sdmx-attribute:unitMeasure"))
        return frozenset(stated)


def content(material: Material, subject: str, without: Iterable[str] = ()) -> object:
    """Everything said about a subject, nameless nodes by what is said about them, so that labels do not count."""
    skip = frozenset(without)
    return frozenset(
        (predicate, _value(material, value))
        for predicate, values in material.of(subject).items()
        if predicate not in skip
        for value in values
    )


def _value(material: Material, value: Term) -> object:
    return content(material, str(value)) if isinstance(value, BlankNode) else value


def _rule_contents(material: Material, characteristic: str) -> list[object]:
    return [content(material, node) for node in material.iris(characteristic, "cmp:pairRule")]
