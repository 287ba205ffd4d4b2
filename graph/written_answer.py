"""Answers that another engine wrote: SPARQL results and RDF, read back, or put into another form.

SPARQL 1.1 Query Results JSON and XML, TSV, and the RDF syntaxes. CSV has lost what the values are and cannot be read.
"""

from __future__ import annotations

import io
import re
from typing import Final

import pyoxigraph as ox

_YES, _NO = b'{"head":{},"boolean":true}', b'{"head":{},"boolean":false}'
Results = ox.QueryBoolean | ox.QuerySolutions
# What an answer ends in when it is whole, where a form has an end.
_ENDS: Final = {
    "application/sparql-results+json": re.compile(rb"(?:\]|true|false)\s*\}(?:\s*\})?\s*\Z"),
    "application/sparql-results+xml": re.compile(rb"sparql>\s*\Z"),
    "application/rdf+xml": re.compile(rb"RDF\s*/?>\s*\Z"),
}


def is_whole(end: bytes, media_type: str) -> bool:
    """Return whether ``end``, the last bytes of an answer in ``media_type``, may be the end of a whole one."""
    pattern = _ENDS.get(media_type)
    return pattern is None or pattern.search(end) is not None


def read_results(data: bytes, media_type: str, *, yes_or_no: bool = False) -> Results:
    """Return the results written in ``data``; raise ValueError when they cannot be read.

    ``yes_or_no`` says that the query is an ASK, which Virtuoso answers with a row or none when it need not look.
    """
    results_format = ox.QueryResultsFormat.from_media_type(media_type)
    if results_format is None or results_format == ox.QueryResultsFormat.CSV:
        raise ValueError(media_type)
    try:
        results = ox.parse_query_results(data, results_format)
        if yes_or_no and isinstance(results, ox.QuerySolutions):
            results = ox.parse_query_results(_YES if any(True for _ in results) else _NO, ox.QueryResultsFormat.JSON)
    except SyntaxError as error:
        raise ValueError(str(error)) from error
    return results


def read_triples(data: bytes, media_type: str) -> list[ox.Triple]:
    """Return the graph written in ``data``; raise ValueError when it cannot be read."""
    rdf_format = ox.RdfFormat.from_media_type(media_type)
    if rdf_format is None:
        raise ValueError(media_type)
    try:
        return [quad.triple for quad in ox.parse(data, rdf_format)]
    except SyntaxError as error:
        raise ValueError(str(error)) from error


def rewritten(data: bytes, written_in: str, wanted: str, *, yes_or_no: bool = False) -> bytes:
    """Return the answer in ``data`` in the form ``wanted``; raise ValueError when it cannot be read or so written."""
    results_format = ox.QueryResultsFormat.from_media_type(wanted)
    if results_format is not None:
        output = io.BytesIO()
        read_results(data, written_in, yes_or_no=yes_or_no).serialize(output, results_format)
        return output.getvalue()
    rdf_format = ox.RdfFormat.from_media_type(wanted)
    if rdf_format is None:
        raise ValueError(wanted)
    return ox.serialize(read_triples(data, written_in), format=rdf_format) or b""
