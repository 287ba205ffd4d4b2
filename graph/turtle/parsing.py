"""Turtle text to triples, exactly as written, or an error in plain words.

The parser of the store's engine is used because it keeps lexical forms (``"1"^^xsd:boolean`` stays as it is),
reports line and column, and is many times faster than rdflib's.
"""

from __future__ import annotations

from pyoxigraph import Literal, RdfFormat, Triple
from pyoxigraph import parse as oxigraph_parse

from graph.errors import TurtleSyntaxError
from graph.turtle.syntax import explain, newer_syntax


def parse(text: str, unique_labels: bool = False) -> list[Triple]:
    """The triples of a Turtle 1.1 text, in the order of the text; raises ``TurtleSyntaxError``.

    With ``unique_labels`` the labels of blank nodes are such that the triples of several texts can be mixed.
    """
    try:
        triples = [
            Triple(quad.subject, quad.predicate, quad.object)
            for quad in oxigraph_parse(text.encode("utf-8"), format=RdfFormat.TURTLE, rename_blank_nodes=unique_labels)
        ]
    except SyntaxError as error:
        raise TurtleSyntaxError(explain(text, error)) from error
    if any(_is_newer(triple) for triple in triples):
        raise TurtleSyntaxError(newer_syntax(text))
    return triples


def _is_newer(triple: Triple) -> bool:
    """Whether a triple needs RDF 1.2, which the tools around the catalogue do not read yet."""
    value = triple.object
    return isinstance(value, Triple) or (isinstance(value, Literal) and value.direction is not None)
