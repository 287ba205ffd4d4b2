"""Where the files of a catalogue are found by what they describe, read when they are asked for.

A check of one file looks into a few others: the broader concept, the contact, a characteristic. They are found by
their address, which the layout of the files gives; what is described elsewhere, and what is asked for by content (a
term, a text), is looked up among the claims of all files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

from graph.checks.content_path import ContentPath, home_of
from graph.checks.reading import Reading
from graph.namespaces import BASE

_REMEMBERED = 4096


class Claim(NamedTuple):
    """One thing a file says that others ask for by its content: of a kind, under a key."""

    kind: str
    key: str
    value: str


class Claims(Protocol):
    """The claims of all readable files."""

    def of(self, kind: str, key: str) -> Sequence[tuple[str, str]]:
        """Path and value of the claims under a key, in order of path."""
        ...

    def all(self, kind: str) -> Iterable[tuple[str, str, str]]:
        """Path, key and value of every claim of a kind, in order of path."""
        ...


class ClaimTable:
    """Claims in memory."""

    def __init__(self, claims: Mapping[str, Sequence[Claim]]) -> None:
        """Keep claims by path."""
        self._by_key: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._by_kind: dict[str, list[tuple[str, str, str]]] = {}
        for path in sorted(claims):
            for kind, key, value in claims[path]:
                self._by_key.setdefault((kind, key), []).append((path, value))
                self._by_kind.setdefault(kind, []).append((path, key, value))

    def of(self, kind: str, key: str) -> Sequence[tuple[str, str]]:
        """Path and value of the claims under a key, in order of path."""
        return self._by_key.get((kind, key), ())

    def all(self, kind: str) -> Iterable[tuple[str, str, str]]:
        """Path, key and value of every claim of a kind, in order of path."""
        return self._by_kind.get(kind, ())


class Library:
    """The files of a catalogue: readable ones, and ``unread`` ones, which exist though nothing is known about them."""

    def __init__(self, files: Mapping[str, bytes], unread: Collection[str], claims: Claims, base: str = BASE) -> None:
        """Find files among ``files``, bytes by path; ``base`` is the base IRI they are written with."""
        self.base = base
        self.unread = frozenset(unread)
        self.claims = claims
        self._files = files
        self.reading = lru_cache(maxsize=_REMEMBERED)(self._read)

    def _read(self, path: str) -> Reading | None:
        return Reading.of(path, self._files[path]) if path in self._files and path not in self.unread else None

    def home(self, iri: str) -> str:
        """The path of the file that must describe an IRI, whether it is there or not; empty outside the base."""
        usual = home_of(iri, self.base)
        return self._unusual.get(iri.partition("#")[0], usual) if self._unusual else usual

    @cached_property
    def _unusual(self) -> dict[str, str]:
        """The files that do not lie right below a folder of ``vocabularies``, by what they must describe."""
        paths = (path for path in self._files if path.endswith(".ttl") and path.count("/") != 2)
        return {ContentPath.of(path).subject(self.base): path for path in paths}

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """The names of the Turtle files in each folder, without the ending."""
        found: dict[str, set[str]] = {}
        for path in self._files:
            folder, _, name = path.rpartition("/")
            if name.endswith(".ttl") and not name.startswith("_"):
                found.setdefault(folder, set()).add(name.removesuffix(".ttl"))
        return {folder: frozenset(names) for folder, names in found.items()}

    def readable(self, *, ending: str) -> list[str]:
        """The paths of readable files with an ending, sorted."""
        return sorted(path for path in self._files if path.endswith(ending) and path not in self.unread)
