"""The difference between two states of the whole content: per concept and other thing, with what follows from it.

Pure: graphs and tables in, changes out. The reverse question gives the same changes with before and after exchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from graph.changes.change import Change, Review, ThingChange
from graph.changes.content import Content, first, term
from graph.changes.mapping_diff import field_name, mapping_changes, measured_rows
from graph.changes.naming import Names, word
from graph.changes.thing_diff import FileVersion, thing_change
from graph.changes.verdict_diff import verdict_changes
from graph.words import Words

# What figures were mapped by is no longer what it was: whoever mapped them must look again.
_TO_REVIEW: Final = frozenset(
    {"characteristic", "effect", "condition", "reference-value", "unit", "pair-rule", "pair-rule-result", "code",
     "code-word", "code-residual", "code-list", "multiplier", "quantity"}
)  # fmt: skip


def catalogue_diff(before: Content, after: Content, day: date) -> list[ThingChange]:
    """Everything that differs, the gravest first; verdicts are those of ``day``. Empty for equal contents."""
    names, quantity = Names((after, before)), Quantities((after, before))
    found = {change.iri: change for change in file_changes(before, after, names, quantity)}
    for told in mapping_changes(before, after, names):
        there = found.get(told.thing) or _quiet(told.thing, before, after, names)
        found[told.thing] = there.with_more(told.change)
    for concept, verdicts in verdict_changes(before.figures, after.figures, day).items():
        there = found.get(concept) or _quiet(concept, before, after, names)
        found[concept] = replace(there, verdicts=verdicts)
    whole = [_with_review(change, after, names) for change in found.values()]
    return sorted(whole, key=lambda change: (-change.weight, change.kind != "concept", change.iri))


def file_changes(before: Content, after: Content, names: Names, quantity_of: Quantities) -> Iterator[ThingChange]:
    """Yield the changes of each Turtle file, one that moved told as one."""
    old = {path: FileVersion(path, text, before.base) for path, text in before.texts.items()}
    new = {path: FileVersion(path, text, after.base) for path, text in after.texts.items()}
    gone = [old[path] for path in sorted({*old} - {*new})]
    come = [new[path] for path in sorted({*new} - {*old})]
    pairs = [(old[path], new[path]) for path in sorted({*old} & {*new}) if old[path].text != new[path].text]
    moved = list(_moved(gone, come))
    pairs += moved
    pairs += [(file, FileVersion(file.path, "", after.base)) for file in gone if file not in [a for a, _ in moved]]
    pairs += [(FileVersion(file.path, "", before.base), file) for file in come if file not in [b for _, b in moved]]
    for one, other in pairs:
        change = thing_change(one, other, names, quantity_of)
        if change:
            yield replace(change, notes=tuple(_merged_into(change, after, names)))


def _moved(gone: Iterable[FileVersion], come: Iterable[FileVersion]) -> Iterator[tuple[FileVersion, FileVersion]]:
    """Pair files that are gone with new ones that have the same term and definition: the concept got an address."""
    waiting = {_signature(file): file for file in come if _signature(file)}
    for file in gone:
        there = waiting.pop(_signature(file), None)
        if there:
            yield file, there


def _signature(file: FileVersion) -> tuple[str, ...]:
    """The term and the definitions; empty for what is no concept or has no definition."""
    if file.kind != "concept":
        return ()
    label = [str(v) for v in file.said.get(term("skos:prefLabel"), ())]
    texts = [str(v) for v in file.said.get(term("skos:definition"), ())]
    texts += [str(v) for said in file.facts.values() for v in said.get(term("rdf:value"), ())]
    return (*sorted(label), "", *sorted(texts)) if texts else ()


def _merged_into(change: ThingChange, after: Content, names: Names) -> Iterator[Words]:
    if change.state != "gone":
        return
    for concept in after.concepts:
        if change.iri in after.iris(concept, "dct:replaces"):
            into, name = word("merged"), names.of(concept)
            yield {lang: f"{into[lang]} {name[lang]}" for lang in into}


def _quiet(thing: str, before: Content, after: Content, names: Names) -> ThingChange:
    """A thing that did not change itself, but whose fields or figures did."""
    content = after if thing in after.facts else before
    said = content.of(thing)
    kind = kind_by_iri(thing, content.base)
    status = first(said, "euvoc:status").rpartition("/")[2]
    versions = (first(before.of(thing), "owl:versionInfo"), first(after.of(thing), "owl:versionInfo"))
    return ThingChange(thing, names.of(thing), kind, "changed", "", status, *versions)


def kind_by_iri(thing: str, base: str) -> str:
    """What something that tables tell of is: a concept, a sector or an organisation."""
    folder = thing.removeprefix(base).partition("/")[0]
    return {"begrep": "concept", "sektor": "sector"}.get(folder, "organisation")


def _with_review(change: ThingChange, after: Content, names: Names) -> ThingChange:
    """Add the mapped fields that must be looked at again, where what they were mapped by changed."""
    major = change.version_before.partition(".")[0] != change.version_after.partition(".")[0]
    raised = bool(change.version_before and change.version_after) and major
    if change.state not in {"changed", "moved"} or not (raised or _concerns_figures(change.changes)):
        return change
    concepts = [change.iri] if change.kind == "concept" else _asking(change, after)
    rows = [row for concept in concepts for row in measured_rows(after, concept)]
    if not rows:
        return change
    fields = tuple(sorted({field_name(row, names) for row in rows}))
    owners = len({row.folder for row in rows})
    return replace(change, review=Review(fields, owners))


def _concerns_figures(changes: Iterable[Change]) -> bool:
    return any(change.kind in _TO_REVIEW for change in changes)


def _asking(change: ThingChange, content: Content) -> list[str]:
    """The concepts that ask for a characteristic, or use a unit, that changed."""
    if change.kind == "unit":
        return [c for c in content.concepts if change.iri in content.iris(c, "sdmx-attribute:unitMeasure")]
    return [
        concept
        for concept in content.concepts
        for structure in content.iris(concept, "cmp:structure")
        if any(change.iri in content.iris(node, "qb:attribute") for node in content.iris(structure, "qb:component"))
    ]


class Quantities:
    """What kind of quantity a unit has, in whichever state of the content knows it."""

    def __init__(self, contents: tuple[Content, ...]) -> None:
        """Look in ``contents`` in this order."""
        self._contents = contents

    def __call__(self, unit: str) -> str:
        """The IRI of the kind of quantity; the unit itself when nobody knows."""
        for content in self._contents:
            found = first(content.of(unit), "qudt:hasQuantityKind")
            if found:
                return found
        return unit
