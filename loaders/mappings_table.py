"""The tables under ``mappings/`` as RDF: organisations, systems, tables, fields, and what each field means.

The words of the tables are Norwegian and describe the local side; this module is where they become SKOS
matches *from* the local meaning *to* the common concept: a local meaning that counts less (``snevrere``) has the
concept as its broader match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.namespaces import PREFIXES
from graph.tables.table import NOT_STATED, TableRow

RELATIONS: Final = {
    "lik": "exactMatch",
    "nær": "closeMatch",
    "snevrere": "broadMatch",
    "videre": "narrowMatch",
    "beslektet": "relatedMatch",
}
CONFIDENCES: Final = {"bekreftet": "Verified", "delvis": "Partly", "uverifisert": "FromMemory"}
UNDATED: Final = "udatert"
AS_COMMON: Final = "som felles"
UNKNOWN: Final = "ukjent"

Node = ox.NamedNode
Object = ox.NamedNode | ox.Literal


def _term(prefixed: str) -> Node:
    prefix, _, name = prefixed.partition(":")
    return Node(PREFIXES[prefix] + name)


_A: Final = _term("rdf:type")
_TITLE: Final = _term("dct:title")
_SOURCE: Final = _term("dct:source")


@dataclass(frozen=True, slots=True)
class MappingTables:
    """The rows of one organisation's three tables, with the folder (slug) they lie in."""

    folder: str
    fields: Sequence[TableRow]
    answers: Sequence[TableRow]
    codes: Sequence[TableRow]


