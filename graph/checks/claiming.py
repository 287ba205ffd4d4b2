"""What one file claims: the terms, texts, relations and the like that checks of other files ask for.

* ``about``: a subject that is not the file's own; ``scheme``: a member of a list of codes
* ``pref``, ``term``, ``hidden``: a concept under the language and the folded term; ``longer``, ``longer-hidden``: such
  a term of several words under its first word; ``text``: a concept under the digest of a definition
* ``edge``: a step up in a hierarchy under the narrower concept; ``related``: the other concept
* ``effect``: how a characteristic is asked for
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

from graph.checks.content_path import home_of
from graph.checks.definition import definitions
from graph.checks.hierarchy import KINDS, Edge, edges
from graph.checks.library import Claim, ClaimTable, Library
from graph.checks.material import Material
from graph.checks.structure import asked
from graph.checks.wording import ENDINGS, folded, words
from graph.namespaces import BASE

_TERMS: Final = (("term", ("skos:prefLabel", "skos:altLabel")), ("hidden", ("skos:hiddenLabel",)))


def claims_of(path: str, raw: bytes, base: str = BASE) -> list[Claim]:
    """The claims of a file that has passed the checks of single files."""
    if not path.endswith(".ttl"):
        return []
    material = Material(Library({path: raw}, (), ClaimTable({}), base), [path])
    found: dict[Claim, None] = {}
    for subject in material.facts:
        found |= dict.fromkeys(_about(material, path, subject))
    for concept in material.concepts:
        found |= dict.fromkeys([*_terms(material, concept), *_texts(material, concept), *_asked(material, concept)])
    for kind in KINDS:
        for edge in edges(material, kind):
            found[Claim("edge", edge.narrower, json.dumps((kind, *edge.parts), ensure_ascii=False))] = None
    return list(found)


def read_edge(value: str) -> tuple[str, Edge]:
    """The kind and the edge that a claim of an edge holds."""
    kind, *parts = json.loads(value)
    return kind, Edge(*parts)


def text_key(language: str, text: str) -> str:
    """The key of a definition text, the same for texts that differ in case and signs only."""
    return f"{language} {blake2b(folded(text).encode(), digest_size=12).hexdigest()}"


def needs_of(claim: Claim) -> Iterator[str]:
    """What a check has noted as a need when this claim coming or going can change its findings.

    A term is looked for in texts from their words, so it is noted by the words that may stand for it there.
    """
    yield f"{claim.kind} {claim.key}"
    if claim.kind in {"term", "hidden"}:
        language, _, term = claim.key.partition(" ")
        first, _, more = term.partition(" ")
        yield from (f"word {language} {first}{ending}" for ending in (("",) if more else ("", *ENDINGS)))


def _about(material: Material, path: str, subject: str) -> Iterator[Claim]:
    if not subject.startswith("_:") and home_of(subject, material.base) != path:
        yield Claim("about", subject, "")
    for scheme in material.iris(subject, "skos:inScheme"):
        if not scheme.startswith(f"{material.base}vokabular/"):
            yield Claim("scheme", scheme, subject)


def _terms(material: Material, concept: str) -> Iterator[Claim]:
    for kind, predicates in _TERMS:
        for label in material.texts_of(concept, *predicates):
            found = words(label.value)
            language = label.language or ""
            yield Claim(kind, f"{language} {' '.join(found)}", concept)
            if len(found) > 1:
                longer = "longer" if kind == "term" else "longer-hidden"
                yield Claim(longer, f"{language} {found[0]}", " ".join(found))
    for label in material.texts_of(concept, "skos:prefLabel"):
        yield Claim("pref", f"{label.language or ''} {folded(label.value)}", concept)


def _texts(material: Material, concept: str) -> Iterator[Claim]:
    for text in definitions(material, concept):
        if text.text.strip():
            yield Claim("text", text_key(text.language, text.text), concept)


def _asked(material: Material, concept: str) -> Iterator[Claim]:
    for other in material.iris(concept, "skos:related"):
        yield Claim("related", concept, other)
    if material.values(concept, "cmp:structure"):
        for each in asked(material, concept):
            yield Claim("effect", each.characteristic, each.effect)
