"""Findable: a thing of the catalogue with everything it can be found by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from graph.texts import Text, Texts

# What can be found, in the order in which equally good matches stand.
TYPES: Final = (
    "concept",
    "organisation",
    "vocabulary",
    "system",
    "characteristic",
    "codelist",
    "code",
    "field",
)
# By what a thing can be found: the terms of a concept; the name of any other thing; the name of a column; a code as it
# is written in data; a number; the first letters of a term's words; running text.
TERMS: Final = ("pref_label", "alt_label", "hidden_label")
NAMES: Final = ("name", "field", "code", "number", "initials")
RUNNING: Final = ("definition", "note")
KINDS: Final = (*TERMS, *NAMES, *RUNNING)
TECHNICAL: Final = frozenset({"field", "code", "number"})


@dataclass(frozen=True, slots=True)
class Name:
    """One text a thing is found by: its ``kind`` (see KINDS), and the field it stands in where it stands in one.

    ``place`` is the IRI of another findable thing: a concept is found by the name of a column that is mapped to it.
    """

    kind: str
    text: Text
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Findable:
    """A thing of one of TYPES: what it is called, what it is, its names, and what it belongs to.

    ``valid`` is False for what is deprecated or has expired; ``owners`` are IRIs of other findable things: the
    organisation and the system of a field, the vocabulary of a concept and the organisations that have fields for it.
    """

    iri: str
    type: str
    label: Texts
    names: tuple[Name, ...]
    description: Texts = ()
    status: str | None = None
    valid: bool = True
    owners: tuple[str, ...] = field(default=())

    @property
    def languages(self) -> tuple[str, ...] | None:
        """The languages a concept has a preferred term in; None for what is no concept."""
        if self.type != "concept":
            return None
        return tuple(dict.fromkeys(name.text.lang for name in self.names if name.kind == "pref_label"))

    @property
    def mapped(self) -> bool | None:
        """Whether somebody has a field that is mapped to the concept; None for what is no concept."""
        if self.type != "concept":
            return None
        return any(name.kind == "field" and name.place is not None for name in self.names)
