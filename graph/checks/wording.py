"""The wordings the checks of definitions look for, by language, read from ``wording.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Protocol

_FILE: Final = Path(__file__).with_name("wording.toml")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
ENDINGS: Final = ("e", "ene", "ane", "en", "et", "er", "ar", "ne", "a", "s", "n", "t", "r")


@cache
def patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of a language by name; none for a language without any."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile(text, re.IGNORECASE) for name, text in tables.get(language, {}).items()}


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded for comparison; a hyphen inside a word belongs to it."""
    return tuple(word.casefold() for word in _WORD.findall(text))


def folded(term: str) -> str:
    """A term as it is looked up: its words, folded, one space between."""
    return " ".join(words(term))


@dataclass(frozen=True, slots=True)
class TermUse:
    """A known term found in a text: the place of its first word, the term as it is known, and what it names."""

    place: int
    term: str
    names: frozenset[str]


class KnownTerms(Protocol):
    """Terms somebody knows: what each names, and the longer ones that begin with a word."""

    def names(self, language: str, term: str) -> Collection[str]:
        """What a folded term of a language names; nothing when it is not known."""
        ...

    def longer(self, language: str, word: str) -> Collection[str]:
        """The folded terms of several words that begin with a word."""
        ...


class TermIndex:
    """Known terms from triples of language, term and what the term names."""

    def __init__(self, terms: Iterable[tuple[str, str, str]]) -> None:
        """Index the triples."""
        self._names: dict[tuple[str, str], set[str]] = {}
        self._longer: dict[tuple[str, str], set[str]] = {}
        for language, term, named in terms:
            found = words(term)
            self._names.setdefault((language, " ".join(found)), set()).add(named)
            if len(found) > 1:
                self._longer.setdefault((language, found[0]), set()).add(" ".join(found))

    def names(self, language: str, term: str) -> Collection[str]:
        """What a folded term of a language names; nothing when it is not known."""
        return self._names.get((language, term), ())

    def longer(self, language: str, word: str) -> Collection[str]:
        """The folded terms of several words that begin with a word."""
        return self._longer.get((language, word), ())


def find_terms(known: KnownTerms, text: str, language: str) -> Iterator[TermUse]:
    """The known terms in a text, the longest at each place, none inside another.

    The last word of a term may be inflected in the text.
    """
    found = words(text)
    end = 0
    for place, word in enumerate(found):
        if place < end:
            continue
        term = _longest(known, found, place, language) or _inflected(known, word, language)
        if term:
            end = place + len(term.split())
            yield TermUse(place, term, frozenset(known.names(language, term)))


def _longest(known: KnownTerms, found: tuple[str, ...], place: int, language: str) -> str:
    for term in sorted(known.longer(language, found[place]), key=lambda term: (-term.count(" "), term)):
        longer = tuple(term.split())
        here = found[place : place + len(longer)]
        if here[:-1] == longer[:-1] and len(here) == len(longer) and longer[-1] in stems(here[-1]):
            return term
    return ""


def _inflected(known: KnownTerms, word: str, language: str) -> str:
    return next((stem for stem in stems(word) if known.names(language, stem)), "")


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """A word and what is left of it without an ending, longest first."""
    found = [word, *(word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))]
    return tuple(sorted(dict.fromkeys(filter(None, found)), key=len, reverse=True))


def without_abbreviations(text: str, language: str) -> str:
    """The text with the full stops of abbreviations taken away."""
    pattern = patterns(language).get("abbreviation")
    return pattern.sub(lambda match: match.group().replace(".", ""), text) if pattern else text
