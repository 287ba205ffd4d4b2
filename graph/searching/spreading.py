"""Spreading: things that hold every word, but not in one and the same name.

«sykefravær oslo» is a concept that Oslo has fields for: one word stands in a name of the thing, the other in the name
of what it belongs to, or in its definition.
"""

from __future__ import annotations

import json
from typing import Final

from graph.searching.filters import Filters
from graph.searching.findable import KINDS
from graph.searching.index_file import GIVEN, IndexFile
from graph.searching.matching import running_expression
from graph.searching.pieces import Pieces
from graph.searching.ranking import Fit, Match, tier
from graph.searching.wanted import Wanted

_LABELS: Final = 4000
_OWNERS: Final = 100
_MOST: Final = 500
_INITIALS: Final = KINDS.index("initials")


def spread(file: IndexFile, wanted: Wanted, filters: Filters, lang: str) -> list[Match]:
    """Return the things that hold every word somewhere, each with its best name; nothing for a single word."""
    if len(wanted.words) < 2:
        return []
    one_each = wanted.one_by_one()
    things = _things(file, one_each[0])
    for one in one_each[1:]:
        things = things and things & _things(file, one)
    chosen = json.dumps(sorted(things)[:_MOST])
    condition, values = filters.of_rows("l")
    rows = file.connection.execute(
        "SELECT l.id, l.thing, l.place, l.type, l.kind, l.valid, l.lang, l.folded FROM label l"
        f" WHERE l.thing IN {GIVEN} AND l.kind <> {_INITIALS}{condition}",
        (chosen, *values),
    )
    best: dict[int, Match] = {}
    for number, thing, place, type_, kind, valid, label_lang, folded in rows:
        missing = sum(not one.inflected.fits(folded) for one in one_each)
        other = bool(label_lang) and label_lang != lang
        key = (tier(Fit.SPREAD, kind), not valid, type_, missing, kind, other, len(folded), number)
        if thing not in best or key < best[thing].key:
            best[thing] = Match(key, number, thing, place, kind, Fit.SPREAD)
    return list(best.values())


def _things(file: IndexFile, one: Wanted) -> set[int]:
    """The things one word stands in a name or text of, or in the name of what they belong to."""
    pieces, connection, forms = Pieces(file.counts), file.connection, one.inflected
    found = {thing for (thing,) in connection.execute(
        "SELECT n.thing FROM running r CROSS JOIN note n ON n.id = r.rowid WHERE running MATCH ? LIMIT ?",
        (running_expression(one), _LABELS),
    )}  # fmt: skip
    found |= _named(file, forms, pieces.inside(forms), _LABELS)
    owners = _named(file, forms, pieces.word_starts(forms), _OWNERS)
    if owners:
        sql = f"SELECT thing FROM belongs WHERE owner IN {GIVEN}"
        found |= {thing for (thing,) in connection.execute(sql, (json.dumps(sorted(owners)),))}
    return found


def _named(file: IndexFile, one: Wanted, expression: str, most: int) -> set[int]:
    if not expression:
        return set()
    sql = "SELECT l.thing, l.folded FROM part p CROSS JOIN label l ON l.id = p.rowid WHERE part MATCH ? LIMIT ?"
    return {thing for thing, folded in file.connection.execute(sql, (expression, most)) if one.fits(folded)}
