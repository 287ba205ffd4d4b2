"""Stage MAP, each row of ``felt.csv`` by itself: known concepts and words, versions, units, dates, sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from graph.checks.material import Material
from graph.checks.reading import Row
from graph.checks.structure import major
from graph.checks.suggestion import did_you_mean
from graph.finding import Finding
from graph.tables.table import NOT_STATED

WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "felt.csv": {
        "rolle": ("mål", "kode", "nøkkel", "periode", "opplysning", "utelatt"),
        "relasjon": ("lik", "nær", "snevrere", "videre", "beslektet"),
        "status": ("utkast", "til kontroll", "godkjent", "utgått"),
        "sikkerhet": ("bekreftet", "delvis", "uverifisert"),
        "start": (NOT_STATED,),
        "eksempel": ("ja",),
    },
    "kodeverdier.csv": {"relasjon": ("lik", "nær", "snevrere", "videre", "beslektet")},
    "eiere.csv": {"type": ("kommune", "fylkeskommune", "stat", "organisasjon", "standard", "leverandør")},
}
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "felt.csv": ("rolle", "status"),
    "kodeverdier.csv": ("relasjon",),
    "eiere.csv": ("type",),
}
FIELD_ID: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+){2}")
_NUMBER_LENGTHS: Final = {"orgnr": 9, "kommunenr": 4}
_FORMULA_SIGNS: Final = re.compile(r"[-+*/() ]|\d+(?:[.,]\d+)?")


def check_mapping_rows(material: Material) -> list[Finding]:
    """Findings on each row by itself: MAP-01, -02, -09, -10, -11, -13, -14, -15, -18 and -19."""
    found = [finding for name in WORDS for row in material.rows(name) for finding in _words(row, name)]
    checks: tuple[Callable[[Material, Row], Iterator[Finding]], ...] = (
        _concept,
        _version,
        _unit,
        _identity,
        _formula,
    )
    for row in material.rows("felt.csv"):
        found.extend(finding for check in checks for finding in check(material, row))
    return [*found, *_numbers(material), *_owners(material)]


def _words(row: Row, table: str) -> Iterator[Finding]:
    """MAP-02: a word outside its list."""
    for column, allowed in WORDS[table].items():
        word = row[column]
        if word and word not in allowed:
            hint = did_you_mean(word, allowed)
            yield row.found("MAP-02", "unknown", column, word=word, name=column, words=", ".join(allowed), hint=hint)
        if not word and column in REQUIRED[table]:
            yield row.found("MAP-02", "missing", column, name=column, words=", ".join(allowed))


def _concept(material: Material, row: Row) -> Iterator[Finding]:
    """MAP-01: the concept exists, and a figure has one and says how close it is."""
    name = row["begrep"]
    if name and not _is_concept(material, f"{material.base}begrep/{name}"):
        hint = did_you_mean(name, material.concept_names())
        yield row.found("MAP-01", "unknown", "begrep", name=name, hint=hint)
    if row["rolle"] == "mål" and not name:
        yield row.found("MAP-01", "missing", "begrep", field=row["kolonne"])
    if name and not row["relasjon"]:
        words = ", ".join(WORDS["felt.csv"]["relasjon"])
        yield row.found("MAP-02", "missing", "relasjon", name="relasjon", words=words)


def _is_concept(material: Material, iri: str) -> bool:
    return material.is_a(iri, "skos:Concept") or (not material.knows(iri) and material.exists(iri))


def _version(material: Material, row: Row) -> Iterator[Finding]:
    """MAP-09: the version of the definition a row was mapped to."""
    current = major(material, f"{material.base}begrep/{row['begrep']}")
    stated = row["begrepsversjon"]
    if not row["begrep"] or not current or stated == current:
        return
    if not stated:
        if row["rolle"] == "mål":
            yield row.found("MAP-09", "missing", "begrepsversjon", current=current)
        return
    behind = stated.isdigit() and current.isdigit() and int(stated) < int(current)
    yield row.found("MAP-09", "behind" if behind else "unknown", "begrepsversjon", stated=stated, current=current)


def _unit(material: Material, row: Row) -> Iterator[Finding]:
    """MAP-10: the unit exists and measures what the concept's unit measures."""
    prefix = f"{material.base}enhet/"
    unit = row["enhet"]
    if not unit:
        if row["rolle"] == "mål":
            yield row.found("MAP-10", "missing", "enhet", field=row["kolonne"])
        return
    if not material.exists(prefix + unit):
        hint = did_you_mean(unit, material.names_in("vocabularies/enheter"))
        yield row.found("MAP-10", "unknown", "enhet", unit=unit, hint=hint)
        return
    common = next(iter(material.iris(f"{material.base}begrep/{row['begrep']}", "sdmx-attribute:unitMeasure")), "")
    kinds = [set(material.iris(iri, "qudt:hasQuantityKind")) for iri in (prefix + unit, common)]
    if row["rolle"] == "mål" and row["relasjon"] != "beslektet" and all(kinds) and not kinds[0] & kinds[1]:
        yield row.found("MAP-10", "kind", "enhet", unit=unit, common=material.short(common).rpartition("/")[2])


