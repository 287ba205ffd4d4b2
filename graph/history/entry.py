"""One change of one thing in the history, and how it is kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.changes.change import Change, State, ThingChange
from graph.changes.weight import WEIGHTS, Weight


@dataclass(frozen=True, slots=True)
class Entry:
    """What one commit did to one thing.

    ``release`` is the first release that has it, ``request`` the number of the pull request it came with, ``author``
    the name of whoever made it: each "" when not known, or not to be told.
    """

    commit: str
    when: datetime
    thing: ThingChange
    release: str = ""
    request: str = ""
    author: str = ""

    @property
    def weight(self) -> Weight:
        """How grave the change is."""
        return self.thing.weight

    @property
    def only_form(self) -> bool:
        """Whether nothing but the form of the file changed."""
        return self.thing.state == "changed" and {change.kind for change in self.thing.changes} <= {"form", "modified"}

    @property
    def from_tables(self) -> bool:
        """Whether fields changed, and not the thing itself."""
        return self.thing.path.startswith("mappings/")

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON keeps it."""
        thing = self.thing
        return {
            "commit": self.commit,
            "when": self.when.isoformat(),
            "release": self.release,
            "request": self.request,
            "author": self.author,
            "iri": thing.iri,
            "label": dict(thing.label),
            "kind": thing.kind,
            "state": thing.state,
            "path": thing.path,
            "status": thing.status,
            "version": [thing.version_before, thing.version_after],
            "changes": [_kept(change) for change in thing.changes],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Entry:
        """The entry that JSON keeps; raises KeyError or ValueError for anything else."""
        state: State = kept["state"]
        thing = ThingChange(
            iri=kept["iri"],
            label=kept["label"],
            kind=kept["kind"],
            state=state,
            path=kept["path"],
            status=kept["status"],
            version_before=kept["version"][0],
            version_after=kept["version"][1],
            changes=tuple(_read(change) for change in kept["changes"]),
        )
        when = datetime.fromisoformat(kept["when"])
        return cls(kept["commit"], when, thing, kept["release"], kept["request"], kept["author"])


def _kept(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "class": change.weight.code,
        "about": dict(change.about),
        "before": dict(change.before) if change.before else None,
        "after": dict(change.after) if change.after else None,
        "language": change.language,
        "prose": change.prose,
    }


def _read(kept: Mapping[str, Any]) -> Change:
    return Change(
        kept["kind"],
        WEIGHTS[kept["class"]],
        kept["about"],
        kept["before"],
        kept["after"],
        kept["language"],
        kept["prose"],
    )
