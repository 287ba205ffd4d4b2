"""The answer to a search as data: JSON, rows for spreadsheets, and the few suggestions below the search field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from graph.searching.answer import Answer, Hit, Thing
from graph.searching.facets import Facet
from graph.sheets.csv_file import Value
from graph.texts import Text, Texts, best
from server.search.request import PARAMETERS, TYPE_WORDS, value_in_address

HEADER: Final = (
    "nr", "iri", "type", "term", "definisjon", "status", "vokabular", "treff_i", "treff_tekst", "treff_sted",
)  # fmt: skip
# So that suggestions fit in one packet or two, whatever the terms are.
_SHORT: Final = 120


def document(answer: Answer, base: str, following: str | None) -> dict[str, Any]:
    """The answer; ``following`` is the address of the next page, None when this is the last."""
    return {
        "query": answer.question.text,
        "lang": answer.question.lang,
        "total": answer.total,
        "more": answer.more,
        "corrected": answer.corrected,
        "suggestion": answer.suggestion,
        "hits": [_hit(hit) for hit in answer.hits],
        "nearest": [_hit(hit) for hit in answer.nearest],
        "facets": {PARAMETERS[facet.name]: _facet(facet, base) for facet in answer.facets},
        "next": following,
    }


def rows(answer: Answer, word: Callable[[str], str]) -> Iterator[tuple[Value, ...]]:
    """The header and a row for every hit; ``word`` says a kind of text in the reader's language."""
    yield HEADER
    lang = answer.question.lang
    for number, hit in enumerate(answer.hits, 1):
        thing = hit.thing
        vocabulary = [_in(owner.label, lang) for owner in thing.owners if owner.type == "vocabulary"]
        yield (
            number,
            thing.iri,
            TYPE_WORDS[thing.type],
            _in(thing.label, lang),
            _in(thing.description, lang),
            thing.status,
            "".join(vocabulary),
            word(hit.kind),
            hit.matched.value,
            hit.place.iri if hit.place else None,
        )


def suggestions(
    hits: Iterable[Hit], lang: str, why: Callable[[Hit, Text], str], link: Callable[[str], str]
) -> list[dict[str, Any]]:
    """What somebody may mean: name, its language, why, and where it is."""
    found = []
    for hit in hits:
        label = best(hit.thing.label, lang) or hit.matched
        note = why(hit, label)
        entry = {"label": _cut(label.value), "lang": label.lang, "note": _cut(note), "href": link(hit.thing.iri)}
        found.append(entry)
    return found


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        **_thing(hit.thing),
        "fit": hit.fit.name.lower().replace("_", "-"),
        "matched": {
            "text": hit.matched.value,
            "lang": hit.matched.lang or None,
            "kind": hit.kind,
            "marks": [list(span) for span in hit.marks],
            "place": _thing(hit.place) if hit.place else None,
            "other_places": hit.other_places,
        },
    }


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "iri": thing.iri,
        "type": TYPE_WORDS[thing.type],
        "label": _by_language(thing.label),
        "description": _by_language(thing.description),
        "status": thing.status,
        "valid": thing.valid,
        "belongs_to": [
            {"iri": owner.iri, "type": TYPE_WORDS[owner.type], "label": _by_language(owner.label)}
            for owner in thing.owners
        ],
    }


def _facet(facet: Facet, base: str) -> list[dict[str, Any]]:
    return [
        {
            "value": value_in_address(facet.name, option.value, base),
            "label": _by_language(option.label),
            "count": option.count,
            "chosen": option.chosen,
        }
        for option in facet.options
    ]


def _by_language(texts: Texts) -> dict[str, str]:
    """The first text of each language; one without a language is «und» (BCP 47)."""
    return {text.lang or "und": text.value for text in reversed(texts)}


def _in(texts: Texts, lang: str) -> str:
    found = best(texts, lang)
    return found.value if found else ""


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
