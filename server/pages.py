"""The pages: each view turns a path into a question, asks the catalogue, and renders the answer."""

from __future__ import annotations

from itertools import islice
from typing import Final

from flask import Blueprint, g, render_template

from graph.comparing.following import unsettled
from graph.comparing.measure import Measure
from graph.comparing.periods import series_breaks
from graph.errors import NotFound
from graph.field_row import rows_of_organisation, rows_under
from graph.local_field import load_field
from graph.mapping import MEASURE_ROLE
from graph.organisation import load_organisation, organisations
from graph.resource import load_resource
from server.browsing.index_pages import schemes_of
from server.browsing.paging import page_of
from server.catalogue import Served
from server.collation import sort_key
from server.comparison.question_form import question_form
from server.comparison.sections import against_definition
from server.language import words_language
from server.linked_data import described
from server.pictures.timeline import timeline

pages = Blueprint("pages", __name__)

FIELDS_PER_PAGE: Final = 100
FIGURES_PER_PAGE: Final = 25
OWNERS_ON_START: Final = 12
NEWS_ON_START: Final = 5
_FIELD_DEPTH: Final = 4
_MEANING_DEPTH: Final = 5


@pages.get("/")
def start() -> str:
    """The start page: search, vocabularies, what is new, and whose fields are mapped."""
    served: Served = g.served
    return render_template(
        "start.html",
        vocabularies=schemes_of(served),
        organisations=organisations(served.store),
        most=OWNERS_ON_START,
        measures=_measured(served),
        news=list(islice(served.history.news(), NEWS_ON_START)),
        question_form=question_form(served, words_language()),
    )


@pages.get("/organisasjon")
def organisation_list() -> str:
    """Everyone who owns fields."""
    return render_template("organisations.html", organisations=organisations(g.served.store))


@pages.get("/organisasjon/<_slug>")
@described
def organisation(served: Served, thing: str) -> str:
    """One organisation and its fields; the catalogue's own publisher is shown as any other resource."""
    try:
        found = load_organisation(served.store, thing)
    except NotFound:
        return resource_page(served, thing)
    following = against_definition(served, served.known.uses.of_organisation(thing))
    return render_template(
        "organisation.html",
        organisation=found,
        page=page_of(rows_of_organisation(served.store, thing), FIELDS_PER_PAGE),
        following=following,
        figures=page_of(following, FIGURES_PER_PAGE, "tall"),
        unsettled=unsettled(following),
    )


@pages.get("/felt/<path:_parts>")
@described
def field(served: Served, thing: str) -> str:
    """A field, one of its meanings (shown on the field's page), or the system or table it stands in."""
    depth = len(thing.removeprefix(served.manifest.base + "felt/").split("/"))
    if depth >= _FIELD_DEPTH:
        name = thing if depth < _MEANING_DEPTH else thing.rsplit("/", 1)[0]
        found = load_field(served.store, name)
        if thing not in {name, *(meaning.row.meaning for meaning in found.meanings)}:
            raise NotFound(thing)
        uses = served.known.uses.of_field(name)
        measuring = [use for use in uses if use.role == MEASURE_ROLE]
        return render_template(
            "field.html",
            field=found,
            thing=thing,
            picture=timeline(uses, series_breaks(served.measures, measuring), served.manifest.build_date),
        )
    rows = rows_under(served.store, thing)
    if not rows:
        raise NotFound(thing)
    title = load_resource(served.store, thing).label
    page = page_of(rows, FIELDS_PER_PAGE)
    return render_template("system.html", title=title[0].value, organisation=rows[0].organisation, page=page)


def _measured(served: Served) -> list[Measure]:
    """Return the concepts somebody has figures for, in alphabetical order."""
    known = served.known.uses.measured_concepts
    found = [measure for concept, measure in served.measures.items() if concept in known]
    return sorted(found, key=lambda measure: sort_key(measure.label[words_language()]))


def resource_page(served: Served, thing: str) -> str:
    """Anything else that is described: a characteristic, a unit, a code list, a contact."""
    return render_template("resource.html", resource=load_resource(served.store, thing))


for _kind in ("kjennetegn", "kodeliste", "enhet", "sektor", "kontakt"):
    pages.add_url_rule(f"/{_kind}/<_slug>", _kind, described(resource_page))


@pages.get("/katalog")
@described
def catalogue(served: Served, thing: str) -> str:
    """The catalogue itself."""
    return resource_page(served, thing)


@pages.get("/om")
def about() -> str:
    """What the catalogue is, and who answers for it."""
    return render_template("about.html")


@pages.get("/tilgjengelighet")
def accessibility() -> str:
    """The accessibility statement, or where it is."""
    return render_template("accessibility.html")


@pages.get("/personvern")
def privacy() -> str:
    """What is stored about a visitor: nothing."""
    return render_template("privacy.html")
