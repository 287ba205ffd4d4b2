"""The answer to a query as a person reads it: the first rows of a table, yes or no, or the first lines of a graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from graph.store import Term, used_prefixes, value_of, write_triples

_TURTLE: Final = "text/turtle"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: ``kind`` is ``uri``, ``literal``, ``bnode`` or ``triple``; ``datatype`` is left out for strings."""

    kind: str
    value: str
    lang: str | None = None
    datatype: str | None = None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The beginning of an answer; ``kind`` is ``bindings``, ``boolean`` or ``graph``.

    ``rows`` have one cell per variable, None where it is unbound. ``truncated`` says that there is more than is
    here. ``text`` is a graph in Turtle.
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    boolean: bool | None = None
    text: str | None = None
    truncated: bool = False

    @property
    def shown(self) -> int:
        """The number of rows."""
        return len(self.rows)


def table_of(data: bytes, *, whole: bool, limit: int) -> ResultTable:
    """Read SPARQL results in JSON, at most ``limit`` rows of them; ``whole`` says that ``data`` has its end."""
    results = ox.parse_query_results(data, ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return ResultTable("boolean", boolean=bool(results))
    variables = tuple(variable.value for variable in results.variables)
    rows: list[tuple[Cell | None, ...]] = []
    truncated = not whole
    try:
        for solution in results:
            if len(rows) == limit:
                truncated = True
                break
            rows.append(tuple(_cell(solution[name]) for name in variables))
    except SyntaxError:
        if whole:
            raise
    return ResultTable("bindings", variables, tuple(rows), truncated=truncated)


def graph_of(data: bytes, *, whole: bool, limit: int) -> ResultTable:
    """Read a graph in N-Triples, at most ``limit`` triples of it, and give it back in Turtle."""
    triples: list[ox.Triple] = []
    truncated = not whole
    lines = data if whole else data[: data.rfind(b"\n") + 1]
    for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES):
        if len(triples) == limit:
            truncated = True
            break
        triples.append(quad.triple)
    text = write_triples(triples, _TURTLE, used_prefixes(triples)).decode()
    return ResultTable("graph", text=text, truncated=truncated)


def _cell(term: Term | None) -> Cell | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Cell("uri", term.value)
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value if not term.language else None
        plain = datatype in (None, PREFIXES["xsd"] + "string")
        return Cell("literal", term.value, term.language or None, None if plain else datatype)
    return Cell("bnode" if isinstance(term, ox.BlankNode) else "triple", value_of(term))
