"""Term book: every concept of one build with all its terms, and which concepts are called so?

Read once per build, like the outline. The search index finds what is like a text; here a term is found as a whole,
whatever signs it is written with and however long it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Final

from graph.namespaces import PREFIXES
from graph.searching.material import NOT_VALID
from graph.searching.term_pattern import TermPattern, compared
from graph.store import CatalogueStore, Row, text, value_of
from graph.texts import Text, Texts, day, in_order, local_name, text_of

TERMS: Final = ("prefLabel", "altLabel", "hiddenLabel", "notation")


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept as the term book knows it; ``terms`` holds the texts of each of TERMS, ``types`` the IRIs of classes.

    ``valid`` is False for what is deprecated or has expired.
    """

    iri: str
    scheme: str
    types: tuple[str, ...]
    terms: Mapping[str, Texts]
    status: str | None
    valid: bool
    created: datetime | None
    modified: datetime | None
    replaced_by: tuple[str, ...]

    def in_language(self, kind: str, lang: str) -> Texts:
        """Return the texts of one kind in a language by basic filtering (RFC 4647 section 3.3.1)."""
        return tuple(text for text in self.terms.get(kind, ()) if speaks(text.lang, lang))


@dataclass(frozen=True, slots=True)
class Named:
    """A concept found by one of its terms, a text of ``kind`` (see TERMS)."""

    entry: Entry
    kind: str
    term: Text

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands among others: by the term as it is compared, the language, the concept."""
        return compared(self.term.value), self.term.lang, self.entry.iri


class TermBook:
    """The concepts published under a base IRI, by IRI and by term."""

    def __init__(self, store: CatalogueStore, base: str, today: date) -> None:
        """Read ``store``; what has expired by ``today`` is not valid."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in store.select("term_book", base=text(base)):
            rows[value_of(row["concept"])].append(row)
        self.entries = {concept: _entry(concept, found, today) for concept, found in sorted(rows.items())}

    def of_scheme(self, scheme: str) -> list[Entry]:
        """Return the concepts of a vocabulary, by IRI."""
        return self._by_scheme.get(scheme, [])

    def languages(self, scheme: str) -> tuple[str, ...]:
        """Return the languages that concepts of a vocabulary have preferred terms in."""
        return self._languages.get(scheme, ())

    def fitting(self, pattern: TermPattern) -> Iterator[Named]:
        """Yield every term that fits ``pattern``, in the order of Named.place; looked for as they are asked for."""
        for term in pattern.chosen(self._by_term, self._ordered):
            yield from self._by_term[term]

    def called(self, term: str) -> list[Named]:
        """Return the concepts one of whose terms is ``term``, in any language; a ``*`` is an asterisk here."""
        return self._by_term.get(compared(term), [])

    @cached_property
    def _by_scheme(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            found[entry.scheme].append(entry)
        return dict(found)

    @cached_property
    def _by_term(self) -> dict[str, list[Named]]:
        found: dict[str, list[Named]] = defaultdict(list)
        for entry in self.entries.values():
            for kind in TERMS:
                for term in entry.terms.get(kind, ()):
                    found[compared(term.value)].append(Named(entry, kind, term))
        return {term: sorted(named, key=lambda each: each.place) for term, named in found.items()}

    @cached_property
    def _languages(self) -> dict[str, tuple[str, ...]]:
        return {
            scheme: tuple(sorted({text.lang for entry in entries for text in entry.terms.get(TERMS[0], ())} - {""}))
            for scheme, entries in self._by_scheme.items()
        }

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self._by_term)


def speaks(tag: str, lang: str) -> bool:
    """Return whether a text tagged ``tag`` is in the language ``lang`` (RFC 4647 section 3.3.1)."""
    tag, lang = tag.lower(), lang.lower()
    return tag == lang or tag.startswith(f"{lang}-") or (lang == "*" and bool(tag))


def _entry(concept: str, rows: list[Row], today: date) -> Entry:
    said: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        said[value_of(row["property"])].append(row)

    def first(term: str) -> Row:
        prefix, _, name = term.partition(":")
        return next(iter(said.get(PREFIXES[prefix] + name, ())), {})

    def values(term: str) -> tuple[str, ...]:
        prefix, _, name = term.partition(":")
        return tuple(sorted({value_of(row["value"]) for row in said.get(PREFIXES[prefix] + name, ())}))

    until = day(first("euvoc:endDate"), "value")
    status = next((local_name(value) for value in values("euvoc:status")), None)
    out = status in NOT_VALID or "true" in values("owl:deprecated") or (until is not None and until < today)
    return Entry(
        concept,
        min(value_of(row["scheme"]) for row in rows),
        values("rdf:type"),
        {
            kind: in_order(text_of(row["value"]) for row in said[PREFIXES["skos"] + kind])
            for kind in TERMS
            if PREFIXES["skos"] + kind in said
        },
        status,
        not out,
        _moment(first("dct:created")),
        _moment(first("dct:modified")),
        values("dct:isReplacedBy"),
    )


def _moment(row: Row) -> datetime | None:
    """The time in ``value``, midnight for a day, in UTC where no zone is said; None when there is none."""
    try:
        found = datetime.fromisoformat(value_of(row["value"])) if row else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
