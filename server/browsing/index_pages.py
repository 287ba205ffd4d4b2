"""Vocabularies and their concepts: alphabetical, in a hierarchy, and as collections."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, g, render_template, request

from graph.concept import ConceptSummary, summary
from graph.contact import mailbox_of
from graph.errors import NotFound
from graph.outline import IndexEntry, Link, OutlineConcept
from graph.resource import load_resource, members_of
from graph.scheme import ConceptScheme
from server.browsing.json_ld import defined_term_set
from server.browsing.paging import page_of
from server.browsing.tree import grow
from server.catalogue import Served
from server.collation import ALPHABET, OTHER, alphabetical, initial
from server.language import language
from server.linked_data import described

index_pages = Blueprint("index_pages", __name__)

TERMS_PER_PAGE: Final = 150
CONCEPTS_PER_PAGE: Final = 50
BRANCHES_PER_PAGE: Final = 100


@index_pages.get("/begrep")
def index() -> str:
    """Every term of the catalogue, A to Å."""
    return render_template("index.html", **_letters(g.served, ""), titles=_titles(g.served))


@index_pages.get("/vokabular")
def vocabularies() -> str:
    """All vocabularies."""
    return render_template("vocabularies.html", vocabularies=schemes_of(g.served))


@index_pages.get("/vokabular/<_vocabulary>")
@described
def vocabulary(served: Served, thing: str) -> str:
    """One vocabulary and its concepts with their definitions, in alphabetical order."""
    scheme = scheme_of(served, thing.rpartition("/")[2])
    found = page_of(served.outline.of_scheme(thing, language()), CONCEPTS_PER_PAGE)
    return render_template(
        "vocabulary.html",
        scheme=scheme,
        page=found,
        concepts=_summaries(served, found.items),
        structured=defined_term_set(scheme),
        mailbox=mailbox_of(served.store, thing),
    )


@index_pages.get("/vokabular/<vocabulary>/alfabetisk")
def vocabulary_index(vocabulary: str) -> str:
    """The terms of one vocabulary, A to Å."""
    served: Served = g.served
    scheme = scheme_of(served, vocabulary)
    return render_template("index.html", scheme=scheme, **_letters(served, scheme.iri), titles={})


@index_pages.get("/vokabular/<vocabulary>/hierarki")
def hierarchy(vocabulary: str) -> str:
    """The hierarchy of a vocabulary, or what stands below one of its concepts (``under``)."""
    served: Served = g.served
    scheme, lang = scheme_of(served, vocabulary), language()
    under = request.args.get("under", "").strip()
    top = served.outline.concepts.get(f"{served.manifest.base}begrep/{under}") if under else None
    if under and top is None:
        raise NotFound(under)
    tops: list[tuple[OutlineConcept, Link | None]] = (
        list(served.outline.narrower(top.iri, lang))
        if top
        else [(concept, None) for concept in served.outline.tops(scheme.iri, lang)]
    )
    page = page_of(tops, BRANCHES_PER_PAGE)
    return render_template(
        "hierarchy.html",
        scheme=scheme,
        top=top,
        path=request.path,
        above=served.outline.path_to(top.iri, lang) if top else [],
        page=page,
        branches=grow(served.outline, page.items, lang),
    )


@index_pages.get("/begrepssamling")
def collections() -> str:
    """The collections of concepts there are."""
    return render_template("collections.html", vocabularies=schemes_of(g.served))


@index_pages.get("/begrepssamling/<_slug>")
@described
def collection(served: Served, thing: str) -> str:
    """One collection and its members, in alphabetical order."""
    resource = load_resource(served.store, thing)
    page = page_of(members_in_order(served, thing), CONCEPTS_PER_PAGE)
    return render_template("collection.html", resource=resource, page=page, concepts=_summaries(served, page.items))


def schemes_of(served: Served) -> list[ConceptScheme]:
    """Return the vocabularies in the order of the reader's language."""
    return alphabetical(served.schemes, language(), lambda scheme: scheme.title)


def scheme_of(served: Served, name: str) -> ConceptScheme:
    """Return the vocabulary in the folder ``name``; raises NotFound when there is none."""
    iri = f"{served.manifest.base}vokabular/{name}"
    for scheme in served.schemes:
        if scheme.iri == iri:
            return scheme
    raise NotFound(iri)


def letter_asked() -> str:
    """The letter whose terms are asked for (``bokstav``); "" for all of them."""
    asked = request.args.get("bokstav", "").strip().upper()[:1]
    return asked if asked in ALPHABET or asked == OTHER else ""


def members_in_order(served: Served, collection: str) -> list[OutlineConcept]:
    """The members of a collection that are concepts here, in alphabetical order."""
    known = served.outline.concepts
    found = (known[member] for member in members_of(served.store, collection) if member in known)
    return alphabetical(found, language(), lambda concept: concept.label)


def _summaries(served: Served, concepts: Any) -> list[ConceptSummary]:
    return [summary(served.store, concept) for concept in concepts]


def _titles(served: Served) -> dict[str, ConceptScheme]:
    return {scheme.iri: scheme for scheme in schemes_of(served)}


def _letters(served: Served, scheme: str) -> dict[str, Any]:
    """Return the terms under the letter that is asked for, all of them without one, and which letters there are."""
    entries = served.outline.index(scheme, language())
    by_letter = served.outline.letters(scheme, language(), initial)
    letter = letter_asked()
    letters = [*ALPHABET, *([OTHER] if OTHER in by_letter else [])]
    page = page_of(by_letter.get(letter, []) if letter else entries, TERMS_PER_PAGE)
    groups: dict[str, list[IndexEntry]] = {}
    for entry in page.items:
        groups.setdefault(initial(entry.term.value), []).append(entry)
    return {"letters": letters, "used": by_letter, "letter": letter, "page": page, "groups": groups}
