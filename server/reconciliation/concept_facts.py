"""The values of a concept's properties, in one language or in all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Final

from graph.concept import Concept, load_concept
from graph.errors import NotFound
from graph.field_row import rows_of_concept
from graph.searching.term_book import Entry, speaks
from graph.texts import LANGUAGES, Reference, Text, Texts, best, local_name
from server.catalogue import Served
from server.comparison.sections import against_definition
from server.labels import STATUS
from server.reconciliation.answers import ANSWERS
from server.reconciliation.entity import EntityValue, Value
from server.reconciliation.spoken import EVERY_LANGUAGE, languages, said_in


class ConceptFacts:
    """What is known of one concept; ``lang`` is the language of texts, or EVERY_LANGUAGE."""

    def __init__(self, served: Served, entry: Entry, lang: str) -> None:
        self._served = served
        self._entry = entry
        self._lang = lang

    def of(self, name: str) -> list[Value]:
        """Return the values of a property, none for one that nobody knows."""
        read = _READ.get(name)
        return read(self) if read else []

    def terms(self, kind: str) -> list[Value]:
        """Terms of one kind, or notations."""
        return self.spoken(self._entry.terms.get(kind, ()))

    def spoken(self, texts: Iterable[Text]) -> list[Value]:
        """Texts in the language, and those without one."""
        return list(dict.fromkeys(text.value for text in texts if self._speaks(text)))

    def references(self, found: Iterable[Reference]) -> list[Value]:
        """Things by identifier and name."""
        return [EntityValue(each.iri, self._name(each.label, each.iri)) for each in found]

    def about(self, read: Callable[[Concept], Iterable[Reference] | date | None]) -> list[Value]:
        """Things or a day the concept's own description says; nothing where it has none after the profile."""
        found = read(self._concept) if self._concept else None
        if found is None or isinstance(found, date):
            return [found] if found else []
        return self.references(found)

    def definitions(self) -> list[Value]:
        """The definitions."""
        return self.spoken(each.text for each in self._concept.definitions) if self._concept else []

    def sources(self) -> list[Value]:
        """The sources of the definitions in the language, each once."""
        definitions = self._concept.definitions if self._concept else ()
        found = [source for each in definitions if self._speaks(each.text) for source in each.sources]
        return list(dict.fromkeys(source.label or source.iri or "" for source in found))

    def notes(self) -> list[Value]:
        """The notes on scope."""
        return self.spoken(self._concept.scope_note) if self._concept else []

    def subjects(self) -> list[Value]:
        """The subject fields that have a name."""
        found = self._concept.subject if self._concept else ()
        return self.spoken(each for each in found if isinstance(each, Text))

    def vocabulary(self) -> list[Value]:
        """The vocabulary."""
        titles = {scheme.iri: scheme.title for scheme in self._served.schemes}
        return self.references([Reference(self._entry.scheme, titles.get(self._entry.scheme, ()))])

    def status(self) -> list[Value]:
        """The status by its word; in every language the code too."""
        code = self._entry.status
        if not code:
            return []
        words = [said_in(lang, STATUS.get(code, code)) for lang in languages(self._lang)]
        return list(dict.fromkeys([*([code] if self._lang == EVERY_LANGUAGE else []), *words]))

    def near(self, *, above: bool) -> list[Value]:
        """The concepts right above or right below."""
        outline = self._served.outline
        found = (outline.broader if above else outline.narrower)(self._entry.iri, self._one_language)
        return self.references(Reference(each.iri, each.label) for each, _ in found)

    def successors(self) -> list[Value]:
        """The concepts that hold instead."""
        entries = self._served.term_book.entries
        return self.references(
            Reference(each, entries[each].terms.get("prefLabel", ()) if each in entries else ())
            for each in self._entry.replaced_by
        )

    def fields(self) -> list[Value]:
        """The local fields, each once, by owner and column."""
        rows = rows_of_concept(self._served.store, self._entry.iri)
        named = {row.field: f"{row.organisation.label[0].value}: {row.column}" for row in rows}
        return [EntityValue(field, name) for field, name in named.items()]

    def answers(self) -> list[Value]:
        """Each field that is a figure of the concept, with whether it can be compared with the common definition."""
        concept = self._entry.iri
        found = against_definition(self._served, self._served.known.uses.of_concept(concept))
        return [
            f"{each.figure.field.organisation_name}: {each.figure.field.name}: {value}"
            for each in found
            if each.measure.concept == concept
            for value in ANSWERS["sammenlignbar"](each.comparison, languages(self._lang))
        ]

    @cached_property
    def _concept(self) -> Concept | None:
        try:
            return load_concept(self._served.store, self._entry.iri)
        except NotFound:
            # What has no identifier is no concept of the profile; the term book knows it all the same.
            return None

    @property
    def _one_language(self) -> str:
        return LANGUAGES[0] if self._lang == EVERY_LANGUAGE else self._lang

    def _name(self, label: Texts, iri: str) -> str:
        found = best(label, self._one_language)
        return found.value if found else local_name(iri)

    def _speaks(self, text: Text) -> bool:
        return self._lang == EVERY_LANGUAGE or not text.lang or speaks(text.lang, self._lang)


_READ: Final[Mapping[str, Callable[[ConceptFacts], list[Value]]]] = {
    "anbefalt-term": lambda facts: facts.terms("prefLabel"),
    "tillatt-term": lambda facts: facts.terms("altLabel"),
    "fraradet-term": lambda facts: facts.terms("hiddenLabel"),
    "kode": lambda facts: facts.terms("notation"),
    "definisjon": ConceptFacts.definitions,
    "kilde": ConceptFacts.sources,
    "merknad": ConceptFacts.notes,
    "vokabular": ConceptFacts.vocabulary,
    "status": ConceptFacts.status,
    "fagomrade": ConceptFacts.subjects,
    "enhet": lambda facts: facts.about(lambda concept: [concept.unit] if concept.unit else []),
    "overordnet": lambda facts: facts.near(above=True),
    "underordnet": lambda facts: facts.near(above=False),
    "beslektet": lambda facts: facts.about(lambda concept: concept.related),
    "erstattes-av": ConceptFacts.successors,
    "gyldig-fra": lambda facts: facts.about(lambda concept: concept.valid_from),
    "gyldig-til": lambda facts: facts.about(lambda concept: concept.valid_to),
    "felt": ConceptFacts.fields,
    "sammenlignbare-felt": ConceptFacts.answers,
}
