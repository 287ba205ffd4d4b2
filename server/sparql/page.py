"""The beginning of an answer, for the page of the endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from graph.result_table import ResultTable, graph_of, table_of
from server.sparql.formats import N_TRIPLES, RESULTS_JSON

ROWS: Final = 500
_BYTES: Final = 1 << 20


def read_table(answer: Callable[[str], Iterator[bytes]], *, graph: bool) -> ResultTable:
    """Return the beginning of the answer that ``answer`` gives in a media type; the rest is given up.

    Raises what the engine raises.
    """
    pieces = answer(N_TRIPLES if graph else RESULTS_JSON)
    held = bytearray()
    whole = True
    for piece in pieces:
        held += piece
        if len(held) > _BYTES:
            whole = False
            break
    close = getattr(pieces, "close", None)
    if close is not None:
        close()
    return (graph_of if graph else table_of)(bytes(held), whole=whole, limit=ROWS)
