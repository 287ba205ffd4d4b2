"""The computed answers of a build: which figures may be compared on the day it is made, in a graph of their own."""

from __future__ import annotations

from datetime import date

from graph.comparing.comparison_graph import ComparisonWriter
from graph.comparing.measure import load_measures
from graph.mapping import load_mappings
from graph.namespaces import graph_name
from graph.store import CatalogueStore
from loaders.content import Content
from loaders.progress import Progress


def compare_all(content: Content, day: date, say: Progress) -> None:
    """Add to ``content`` the comparability groups, and the answers between them, that hold on ``day``."""
    say("Sammenligner felt", 0, 1)
    store = CatalogueStore.from_quads(content.quads)
    writer = ComparisonWriter(graph_name(content.base, "sammenligning"))
    content.quads.extend(writer.answers(load_measures(store), load_mappings(store), day))
    say("Sammenligner felt", 1, 1)
