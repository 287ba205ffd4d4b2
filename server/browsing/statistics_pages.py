"""``/statistikk``: what there is of everything, as tables with bars; who mapped what, as a picture and a table."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, g, render_template

from graph.statistics import STAGES, OwnerCoverage
from graph.texts import LANGUAGES, Text, best
from server.browsing.index_pages import schemes_of
from server.browsing.paging import page_of
from server.catalogue import Served
from server.collation import sort_key
from server.labels import STATUS
from server.language import language
from server.pictures.coverage import coverage

statistics_pages = Blueprint("statistics_pages", __name__)

ROWS: Final = 40
COLUMNS: Final = 30


@statistics_pages.get("/statistikk")
def statistics() -> str:
    """Concepts per vocabulary, status and language; what each organisation has mapped."""
    served: Served = g.served
    found = served.statistics
    known = {each.scheme: each for each in found.vocabularies}
    codes = [code for code in STATUS if any(code in each.by_status for each in found.vocabularies)]
    owners = page_of(owners_of(served, municipal=None), ROWS, "virksomheter")
    return render_template(
        "statistics.html",
        schemes=[(scheme, known[scheme.iri]) for scheme in schemes_of(served) if scheme.iri in known],
        codes=codes + [""] * any("" in each.by_status for each in found.vocabularies),
        languages=[*LANGUAGES, *sorted({lang for each in found.vocabularies for lang in each.terms} - set(LANGUAGES))],
        lacking=[lang for lang in LANGUAGES if any(each.terms.get(lang, 0) < each.concepts for each in known.values())],
        unmapped=any(each.mapped < each.concepts for each in known.values()),
        counts=served.manifest.counts,
        owners=owners,
        stages=STAGES,
        concept_count=len(served.outline.concepts),
    )


@statistics_pages.get("/statistikk/dekning")
def covering() -> str:
    """Municipalities × concepts, a part at a time: the picture, and the same as a table."""
    served: Served = g.served
    owners = page_of(owners_of(served, municipal=True), ROWS, "rad")
    concepts = page_of(municipal_concepts(served), COLUMNS, "kolonne")
    return render_template(
        "coverage.html",
        owners=owners,
        concepts=concepts,
        picture=coverage(owners.items, concepts.items),
        stages=STAGES,
        shown_stages=[stage for stage in STAGES if any(owner.count(stage) for owner in owners.items)],
    )


def municipal_concepts(served: Served) -> list[tuple[str, Text]]:
    """Return the concepts some municipality has fields for, with their names, in alphabetical order."""
    wanted = {concept for owner in owners_of(served, municipal=True) for concept in owner.concepts}
    named = [
        (found.iri, text)
        for found in (served.outline.concepts[iri] for iri in wanted if iri in served.outline.concepts)
        if (text := best(found.label, language())) is not None
    ]
    return sorted(named, key=lambda each: sort_key(each[1].value))


def owners_of(served: Served, municipal: bool | None) -> list[OwnerCoverage]:
    """Return organisations in alphabetical order, municipalities first; by ``municipal`` only those, or the others."""
    found = [owner for owner in served.statistics.owners if municipal is None or owner.municipal == municipal]
    return sorted(found, key=lambda owner: (not owner.municipal, sort_key(owner.name)))
