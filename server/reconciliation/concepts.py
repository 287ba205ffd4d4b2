"""Terms and the concepts they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Final

from graph.namespaces import PREFIXES
from graph.searching.answer import Question
from graph.searching.filters import Filters
from graph.searching.search_index import LONGEST
from graph.searching.term_book import Entry, Named, speaks
from graph.store import iri
from graph.texts import best, local_name, text_of
from server.catalogue import Served
from server.reconciliation.concept_facts import ConceptFacts
from server.reconciliation.entity import Candidate, Kind, Preview, Property, Query, Value
from server.reconciliation.ranking import Finds, ranked
from server.reconciliation.scoring import CERTAIN, OTHER_LANGUAGE, WHOLE
from server.reconciliation.spoken import EVERY_LANGUAGE, comparable, shown
from server.reconciliation.words import properties, word

CONCEPT: Final = PREFIXES["skos"] + "Concept"
_SHORT: Final = "skos:Concept"
_OWN: Final = ("overordnet", "underordnet", "beslektet", "erstattes-av")
_PROPERTIES: Final = properties("begrep", dict.fromkeys(_OWN, "begrep") | {"felt": "felt"})
_SHOWN: Final = ("vokabular", "status", "kilde", "overordnet", "erstattes-av")
# So many concepts are looked at when nothing but properties is asked about.
_LOOKED_AT: Final = 500


class ConceptService:
    """The concepts of the vocabularies, named in one language."""

    key = "begrep"

    def __init__(self, served: Served, lang: str) -> None:
        self._served = served
        self._lang = lang
        self.space = served.manifest.base

    def kinds(self) -> Sequence[Kind]:
        """Concepts, and those of each vocabulary."""
        return (self._concept_kind, *self._vocabulary_kinds.values())

    def properties(self) -> Sequence[Property]:
        """What can be asked of a concept."""
        return _PROPERTIES

    def candidates(self, query: Query) -> Sequence[Candidate]:
        """The concepts that may be meant by the names or identifiers of ``query``."""
        query = replace(query, types=tuple(CONCEPT if each == _SHORT else each for each in query.types))
        finds, entries = Finds(), self._served.term_book.entries
        for name in (*query.ids, *query.names):
            if name in entries:
                finds.add(name, CERTAIN, {"id": True}, sure=True)
        for name in (each for each in query.names if each not in entries):
            for named in self._served.term_book.called(name):
                self._add_whole(finds, named, query.lang)
            question = Question(name[:LONGEST], query.lang, self._filters(query), limit=query.limit + 10)
            finds.add_answer(name, self._served.search.find(question))
        if not query.names and not query.ids:
            among = (entry for entry in entries.values() if self._in_types(entry, query))
            for entry in islice(among, _LOOKED_AT):
                finds.add(entry.iri, 0.0, {})
        return ranked(query, finds, self._candidate, self._texts, lambda each: entries[each].valid)

    def suggested(self, prefix: str, limit: int, skip: int) -> Sequence[Candidate]:
        """Concepts by the beginning of a name, or by their identifier."""
        entries = self._served.term_book.entries
        found = dict.fromkeys(each for each in (prefix.strip(),) if each in entries)
        found |= dict.fromkeys(named.entry.iri for named in self._served.term_book.called(prefix))
        question = Question(prefix[:LONGEST], self._lang, Filters(types=("concept",)), limit=limit + skip)
        found |= dict.fromkeys(hit.thing.iri for hit in self._served.search.find(question).hits)
        made = (self._candidate(each) for each in list(found)[skip : skip + limit])
        return [each for each in made if each]

    def values(self, entity: str, properties: Sequence[str], lang: str) -> Mapping[str, Sequence[Value]]:
        """The values of properties of one concept."""
        entry = self._served.term_book.entries.get(entity)
        if entry is None:
            return {name: [] for name in properties}
        facts = ConceptFacts(self._served, entry, lang)
        return {name: facts.of(name) for name in properties}

    def preview(self, entity: str) -> Preview | None:
        """Term, definition, and where it comes from."""
        candidate = self._candidate(entity)
        if candidate is None:
            return None
        names = {each.id: each.name[self._lang] for each in _PROPERTIES}
        found = self.values(entity, ("definisjon", *_SHOWN), self._lang)
        lines = [(names[name], "; ".join(map(shown, found[name]))) for name in _SHOWN if found[name]]
        return Preview(entity, candidate.name, "; ".join(map(shown, found["definisjon"])), lines)

    def _add_whole(self, finds: Finds, named: Named, lang: str) -> None:
        own = not named.term.lang or speaks(named.term.lang, lang)
        score = WHOLE[named.kind] if own else min(OTHER_LANGUAGE, WHOLE[named.kind])
        preferred = own and named.kind == "prefLabel"
        finds.add(named.entry.iri, score, {"exact_label" if preferred else "exact_alt_label": True}, sure=preferred)

    def _candidate(self, entity: str) -> Candidate | None:
        entry = self._served.term_book.entries.get(entity)
        if entry is None:
            return None
        kinds = (self._concept_kind, *(kind for kind in [self._vocabulary_kinds.get(entry.scheme)] if kind))
        return Candidate(entity, self._name(entry), 0.0, False, kinds, self._description(entry), {})

    def _description(self, entry: Entry) -> str:
        told = ""
        if not entry.valid:
            successors = [self._served.term_book.entries.get(each) for each in entry.replaced_by]
            names = [self._name(each) for each in successors if each]
            told = word("told", "replaced", self._lang).format(name=", ".join(names)) if names else ""
            told = told or word("told", "out", self._lang)
        rows = self._served.store.select("short_definitions", concept=iri(entry.iri))
        definition = best([text_of(row["definition"]) for row in rows], self._lang)
        return " ".join(filter(None, (told, definition.value if definition else "")))

    def _name(self, entry: Entry) -> str:
        found = best(entry.terms.get("prefLabel", ()), self._lang)
        return found.value if found else local_name(entry.iri)

    def _texts(self, entity: str, name: str) -> Sequence[str]:
        values = self.values(entity, [name], EVERY_LANGUAGE)[name]
        return [text for value in values for text in comparable(value)]

    def _in_types(self, entry: Entry, query: Query) -> bool:
        return not query.types or entry.scheme in query.types or CONCEPT in query.types

    def _filters(self, query: Query) -> Filters:
        schemes = [each for each in query.types if each in self._vocabulary_kinds]
        return Filters(types=("concept",), vocabulary=schemes[0] if len(schemes) == len(query.types) == 1 else None)

    @cached_property
    def _concept_kind(self) -> Kind:
        return Kind(CONCEPT, word("kinds", "begrep", self._lang))

    @cached_property
    def _vocabulary_kinds(self) -> dict[str, Kind]:
        return {
            scheme.iri: Kind(scheme.iri, title.value if title else local_name(scheme.iri), self._concept_kind)
            for scheme in self._served.schemes
            for title in [best(scheme.title, self._lang)]
        }
