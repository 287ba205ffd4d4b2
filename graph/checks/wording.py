"""The wordings the checks of definitions look for, by language, read from ``wording.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("wording.toml")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ENDINGS: Final = ("e", "ene", "ane", "en", "et", "er", "ar", "ne", "a", "s", "n", "t", "r")


@cache
def patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of a language by name; none for a language without any."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile(text, re.IGNORECASE) for name, text in tables.get(language, {}).items()}


def words(text: str) -> list[str]:
    """The words of a text, folded for comparison; a hyphen inside a word belongs to it."""
    return [match.group().casefold() for match in _WORD.finditer(text)]


def folded(term: str) -> str:
    """A term as it is looked up: its words, folded, one space between."""
    return " ".join(words(term))


@dataclass(frozen=True, slots=True)
class TermUse:
    """A known term found in a text: the place of its first word, the term as it is known, and what it names."""

    place: int
    term: str
    names: frozenset[str]


class TermIndex:
    """Known terms by language, for finding them in texts; the last word of a term may be inflected there."""

    def __init__(self, terms: Iterable[tuple[str, str, str]]) -> None:
        """Index triples of language, term and what the term names."""
        self._names: dict[tuple[str, str], set[str]] = {}
        self._longer: dict[tuple[str, str], set[tuple[str, ...]]] = {}
        for language, term, named in terms:
            found = words(term)
            self._names.setdefault((language, " ".join(found)), set()).add(named)
            if len(found) > 1:
                self._longer.setdefault((language, found[0]), set()).add(tuple(found))

    def __contains__(self, key: tuple[str, str]) -> bool:
        """Whether a language has a folded term."""
        return key in self._names

    def find(self, text: str, language: str) -> Iterator[TermUse]:
        """The known terms in a text, the longest at each place, none inside another."""
        found = words(text)
        end = 0
        for place, word in enumerate(found):
            if place < end:
                continue
            term = self._longest(found, place, word, language)
            if term:
                end = place + len(term.split())
                yield TermUse(place, term, frozenset(self._names[language, term]))

    def _longest(self, found: list[str], place: int, word: str, language: str) -> str:
        for longer in sorted(self._longer.get((language, word), ()), key=len, reverse=True):
            here = found[place : place + len(longer)]
            if tuple(here[:-1]) == longer[:-1] and len(here) == len(longer) and longer[-1] in stems(here[-1]):
                return " ".join(longer)
        return next((stem for stem in stems(word) if (language, stem) in self._names), "")


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """A word and what is left of it without an ending, longest first."""
    found = [word, *(word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))]
    return tuple(sorted(dict.fromkeys(filter(None, found)), key=len, reverse=True))


def without_abbreviations(text: str, language: str) -> str:
    """The text with the full stops of abbreviations taken away."""
    pattern = patterns(language).get("abbreviation")
    return pattern.sub(lambda match: match.group().replace(".", ""), text) if pattern else text
