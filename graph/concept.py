"""Concept: one meaning, one IRI, its terms, its definitions and its relations (SKOS-AP-NO-Begrep 2.0)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from graph.errors import NotFound
from graph.namespaces import PREFIXES
from graph.outline import OutlineConcept
from graph.store import CatalogueStore, Row, iri, value_of
from graph.texts import Reference, Text, Texts, day, in_order, local_name, references, string, text_of


@dataclass(frozen=True, slots=True)
class Source:
    """Where a definition comes from: an address, a name for it, or both."""

    iri: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class Definition:
    """What is meant, in one language and for one audience (euvoc:XlNote).

    ``audience`` and ``source_relation`` are the last part of the national codes' IRIs.
    """

    text: Text
    audience: str | None
    source_relation: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept as its page shows it; ``status`` is the EU concept-status code, such as ``DRAFT``.

    What stands below it is in the outline: there may be thousands.
    """

    iri: str
    scheme: Reference | None
    status: str | None
    version: str | None
    created: date | None
    modified: date | None
    valid_from: date | None
    valid_to: date | None
    identifier: str | None
    pref_label: Texts
    alt_label: Texts
    hidden_label: Texts
    definitions: tuple[Definition, ...]
    scope_note: Texts
    example: Texts
    editorial_note: Texts
    subject: tuple[Text | Reference, ...]
    value_range: Texts
    version_notes: Texts
    unit: Reference | None
    publisher: Reference | None
    contacts: tuple[Reference, ...]
    broader: tuple[Reference, ...]
    part_of: tuple[Reference, ...]
    member_of: tuple[Reference, ...]
    related: tuple[Reference, ...]
    see_also: tuple[Reference, ...]
    replaces: tuple[Reference, ...]
    replaced_by: tuple[Reference, ...]
    exact_match: tuple[Reference, ...]
    close_match: tuple[Reference, ...]
    broad_match: tuple[Reference, ...]
    narrow_match: tuple[Reference, ...]
    related_match: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class ConceptSummary:
    """A concept as a list shows it; ``field_count`` is how many local fields are mapped to it."""

    iri: str
    label: Texts
    definition: Texts
    status: str | None
    field_count: int


def load_concept(store: CatalogueStore, concept: str) -> Concept:
    """Return the concept with the IRI ``concept``; raise NotFound when the store has no such concept."""
    facts = _Facts(store.select("concept", concept=iri(concept)))
    if not facts.rows("rdf:type"):
        raise NotFound(concept)
    return Concept(
        iri=concept,
        scheme=facts.reference("skos:inScheme"),
        status=local_name(facts.value("euvoc:status") or "") or None,
        version=facts.value("owl:versionInfo"),
        identifier=facts.value("dct:identifier"),
        definitions=_definitions(store, concept),
        subject=facts.subjects(),
        unit=facts.reference("sdmx-attribute:unitMeasure"),
        publisher=facts.reference("dct:publisher"),
        pref_label=facts.texts("skos:prefLabel"),
        alt_label=facts.texts("skos:altLabel"),
        hidden_label=facts.texts("skos:hiddenLabel"),
        scope_note=facts.texts("skos:scopeNote"),
        example=facts.texts("skos:example"),
        editorial_note=facts.texts("skos:editorialNote"),
        value_range=facts.texts("skosno:valueRange"),
        version_notes=facts.texts("adms:versionNotes"),
        contacts=facts.references("dcat:contactPoint"),
        broader=facts.references("xkos:specializes"),
        part_of=facts.references("xkos:isPartOf"),
        member_of=facts.references("uneskos:memberOf"),
        related=facts.references("skos:related"),
        see_also=facts.references("rdfs:seeAlso"),
        replaces=facts.references("dct:replaces"),
        replaced_by=facts.references("dct:isReplacedBy"),
        exact_match=facts.references("skos:exactMatch"),
        close_match=facts.references("skos:closeMatch"),
        broad_match=facts.references("skos:broadMatch"),
        narrow_match=facts.references("skos:narrowMatch"),
        related_match=facts.references("skos:relatedMatch"),
        created=facts.day("dct:created"),
        modified=facts.day("dct:modified"),
        valid_from=facts.day("euvoc:startDate"),
        valid_to=facts.day("euvoc:endDate"),
    )


def summary(store: CatalogueStore, concept: OutlineConcept) -> ConceptSummary:
    """Return one concept as a list shows it."""
    node = iri(concept.iri)
    return ConceptSummary(
        concept.iri,
        concept.label,
        in_order(text_of(row["definition"]) for row in store.select("short_definitions", concept=node)),
        concept.status,
        len(store.select("field_names", concept=node)),
    )


class _Facts:
    """The rows of the query ``concept``, by property."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._rows[value_of(row["property"])].append(row)

    def rows(self, term: str) -> list[Row]:
        prefix, _, name = term.partition(":")
        return self._rows.get(PREFIXES[prefix] + name, [])

    def texts(self, term: str) -> Texts:
        return in_order(text_of(row["value"]) for row in self.rows(term))

    def references(self, term: str) -> tuple[Reference, ...]:
        return references(self.rows(term), "value")

    def reference(self, term: str) -> Reference | None:
        return next(iter(self.references(term)), None)

    def value(self, term: str) -> str | None:
        return next((value_of(row["value"]) for row in self.rows(term)), None)

    def day(self, term: str) -> date | None:
        return next((day(row, "value") for row in self.rows(term)), None)

    def subjects(self) -> tuple[Text | Reference, ...]:
        rows = self.rows("dct:subject")
        named = [row for row in rows if not text_of(row["value"]).lang]
        texts = in_order(text for row in rows if (text := text_of(row["value"])).lang)
        return (*texts, *references(named, "value"))


def _definitions(store: CatalogueStore, concept: str) -> tuple[Definition, ...]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in store.select("definitions", concept=iri(concept)):
        rows[value_of(row["definition"])].append(row)
    found = [
        Definition(
            text_of(group[0]["text"]),
            _code(group[0], "audience"),
            _code(group[0], "relation"),
            _sources(group),
        )
        for group in rows.values()
    ]
    order = {text: rank for rank, text in enumerate(in_order(definition.text for definition in found))}
    return tuple(sorted(found, key=lambda definition: (definition.audience or "", order[definition.text])))


def _code(row: Row, name: str) -> str | None:
    value = string(row, name)
    return local_name(value) if value else None


def _sources(rows: list[Row]) -> tuple[Source, ...]:
    found: dict[Source, None] = {}
    for row in rows:
        if "source" not in row:
            continue
        value = value_of(row["source"])
        is_address = text_of(row["source"]).value.startswith(("http://", "https://"))
        found[Source(value if is_address else None, string(row, "sourceLabel") if is_address else value)] = None
    return tuple(found)
