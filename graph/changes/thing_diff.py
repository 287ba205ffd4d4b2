"""The changes in one file: the concept, characteristic, unit or other thing it describes, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.changes.change import Change, State, ThingChange
from graph.changes.content import Properties, facts_of, first, term
from graph.changes.naming import Names, label_of, prefixed, word
from graph.changes.node_pairs import Difference, compare_facts, renamed
from graph.changes.weighing import Setting, entry, kind_of, weigh
from graph.changes.weight import Weight
from graph.checks.content_path import ContentPath
from graph.namespaces import BASE
from graph.texts import LANGUAGES
from graph.turtle.ordering import Facts, Term
from graph.words import Words, alike

KINDS: Final = {"kjennetegn": "characteristic", "enheter": "unit", "kodelister": "code-list"}
# Of a thing that is new or gone, what tells people what it is; the rest follows from it.
_TELLING: Final = frozenset({"preferred-term", "definition", "name", "status", "characteristic", "unit", "code"})
_NOTHING: Final[Properties] = {}


@dataclass(frozen=True)
class FileVersion:
    """A Turtle file as it was at some time: where it lay, and its text ("" for no file)."""

    path: str
    text: str
    base: str = BASE

    @cached_property
    def facts(self) -> Facts:
        """What it says; raises TurtleSyntaxError when it cannot be read."""
        return facts_of(self.text) if self.text else {}

    @property
    def thing(self) -> str:
        """The IRI of what a file in this place describes."""
        return ContentPath.of(self.path).subject(self.base)

    @property
    def said(self) -> Properties:
        """The facts about the thing itself."""
        return self.facts.get(NamedNode(self.thing), _NOTHING)

    @property
    def kind(self) -> str:
        """What the thing is."""
        place = ContentPath.of(self.path)
        if place.stem == "_katalog":
            return "catalogue"
        return "vocabulary" if place.stem == "_vokabular" else KINDS.get(place.folder, "concept")


def thing_change(
    before: FileVersion, after: FileVersion, names: Names, quantity_of: Callable[[str], str]
) -> ThingChange | None:
    """What changes when one file takes the other's place; None when nothing does.

    Either may have no text: then the thing is new, or gone. With another path the thing has got another address.
    """
    here = after if after.text else before
    old = renamed(before.facts, before.thing, here.thing) if before.thing != here.thing else before.facts
    differences = compare_facts(old, after.facts, here.thing)
    state = _state(before, after)
    node = NamedNode(here.thing)
    setting = Setting(old.get(node, _NOTHING), after.facts.get(node, _NOTHING), quantity_of)
    changes = _Telling(here, (old, after.facts), setting, names).changes(differences, state)
    if state == "moved":
        place = Change("address", Weight.BREAKING, word("address"), alike(before.thing), alike(after.thing))
        changes = [place, *changes]
    if not changes and state == "changed":
        if before.text == after.text:
            return None
        changes = [Change("form", Weight.EDITORIAL, word("form"), None, None)]
    return ThingChange(
        iri=here.thing,
        label=label_of(here.said) or names.of(here.thing),
        kind=here.kind,
        state=state,
        path=here.path,
        status=first(here.said, "euvoc:status").rpartition("/")[2],
        version_before=first(before.said, "owl:versionInfo"),
        version_after=first(after.said, "owl:versionInfo"),
        changes=tuple(changes),
    )


def _state(before: FileVersion, after: FileVersion) -> State:
    if not before.text:
        return "new"
    if not after.text:
        return "gone"
    return "moved" if before.thing != after.thing else "changed"


class _Telling:
    """Puts differences about one thing into words."""

    def __init__(self, here: FileVersion, facts: tuple[Facts, Facts], setting: Setting, names: Names) -> None:
        self._here, self._facts, self._setting, self._names = here, facts, setting, names

    def changes(self, differences: list[Difference], state: State) -> list[Change]:
        found = [change for each in differences for change in self._told(each)]
        if state in {"new", "gone"}:
            weight = Weight.SUBSTANTIAL if state == "new" else Weight.BREAKING
            found = [replace(each, weight=weight) for each in found if each.kind in _TELLING]
        found = _without_rewritten(found)
        return sorted(found, key=_place)

    def _told(self, found: Difference) -> Iterator[Change]:
        kind = kind_of(found.path)
        if kind == "characteristic" and found.path[-1] == term("cmp:structure"):
            yield from self._structure(found)
            return
        if kind == "code" and not self._is_code(found):
            kind = "other"
        said = entry(kind)
        language = self._language(found, kind)
        sides = [self._shown(value, part, kind) for value, part in self._sides(found)]
        yield Change(
            kind=kind,
            weight=weigh(kind, found, self._setting),
            about=self._about(found, kind, language),
            before=sides[0],
            after=sides[1],
            language=language,
            prose=bool(said.get("text")),
        )

    def _structure(self, found: Difference) -> Iterator[Change]:
        """A whole structure that comes or goes is its components that do."""
        for side, value in enumerate((found.before, found.after)):
            if value is None:
                continue
            for node in (found.part_before, found.part_after)[side].get(term("qb:component"), ()):
                asked = (
                    "" if isinstance(node, Literal) else first(self._facts[side].get(node, _NOTHING), "qb:attribute")
                )
                label = self._names.of(asked)
                sides = (label, None) if side == 0 else (None, label)
                yield Change("characteristic", Weight.BREAKING, self._plain_about("characteristic"), *sides)

    def _sides(self, found: Difference) -> tuple[tuple[Term | None, Properties], ...]:
        return (found.before, found.part_before), (found.after, found.part_after)

    def _is_code(self, found: Difference) -> bool:
        return any(term("skos:notation") in part for part in (found.part_before, found.part_after))

    def _language(self, found: Difference, kind: str) -> str:
        for value, part in self._sides(found):
            if isinstance(value, Literal) and value.language:
                return value.language
            if kind == "definition" and value is not None:
                texts = [v for v in part.get(term("rdf:value"), ()) if isinstance(v, Literal)]
                if texts:
                    return texts[0].language or ""
        return ""

    def _shown(self, value: Term | None, part: Properties, kind: str) -> Words | None:
        """A value as people read it; a whole part by what it says."""
        if value is None:
            return None
        if kind == "definition" and not isinstance(value, Literal):
            return alike(first(part, "rdf:value"))
        if kind == "characteristic":
            return self._names.of(first(part, "qb:attribute"))
        if kind == "pair-rule":
            return self._rule(part)
        if isinstance(value, Literal):
            return alike(value.value)
        is_whole = isinstance(value, BlankNode) or value.value.startswith(self._here.thing + "#")
        own = label_of(part) if is_whole and kind in {"code", "other", "source-name"} else None
        related = first(part, "skosno:hasGenericConcept") or first(part, "skosno:hasPartitiveConcept")
        return own or (self._names.of(related) if is_whole and related else self._names.value(value))

    def _rule(self, part: Properties) -> Words:
        one, other = (self._names.of(first(part, name)) for name in ("cmp:fromCode", "cmp:toCode"))
        return {lang: f"{one[lang]} → {other[lang]}" for lang in one}

    def _plain_about(self, kind: str) -> Words:
        said = entry(kind)
        return {lang: said[lang] for lang in ("nb", "nn", "en")}

    def _about(self, found: Difference, kind: str, language: str) -> Words:
        about = self._plain_about(kind)
        if "{part}" in about["nb"]:
            part = self._part(found, kind)
            about = {lang: text.format(part=part[lang]) for lang, text in about.items()}
        audience = next((first(p, "dct:audience") for _, p in self._sides(found) if first(p, "dct:audience")), "")
        marks = [m for m in (language, audience.rpartition("#")[2]) if m]
        if kind == "source" and not language and len(found.path) > 1:
            texts = [v for _, p in self._sides(found) for v in p.get(term("rdf:value"), ()) if isinstance(v, Literal)]
            marks = [texts[0].language or ""] if texts else marks
        return {lang: f"{text} ({', '.join(marks)})" if marks else text for lang, text in about.items()}

    def _part(self, found: Difference, kind: str) -> Words:
        part = found.part_after or found.part_before
        asked = first(part, "qb:attribute")
        if asked:
            return self._names.of(asked)
        if kind == "pair-rule-result":
            rule = self._rule(part)
            name = prefixed(found.path[-1])
            return {lang: f"«{text}», {name}" for lang, text in rule.items()}
        if kind == "other":
            return alike(" ".join(prefixed(step) for step in found.path))
        return label_of(part) or alike("–")


_RANK: Final = {kind: place for place, kind in enumerate(("status", "preferred-term", "definition"))}


def _place(change: Change) -> tuple[Any, ...]:
    """Where a change stands among those of its thing: grave ones first, then bokmål, nynorsk and the rest."""
    language = LANGUAGES.index(change.language) if change.language in LANGUAGES else len(LANGUAGES)
    return -change.weight, _RANK.get(change.kind, len(_RANK)), change.kind, language, sorted(change.about.items())


def _without_rewritten(changes: list[Change]) -> list[Change]:
    """Leave out definitions that are only written another way: the same text goes and comes."""
    gone = {(c.language, str(c.before)) for c in changes if c.kind == "definition" and c.after is None}
    come = {(c.language, str(c.after)) for c in changes if c.kind == "definition" and c.before is None}
    same = gone & come
    return [
        change
        for change in changes
        if change.kind != "definition"
        or (change.language, str(change.before if change.after is None else change.after)) not in same
        or (change.before is not None and change.after is not None)
    ]
