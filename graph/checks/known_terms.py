"""The terms that exist in the vocabularies the catalogue uses, read from ``terms.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from graph.checks.suggestion import nearest
from graph.namespaces import PREFIXES

Role = Literal["properties", "classes", "individuals"]
_CENTRAL: Final = ("skos", "dct", "skosno", "xkos", "euvoc", "rdfs", "dcat")
_FILE: Final = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True, slots=True)
class KnownVocabulary:
    """One vocabulary: its prefix, its terms by role, and whether these are all it has."""

    prefix: str
    complete: bool
    terms: Mapping[Role, frozenset[str]]


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """A term that does not exist: as it is written with a prefix, and the term that was probably meant.

    ``choices`` are the values of the closed list it should be one of, with their prefix, by the alphabet.
    """

    name: str
    meant: str | None
    complete: bool
    choices: tuple[str, ...] = ()


@cache
def known_vocabularies() -> Mapping[str, KnownVocabulary]:
    """Every known vocabulary by namespace."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    roles: tuple[Role, ...] = ("properties", "classes", "individuals")
    return {
        PREFIXES[prefix]: KnownVocabulary(
            prefix, table["complete"], {role: frozenset(table.get(role, "").split()) for role in roles}
        )
        for prefix, table in tables.items()
    }


@lru_cache(maxsize=65536)
def unknown(iri: str, role: Role) -> UnknownTerm | None:
    """What is wrong with a term used in a role; None when it exists, or its vocabulary is not known.

    A value (``individuals``) is judged only where the vocabulary has a closed list of them.
    """
    namespace = namespace_of(iri)
    vocabulary = known_vocabularies().get(namespace)
    name = iri[len(namespace) :]
    if vocabulary is None or name in vocabulary.terms[role]:
        return None
    if role == "individuals" and (not vocabulary.terms[role] or _is_other(vocabulary, name)):
        return None
    listed = sorted(vocabulary.terms[role]) if role == "individuals" else []
    choices = tuple(f"{vocabulary.prefix}:{each}" for each in listed)
    return UnknownTerm(f"{vocabulary.prefix}:{name}", _meant(vocabulary, name, role), vocabulary.complete, choices)


@lru_cache(maxsize=4096)
def like_known(namespace: str) -> str | None:
    """The known namespace an unknown one is almost equal to (``https`` for ``http``, a letter wrong)."""
    return None if namespace in known_vocabularies() else nearest(namespace, known_vocabularies(), 0.92)


def namespace_of(iri: str) -> str:
    """The IRI up to and with its last ``#``, else its last ``/``."""
    mark = "#" if "#" in iri else "/"
    return iri[: iri.rfind(mark) + 1]


def _is_other(vocabulary: KnownVocabulary, name: str) -> bool:
    return name in vocabulary.terms["properties"] or name in vocabulary.terms["classes"]


def _meant(vocabulary: KnownVocabulary, name: str, role: Role) -> str | None:
    """The term of the same name elsewhere, else the nearest in the same vocabulary."""
    elsewhere = sorted(_with_name(name, role), key=_centrality)
    near = nearest(name, vocabulary.terms[role])
    if near is not None and near.casefold() == name.casefold():
        return f"{vocabulary.prefix}:{near}"
    if elsewhere:
        return elsewhere[0]
    return f"{vocabulary.prefix}:{near}" if near is not None else None


def _centrality(name: str) -> tuple[int, str]:
    """Sort key of a prefixed name: those of the concept profile before all others."""
    prefix = name.partition(":")[0]
    return (_CENTRAL.index(prefix) if prefix in _CENTRAL else len(_CENTRAL), name)


def _with_name(name: str, role: Role) -> Iterator[str]:
    for vocabulary in known_vocabularies().values():
        if name in vocabulary.terms[role]:
            yield f"{vocabulary.prefix}:{name}"
