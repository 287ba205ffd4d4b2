"""Stage MAP, the answers: does a field answer what its concept asks, in words that exist, and truthfully?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from graph.checks.material import Material
from graph.checks.reading import Row
from graph.checks.structure import AS_COMMON, UNKNOWN, asked, codes, data_needed
from graph.checks.suggestion import did_you_mean
from graph.finding import Finding

_NOT_ANSWERS = frozenset({AS_COMMON, UNKNOWN, ""})


def check_answers(material: Material) -> list[Finding]:
    """Findings on answers: MAP-05 and MAP-06 (against the relation), MAP-07 and MAP-08 (what may be answered)."""
    judge = _Judge(material)
    found: list[Finding] = []
    for path, rows in sorted(material.tables.items()):
        if PurePosixPath(path).name == "felt.csv":
            answers = _answers(material, path)
            for row in rows:
                found.extend(judge.field(row, answers.get((row["felt_id"], row["gyldig_fra"]), [])))
    return found + list(_code_values(material))


def _answers(material: Material, path: str) -> dict[tuple[str, str], list[Row]]:
    """The answers of a body by field and start."""
    by_use: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in material.tables.get(str(PurePosixPath(path).parent / "kjennetegn.csv"), []):
        by_use[row["felt_id"], row["gyldig_fra"]].append(row)
    return by_use


class _Judge:
    """Judges the answers of fields, remembering what each concept asks."""

    def __init__(self, material: Material) -> None:
        """Start with nothing remembered."""
        self._material = material
        self._asked: dict[str, dict[str, str]] = {}
        self._allowed: dict[str, frozenset[str]] = {}
        self._codes: dict[str, dict[str, str]] = {}

    def field(self, row: Row, answers: list[Row]) -> Iterator[Finding]:
        """Findings on one use of a field."""
        concept = f"{self._material.base}begrep/{row['begrep']}"
        if not row["begrep"] or not self._material.knows(concept):
            return
        references = self._references(concept)
        deviations = []
        for answer in answers:
            characteristic = f"{self._material.base}kjennetegn/{answer['kjennetegn']}"
            yield from self._asked_for(concept, characteristic, answer)
            if answer["verdi"] in _NOT_ANSWERS:
                continue
            code = self._code(characteristic, answer["verdi"])
            yield from self._known(characteristic, answer, code)
            if code and references.get(characteristic) and code != references[characteristic]:
                deviations.append((answer, references[characteristic]))
        yield from self._relation(row, references, deviations)

    def _asked_for(self, concept: str, characteristic: str, answer: Row) -> Iterator[Finding]:
        """MAP-07."""
        if concept not in self._allowed:
            self._allowed[concept] = frozenset(self._references(concept)) | data_needed(self._material, concept)
        allowed = self._allowed[concept]
        if characteristic not in allowed:
            names = {iri.rpartition("/")[2] for iri in allowed}
            values = {"name": answer["kjennetegn"], "concept": self._material.short(concept)}
            hint = did_you_mean(answer["kjennetegn"], names)
            yield answer.found("MAP-07", "unasked", "kjennetegn", hint=hint, **values)

    def _known(self, characteristic: str, answer: Row, code: str) -> Iterator[Finding]:
        """MAP-08."""
        known = self._codes[characteristic]
        if known and not code:
            values = {"word": answer["verdi"], "words": ", ".join(sorted(known))}
            yield answer.found("MAP-08", "unknown", "verdi", hint=did_you_mean(answer["verdi"], known), **values)

    def _relation(self, row: Row, references: dict[str, str], deviations: list[tuple[Row, str]]) -> Iterator[Finding]:
        """MAP-05 and MAP-06: the relation agrees with the answers."""
        concept = row["begrep"]
        if row["relasjon"] == "lik":
            for answer, reference in deviations:
                names = {"field": row["kolonne"], "concept": concept, "name": answer["kjennetegn"]}
                common = self._material.value(reference, "skos:notation")
                yield row.found("MAP-05", "differs", "relasjon", value=answer["verdi"], common=common, **names)
        is_close = row["relasjon"] in {"nær", "snevrere", "videre"} and row["rolle"] == "mål"
        if is_close and references and not deviations:
            yield row.found("MAP-06", "undescribed", "relasjon", relation=row["relasjon"], concept=concept)

    def _references(self, concept: str) -> dict[str, str]:
        """The reference code of each characteristic a concept asks for, empty where there is none."""
        if concept not in self._asked:
            self._asked[concept] = {
                each.characteristic: each.reference if each.reference in self._known_codes(each.characteristic) else ""
                for each in asked(self._material, concept)
            }
        return self._asked[concept]

    def _code(self, characteristic: str, word: str) -> str:
        """The code a word means, or an empty string."""
        self._known_codes(characteristic)
        return self._codes[characteristic].get(word, "")

    def _known_codes(self, characteristic: str) -> Collection[str]:
        """The codes of a characteristic."""
        if characteristic not in self._codes:
            self._codes[characteristic] = codes(self._material, characteristic)
        return self._codes[characteristic].values()


def _code_values(material: Material) -> Iterator[Finding]:
    """MAP-08 for coded columns: the common code is a concept or a code of a list."""
    for row in material.rows("kodeverdier.csv"):
        name = row["felles_kode"]
        kind = "kodeliste" if "#" in name else "begrep"
        if name and not material.exists(f"{material.base}{kind}/{name}"):
            known = material.concept_names() | _codes_of_lists(material)
            yield row.found("MAP-08", "code", "felles_kode", word=name, hint=did_you_mean(name, known))
        if not name:
            yield row.found("MAP-08", "none", "felles_kode", word=row["lokal_verdi"])


def _codes_of_lists(material: Material) -> frozenset[str]:
    """The codes of the shared lists, as tables write them: ``ssb-arb-type#1``."""
    lists = f"{material.base}kodeliste/"
    names = material.names_in("vocabularies/kodelister")
    return frozenset(code.removeprefix(lists) for name in names for code in material.parts_of(lists + name))
