"""Whether a publisher is a registered body: the national catalogue takes the one nine-digit group in its IRI as the
number it stands under in Enhetsregisteret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from graph.harvest.statements import term

_NUMBER: Final = re.compile(r"(?<!\d)\d{9}(?!\d)")
_NOTICE: Final = (
    "# Utgiveren i denne filen er ikke en virksomhet med organisasjonsnummer. Før katalogen meldes inn i Felles",
    "# datakatalog, må virksomheten som gir den ut, settes inn (BEGREP_PUBLISHER).",
    "# The publisher in this file is no registered body. Set the body that publishes the catalogue (BEGREP_PUBLISHER)",
    "# before it is offered to Felles datakatalog.",
)


def organisation_number(iri: str) -> str:
    """The number in the IRI of an organisation; empty when there is none, or more than one."""
    found = _NUMBER.findall(iri)
    return found[0] if len(found) == 1 else ""


def notice(triples: Iterable[ox.Triple]) -> bytes:
    """What stands at the top of a Turtle document whose publisher is no registered body; empty for others."""
    publishers = {triple.object for triple in triples if triple.predicate == term("dct:publisher")}
    unregistered = [
        each for each in publishers if isinstance(each, ox.NamedNode) and not organisation_number(each.value)
    ]
    return "".join(f"{line}\n" for line in _NOTICE).encode() if unregistered else b""
