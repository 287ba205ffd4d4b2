"""``/koblinger/<organisation>.csvw.json``: what the columns of an organisation's tables mean, as metadata of CSV on the
Web (https://www.w3.org/TR/tabular-metadata/), to be laid beside the files themselves.

Unlike SSSOM it holds the whole of every mapping: its period, its unit and how it answers the characteristics. The
concept is the column's ``propertyUrl`` only where the mapping says that the two are equal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from itertools import groupby
from typing import Any, Final

from flask import Blueprint, g
from werkzeug.wrappers import Response as BaseResponse

from graph.manifest import Manifest
from graph.mapping import SEVERAL, Mapping, Relation
from graph.namespaces import CMP, PREFIXES
from graph.organisation import Organisation, load_organisation
from graph.store import iri, value_of
from server.catalogue import Served
from server.sheets import file_response

csvw_tables = Blueprint("csvw_tables", __name__)

# Registered by the W3C recommendation that defines such metadata.
CONTENT_TYPE: Final = "application/csvm+json"
_CONTEXT: Final = ["http://www.w3.org/ns/csvw", {"@language": "nb"}]
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_ABOUT: Final = (
    "Én tabell per tabell i katalogen, med kolonnene i alfabetisk rekkefølge. «url» er et forslag til filnavn: filen "
    "ligger hos virksomheten, og rekkefølgen av kolonner må rettes etter den."
)
_EXAMPLES: Final = " Koblinger merket som eksempel sier ikke hvordan virksomheten fører tallene."
_DATATYPES: Final = {
    "heltall": "integer",
    "desimaltall": "decimal",
    "dato": "date",
    "boolsk": "boolean",
    "tidspunkt": "dateTime",
}
# A name is a variable of a URI template, and must not begin with an underscore.
_NOT_IN_NAMES: Final = re.compile(r"^_|[^0-9A-Za-z_]")


@csvw_tables.get("/koblinger/<organisation>.csvw.json")
def tables_of(organisation: str) -> BaseResponse:
    """The tables of one organisation."""
    served: Served = g.served
    owner = load_organisation(served.store, f"{served.manifest.base}organisasjon/{organisation}")
    uses = served.known.uses.of_organisation(owner.iri)
    rows = served.store.select("datatypes", organisation=iri(owner.iri))
    datatypes = {value_of(row["field"]): value_of(row["datatype"]) for row in rows}
    body = json.dumps(document(owner, uses, datatypes, served.manifest), ensure_ascii=False, indent=2) + "\n"
    return file_response(body.encode(), CONTENT_TYPE, f"{organisation}.csvw.json")


def document(
    owner: Organisation, uses: Sequence[Mapping], datatypes: MappingOf[str, str], manifest: Manifest
) -> dict[str, Any]:
    """The metadata of a table group; ``uses`` are sorted by IRI, ``datatypes`` the words for each field's."""
    example = any(use.example for use in uses)
    by_table = groupby(uses, key=lambda use: use.field.iri.rpartition("/")[0])
    return {
        "@context": _CONTEXT,
        "@id": f"{manifest.base}koblinger/{owner.slug}.csvw.json",
        "dc:title": f"{owner.name}: felt koblet til felles begreper",
        "dc:description": _ABOUT + _EXAMPLES * example,
        "dc:license": {"@id": _LICENCE},
        "dc:publisher": {"@id": owner.iri},
        "dc:source": {
            "@id": f"{manifest.base}katalog",
            "schema:version": manifest.revision,
            "dc:modified": _date(manifest.build_date.isoformat()),
        },
        "tables": [_table(table, list(found), datatypes) for table, found in by_table],
    }


def _table(table: str, uses: Sequence[Mapping], datatypes: MappingOf[str, str]) -> dict[str, Any]:
    place = uses[0].field
    by_field = groupby(uses, key=lambda use: use.field.iri)
    return {
        "@id": table,
        "url": f"{'.'.join(table.rsplit('/', 2)[1:])}.csv",
        "dc:title": f"{place.system} · {place.table}",
        "tableSchema": {"columns": [_column(list(found), datatypes.get(field, "")) for field, found in by_field]},
    }


def _column(uses: Sequence[Mapping], datatype: str) -> dict[str, Any]:
    field = uses[0].field
    equal = {use.concept for use in uses if use.relation is Relation.EXACT}
    always = len(equal) == 1 and all(use.relation is Relation.EXACT for use in uses)
    return {
        "name": _NOT_IN_NAMES.sub(lambda found: f"%{ord(found[0]):02X}", field.iri.rpartition("/")[2]),
        "titles": field.name,
        "datatype": _DATATYPES.get(datatype, "string"),
        "propertyUrl": equal.pop() if always else field.iri,
        "dc:source": {"@id": field.iri},
        CMP + "meaning": [dict(_meaning(use)) for use in uses],
    }


def _meaning(use: Mapping) -> Iterator[tuple[str, Any]]:
    """The facts of a use, as the catalogue's own RDF says them."""
    yield "@id", use.iri
    yield CMP + "role", use.role
    if use.concept and use.relation:
        yield use.relation.iri, {"@id": use.concept}
    for name, day in (
        (PREFIXES["euvoc"] + "startDate" if use.start_stated else CMP + "knownFrom", use.start),
        (PREFIXES["euvoc"] + "endDate", use.end),
        (CMP + "reviewed", use.reviewed),
    ):
        if day:
            yield name, _date(day.isoformat())
    if use.unit:
        yield PREFIXES["sdmx-attribute"] + "unitMeasure", {"@id": use.unit.iri}
    if use.sector:
        yield CMP + "sector", {"@id": use.sector.iri}
    for name, text in (("conceptVersion", use.version), ("mappingStatus", use.status)):
        if text:
            yield CMP + name, text
    if use.source:
        yield PREFIXES["dct"] + "source", use.source
    if use.example:
        yield CMP + "example", True
    for characteristic, answer in sorted(use.answers.items()):
        if answer != SEVERAL:
            yield characteristic, {"@id": answer}


def _date(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}
