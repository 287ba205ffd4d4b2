"""``/koblinger/<organisation>.sssom.tsv``: an organisation's mappings in SSSOM (Simple Standard for Sharing Ontological
Mappings), TSV with the metadata embedded as comments.

SSSOM has no place for periods and characteristics: the period stands in the comment of a mapping, the characteristics
are lost. Whether figures may be compared therefore cannot be read from this file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from flask import Blueprint, g
from werkzeug.wrappers import Response as BaseResponse

from graph.mapping_set import MappingSet, StatedMapping, load_mapping_set
from graph.namespaces import PREFIXES
from server.catalogue import Served
from server.sheets import file_response

sssom = Blueprint("sssom", __name__)

CONTENT_TYPE: Final = "text/tab-separated-values; charset=utf-8"
COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "reviewer_label",
    "mapping_date",
    "comment",
)
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_LOST: Final = (
    "Periods are given in the comment of a mapping only, and the characteristics of a field are not part of SSSOM. "
    "Do not read from this file whether figures may be compared: ask /sammenligning."
)
_EXAMPLES: Final = " Mappings whose comment says «eksempel» are examples and no statements about the organisation."
_SEPARATORS: Final = re.compile(r"[\t\r\n]+")


@sssom.get("/koblinger/<organisation>.sssom.tsv")
def mapping_set(organisation: str) -> BaseResponse:
    """The mappings of one organisation."""
    served: Served = g.served
    base = served.manifest.base
    found = load_mapping_set(served.store, f"{base}organisasjon/{organisation}")
    version = f"{served.manifest.build_date} ({served.manifest.revision})"
    body = "".join(lines(found, base, version)).encode()
    return file_response(body, CONTENT_TYPE, f"{organisation}.sssom.tsv")


def lines(found: MappingSet, base: str, version: str) -> Iterator[str]:
    """The file, line by line: metadata behind ``#``, the header, a line per mapping."""
    yield from _metadata(found, base, version)
    yield "\t".join(COLUMNS) + "\n"
    for mapping in found.mappings:
        yield "\t".join(_cell(value) for value in _row(mapping, base)) + "\n"


def _metadata(found: MappingSet, base: str, version: str) -> Iterator[str]:
    """The mapping set's own metadata, in YAML; JSON strings are YAML strings."""
    example = any(mapping.example for mapping in found.mappings)
    said = {
        "mapping_set_id": f"{base}koblinger/{found.organisation.slug}.sssom.tsv",
        "mapping_set_title": f"{found.organisation.name}: felt koblet til felles begreper",
        "mapping_set_description": _LOST + _EXAMPLES * example,
        "mapping_set_version": version,
        "license": _LICENCE,
        "subject_source": f"{base}organisasjon/{found.organisation.slug}",
        "object_source": base,
    }
    yield "#curie_map:\n"
    for prefix, iri in _prefixes(base):
        yield f"#  {prefix}: {json.dumps(iri)}\n"
    for name, value in said.items():
        yield f"#{name}: {json.dumps(value, ensure_ascii=False)}\n"


def _prefixes(base: str) -> Iterable[tuple[str, str]]:
    return (
        ("begrep", f"{base}begrep/"),
        ("felt", f"{base}felt/"),
        ("semapv", _SEMAPV),
        ("skos", PREFIXES["skos"]),
    )


def _row(mapping: StatedMapping, base: str) -> tuple[str, ...]:
    return (
        mapping.use.replace(f"{base}felt/", "felt:", 1),
        mapping.column,
        f"skos:{mapping.relation}",
        mapping.concept.replace(f"{base}begrep/", "begrep:", 1),
        mapping.term,
        "semapv:ManualMappingCuration",
        mapping.reviewer,
        mapping.reviewed.isoformat() if mapping.reviewed else "",
        _comment(mapping),
    )


def _comment(mapping: StatedMapping) -> str:
    parts = ["eksempel"] * mapping.example
    if not mapping.start_stated:
        parts.append(f"start ikke oppgitt, kjent fra {mapping.start}")
        parts += [f"gyldig til {mapping.end}"] if mapping.end else []
    elif mapping.start or mapping.end:
        parts.append(f"gyldig {mapping.start or ''}–{mapping.end or ''}")
    if mapping.version:
        parts.append(f"begrepsversjon {mapping.version}")
    if mapping.source:
        parts.append(f"kilde: {mapping.source}")
    return "; ".join([*parts, mapping.note] if mapping.note else parts)


def _cell(value: str) -> str:
    return _SEPARATORS.sub(" ", value).strip()