class MappingWriter:
    """Turns table rows into quads under ``base``.

    ``code_lists`` maps a characteristic's IRI to the namespace of its codes: its own, or a shared list's.
    """

    def __init__(self, base: str, code_lists: dict[str, str]) -> None:
        """Write IRIs under ``base``; look up where each characteristic's codes live in ``code_lists``."""
        self.base = base
        self._code_lists = code_lists

    def organisations(self, rows: Iterable[TableRow]) -> Iterator[ox.Quad]:
        """Yield the organisations of ``eiere.csv`` (org:Organization and foaf:Agent)."""
        graph = Node(f"{self.base}graf/katalog")
        for row in rows:
            subject = Node(f"{self.base}organisasjon/{row['mappe']}")
            facts: list[tuple[Node, Object]] = [
                (_A, _term("org:Organization")),
                (_A, _term("foaf:Agent")),
                (_term("foaf:name"), ox.Literal(row["navn"], language="nb")),
                (_term("cmp:organisationType"), ox.Literal(row["type"])),
            ]
            if row["orgnr"]:
                facts.append((_term("dct:identifier"), ox.Literal(row["orgnr"])))
            if row["kommunenr"]:
                facts.append((_term("skos:notation"), ox.Literal(row["kommunenr"])))
            yield from _quads(subject, facts, graph)
            if row["kontakt"]:
                yield from self._contact(subject, row["kontakt"], graph)

    def sectors(self, rows: Iterable[TableRow]) -> Iterator[ox.Quad]:
        """Yield the sectors of ``sektorer.csv`` with their names in nb, nn and en."""
        graph = Node(f"{self.base}graf/katalog")
        for row in rows:
            subject = Node(f"{self.base}sektor/{row['sektor']}")
            names = [
                (_term("rdfs:label"), ox.Literal(row[f"navn_{lang}"], language=lang))
                for lang in ("nb", "nn", "en")
                if row[f"navn_{lang}"]
            ]
            yield from _quads(subject, [(_A, _term("cmp:Sector")), *names], graph)

    def mappings(self, tables: MappingTables) -> Iterator[ox.Quad]:
        """Yield systems, tables, fields, local meanings, answers and coded values of one organisation."""
        graph = Node(f"{self.base}graf/kobling/{tables.folder}")
        by_field: dict[str, list[TableRow]] = defaultdict(list)
        for row in tables.fields:
            by_field[row["felt_id"]].append(row)
        for field_id, rows in by_field.items():
            yield from self._field(tables.folder, field_id, rows, graph)
        for row in tables.answers:
            yield from self._answer(tables.folder, row, graph)
        for number, row in enumerate(tables.codes, start=1):
            yield from self._code_value(tables.folder, row, number, graph)

    def _contact(self, organisation: Node, contact: str, graph: Node) -> Iterator[ox.Quad]:
        node = Node(f"{organisation.value}#kontakt")
        facts: list[tuple[Node, Object]] = [(_A, _term("vcard:Organization"))]
        if "@" in contact:
            facts.append((_term("vcard:hasEmail"), Node(f"mailto:{contact}")))
        else:
            facts.append((_term("vcard:fn"), ox.Literal(contact)))
        yield ox.Quad(organisation, _term("dcat:contactPoint"), node, graph)
        yield from _quads(node, facts, graph)

    def _field(self, folder: str, field_id: str, rows: list[TableRow], graph: Node) -> Iterator[ox.Quad]:
        organisation = Node(f"{self.base}organisasjon/{folder}")
        system_slug, table_slug, _ = field_id.split(".")
        system = Node(f"{self.base}felt/{folder}/{system_slug}")
        table = Node(f"{system.value}/{table_slug}")
        field = self._field_node(folder, field_id)
        first = rows[0]
        yield from _quads(
            system,
            [
                (_A, _term("modelldcatno:InformationModel")),
                (_TITLE, ox.Literal(first["system"], language="nb")),
                (_term("dct:publisher"), organisation),
                (_term("modelldcatno:containsModelElement"), table),
            ],
            graph,
        )
        yield from _quads(
            table,
            [
                (_A, _term("modelldcatno:ObjectType")),
                (_TITLE, ox.Literal(first["tabell"], language="nb")),
                (_term("modelldcatno:hasProperty"), field),
            ],
            graph,
        )
        yield from _quads(field, self._field_facts(organisation, field_id, rows), graph)
        for row in rows:
            yield from self._meaning(folder, row, graph)

    def _field_facts(self, organisation: Node, field_id: str, rows: list[TableRow]) -> Iterator[tuple[Node, Object]]:
        first = rows[0]
        yield _A, _term("modelldcatno:Attribute")
        yield _A, _term("csvw:Column")
        yield _term("csvw:name"), ox.Literal(first["kolonne"])
        yield _TITLE, ox.Literal(first["kolonne"], language="nb")
        yield _term("dct:identifier"), ox.Literal(field_id)
        yield _term("dct:publisher"), organisation
        if first["datatype"]:
            yield _term("csvw:datatype"), ox.Literal(first["datatype"])
        concepts = {row["begrep"] for row in rows if row["begrep"]}
        # ModelDCAT-AP-NO allows one dct:subject: a field that changed concept says so in its meanings only.
        if len(concepts) == 1:
            yield _term("dct:subject"), self._concept(concepts.pop())

    def _meaning(self, folder: str, row: TableRow, graph: Node) -> Iterator[ox.Quad]:
        use = self._use_node(folder, row)
        yield ox.Quad(self._field_node(folder, row["felt_id"]), _term("cmp:meaning"), use, graph)
        yield from _quads(use, self._meaning_facts(row), graph)

    def _meaning_facts(self, row: TableRow) -> Iterator[tuple[Node, Object]]:
        yield _A, _term("cmp:LocalMeaning")
        yield _term("cmp:role"), ox.Literal(row["rolle"])
        if row["begrep"] and row["relasjon"]:
            yield _term(f"skos:{RELATIONS[row['relasjon']]}"), self._concept(row["begrep"])
        if row["enhet"]:
            yield _term("sdmx-attribute:unitMeasure"), Node(f"{self.base}enhet/{row['enhet']}")
        if row["sektor"]:
            yield _term("cmp:sector"), Node(f"{self.base}sektor/{row['sektor']}")
        if row["sikkerhet"]:
            yield _term("cmp:confidence"), _term(f"cmp:{CONFIDENCES[row['sikkerhet']]}")
        if row["eksempel"] == "ja":
            yield _term("cmp:example"), _literal("true", "boolean")
        for column, term in (
            ("gyldig_fra", "cmp:knownFrom" if row["start"] == NOT_STATED else "euvoc:startDate"),
            ("gyldig_til", "euvoc:endDate"),
            ("kontrollert", "cmp:reviewed"),
        ):
            if row[column]:
                yield _term(term), _literal(row[column], "date")
        for column, term in (
            ("begrepsversjon", "cmp:conceptVersion"),
            ("status", "cmp:mappingStatus"),
            ("kontrollert_av", "cmp:reviewedBy"),
            ("uttrykk", "cmp:expression"),
        ):
            if row[column]:
                yield _term(term), ox.Literal(row[column])
        for column, term in (
            ("kilde", "dct:source"),
            ("lokal_betydning", "dct:description"),
            ("merknad", "rdfs:comment"),
        ):
            if row[column]:
                yield _term(term), ox.Literal(row[column], language="nb")

    def _answer(self, folder: str, row: TableRow, graph: Node) -> Iterator[ox.Quad]:
        if not row["verdi"]:
            return
        use = self._use_node(folder, row)
        characteristic = Node(f"{self.base}kjennetegn/{row['kjennetegn']}")
        yield ox.Quad(use, characteristic, self._answer_value(characteristic.value, row["verdi"]), graph)
        if row["kilde"]:
            node = Node(f"{use.value}#{row['kjennetegn']}")
            yield ox.Quad(use, _term("cmp:answer"), node, graph)
            facts: list[tuple[Node, Object]] = [
                (_A, _term("cmp:Answer")),
                (_term("cmp:characteristic"), characteristic),
                (_SOURCE, ox.Literal(row["kilde"], language="nb")),
            ]
            yield from _quads(node, facts, graph)

    def _answer_value(self, characteristic: str, word: str) -> Node:
        if word == AS_COMMON:
            return _term("cmp:AsCommon")
        if word == UNKNOWN:
            return _term("cmp:UnknownAnswer")
        return Node(self._code_lists.get(characteristic, characteristic + "#") + word)

    def _code_value(self, folder: str, row: TableRow, number: int, graph: Node) -> Iterator[ox.Quad]:
        use = self._use_node(folder, row)
        node = Node(f"{use.value}#kode-{number}")
        target = row["felles_kode"]
        common = Node(f"{self.base}kodeliste/{target}") if "#" in target else self._concept(target)
        yield ox.Quad(use, _term("cmp:codeValue"), node, graph)
        facts: list[tuple[Node, Object]] = [
            (_A, _term("cmp:CodeValue")),
            (_term("skos:notation"), ox.Literal(row["lokal_verdi"])),
            (_term(f"skos:{RELATIONS[row['relasjon']]}"), common),
        ]
        yield from _quads(node, facts, graph)

    def _concept(self, name: str) -> Node:
        return Node(f"{self.base}begrep/{name}")

    def _field_node(self, folder: str, field_id: str) -> Node:
        return Node(f"{self.base}felt/{folder}/{field_id.replace('.', '/')}")

    def _use_node(self, folder: str, row: TableRow) -> Node:
        field = self._field_node(folder, row["felt_id"])
        return Node(f"{field.value}/{row['gyldig_fra'] or UNDATED}")


def _literal(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=_term(f"xsd:{datatype}"))


def _quads(subject: Node, facts: Iterable[tuple[Node, Object]], graph: Node) -> Iterator[ox.Quad]:
    for predicate, value in facts:
        yield ox.Quad(subject, predicate, value, graph)
