"""What others' checks say of the content: the profile's official SHACL shapes, and skosify's checks.

Slower than our own and without words for people, so they are run on demand, and only what our own checks do not
already tell at the same place is told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, SH, SKOS
from skosify import check as skosify

from graph.checks.library import ClaimTable, Library
from graph.checks.material import Material
from graph.finding import Finding
from graph.namespaces import PREFIXES, graph_name
from graph.turtle.ordering import Term
from loaders.content import derive, read_files, read_quads
from loaders.progress import Progress
from loaders.source import ContentFolders, written_base

SHAPES: Final = "skos-ap-no-begrep-shacl-v2.ttl"
_CODE_LISTS: Final = ("concept-status", "audience-type", "relationship-with-source-type", "los")
_PROFILE_GRAPHS: Final = ("vokabular/", "katalog", "avledet")
_SKOSIFY: Final = (
    (skosify.hierarchy_cycles, "SKO-50"),
    (skosify.disjoint_relations, "SKO-27"),
    (skosify.hierarchical_redundancy, "SKO-54"),
    # Its default policy, "all", is one it does not know (skosify 2.3).
    (partial(skosify.preflabel_uniqueness, policy="shortest"), "SKO-14"),
    (skosify.label_overlap, "SKO-13"),
)
"""Each check of skosify, and our rule about the same."""


def second_opinion(
    folders: ContentFolders, shapes: Path | None, told: Iterable[Finding], say: Progress
) -> list[Finding]:
    """Findings of the official shapes in a folder (None: not run) and of skosify that are not in ``told``.

    The content must have no errors. Raises FileNotFoundError when the folder holds no shapes.
    """
    base = written_base(folders.vocabularies)
    content = read_files(ContentFolders(folders.vocabularies, folders.mappings))
    read_quads(content, base, None, say)
    derive(content, say)
    graphs = tuple(graph_name(base, name) for name in _PROFILE_GRAPHS)
    data = rdflib.Graph()
    triples = [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for quad in content.quads
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(graphs)
    ]
    data.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    files = {file.role: file.raw for file in content.files}
    material = Material(Library(files, (), ClaimTable({}), base), ())
    known = {(each.file, each.rule) for each in told}
    found = list(_of_skosify(material, data, known))
    if shapes is not None:
        found += _of_shapes(material, data, shapes, {(each.file, each.line) for each in told})
    return found


def _of_shapes(material: Material, data: rdflib.Graph, folder: Path, told: set[tuple[str, int]]) -> Iterator[Finding]:
    """Results of the official shapes on concepts with their parts, and on collections (PRO-33)."""
    shapes = rdflib.Graph().parse(folder / SHAPES)
    _, report, _ = pyshacl.validate(data + _context(data, folder, material.base), shacl_graph=shapes, advanced=False)
    if not isinstance(report, rdflib.Graph):
        raise TypeError(report)
    collections = set(data.subjects(RDF.type, SKOS.Collection))
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        if not str(focus).startswith(f"{material.base}begrep/") and focus not in collections:
            continue
        path = str(report.value(result, SH.resultPath) or "")
        found = material.found(
            "PRO-33", "official", str(focus), path, _term(report.value(result, SH.value)), name=_short(path)
        )
        if (found.file, found.line) not in told:
            yield found


def _context(data: rdflib.Graph, folder: Path, base: str) -> rdflib.Graph:
    """The types of values from others' code lists, which the shapes ask for."""
    listed = rdflib.Graph()
    for name in _CODE_LISTS:
        if (folder / f"{name}.ttl").is_file():
            listed.parse(folder / f"{name}.ttl")
    types = rdflib.Graph()
    for value in {value for value in data.objects() if isinstance(value, rdflib.URIRef)} & set(listed.subjects()):
        if not value.startswith(base):
            types.add((value, RDF.type, SKOS.Concept))
    return types


def _of_skosify(material: Material, data: rdflib.Graph, known: set[tuple[str, str]]) -> Iterator[Finding]:
    """What skosify's checks log (SKO-55), where our own rule about the same has nothing to say of the file."""
    names = {iri.rpartition("/")[2]: iri for iri in map(str, data.subjects(RDF.type, SKOS.Concept))}
    for check, rule_id in _SKOSIFY:
        copy = rdflib.Graph()
        for triple in data:
            copy.add(triple)
        with _logged() as records:
            check(copy)
        for record in records:
            about = [str(part) for part in record.args] if isinstance(record.args, tuple) else []
            iris = [names.get(part, part) for part in about if names.get(part, part).startswith(material.base)]
            if iris and not any((material.place(iri)[0], rule_id) in known for iri in iris):
                yield material.found("SKO-55", "skosify", iris[0], rule=rule_id)


class _Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)


@contextmanager
def _logged() -> Iterator[list[logging.LogRecord]]:
    """Take what is logged to the root, as skosify does, instead of showing it."""
    root, kept = logging.getLogger(), _Kept()
    before, root.handlers = root.handlers, [kept]
    try:
        yield kept.records
    finally:
        root.handlers = before


def _term(value: rdflib.term.Node | None) -> Term | None:
    if isinstance(value, rdflib.Literal):
        return ox.Literal(str(value), language=value.language) if value.language else ox.Literal(str(value))
    return ox.NamedNode(str(value)) if isinstance(value, rdflib.URIRef) else None


def _short(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """An IRI with its prefix, where the table has one."""
    found = next((f"{name}:{iri[len(start) :]}" for name, start in prefixes.items() if iri.startswith(start)), iri)
    return found or "–"
