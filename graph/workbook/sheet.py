"""The sheets of a vocabulary: its concepts, their relations, and for each measure how the fields answer.

A row has a key that never changes; sheets and columns have a name, and what people see in their language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.changes.content import Content, Properties, Row, first, term
from graph.changes.naming import label_of
from graph.checks.changes import STATUS_NAMES
from graph.words import alike
from graph.workbook.cell import fingerprint, joined
from graph.workbook.workbook_words import heading

CONCEPTS: Final = "Begreper"
RELATIONS: Final = "Relasjoner"
FIELDS: Final = "Felt"
LANGUAGES: Final = ("nb", "nn", "en")
# What stands in the columns of each language, with the property it is.
BY_LANGUAGE: Final[Mapping[str, str]] = {
    "term": "skos:prefLabel",
    "tillatte": "skos:altLabel",
    "frarådde": "skos:hiddenLabel",
    "definisjon": "",
    "kilde": "",
    "merknad": "skos:scopeNote",
    "fagområde": "dct:subject",
}
SINGLE: Final[Mapping[str, str]] = {
    "status": "euvoc:status",
    "versjon": "owl:versionInfo",
    "versjonsnote nb": "adms:versionNotes",
    "endret": "dct:modified",
}
RELATION_COLUMNS: Final[Mapping[str, str]] = {
    "relatert": "skos:related",
    "overordnet": "xkos:specializes",
    "er del av": "xkos:isPartOf",
    "se også": "rdfs:seeAlso",
    "erstattet av": "dct:isReplacedBy",
}
ANSWERS: Final = ("som felles", "ukjent")
_LONGEST_TITLE: Final = 31


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what stands at its top, what may be chosen in it (anything when empty), if it is locked."""

    name: str
    title: str
    choices: tuple[str, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its title, what it is about (the measure, for answers), its columns, its rows by key."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Mapping[str, Mapping[str, str]]


def sheets_of(content: Content, subject: str, lang: str = "nb") -> list[Sheet]:
    """The sheets of a vocabulary (``personell``) or of one concept (``personell/ansatt``), written in ``lang``.

    The first is without rows when there is nothing of that name.
    """
    whole = f"{content.base}begrep/{subject}"
    concepts = [concept for concept in content.concepts if concept == whole or concept.startswith(f"{whole}/")]
    found = [_concept_sheet(content, concepts, lang), _relation_sheet(content, concepts, lang)]
    return found + [_field_sheet(content, concept, lang) for concept in concepts if _asked(content, concept)]


def definition_node(content: Content, concept: str, language: str) -> str:
    """The definition object for everybody in a language; empty when the concept has none."""
    for node in content.iris(concept, "euvoc:xlDefinition"):
        said = content.of(node)
        texts = [v for v in said.get(term("rdf:value"), ()) if isinstance(v, Literal) and v.language == language]
        if texts and not said.get(term("dct:audience")):
            return node
    return ""


def answers_of(content: Content, characteristic: str, lang: str) -> dict[str, str]:
    """What may be answered about a characteristic as a workbook in ``lang`` says it, by the word in the tables."""
    general = {word: heading("answer", word)[lang] for word in ANSWERS}
    return general | codes_of(content, characteristic, lang)


def codes_of(content: Content, characteristic: str, lang: str) -> dict[str, str]:
    """What each code of a characteristic is called in a workbook in ``lang``, by the word in the tables."""
    general = {*ANSWERS, *(heading("answer", word)[lang] for word in ANSWERS)}
    lists = content.iris(characteristic, "qb:codeList")
    codes = {
        first(said, "skos:notation"): (label_of(said) or {}).get(lang, "")
        for node, said in content.facts.items()
        if any(scheme in content.iris(node, "skos:inScheme") for scheme in lists)
    }
    names = list(codes.values())
    # A name that two codes share, or that is missing, could not be told back: the word itself stands for it.
    plain = {
        word: name if name and names.count(name) == 1 and name not in general else word for word, name in codes.items()
    }
    return dict(sorted(plain.items(), key=lambda item: item[1]))


def field_key(row: Row) -> str:
    """The key of a field's row: the organisation's folder, the field and the day its period starts."""
    return f"{row.folder}/{row['felt_id']}/{row['gyldig_fra']}"


def _column(name: str, lang: str, choices: Iterable[str] = (), *, locked: bool = False) -> Column:
    return Column(name, heading("column", name)[lang], tuple(choices), locked)


def _concept_sheet(content: Content, concepts: Sequence[str], lang: str) -> Sheet:
    states = [words[lang] for words in STATUS_NAMES.values()]
    columns = [_column("id", lang, locked=True)]
    columns += [_column(f"{name} {language}", lang) for language in LANGUAGES for name in BY_LANGUAGE]
    columns += [_column(name, lang, states if name == "status" else ()) for name in SINGLE]
    rows = {content.short(concept): _concept_row(content, concept, lang) for concept in concepts}
    return Sheet(CONCEPTS, heading("sheet", CONCEPTS)[lang], "", tuple(columns), rows)


def _concept_row(content: Content, concept: str, shown_in: str) -> dict[str, str]:
    said = content.of(concept)
    cells = {"id": content.short(concept)}
    for lang in LANGUAGES:
        node = definition_node(content, concept, lang)
        for name, prop in BY_LANGUAGE.items():
            cells[f"{name} {lang}"] = joined(_texts(said, prop, lang)) if prop else ""
        cells[f"definisjon {lang}"] = joined(
            [*_texts(content.of(node), "rdf:value", lang), *_texts(said, "skos:definition", lang)]
        )
        cells[f"kilde {lang}"] = joined(_plain(content.of(node), "dct:source"))
    for name, prop in SINGLE.items():
        cells[name] = first(said, prop)
    cells["versjonsnote nb"] = joined(_texts(said, "adms:versionNotes", "nb"))
    code = first(said, "euvoc:status").rpartition("/")[2]
    cells["status"] = STATUS_NAMES.get(code, alike(code))[shown_in]
    return cells


def _relation_sheet(content: Content, concepts: Sequence[str], lang: str) -> Sheet:
    columns = (
        *(_column(name, lang, locked=True) for name in ("id", "term")),
        *(_column(name, lang) for name in RELATION_COLUMNS),
    )
    rows = {
        content.short(concept): {
            "id": content.short(concept),
            "term": (label_of(content.of(concept)) or {}).get(lang, ""),
            **{
                name: joined(sorted(content.short(iri) for iri in content.iris(concept, prop)))
                for name, prop in RELATION_COLUMNS.items()
            },
        }
        for concept in concepts
    }
    return Sheet(RELATIONS, heading("sheet", RELATIONS)[lang], "", columns, rows)


def _asked(content: Content, concept: str) -> list[str]:
    """The characteristics a concept asks for, in their order."""
    found = [
        (int(first(content.of(node), "qb:order") or 0), characteristic)
        for structure in content.iris(concept, "cmp:structure")
        for node in content.iris(structure, "qb:component")
        for characteristic in content.iris(node, "qb:attribute")
    ]
    return [characteristic for _, characteristic in sorted(found)]


def _field_sheet(content: Content, concept: str, lang: str) -> Sheet:
    name = content.short(concept)
    asked = _asked(content, concept)
    owners = {row["mappe"]: row["navn"] for row in content.rows("eiere.csv")}
    fields = [row for row in content.rows("felt.csv") if row["begrep"] == name and row["rolle"] == "mål"]
    answers = {(field_key(row), row["kjennetegn"]): row["verdi"] for row in content.rows("kjennetegn.csv")}
    columns = [_column(name, lang, locked=True) for name in ("id", "virksomhet", "system", "kolonne")]
    known = {characteristic: answers_of(content, characteristic, lang) for characteristic in asked}
    for characteristic in asked:
        slug = characteristic.rpartition("/")[2]
        label = (label_of(content.of(characteristic)) or {}).get(lang, slug)
        columns.append(Column(slug, f"{label} ({slug})", tuple(known[characteristic].values())))
    rows = {}
    for row in fields:
        key = field_key(row)
        cells = {"id": key, "virksomhet": owners.get(row.folder, row.folder), "system": row["system"]}
        cells["kolonne"] = row["kolonne"]
        for characteristic in asked:
            slug = characteristic.rpartition("/")[2]
            word = answers.get((key, slug), "")
            cells[slug] = known[characteristic].get(word, word)
        rows[key] = cells
    slug = name.rpartition("/")[2]
    return Sheet(f"{FIELDS} {slug}", _title(slug, lang), concept, tuple(columns), rows)


def _title(slug: str, lang: str) -> str:
    """A title Excel takes: at most 31 characters, and still another for another concept."""
    start = heading("sheet", FIELDS)[lang]
    longest = _LONGEST_TITLE - len(start)
    if len(slug) <= longest:
        return start + slug
    return f"{start}{slug[: longest - 5]}-{fingerprint(slug)[:4]}"


def _texts(said: Properties, prop: str, language: str) -> list[str]:
    values = said.get(term(prop), ()) if prop else ()
    return sorted(v.value for v in values if isinstance(v, Literal) and v.language == language)


def _plain(said: Properties, prop: str) -> Iterator[str]:
    yield from sorted(v.value for v in said.get(term(prop), ()) if isinstance(v, Literal | NamedNode))
