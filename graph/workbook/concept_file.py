"""One concept's Turtle file under edit: cells of the workbook become facts, and facts the canonical text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.changes.content import Content, term
from graph.checks.changes import STATUS_NAMES
from graph.checks.content_path import slug
from graph.errors import CellRefused
from graph.namespaces import PREFIXES
from graph.turtle.canonical import rewritten
from graph.turtle.parsing import parse
from graph.workbook.cell import parted
from graph.workbook.refused_cells import RefusedCells
from graph.workbook.sheet import BY_LANGUAGE, LANGUAGES, RELATION_COLUMNS, SINGLE, definition_node
from graph.workbook.workbook_words import say

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NORWEGIAN: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ADDRESS: Final = re.compile(r"https?://\S+")
_IRI_TEXT: Final = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")
_DERIVED: Final = PREFIXES["relsource"] + "derived-from-source"
_QUOTED: Final = PREFIXES["relsource"] + "direct-from-source"
_OWN: Final = PREFIXES["relsource"] + "self-composed"


class ConceptFile:
    """The facts of one file, changed cell by cell."""

    def __init__(self, content: Content, path: str, concept: str, text: str | None = None) -> None:
        """Edit the file at ``path``, which is about ``concept``; ``text`` where it is not among the content yet."""
        self._content, self._concept = content, concept
        self._before = content.texts[path] if text is None else text
        self._triples = parse(self._before)

    def text(self) -> str:
        """The canonical text with every edit."""
        return rewritten(self._before, self._triples, self._content.base)

    def set(self, sheet: str, column: str, text: str, place: str) -> None:
        """Put the text of a cell in; raises CellRefused when it cannot stand there."""
        if column in RELATION_COLUMNS:
            self._relations(sheet, RELATION_COLUMNS[column], text, place)
        elif column in SINGLE:
            self._single(sheet, column, text, place)
        else:
            self._in_language(column, text)

    def link(self, sheet: str, prop: str, text: str, place: str) -> None:
        """Let a property (a prefixed name) have exactly the concepts in a cell; raises CellRefused for what is none."""
        self._relations(sheet, prop, text, place)

    def _in_language(self, column: str, text: str) -> None:
        name, _, language = column.rpartition(" ")
        if name == "definisjon":
            self._definition(language, text)
        elif name == "kilde":
            self._sources(language, text)
        else:
            self._texts(self._concept, BY_LANGUAGE[name], language, parted(text))

    def _texts(self, subject: str, prop: str, language: str, texts: list[str]) -> None:
        """Let a property have exactly these texts in a language."""
        predicate = term(prop)
        self._triples = [
            t
            for t in self._triples
            if not (_about(t, subject, predicate) and isinstance(t.object, Literal) and t.object.language == language)
        ]
        self._add(subject, prop, *(Literal(text, language=language) for text in texts))

    def _definition(self, language: str, text: str) -> None:
        plain = [t for t in self._triples if _about(t, self._concept, term("skos:definition"))]
        if any(isinstance(t.object, Literal) and t.object.language == language for t in plain):
            self._texts(self._concept, "skos:definition", language, parted(text))
            return
        node = definition_node(self._content, self._concept, language) or f"{self._concept}#def-{language}"
        if not text:
            whole = NamedNode(node)
            self._triples = [t for t in self._triples if whole not in (t.subject, t.object)]
            return
        if not any(t.subject == NamedNode(node) for t in self._triples):
            self._add(self._concept, "euvoc:xlDefinition", NamedNode(node))
            self._add(node, "rdf:type", NamedNode(term("euvoc:XlNote")))
            self._add(node, "skosno:relationshipWithSource", NamedNode(_OWN))
        self._texts(node, "rdf:value", language, [" ".join(parted(text))])

    def _sources(self, language: str, text: str) -> None:
        """The sources of a definition; a definition with sources is no longer the catalogue's own."""
        node = definition_node(self._content, self._concept, language) or f"{self._concept}#def-{language}"
        old = [t for t in self._triples if _about(t, node, term("dct:source"))]
        known = {_value(t): t.object for t in old if isinstance(t.object, NamedNode | Literal)}
        values = parted(text)
        self._triples = [t for t in self._triples if t not in old]
        for value in values:
            fresh = NamedNode(value) if _ADDRESS.fullmatch(value) else Literal(value, language="nb")
            self._add(node, "dct:source", known.get(value, fresh))
        relation = term("skosno:relationshipWithSource")
        swap = {_OWN: _DERIVED} if values else dict.fromkeys((_DERIVED, _QUOTED), _OWN)
        self._triples = [
            Triple(t.subject, t.predicate, NamedNode(swap[_value(t)]))
            if _about(t, node, relation) and _value(t) in swap
            else t
            for t in self._triples
        ]
        self._forget_names({_value(t) for t in old} - set(values))

    def _forget_names(self, addresses: Collection[str]) -> None:
        """A source nobody refers to any longer needs no name in the file."""
        for address in addresses:
            if _ADDRESS.fullmatch(address) and not any(_value(t) == address for t in self._triples):
                self._triples = [t for t in self._triples if t.subject != NamedNode(address)]

    def _relations(self, sheet: str, prop: str, text: str, place: str) -> None:
        wanted = []
        for name in parted(text):
            iri = name if _ADDRESS.fullmatch(name) else f"{self._content.base}begrep/{name}"
            if not _IRI_TEXT.fullmatch(iri) or (iri not in self._content.facts and iri.startswith(self._content.base)):
                raise CellRefused(sheet, place, say("no-concept", text=name))
            wanted.append(NamedNode(iri))
        predicate = term(prop)
        self._triples = [
            t for t in self._triples if not (_about(t, self._concept, predicate) and isinstance(t.object, NamedNode))
        ]
        self._add(self._concept, prop, *wanted)

    def _single(self, sheet: str, column: str, text: str, place: str) -> None:
        prop = SINGLE[column]
        if column == "versjonsnote nb":
            self._texts(self._concept, prop, "nb", parted(text))
            return
        value = _read(sheet, column, text, place)
        self._triples = [t for t in self._triples if not _about(t, self._concept, term(prop))]
        if value is not None:
            self._add(self._concept, prop, value)

    def _add(self, subject: str, prop: str, *values: NamedNode | Literal) -> None:
        known = set(self._triples)
        made = [Triple(NamedNode(subject), NamedNode(term(prop)), value) for value in values]
        self._triples += [triple for triple in made if triple not in known]


