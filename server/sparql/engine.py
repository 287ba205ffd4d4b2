"""What it takes to answer a query, wherever it runs: the question, and the engines' common shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple, Protocol

from graph.errors import NotWritable, QueryError
from graph.store import CatalogueStore


class Question(NamedTuple):
    """A query as the engine gets it; only texts and truth values, so that it can cross a process boundary.

    ``media_type`` is what to write the answer as. ``default_graphs`` and ``named_graphs`` are the dataset of the
    protocol, ``own_dataset`` says that the query has FROM.
    """

    query: str
    media_type: str
    base_iri: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    own_dataset: bool = False


class QueryEngine(Protocol):
    """Answers questions; one object serves many threads.

    ``frozen`` says that the same question gets the same answer for as long as the engine lives.
    """

    frozen: bool

    def answer(self, question: Question) -> Iterator[bytes]:
        """Yield the serialised answer; closing the iterator gives the query up.

        Raises QueryError for a query that is wrong, a QueryUnanswered for one that gets no answer; the latter also
        after bytes have been yielded, which are then not an answer.
        """

    def close(self) -> None:
        """Stop everything that belongs to the engine."""


def write_answer(store: CatalogueStore, question: Question, output: IO[bytes]) -> None:
    """Run ``question`` on ``store`` and write the answer to ``output``, all in this thread.

    Raises QueryError when the query or a graph name is wrong, NotWritable when the answer has no such form.
    """
    try:
        answer = store.query(
            question.query,
            default_graphs=question.default_graphs,
            named_graphs=question.named_graphs,
            base_iri=question.base_iri,
            own_dataset=question.own_dataset,
        )
    except (ValueError, RuntimeError) as error:
        raise QueryError(str(error)) from error
    try:
        answer.write(output, question.media_type)
    except ValueError as error:
        raise NotWritable(str(error)) from error
