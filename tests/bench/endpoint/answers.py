"""Are two answers the same? Order, prefixes, the names of blank nodes and repeated rows do not matter.

Oxigraph's union of graphs gives a row once for each graph that holds a statement; a merge of graphs gives it once.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from xml.etree import ElementTree

import pyoxigraph as ox

_SPARQL = "{http://www.w3.org/2005/sparql-results#}"
Meaning = Counter[tuple[str, ...]]


def meaning(body: bytes, media_type: str) -> Meaning:
    """Return what an answer says: its rows or its triples, counted; raise ValueError when it cannot be read."""
    if media_type == "application/sparql-results+json":
        return _json(body)
    if media_type == "application/sparql-results+xml":
        return _xml(body)
    if media_type == "text/csv":
        rows = csv.reader(io.StringIO(body.decode(), newline=""))
        return Counter(tuple(_nameless(cell) for cell in row) for row in rows)
    triples = ox.parse(body, ox.RdfFormat.from_media_type(media_type))
    # A graph is a set; an engine may write a triple once for each graph that holds it.
    return Counter({tuple(_nameless(str(term)) for term in quad.triple): 1 for quad in triples})


def _json(body: bytes) -> Meaning:
    document = json.loads(body)
    if "boolean" in document:
        return Counter([(str(document["boolean"]),)])
    return Counter(
        tuple(
            f"{name} {_term(cell['type'], cell['value'], cell.get('xml:lang'), cell.get('datatype'))}"
            for name, cell in sorted(row.items())
        )
        for row in document["results"]["bindings"]
    )


def _xml(body: bytes) -> Meaning:
    rows = ElementTree.fromstring(body).iter(f"{_SPARQL}result")
    return Counter(tuple(sorted(f"{cell.get('name')} {_node(cell[0])}" for cell in row)) for row in rows)


def _node(node: ElementTree.Element) -> str:
    language = node.get("{http://www.w3.org/XML/1998/namespace}lang")
    return _term(node.tag.removeprefix(_SPARQL), node.text or "", language, node.get("datatype"))


def _term(kind: str, value: str, language: str | None, datatype: str | None) -> str:
    return "_:" if kind == "bnode" else f"{value} {language or ''} {datatype or ''}"


def _nameless(text: str) -> str:
    return re.sub(r"^_:.*", "_:", text)
