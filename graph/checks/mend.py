"""The faults a program may mend by itself: form, stray spaces, a full stop too many, the form of a date.

Only what cannot change the meaning. Everything else is for the people who own the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.checks.content_path import ContentPath
from graph.checks.reading import term
from graph.checks.wording import without_abbreviations
from graph.namespaces import BASE
from graph.tables.canonical import canonical_csv
from graph.tables.records import plain
from graph.turtle.canonical import canonical
from graph.turtle.outline import Fact, string_value
from graph.turtle.terms import quoted
from graph.turtle.walk import outline

_TERMS: Final = frozenset(term(name) for name in ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"))
_DEFINITIONS: Final = frozenset({term("rdf:value"), term("skos:definition")})
_DATES: Final = frozenset(term(name) for name in ("dct:created", "dct:modified", "euvoc:startDate", "euvoc:endDate"))
_DAY: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})|(\d{4})-(\d{2})-(\d{2})(?:T.*)?")
_TYPED: Final = re.compile(r'("[^"\n]*")(?:\s*\^\^\s*\S+|@[A-Za-z-]+)?')


@dataclass(frozen=True, slots=True)
class Mended:
    """A file after mending: its text, and for each thing mended the rule and the line it stood on before."""

    text: str
    done: tuple[tuple[str, int], ...]


def mended(path: str, text: str, base: str = BASE, changed_on: str = "") -> Mended:
    """The text of a file with everything mended that is safe to mend, in canonical form.

    ``changed_on`` is the day (ISO 8601) the concept in the file was changed, if its date of change is to be set.

    Raises ``FileRefused`` when the file cannot be put in canonical form as it stands.
    """
    if path.endswith(".csv"):
        form = canonical_csv(text, path.replace("\\", "/").rpartition("/")[2])
        return Mended(form, () if form == text else (("FIL-13", 1),))
    changed, done = _mend_facts(plain(text))
    if changed_on:
        changed, line = _dated(changed, ContentPath.of(path).subject(base), changed_on)
        done = [*done, ("STA-07", line)]
    form = canonical(changed, base)
    if form != changed and not done:
        done = [("FIL-13", 1)]
    return Mended(form, tuple(done))


def _dated(text: str, concept: str, day: str) -> tuple[str, int]:
    """The text with another date of change of the concept, and the line it stood or will be told at."""
    found = outline(text)
    line = found.find(concept, term("dct:modified"), None, None)[0]
    for fact in reversed(found.facts):
        if fact.subject == concept and fact.predicate == term("dct:modified"):
            start = fact.value_token.start
            whole = _TYPED.match(text, start)
            text = (
                text[:start] + f'"{day}"^^<{term("xsd:date")}>' + text[whole.end() if whole else fact.value_token.end :]
            )
            return text, line
    return f'{text}\n<{concept}> <{term("dct:modified")}> "{day}"^^<{term("xsd:date")}> .\n', line


def _mend_facts(text: str) -> tuple[str, list[tuple[str, int]]]:
    """The text with the values of its facts mended, last one first so that places stay right."""
    found = outline(text)
    done: list[tuple[str, int]] = []
    for fact in sorted(found.facts, key=lambda fact: fact.value_token.start, reverse=True):
        mend = _MENDS.get(fact.predicate)
        token = fact.value_token
        if mend is None or token.kind != "string":
            continue
        replacement = mend(fact)
        if replacement is None:
            continue
        rule, written, is_date = replacement
        end = token.end
        if is_date and (whole := _TYPED.match(text, token.start)):
            end = whole.end()
        text = text[: token.start] + written + text[end:]
        done.append((rule, found.place(token)[0]))
    return text, done[::-1]


def _term(fact: Fact) -> tuple[str, str, bool] | None:
    """Spaces around and doubled inside a term."""
    value = string_value(fact.value_token.text)
    right = " ".join(value.split())
    return None if right == value or not right else ("TERM-01", quoted(right), False)


def _definition(fact: Fact) -> tuple[str, str, bool] | None:
    """Spaces, and the full stop of a definition that is one sentence without abbreviation at its end."""
    value = string_value(fact.value_token.text)
    right = " ".join(value.split())
    rule = "DEF-05"
    bare = without_abbreviations(right, fact.language)
    if bare.endswith(".") and bare.count(".") == 1:
        right, rule = right[:-1], "DEF-08"
    return None if right == value or not right else (rule, quoted(right), False)


def _date(fact: Fact) -> tuple[str, str, bool] | None:
    """A date written as people write it, or without its datatype."""
    value = string_value(fact.value_token.text)
    match = _DAY.fullmatch(value.strip())
    if match is None:
        return None
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    try:
        found = date(int(year or iso_year), int(month or iso_month), int(day or iso_day)).isoformat()
    except ValueError:
        return None
    is_right = found == value and fact.datatype == term("xsd:date")
    return None if is_right else ("PRO-08", f'"{found}"^^<{term("xsd:date")}>', True)


_MENDS: Final[Mapping[str, Callable[[Fact], tuple[str, str, bool] | None]]] = {
    **dict.fromkeys(_TERMS, _term),
    **dict.fromkeys(_DEFINITIONS, _definition),
    **dict.fromkeys(_DATES, _date),
}
