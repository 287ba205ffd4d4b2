"""The lists of the pages as files for spreadsheets, at the page's address with ``.csv`` or ``.xlsx`` after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flask import Blueprint, g
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import NotFound
from graph.field_row import FieldRow, rows_of_organisation, rows_under
from graph.organisation import load_organisation, organisations
from graph.scheme import ConceptScheme
from graph.sheets.csv_file import Value
from graph.statistics import STAGES
from graph.tables.table import NOT_STATED
from graph.texts import LANGUAGES, Texts, best, local_name
from server.browsing.index_pages import letter_asked, members_in_order, scheme_of, schemes_of
from server.browsing.statistics_pages import municipal_concepts, owners_of
from server.catalogue import Served
from server.collation import initial
from server.labels import STATUS
from server.language import language
from server.sheets import listed

sheets_of_lists = Blueprint("sheets_of_lists", __name__)

Row = Sequence[Value]

_FORM: Final = "<any(csv, xlsx):form>"
_FIELDS: Final = (
    "virksomhet", "system", "tabell", "kolonne", "relasjon", "rolle", "gyldig_fra", "gyldig_til", "start", "status",
    "eksempel", "felt", "begrep", "enhet",
)  # fmt: skip
_TERMS: Final = ("term", "språk", "anbefalt", "begrep", "vokabular", "status")
_COLLECTIONS: Final = ("begrepssamling", "tittel", "begreper")
_MEMBERS: Final = ("term", "begrep", "vokabular", "status")
_VOCABULARIES: Final = ("vokabular", "tittel", "beskrivelse", "begreper")
_OWNERS: Final = ("virksomhet", "navn", "type", "organisasjonsnummer", "kommunenummer", "felt", "eksempel")


def rows_of_fields(found: Iterable[FieldRow]) -> Iterator[Row]:
    """The header, then a row for each field and period."""
    yield _FIELDS
    for row in found:
        yield (
            row.organisation.label[0].value,
            row.system.label[0].value,
            row.table.label[0].value,
            row.column,
            row.relation,
            row.role,
            row.valid_from.isoformat() if row.valid_from else None,
            row.valid_to.isoformat() if row.valid_to else None,
            None if row.start_stated else NOT_STATED,
            row.status,
            row.example,
            row.field,
            row.concept.iri if row.concept else None,
            row.unit.iri if row.unit else None,
        )


@sheets_of_lists.get(f"/begrep.{_FORM}")
def terms(form: str) -> BaseResponse:
    """Every term of the catalogue, or those under a letter (``bokstav``), in the reader's language, A to Å."""
    return listed(_with(_TERMS, _terms(g.served, "")), form, "begreper")


@sheets_of_lists.get(f"/vokabular/<vocabulary>/alfabetisk.{_FORM}")
def terms_of_vocabulary(vocabulary: str, form: str) -> BaseResponse:
    """The terms of one vocabulary, or those under a letter, A to Å."""
    scheme = scheme_of(g.served, vocabulary)
    return listed(_with(_TERMS, _terms(g.served, scheme.iri)), form, f"begreper-{vocabulary}")


@sheets_of_lists.get(f"/begrepssamling.{_FORM}")
def collections(form: str) -> BaseResponse:
    """The collections of concepts there are."""
    served, lang = g.served, language()
    rows = (
        (_collection(served, scheme), _in(scheme.title, lang), scheme.concept_count) for scheme in schemes_of(served)
    )
    return listed(_with(_COLLECTIONS, rows), form, "begrepssamlinger")


@sheets_of_lists.get(f"/begrepssamling/<slug>.{_FORM}")
def members(slug: str, form: str) -> BaseResponse:
    """The members of one collection."""
    served, lang = g.served, language()
    thing = f"{served.manifest.base}begrepssamling/{slug}"
    if not served.store.description(thing):
        raise NotFound(thing)
    rows = (
        (_in(concept.label, lang), concept.iri, concept.scheme, concept.status)
        for concept in members_in_order(served, thing)
    )
    return listed(_with(_MEMBERS, rows), form, f"begrepssamling-{slug}")


@sheets_of_lists.get(f"/vokabular.{_FORM}")
def vocabularies(form: str) -> BaseResponse:
    """All vocabularies."""
    lang = language()
    rows = (
        (scheme.iri, _in(scheme.title, lang), _in(scheme.description, lang), scheme.concept_count)
        for scheme in schemes_of(g.served)
    )
    return listed(_with(_VOCABULARIES, rows), form, "vokabularer")


