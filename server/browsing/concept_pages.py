"""A concept: its own page, and all of its fields where there are too many for one."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from graph.asked import asked_characteristics
from graph.comparing.question import measured_near
from graph.concept import Concept, load_concept
from graph.contact import mailbox_of
from graph.field_row import rows_of_concept
from graph.outline import Link, Outline, OutlineConcept
from graph.texts import Text, best, local_name
from server.browsing.json_ld import defined_term
from server.browsing.paging import page_of
from server.browsing.sheets_of_lists import rows_of_fields
from server.catalogue import Served
from server.comparison.sections import concept_section
from server.language import language
from server.linked_data import described
from server.pictures.neighbourhood import Neighbour, neighbourhood
from server.sheets import listed

concept_pages = Blueprint("concept_pages", __name__)

FIELDS_ON_CONCEPT_PAGE: Final = 25
FIELDS_PER_PAGE: Final = 100
# What stands below a concept is listed on its page up to here; the tree has the rest.
NARROWER_SHOWN: Final = 25


@concept_pages.get("/begrep/<_vocabulary>/<_slug>")
@described
def concept(served: Served, thing: str) -> str:
    """One concept: definition and source first, then who has fields for it."""
    found, lang = load_concept(served.store, thing), language()
    rows = rows_of_concept(served.store, thing)
    narrower = served.outline.narrower(thing, lang)
    return render_template(
        "concept.html",
        concept=found,
        today=served.manifest.build_date,
        fields=rows[:FIELDS_ON_CONCEPT_PAGE],
        row_total=len(rows),
        field_total=len({row.field for row in rows}),
        narrower=narrower[:NARROWER_SHOWN],
        narrower_total=len(narrower),
        link_kinds=Link,
        picture=neighbourhood(_name(served.outline, thing, lang), _neighbours(served.outline, found, lang)),
        characteristics=asked_characteristics(served.store, thing),
        comparability=concept_section(served, thing),
        near=measured_near(served.known, thing),
        mailbox=mailbox_of(served.store, thing),
        structured=defined_term(found, request.url_root),
    )


@concept_pages.get("/begrep/<vocabulary>/<slug>/felt")
def fields_of(vocabulary: str, slug: str) -> str:
    """Every field mapped to a concept, a page at a time."""
    served: Served = g.served
    thing = f"{served.manifest.base}begrep/{vocabulary}/{slug}"
    found = load_concept(served.store, thing)
    rows = rows_of_concept(served.store, thing)
    page, field_total = page_of(rows, FIELDS_PER_PAGE), len({row.field for row in rows})
    return render_template("concept_fields.html", concept=found, page=page, field_total=field_total)


@concept_pages.get("/begrep/<vocabulary>/<slug>/felt.<any(csv, xlsx):form>")
def fields_sheet(vocabulary: str, slug: str, form: str) -> BaseResponse:
    """Every field mapped to a concept, for spreadsheets."""
    served: Served = g.served
    thing = f"{served.manifest.base}begrep/{vocabulary}/{slug}"
    load_concept(served.store, thing)
    return listed(rows_of_fields(rows_of_concept(served.store, thing)), form, f"felt-{vocabulary}-{slug}")


def _name(outline: Outline, concept: str, lang: str) -> Text:
    known = outline.concepts.get(concept)
    return (best(known.label, lang) if known else None) or Text(local_name(concept))


def _neighbours(outline: Outline, concept: Concept, lang: str) -> dict[str, list[Neighbour]]:
    """Return the concepts around one, by where they are drawn: above, below, beside."""

    def neighbour(found: OutlineConcept, part: bool) -> Neighbour:
        return Neighbour(found.iri, _name(outline, found.iri, lang), part)

    beside = [outline.concepts[each.iri] for each in concept.related if each.iri in outline.concepts]
    return {
        "above": [neighbour(c, link is Link.PARTITIVE) for c, link in outline.broader(concept.iri, lang)],
        "below": [neighbour(c, link is Link.PARTITIVE) for c, link in outline.narrower(concept.iri, lang)],
        "beside": [neighbour(c, False) for c in beside],
    }