def _identity(material: Material, row: Row) -> Iterator[Finding]:
    """MAP-13, MAP-14, MAP-18: from when, from where, and under which name."""
    if row["rolle"] == "mål" and not row["gyldig_fra"]:
        yield row.found("MAP-13", "missing", "gyldig_fra", field=row["kolonne"])
    if not row["kilde"] and row["eksempel"] != "ja":
        yield row.found("MAP-14", "missing", "kilde", field=row["kolonne"])
    if not FIELD_ID.fullmatch(row["felt_id"]):
        yield row.found("MAP-18", "form", "felt_id", name=row["felt_id"])
    if row["gyldig_til"] and row["gyldig_fra"] > row["gyldig_til"]:
        yield row.found("MAP-04", "reversed", "gyldig_til", start=row["gyldig_fra"], end=row["gyldig_til"])


def _formula(material: Material, row: Row) -> Iterator[Finding]:
    """MAP-11: an expression holds columns of the same table, numbers and the four operations."""
    left = row["uttrykk"]
    table = row["felt_id"].rpartition(".")[0]
    rows = material.tables[row.path]
    columns = {other["kolonne"] for other in rows if other["felt_id"].rpartition(".")[0] == table}
    for column in sorted(columns, key=len, reverse=True):
        left = left.replace(column, " ")
    rest = _FORMULA_SIGNS.sub(" ", left).split()
    if rest:
        yield row.found("MAP-11", "unknown", "uttrykk", word=rest[0], hint=did_you_mean(rest[0], columns))


def _numbers(material: Material) -> Iterator[Finding]:
    """MAP-15: sectors from the list, and numbers that have kept their first nought."""
    sectors = {row["sektor"] for row in material.shared("sektorer.csv")}
    for row in material.rows("felt.csv"):
        if row["sektor"] and row["sektor"] not in sectors and not material.is_unread("mappings/sektorer.csv"):
            hint = did_you_mean(row["sektor"], sectors)
            yield row.found("MAP-15", "sector", "sektor", sector=row["sektor"], hint=hint)
    for row in material.rows("eiere.csv"):
        for column, length in _NUMBER_LENGTHS.items():
            number = row[column]
            if not number or (number.isdigit() and len(number) == length):
                continue
            if column == "kommunenr" and number.isdigit() and len(number) == length - 1:
                yield row.found("MAP-15", "nought", column, number=number, right=number.zfill(length))
            else:
                yield row.found("MAP-15", "length", column, number=number, name=column, length=length)


def _owners(material: Material) -> Iterator[Finding]:
    """MAP-19: a folder of mappings whose body is not among the owners."""
    owners = {row["mappe"] for row in material.shared("eiere.csv")}
    if material.is_unread("mappings/eiere.csv"):
        return
    told = set()
    for row in material.rows("felt.csv"):
        folder = PurePosixPath(row.path).parent.name
        if folder not in owners and folder not in told:
            told.add(folder)
            yield row.found("MAP-19", "unknown", "felt_id", folder=folder, hint=did_you_mean(folder, owners))
