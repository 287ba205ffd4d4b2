"""How grave one difference is: the table of ``kinds.toml``, and the kinds for which it depends on more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from graph.changes.content import Properties, first, term
from graph.changes.naming import prefixed, table
from graph.changes.node_pairs import Difference
from graph.changes.weight import Weight
from graph.changes.word_diff import alike_but_for_form
from graph.turtle.ordering import Term

_LETTERS: Final = {"E": Weight.EDITORIAL, "S": Weight.SUBSTANTIAL, "B": Weight.BREAKING}
_CURRENT: Final = "CURRENT"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a difference is judged in: the facts about the thing on both sides, and what kind of quantity a unit has."""

    before: Properties
    after: Properties
    quantity_of: Callable[[str], str]

    @property
    def declared_editorial(self) -> bool:
        """Whether the change says of itself that only the language was mended: a PATCH step with a new note.

        Semantic Versioning 2.0.0: MAJOR and MINOR stay, PATCH goes up.
        """
        old, new = (_numbers(first(said, "owl:versionInfo")) for said in (self.before, self.after))
        stepped = len(old) == len(new) == 3 and old[:2] == new[:2] and old[2] < new[2]
        notes = (set(said.get(term("adms:versionNotes"), ())) for said in (self.before, self.after))
        before, after = notes
        return stepped and bool(after - before)


def kind_of(path: tuple[str, ...]) -> str:
    """The name in ``kinds.toml`` of the differences with this way to them; ``other`` when it has none."""
    names = " ".join(step if step in {"#", "^source"} else prefixed(step) for step in path)
    return _paths().get(names, "other")


def entry(kind: str) -> Mapping[str, Any]:
    """What ``kinds.toml`` says of a kind."""
    found: Mapping[str, Any] = table("kinds")[kind]
    return found


def weigh(kind: str, found: Difference, setting: Setting) -> Weight:
    """The weight of one difference."""
    said = entry(kind)
    if said.get("text") and _only_form(found.before, found.after):
        return Weight.EDITORIAL
    rule = _RULES.get(kind)
    if rule:
        return rule(found, setting)
    place = 0 if found.before is None else 1 if found.after is None else 2
    return _LETTERS[said["weights"][place]]


def _preferred_term(found: Difference, setting: Setting) -> Weight:
    """A term that goes out of use must still lead people here."""
    if found.before is None:
        return Weight.SUBSTANTIAL
    kept = {
        (value.value.casefold(), value.language)
        for name in ("skos:altLabel", "skos:hiddenLabel")
        for value in setting.after.get(term(name), ())
        if isinstance(value, Literal)
    }
    old = found.before
    is_kept = isinstance(old, Literal) and (old.value.casefold(), old.language) in kept
    return Weight.SUBSTANTIAL if is_kept else Weight.BREAKING


def _definition(found: Difference, setting: Setting) -> Weight:
    if found.before is None:
        return Weight.SUBSTANTIAL
    return Weight.EDITORIAL if found.after is not None and setting.declared_editorial else Weight.BREAKING


def _status(found: Difference, _: Setting) -> Weight:
    """Whatever stops being in force is missed by those who rely on it."""
    was = found.before.value.rpartition("/")[2] if isinstance(found.before, NamedNode) else ""
    return Weight.BREAKING if was == _CURRENT else Weight.SUBSTANTIAL


def _start(found: Difference, _: Setting) -> Weight:
    return Weight.BREAKING if _day(found.after) > _day(found.before) else Weight.SUBSTANTIAL


def _end(found: Difference, _: Setting) -> Weight:
    last = "9999"
    return Weight.BREAKING if (_day(found.after) or last) < (_day(found.before) or last) else Weight.SUBSTANTIAL


def _unit(found: Difference, setting: Setting) -> Weight:
    if found.before is None:
        return Weight.SUBSTANTIAL
    kinds = [setting.quantity_of(_day(value)) if value is not None else "" for value in (found.before, found.after)]
    return Weight.SUBSTANTIAL if kinds[0] == kinds[1] else Weight.BREAKING


_RULES: Final[Mapping[str, Callable[[Difference, Setting], Weight]]] = {
    "preferred-term": _preferred_term,
    "definition": _definition,
    "status": _status,
    "valid-from": _start,
    "valid-to": _end,
    "unit": _unit,
}


@cache
def _paths() -> dict[str, str]:
    return {path: kind for kind, said in table("kinds").items() for path in said["paths"]}


def _only_form(before: Term | None, after: Term | None) -> bool:
    if not isinstance(before, Literal) or not isinstance(after, Literal):
        return False
    return before.language == after.language and alike_but_for_form(before.value, after.value)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def _day(value: Term | None) -> str:
    return value.value if isinstance(value, Literal | NamedNode) else ""