class NewConcept:
    """Makes files for rows that have no id: new drafts, with a name proposed from the first term."""

    def __init__(self, content: Content, vocabulary: str, today: str) -> None:
        """Make them in a vocabulary (the name of its folder), with today's date."""
        self._content, self._vocabulary, self._today = content, vocabulary, today

    def written(
        self, cells: Mapping[str, tuple[str, str]], where: tuple[str, str], taken: Collection[str], name: str = ""
    ) -> tuple[str, str]:
        """Path and text of a new concept's file, given text and place of its cells, and sheet and place of its row.

        It is called ``name``, or by its term when that is empty.

        Raises CellRefused when there is no term to name it by, or a concept has that name already.
        """
        named = (slug(cells[f"term {lang}"][0]) for lang in LANGUAGES if f"term {lang}" in cells)
        name = name or next(named, "")
        path = f"vocabularies/{self._vocabulary}/{name}.ttl"
        if not name:
            raise CellRefused(*where, say("no-term"))
        if path in taken:
            raise CellRefused(*where, say("name-taken", concept=f"{self._vocabulary}/{name}"))
        concept = f"{self._content.base}begrep/{self._vocabulary}/{name}"
        file = ConceptFile(self._content, path, concept, self._start(concept))
        refused = RefusedCells()
        for column, (text, place) in cells.items():
            if column not in {"id", "status", "versjon"}:
                with refused.gather():
                    file.set(where[0], column, text, place)
        refused.tell()
        return path, file.text()

    def _start(self, concept: str) -> str:
        """What every new concept says: a draft, version 1.0.0, with its vocabulary's publisher and contact."""
        scheme = f"{self._content.base}vokabular/{self._vocabulary}"
        date = f'"{self._today}"^^<{term("xsd:date")}>'
        said = [
            ("rdf:type", f"<{term('skos:Concept')}>"),
            ("skos:inScheme", f"<{scheme}>"),
            ("dct:created", date),
            ("dct:modified", date),
            ("euvoc:status", f"<{PREFIXES['status']}DRAFT>"),
            ("owl:versionInfo", '"1.0.0"'),
            ("dct:identifier", f'"{concept}"^^<{term("xsd:anyURI")}>'),
        ]
        for prop in ("dct:publisher", "dcat:contactPoint"):
            said += [(prop, f"<{iri}>") for iri in self._content.iris(scheme, prop)]
        return "".join(f"<{concept}> <{term(prop)}> {value} .\n" for prop, value in said)


def _read(sheet: str, column: str, text: str, place: str) -> NamedNode | Literal | None:
    """The value of a column that holds one."""
    if not text:
        return None
    if column == "status":
        codes = {name: code for code, words in STATUS_NAMES.items() for name in words.values()}
        if text not in codes:
            allowed = {lang: ", ".join(words[lang] for words in STATUS_NAMES.values()) for lang in LANGUAGES}
            raise CellRefused(sheet, place, say("no-status", text=text, allowed=allowed))
        return NamedNode(PREFIXES["status"] + codes[text])
    if column == "endret":
        found = _NORWEGIAN.fullmatch(text)
        day = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text
        if not _DATE.fullmatch(day):
            raise CellRefused(sheet, place, say("no-date", text=text))
        return Literal(day, datatype=NamedNode(term("xsd:date")))
    return Literal(text)


def _about(triple: Triple, subject: str, predicate: str) -> bool:
    return triple.subject == NamedNode(subject) and triple.predicate.value == predicate


def _value(triple: Triple) -> str:
    return triple.object.value if isinstance(triple.object, NamedNode | Literal) else ""
