"""Stage STA: status and version, judged by what has changed since another state of the files.

Steps: utkast, kandidat, (på vent), gjeldende, then frarådet or foreldet; back to utkast from kandidat and på vent.
Versions: PATCH for language, MINOR for additions, MAJOR for meaning (Semantic Versioning 2.0.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pyoxigraph import NamedNode

from graph.checks.concept_change import ConceptChange
from graph.checks.material import Material
from graph.checks.reading import Row
from graph.checks.rule import finding
from graph.finding import Finding

_STEPS: Final[Mapping[str, frozenset[str]]] = {
    "DRAFT": frozenset({"CANDIDATE"}),
    "CANDIDATE": frozenset({"DRAFT", "WAITING", "CURRENT"}),
    "WAITING": frozenset({"DRAFT", "CANDIDATE", "CURRENT"}),
    "CURRENT": frozenset({"DEPRECATED", "RETIRED"}),
    "DEPRECATED": frozenset({"RETIRED"}),
    "RETIRED": frozenset(),
}
_OUT_OF_USE: Final = frozenset({"DEPRECATED", "RETIRED"})
STATUS_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "DRAFT": {"nb": "utkast", "nn": "utkast", "en": "draft"},
    "CANDIDATE": {"nb": "kandidat", "nn": "kandidat", "en": "candidate"},
    "WAITING": {"nb": "på vent", "nn": "på vent", "en": "waiting"},
    "CURRENT": {"nb": "gjeldende", "nn": "gjeldande", "en": "current"},
    "DEPRECATED": {"nb": "frarådet", "nn": "frårådd", "en": "deprecated"},
    "RETIRED": {"nb": "foreldet", "nn": "forelda", "en": "retired"},
}
_SETTLED: Final[Mapping[str, str]] = {"CANDIDATE": "hearing", "WAITING": "frozen"}
_FIRST_VERSION: Final = (1, 0, 0)


def check_status(material: Material) -> list[Finding]:
    """Findings that need no earlier state: concepts out of use that do not say what to use, or since when (STA-03)."""
    found = []
    for concept in material.concepts:
        status = next(iter(material.iris(concept, "euvoc:status")), "").rpartition("/")[2]
        if status == "DEPRECATED" and not material.values(concept, "dct:isReplacedBy"):
            found.append(material.found("STA-03", "replacement", concept, "euvoc:status"))
        if status == "RETIRED" and not material.values(concept, "euvoc:endDate"):
            found.append(material.found("STA-03", "end", concept, "euvoc:status"))
    return found


def check_changes(
    before: Material, after: Material, released: frozenset[str] = frozenset(), today: str = ""
) -> list[Finding]:
    """Findings on what has changed from ``before`` to ``after``; ``released`` are the concepts of some release.

    A concept changed twice on one day keeps its date of change, which is then ``today`` (ISO 8601).
    """
    mapped = {f"{after.base}begrep/{row['begrep']}" for row in before.rows("felt.csv") if row["begrep"]}
    found = list(_removed(before, after, released))
    for concept in after.concepts:
        change = ConceptChange(concept, before, after)
        found.extend(_new(change) if change.is_new else _changed(change, concept in mapped, today))
    return found + list(_mapped_to_old(before, after))


def _removed(before: Material, after: Material, released: frozenset[str]) -> Iterator[Finding]:
    """STA-02: a concept that others may have used is gone."""
    for concept in before.concepts:
        if after.exists(concept):
            continue
        status = next(iter(before.iris(concept, "euvoc:status")), "").rpartition("/")[2]
        variant = "released" if concept in released else "public" if status != "DRAFT" else ""
        if variant:
            name = before.short(concept)
            yield finding("STA-02", variant, file=before.place(concept)[0], name=name)


def _new(change: ConceptChange) -> Iterator[Finding]:
    """STA-09: a new concept begins at 1.0.0 as a draft or a candidate."""
    version = change.version(change.after)
    if version and version != _FIRST_VERSION:
        yield _at(change, "STA-09", "version", "owl:versionInfo")
    status = change.status(change.after)
    if status not in {"DRAFT", "CANDIDATE", ""}:
        yield _at(change, "STA-09", "status", "euvoc:status", status=STATUS_NAMES.get(status, status))


def _changed(change: ConceptChange, is_mapped: bool, today: str) -> Iterator[Finding]:
    if not change.content:
        yield from _pair_rules(change, is_mapped)
        return
    old, new = change.status(change.before), change.status(change.after)
    if old != new and old in _STEPS and new not in _STEPS[old]:
        values = {"old": STATUS_NAMES[old], "new": STATUS_NAMES.get(new, new)}
        yield _at(change, "STA-01", "step", "euvoc:status", **values)
    if old in _OUT_OF_USE and change.beyond_notes:
        yield _at(change, "STA-04", "changed", "euvoc:status", status=STATUS_NAMES[old])
    yield from _versions(change, old, new, is_mapped)
    earlier, later = (_modified(state, change.concept) for state in (change.before, change.after))
    if later < earlier or (later == earlier and later != today):
        yield _at(change, "STA-07", "date", "dct:modified", date=later or "–")


def _pair_rules(change: ConceptChange, is_mapped: bool) -> Iterator[Finding]:
    """STA-08 when only the characteristic's own file was changed."""
    if is_mapped and change.comparison and change.version(change.after)[:1] == change.version(change.before)[:1]:
        yield _at(change, "STA-08", "comparison", "owl:versionInfo", version=_text(change.after, change.concept))


