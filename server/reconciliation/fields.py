"""Names of columns and the local fields they are, so that a table's header can be understood by the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Final

from graph.errors import NotFound
from graph.field_row import FieldRow, field_rows
from graph.local_field import FieldMeaning, LocalField, load_field
from graph.namespaces import PREFIXES
from graph.organisation import Organisation, organisations
from graph.searching.answer import Hit, Question
from graph.searching.filters import Filters
from graph.searching.search_index import LONGEST
from graph.searching.term_pattern import compared
from graph.store import iri
from graph.texts import Reference, best, local_name
from server.catalogue import Served
from server.comparison.sections import against_definition
from server.labels import MAPPING_STATUS, RELATION, ROLE
from server.reconciliation.answers import ANSWERS
from server.reconciliation.concept_facts import ConceptFacts
from server.reconciliation.entity import Candidate, EntityValue, Kind, Preview, Property, Query, Value
from server.reconciliation.ranking import Finds, ranked
from server.reconciliation.scoring import CERTAIN
from server.reconciliation.spoken import EVERY_LANGUAGE, comparable, languages, said_in, shown
from server.reconciliation.words import properties, word

FIELD: Final = PREFIXES["csvw"] + "Column"
_PROPERTIES: Final = properties("felt", {"begrep": "begrep"})
_SHOWN: Final = ("begrep", "relasjon", "virksomhet", "system", "tabell", "rolle", "enhet")
_SAME_LETTERS: Final = 90.0
# Not every municipality's column of the same name can be a candidate, but each should get the chance to be.
_FOUND: Final = 200
_BEST: Final = 40


class FieldService:
    """The local fields of every organisation."""

    key = "felt"

    def __init__(self, served: Served, lang: str) -> None:
        self._served = served
        self._lang = lang
        self.space = f"{served.manifest.base}felt/"
        self._read: dict[str, LocalField | None] = {}
        self._meanings: dict[str, list[FieldRow]] = {}

    def kinds(self) -> Sequence[Kind]:
        """Fields, and those of each organisation."""
        owners = [owner for owner in self._owners.values() if owner.field_count]
        return (self._general, *(Kind(owner.iri, owner.name, self._general) for owner in owners))

    def properties(self) -> Sequence[Property]:
        """What can be asked of a field."""
        return _PROPERTIES

    def candidates(self, query: Query) -> Sequence[Candidate]:
        """The fields whose column may be called so."""
        finds = Finds()
        for name in (*query.ids, *query.names):
            if name.startswith(self.space) and self._field(name):
                finds.add(name, CERTAIN, {"id": True}, sure=True)
        for name in (each for each in query.names if each not in finds.found):
            most = _FOUND if query.conditions else _BEST
            answer = self._served.search.find(Question(name[:LONGEST], self._lang, self._filters(query), limit=most))
            finds.add_answer(name, answer)
            for hit in answer.hits:
                self._add_named(finds, hit, name)
        if not query.names and not query.ids:
            for entity in islice(self._of_owners(query), _FOUND):
                finds.add(entity, 0.0, {})
        return ranked(query, finds, self._candidate, self._texts, lambda each: bool(self._rows(each)))

    def suggested(self, prefix: str, limit: int, skip: int) -> Sequence[Candidate]:
        """Fields by the beginning of the column's name, or by their identifier."""
        own = [prefix.strip()] if prefix.strip().startswith(self.space) and self._field(prefix.strip()) else []
        question = Question(prefix[:LONGEST], self._lang, Filters(types=("field",)), limit=limit + skip)
        found = dict.fromkeys([*own, *(hit.thing.iri for hit in self._served.search.find(question).hits)])
        made = (self._candidate(each) for each in list(found)[skip : skip + limit])
        return [each for each in made if each]

    def values(self, entity: str, properties: Sequence[str], lang: str) -> Mapping[str, Sequence[Value]]:
        """The values of properties of one field, of what it means now before what it has meant."""
        field = self._field(entity)
        if field is None:
            return {name: [] for name in properties}
        return {name: list(dict.fromkeys(self._read_property(field, name, lang))) for name in properties}

    def preview(self, entity: str) -> Preview | None:
        """The column, where it stands, and the concept it is mapped to."""
        field = self._field(entity)
        if field is None:
            return None
        names = {each.id: each.name[self._lang] for each in _PROPERTIES}
        found = self.values(entity, ("merknad", *_SHOWN), self._lang)
        lines = [(names[name], "; ".join(map(shown, found[name]))) for name in _SHOWN if found[name]]
        return Preview(entity, field.column, "; ".join(map(shown, found["merknad"])), lines)

    def _add_named(self, finds: Finds, hit: Hit, name: str) -> None:
        column = hit.thing.label[0].value
        if column == name:
            finds.add(hit.thing.iri, CERTAIN, {"exact_label": True}, sure=True)
        elif compared(column) == compared(name):
            finds.add(hit.thing.iri, _SAME_LETTERS, {"exact_alt_label": True})

    def _candidate(self, entity: str) -> Candidate | None:
        rows = self._rows(entity)
        if not rows:
            return None
        owner = rows[0].organisation
        kinds = (self._general, Kind(owner.iri, self._name(owner), self._general))
        place = " · ".join((self._name(owner), self._name(rows[0].system), self._name(rows[0].table)))
        concepts = [row.concept for row in rows if row.concept]
        told = f"{place}: {self._name(concepts[0])}" if concepts else place
        return Candidate(entity, rows[0].column, 0.0, False, kinds, told, {})

    def _rows(self, entity: str) -> list[FieldRow]:
        """What a field means, the newest first; nothing for what is no field."""
        if entity not in self._meanings:
            store = self._served.store
            rows = field_rows(store, store.select("fields_of_field", field=iri(entity)))
            self._meanings[entity] = sorted(rows, key=lambda row: row.meaning, reverse=True)
        return self._meanings[entity]

    def _field(self, entity: str) -> LocalField | None:
        if entity not in self._read:
            try:
                self._read[entity] = load_field(self._served.store, entity)
            except (NotFound, ValueError):
                # No such field, or no IRI at all.
                self._read[entity] = None
        return self._read[entity]

    def _read_property(self, field: LocalField, name: str, lang: str) -> list[Value]:
        if name in _OF_FIELD:
            return _OF_FIELD[name](self, field)
        if name in ANSWERS:
            found = against_definition(self._served, self._served.known.uses.of_field(field.iri))
            return [value for each in found for value in ANSWERS[name](each.comparison, languages(lang))]
        if name == "definisjon":
            return [text for meaning in field.meanings for text in self._definitions(meaning, lang)]
        read = _OF_MEANING.get(name)
        return (
            [value for each in field.meanings for said in languages(lang) for value in read(self, each, said)]
            if read
            else []
        )

    def _definitions(self, meaning: FieldMeaning, lang: str) -> list[Value]:
        concept = meaning.row.concept
        entry = self._served.term_book.entries.get(concept.iri) if concept else None
        return ConceptFacts(self._served, entry, lang).definitions() if entry else []

    def _texts(self, entity: str, name: str) -> Sequence[str]:
        return [text for value in self.values(entity, [name], EVERY_LANGUAGE)[name] for text in comparable(value)]

    def _filters(self, query: Query) -> Filters:
        owners = [each for each in query.types if each in self._owners]
        return Filters(types=("field",), organisation=owners[0] if len(owners) == len(query.types) == 1 else None)

    def _of_owners(self, query: Query) -> Sequence[str]:
        wanted = [owner for owner in self._owners if owner in query.types] if FIELD not in query.types else []
        owners = wanted or ([] if query.types and FIELD not in query.types else list(self._owners))
        uses = (use for owner in owners for use in self._served.known.uses.of_organisation(owner))
        return list(dict.fromkeys(use.field.iri for use in uses))

    def entity(self, found: Reference | None) -> list[Value]:
        """Another thing by identifier and name, nothing for none."""
        return [EntityValue(found.iri, self._name(found))] if found else []

    def _name(self, found: Reference) -> str:
        name = best(found.label, self._lang)
        return name.value if name else local_name(found.iri)

    @cached_property
    def _general(self) -> Kind:
        return Kind(FIELD, word("kinds", "felt", self._lang))

    @cached_property
    def _owners(self) -> dict[str, Organisation]:
        return {owner.iri: owner for owner in organisations(self._served.store)}


