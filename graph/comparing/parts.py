"""Are two figures about the same part of their organisations?

The answer about comparability is about how figures are made. One sector's figures beside a whole municipality's may be
made alike and still say nothing about each other, so a difference is told with every answer, but is none of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.comparing.difference import Difference, Kind
from graph.comparing.reason_words import phrase
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping
from graph.words import Words


def other_part(a: Mapping, b: Mapping) -> Iterator[Difference]:
    """Yield the difference between the parts that two uses are about, if they say and are not about the same.

    A definition, and a schema or a source outside the municipalities without a sector, are about no part of anything.
    """
    if not (_says(a) and _says(b)):
        return
    first, second = (use.sector.iri if use.sector else None for use in (a, b))
    if first != second:
        yield Difference(
            Kind.OTHER_PART,
            Verdict.COMPARABLE,
            first=first,
            second=second,
            first_label=_part(a),
            second_label=_part(b),
        )


def _says(use: Mapping) -> bool:
    return not use.common and (use.sector is not None or use.field.municipal)


def _part(use: Mapping) -> Words:
    return use.sector.label if use.sector else phrase("whole-organisation")
