"""Stage FIL, the place: does the file describe the one thing its folder and its name say?"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode, Triple

from graph.checks.content_path import ContentPath, slug
from graph.checks.rule import finding
from graph.finding import Finding
from graph.namespaces import BASE
from graph.turtle.ordering import gather, main_subject
from graph.turtle.walk import outline


def check_place(path: str, text: str, triples: Sequence[Triple], base: str = BASE) -> list[Finding]:
    """Findings on the name of the file (FIL-20), its subject (FIL-10, FIL-23) and others in it (FIL-18)."""
    place = ContentPath.of(path)
    if not place.has_good_name:
        return [_bad_name(place, main_subject(gather(triples), base), base)]
    if not triples:
        return [finding("FIL-23", "empty")]
    expected = place.subject(base)
    subjects = {t.subject.value for t in triples if isinstance(t.subject, NamedNode)}
    main = expected if expected in subjects else main_subject(gather(triples), base)
    others = sorted({whole(iri) for iri in subjects if not place.allows(iri, base)} - {main})
    findings = [] if main == expected else [_wrong_name(text, place, main, expected)]
    return findings + [_another(text, iri) for iri in others]


def whole(iri: str) -> str:
    """The IRI of the thing a ``#`` part belongs to."""
    return iri.partition("#")[0]


def _bad_name(place: ContentPath, main: str, base: str) -> Finding:
    """The right name is the one in the IRI the file describes, so that following the advice gives no FIL-10."""
    described = ContentPath(place.folder, main.rpartition("/")[2])
    good = described.stem if described.has_good_name and described.subject(base) == main else slug(place.stem)
    variant = "file" if good == slug(place.stem) else "subject"
    return finding("FIL-20", variant, name=place.stem, good=good)


def _wrong_name(text: str, place: ContentPath, main: str, expected: str) -> Finding:
    line, column = outline(text).find(main)
    same_folder = main.rpartition("/")[0] == expected.rpartition("/")[0]
    return finding(
        "FIL-10",
        "file" if same_folder else "folder",
        line=line,
        column=column,
        name=f"{place.stem}.ttl",
        folder=place.folder,
        found=main,
        expected=expected,
    )


def _another(text: str, iri: str) -> Finding:
    found = outline(text)
    places = [found.place(token) for subject, token in found.blocks if whole(subject) == iri]
    line, column = min(places, default=(1, 1))
    return finding("FIL-18", "another", line=line, column=column, iri=iri)