@sheets_of_lists.get(f"/organisasjon.{_FORM}")
def owners(form: str) -> BaseResponse:
    """Everyone who owns fields."""
    rows = (
        (
            owner.iri, owner.name, owner.type, owner.organisation_number, owner.municipality_number, owner.field_count,
            owner.example,
        )
        for owner in organisations(g.served.store)
    )  # fmt: skip
    return listed(_with(_OWNERS, rows), form, "virksomheter")


@sheets_of_lists.get(f"/organisasjon/<slug>.{_FORM}")
def fields_of_owner(slug: str, form: str) -> BaseResponse:
    """The fields of one organisation."""
    served: Served = g.served
    owner = load_organisation(served.store, f"{served.manifest.base}organisasjon/{slug}")
    return listed(rows_of_fields(rows_of_organisation(served.store, owner.iri)), form, f"felt-{slug}")


@sheets_of_lists.get(f"/felt/<owner>/<system>.{_FORM}")
@sheets_of_lists.get(f"/felt/<owner>/<system>/<table>.{_FORM}")
def fields_under(owner: str, system: str, form: str, table: str = "") -> BaseResponse:
    """The fields of a system, or of one of its tables."""
    served: Served = g.served
    path = "/".join(part for part in (owner, system, table) if part)
    rows = rows_under(served.store, f"{served.manifest.base}felt/{path}")
    if not rows:
        raise NotFound(path)
    return listed(rows_of_fields(rows), form, f"felt-{path.replace('/', '-')}")


@sheets_of_lists.get(f"/statistikk.{_FORM}")
def statistics(form: str) -> BaseResponse:
    """Concepts per vocabulary, status and language."""
    served: Served = g.served
    titles = {scheme.iri: _in(scheme.title, language()) for scheme in schemes_of(served)}
    found = served.statistics.vocabularies
    codes = [code for code in STATUS if any(code in each.by_status for each in found)]
    head = (
        "vokabular", "tittel", "begreper", *(STATUS[code] for code in codes),
        *(f"termer_{lang}" for lang in LANGUAGES), *(f"definisjoner_{lang}" for lang in LANGUAGES), "koblet",
    )  # fmt: skip
    rows: Iterable[Row] = (
        (
            each.scheme, titles.get(each.scheme, ""), each.concepts, *(each.by_status.get(code, 0) for code in codes),
            *(each.terms.get(lang, 0) for lang in LANGUAGES), *(each.definitions.get(lang, 0) for lang in LANGUAGES),
            each.mapped,
        )
        for each in found
    )  # fmt: skip
    return listed(_with(head, rows), form, "statistikk")


@sheets_of_lists.get(f"/statistikk/dekning.{_FORM}")
def coverage(form: str) -> BaseResponse:
    """Municipalities × concepts, all of it: how far each mapping has come."""
    served: Served = g.served
    concepts = municipal_concepts(served)
    head = ("virksomhet", "navn", "eksempel", *(text.value for _, text in concepts), *STAGES)
    rows = (
        (
            owner.iri,
            owner.name,
            owner.example,
            *(owner.concepts[iri].stage if iri in owner.concepts else None for iri, _ in concepts),
            *(owner.count(stage) for stage in STAGES),
        )
        for owner in owners_of(served, municipal=True)
    )
    return listed(_with(head, rows), form, "dekning")


def _terms(served: Served, scheme: str) -> Iterator[Row]:
    letter, lang = letter_asked(), language()
    by_letter = served.outline.letters(scheme, lang, initial)
    entries = by_letter.get(letter, []) if letter else served.outline.index(scheme, lang)
    return (
        (
            entry.term.value,
            entry.term.lang,
            entry.preferred,
            entry.concept.iri,
            entry.concept.scheme,
            entry.concept.status,
        )
        for entry in entries
    )


def _collection(served: Served, scheme: ConceptScheme) -> str:
    return f"{served.manifest.base}begrepssamling/{local_name(scheme.iri)}"


def _with(header: Row, rows: Iterable[Row]) -> Iterator[Row]:
    yield header
    yield from rows


def _in(texts: Texts, lang: str) -> str:
    found = best(texts, lang)
    return found.value if found else ""
