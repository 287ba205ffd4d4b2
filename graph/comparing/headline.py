"""Headline: in one line which parts of a period figures can be compared in, where that is not the same all through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from datetime import date
from typing import Final

from graph.comparing.comparison import Comparison
from graph.comparing.periods import Segment
from graph.comparing.reason_words import phrase
from graph.comparing.verdict import Verdict
from graph.texts import LANGUAGES
from graph.words import AND, Words, listed, sentence, written_day

_SORTS: Final[MappingOf[str, Callable[[Segment], bool]]] = {
    "usable": lambda part: part.comparability.verdict <= Verdict.CAVEAT,
    "not-usable": lambda part: part.comparability.verdict is Verdict.NOT_COMPARABLE,
    "not-known": lambda part: part.comparability.verdict is Verdict.UNKNOWN,
}


def headline(found: Comparison) -> Words:
    """The answer to the whole question, told with the parts of the period where those differ."""
    if found.changes:
        at = [listed([written_day(change.at, lang) for change in found.changes], AND, lang) for lang in LANGUAGES]
        return {
            lang: phrase("broken")[lang].format(days=days, verdict=found.verdict.words[lang])
            for lang, days in zip(LANGUAGES, at, strict=True)
        }
    if not found.varies:
        return {lang: sentence(found.verdict.words[lang]) for lang in LANGUAGES}
    parts = {name: [part for part in found.outline if sort(part)] for name, sort in _SORTS.items()}
    told = {name: segments for name, segments in parts.items() if segments}
    if len(told) == 1:
        (name,) = told
        return {lang: sentence(phrase(f"{name}-throughout")[lang]) for lang in LANGUAGES}
    return {
        lang: sentence(
            ", ".join(phrase(name)[lang].format(days=_days(segments, lang)) for name, segments in told.items())
        )
        for lang in LANGUAGES
    }


def days(start: date, end: date, lang: str) -> str:
    """The days from ``start`` to ``end`` as people write them: by the year where they are whole years."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    first, last = written_day(start, lang), written_day(end, lang)
    return first if start == end else f"{first}–{last}"


def _days(parts: Iterable[Segment], lang: str) -> str:
    joined: list[tuple[date, date]] = []
    for part in parts:
        if joined and (part.start - joined[-1][1]).days == 1:
            joined[-1] = joined[-1][0], part.end
        else:
            joined.append((part.start, part.end))
    return listed([days(start, end, lang) for start, end in joined], AND, lang)