def _versions(change: ConceptChange, old: str, new: str, is_mapped: bool) -> Iterator[Finding]:
    """STA-05, STA-06, STA-08, STA-11, STA-12: does the version tell what the change is?"""
    before, after = change.version(change.before), change.version(change.after)
    stated = _text(change.after, change.concept)
    if not before or not after:
        return
    if after < before:
        yield _at(change, "STA-11", "lower", "owl:versionInfo", old=_text(change.before, change.concept), new=stated)
        return
    if is_mapped and change.comparison and after[0] == before[0]:
        yield _at(change, "STA-08", "comparison", "owl:versionInfo", version=stated)
    elif old == "CURRENT" and change.definition and after == before:
        patch = ".".join(map(str, (*before[:2], before[2] + 1)))
        values = {"version": stated, "patch": patch, "major": f"{before[0] + 1}.0.0"}
        yield _at(change, "STA-05", "same", "owl:versionInfo", **values)
    elif old in _SETTLED and new != "DRAFT" and change.definition and not _is_heard_again(change, old, new):
        yield _at(change, "STA-12", _SETTLED[old], "euvoc:status")
    notes = {note.language for note in change.after.texts_of(change.concept, "adms:versionNotes")}
    if after[0] > before[0] and "nb" not in notes:
        yield _at(change, "STA-06", "note", "owl:versionInfo", version=stated)


def _is_heard_again(change: ConceptChange, old: str, new: str) -> bool:
    """Whether a new note tells of it; a text that awaits approval must go back to the hearing for that."""
    earlier, later = (set(m.values(change.concept, "skos:changeNote")) for m in (change.before, change.after))
    return bool(later - earlier) and (old != "WAITING" or new == "CANDIDATE")


def _mapped_to_old(before: Material, after: Material) -> Iterator[Finding]:
    """STA-10: a new mapping to a concept out of use."""
    known = {_key(row) for row in before.rows("felt.csv")}
    for row in after.rows("felt.csv"):
        concept = f"{after.base}begrep/{row['begrep']}"
        status = next(iter(after.iris(concept, "euvoc:status")), "").rpartition("/")[2]
        if status in _OUT_OF_USE and _key(row) not in known:
            values = {"name": row["begrep"], "status": STATUS_NAMES[status]}
            yield row.found("STA-10", "old", "begrep", **values)


def _key(row: Row) -> tuple[str, ...]:
    return (row.path, row["felt_id"], row["gyldig_fra"], row["begrep"])


def _at(change: ConceptChange, rule_id: str, variant: str, predicate: str, **values: Any) -> Finding:
    """A finding at a property of the concept as it is now."""
    found = next(iter(change.after.values(change.concept, predicate)), None)
    value = found if isinstance(found, NamedNode) else None
    file, line, column = change.after.place(change.concept, predicate, value)
    return finding(rule_id, variant, file=file, line=line, column=column, **values)


def _modified(material: Material, concept: str) -> str:
    return material.value(concept, "dct:modified")


def _text(material: Material, concept: str) -> str:
    return material.value(concept, "owl:versionInfo") or "–"