_OF_FIELD: Final[Mapping[str, Callable[[FieldService, LocalField], list[Value]]]] = {
    "virksomhet": lambda service, field: service.entity(field.organisation),
    "system": lambda service, field: service.entity(field.system),
    "tabell": lambda service, field: service.entity(field.table),
    "datatype": lambda _, field: [local_name(field.datatype)] if field.datatype else [],
}
_OF_MEANING: Final[Mapping[str, Callable[[FieldService, FieldMeaning, str], list[Value]]]] = {
    "begrep": lambda service, meaning, _: service.entity(meaning.row.concept),
    "relasjon": lambda _, meaning, lang: (
        [said_in(lang, RELATION[meaning.row.relation])] if meaning.row.relation else []
    ),
    "rolle": lambda _, meaning, lang: [said_in(lang, ROLE[meaning.row.role])] if meaning.row.role in ROLE else [],
    "enhet": lambda service, meaning, _: service.entity(meaning.row.unit),
    "gyldig-fra": lambda _, meaning, __: [meaning.row.valid_from] if meaning.row.valid_from else [],
    "gyldig-til": lambda _, meaning, __: [meaning.row.valid_to] if meaning.row.valid_to else [],
    "status": lambda _, meaning, lang: (
        [said_in(lang, MAPPING_STATUS.get(meaning.row.status, meaning.row.status))] if meaning.row.status else []
    ),
    "merknad": lambda _, meaning, __: [text for text in (meaning.description, meaning.row.note) if text],
}
