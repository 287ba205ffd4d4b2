"""A vocabulary as the REST API knows it: a short id, its concepts, and the collection of all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from graph.namespaces import PREFIXES
from graph.scheme import ConceptScheme
from graph.searching.term_book import Entry, speaks
from graph.store import iri
from graph.texts import LANGUAGES, Text, Texts, best
from server.catalogue import Served
from server.collation import sort_key
from server.skosmos.request import missing

CONCEPT: Final = PREFIXES["skos"] + "Concept"
COLLECTION: Final = PREFIXES["skos"] + "Collection"
SCHEME: Final = PREFIXES["skos"] + "ConceptScheme"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One vocabulary of the build that is served."""

    served: Served
    scheme: ConceptScheme

    @property
    def id(self) -> str:
        """The short name that stands in addresses."""
        return self.scheme.iri.removeprefix(f"{self.served.manifest.base}vokabular/")

    @property
    def space(self) -> str:
        """What the IRIs of its concepts begin with."""
        return f"{self.served.manifest.base}begrep/{self.id}/"

    @property
    def entries(self) -> list[Entry]:
        """Its concepts, by IRI."""
        return self.served.term_book.of_scheme(self.scheme.iri)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its labels, the catalogue's own first."""
        found = Counter(text.lang for entry in self.entries for text in entry.terms.get("prefLabel", ()) if text.lang)
        return (*(lang for lang in LANGUAGES if lang in found), *sorted(set(found) - set(LANGUAGES)))

    @property
    def default_language(self) -> str:
        """The language of answers that none is asked for."""
        return next(iter(self.languages), LANGUAGES[0])

    @property
    def title(self) -> Texts:
        """What it is called."""
        return self.scheme.title

    @property
    def collection(self) -> Entry | None:
        """The collection of its concepts, a group in the words of Skosmos; None when there is none."""
        name = f"{self.served.manifest.base}begrepssamling/{self.id}"
        found = self.served.store.select("names", thing=iri(name))
        if not found:
            return None
        return Entry(name, self.scheme.iri, (COLLECTION,), {"prefLabel": self.title}, None, True, None, None, ())

    def concept(self, uri: str) -> Entry:
        """The concept with the IRI ``uri``; raises Refused when the vocabulary has no such concept."""
        entry = self.served.term_book.entries.get(uri)
        if entry is None or entry.scheme != self.scheme.iri:
            raise missing(f"Could not find concept <{uri}>")
        return entry

    def thing(self, uri: str) -> Entry:
        """The concept, the collection or the vocabulary itself; raises Refused when it is none of them."""
        if uri == self.scheme.iri:
            return Entry(uri, uri, (SCHEME,), {"prefLabel": self.title}, None, True, None, None, ())
        collection = self.collection if "/begrepssamling/" in uri else None
        return collection if collection and collection.iri == uri else self.concept(uri)


def vocabularies(served: Served) -> list[Vocabulary]:
    """Every vocabulary, by id."""
    return [Vocabulary(served, scheme) for scheme in served.schemes]


def vocabulary(served: Served, vocid: str) -> Vocabulary:
    """The vocabulary with that id; raises Refused when there is none."""
    for known in vocabularies(served):
        if known.id == vocid:
            return known
    raise missing(f"Vocabulary id '{vocid}' not found.")


def owner_of(served: Served, uri: str) -> Vocabulary:
    """The vocabulary that holds the thing ``uri``; raises Refused when none does."""
    entry = served.term_book.entries.get(uri)
    for known in vocabularies(served):
        own = (known.scheme.iri, f"{served.manifest.base}begrepssamling/{known.id}")
        if uri in own or (entry is not None and entry.scheme == known.scheme.iri):
            return known
    raise missing(f"Could not find concept <{uri}>")


def in_language(texts: Texts, lang: str) -> Text | None:
    """The first text in ``lang``, one that is exactly so before one of a region; None when there is none."""
    found = [text for text in texts if speaks(text.lang, lang)]
    return min(found, key=lambda text: text.lang.lower() != lang.lower(), default=None)


def name_in(entry: Entry, lang: str) -> str | None:
    """The preferred label in ``lang``, None when there is none."""
    found = in_language(entry.terms.get("prefLabel", ()), lang)
    return found.value if found else None


def name_or_other(entry: Entry, lang: str) -> str | None:
    """The preferred label in ``lang``, else one in another language, which then stands behind it."""
    own = name_in(entry, lang)
    if own is not None:
        return own
    other = best(entry.terms.get("prefLabel", ()), lang)
    return None if other is None else f"{other.value} ({other.lang})" if other.lang else other.value


def title_in(texts: Texts, lang: str) -> str | None:
    """A title for a reader of ``lang``, in the nearest language there is."""
    found = in_language(texts, lang) or best(texts, lang)
    return found.value if found else None


def notation(entry: Entry) -> dict[str, str]:
    """The notation of a concept under its key, nothing when it has none."""
    found = entry.terms.get("notation", ())
    return {"notation": found[0].value} if found else {}


def alphabetically(name: str | None) -> Any:
    """What to sort a label by, labels that are missing first."""
    return sort_key(name or "")
