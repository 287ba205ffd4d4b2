"""What a check across files sees: the files it judges, and whatever it looks up in the others.

Everything looked up outside the judged files is noted in ``needs``: as long as none of that changes, the findings on
the judged files stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.checks.library import Claims, Library
from graph.checks.reading import Properties, Reading, Row, term
from graph.checks.rule import finding
from graph.finding import Finding
from graph.turtle.ordering import Term

SHARED_FOLDER: Final = "mappings"
_NOTHING: Final[Properties] = {}


class Material:
    """Facts by subject and rows by table, and the places of both.

    ``facts``, ``concepts``, ``tables`` and ``rows`` are those of the judged files; everything else looks everywhere.
    """

    def __init__(self, library: Library, judged: Iterable[str]) -> None:
        """Judge the files at some paths, which must be readable."""
        self.base = library.base
        self.needs: set[str] = set()
        self._library = library
        self._read: dict[str, Reading | None] = {}
        self._nameless: dict[str, Reading] = {}
        self._homes: dict[str, Reading | None] = {}
        self.facts: dict[str, Properties] = {}
        self.tables: dict[str, list[Row]] = {}
        for path in sorted(judged):
            self._judge(path)

    def _judge(self, path: str) -> None:
        reading = self._reading(path)
        if reading is None:
            return
        if not path.endswith(".ttl"):
            self.tables[path] = reading.rows
        for subject, properties in reading.facts.items():
            if subject not in self.facts:
                self.facts[subject] = properties
                self._homes[subject] = reading

    def _reading(self, path: str) -> Reading | None:
        if path not in self._read:
            reading = self._library.reading(path)
            self._read[path] = reading
            if reading is not None:
                self._nameless |= dict.fromkeys(reading.owners, reading)
        return self._read[path]

    def _home(self, subject: str) -> Reading | None:
        """The file that says something about a subject: the judged one, else its own, else the first that does."""
        if subject.startswith("_:"):
            return self._nameless.get(subject)
        if subject not in self._homes:
            self._homes[subject] = self._look_for(subject)
        return self._homes[subject]

    def _look_for(self, subject: str) -> Reading | None:
        path = self._library.home(subject)
        if path:
            self.needs.add(f"file {path}")
            reading = self._reading(path)
            if reading is not None and subject in reading.facts:
                return reading
        for other, _ in self.claimed("about", subject):
            return self._reading(other)
        return None

    def claimed(self, kind: str, key: str) -> Sequence[tuple[str, str]]:
        """Path and value of what the files claim of a kind under a key."""
        self.needs.add(f"{kind} {key}")
        return self._library.claims.of(kind, key)

    @property
    def claims(self) -> Claims:
        """The claims of all files, for those who note their needs themselves."""
        return self._library.claims

    def of(self, subject: str) -> Properties:
        """The facts about a subject; none when nothing is said about it."""
        own = self.facts.get(subject)
        if own is not None:
            return own
        home = self._home(subject)
        return home.facts.get(subject, _NOTHING) if home is not None else _NOTHING

    def knows(self, subject: str) -> bool:
        """Whether anything is said about a subject."""
        return bool(self.of(subject))

    def values(self, subject: str, name: str) -> Sequence[Term]:
        """The values of a property, given as a prefixed name."""
        return self.of(subject).get(term(name), ())

    def iris(self, subject: str, *names: str) -> list[str]:
        """The IRIs among the values of some properties."""
        return [v.value for name in names for v in self.values(subject, name) if isinstance(v, NamedNode)]

    def texts_of(self, subject: str, *names: str) -> list[Literal]:
        """The literals among the values of some properties."""
        return [v for name in names for v in self.values(subject, name) if isinstance(v, Literal)]

    def value(self, subject: str, name: str) -> str:
        """The first value of a property as text, or an empty string."""
        return next((str(v.value) for v in self.values(subject, name)), "")

    def _owner_of(self, node: str) -> tuple[str, str]:
        home = self._nameless.get(node)
        return home.owners[node] if home is not None else ("", "")

    def owner(self, node: str) -> str:
        """The IRI that a nameless node is part of."""
        while node.startswith("_:"):
            node = self._owner_of(node)[0]
        return node

    def is_a(self, subject: str, name: str) -> bool:
        """Whether a subject has the class of a prefixed name."""
        return NamedNode(term(name)) in self.values(subject, "rdf:type")

    def parts_of(self, iri: str) -> list[str]:
        """The ``#`` parts of a thing."""
        home = self._home(iri)
        return [subject for subject in home.facts if subject.startswith(f"{iri}#")] if home is not None else []

    def is_unread(self, path: str) -> bool:
        """Whether a file is there but could not be read."""
        self.needs.add(f"file {path}")
        return path in self._library.unread

    def exists(self, iri: str) -> bool:
        """Whether anything is, or may be, said about an IRI."""
        home = self._library.home(iri)
        return self.knows(iri) or bool(home and self.is_unread(home)) or iri in self._organisations

    @cached_property
    def _organisations(self) -> frozenset[str]:
        """The bodies that ``eiere.csv`` describes."""
        return frozenset(f"{self.base}organisasjon/{row['mappe']}" for row in self.shared("eiere.csv"))

    @cached_property
    def concepts(self) -> list[str]:
        """The IRIs of the judged common concepts, sorted: characteristic codes and the like are not among them."""
        prefix = f"{self.base}begrep/"
        return sorted(iri for iri in self.facts if iri.startswith(prefix) and self.is_a(iri, "skos:Concept"))

    def in_scheme(self, scheme: str) -> list[str]:
        """The IRIs that are in a concept scheme other than a vocabulary."""
        return [member for _, member in self.claimed("scheme", scheme)]

    def names_beside(self, iri: str) -> frozenset[str]:
        """The short names of everything in the same vocabulary, of the same kind or of the same thing as ``iri``."""
        path = self._library.home(iri)
        folder, _, name = path.rpartition("/")
        if "#" in iri or name.startswith("_"):
            self.needs.add(f"file {path}")
            reading = self._reading(path)
            known = reading.facts if reading is not None else _NOTHING
            start = iri.partition("#")[0] + "#" if "#" in iri else iri.rpartition("/")[0]
            return frozenset(self.short(other) for other in known if other.startswith(start))
        start = self.short(iri).rpartition("/")[0]
        return frozenset(f"{start}/{name}" for name in self.names_in(folder))

    def names_in(self, folder: str) -> frozenset[str]:
        """The names of the files in a folder, without the ending."""
        self.needs.add(f"names {folder}")
        return self._library.names.get(folder, frozenset())

    def concept_names(self) -> frozenset[str]:
        """The short names of all concepts, such as ``personell/sykefravaer``."""
        self.needs.add("names")
        folders = self._library.names
        vocabularies = {path.removeprefix("vocabularies/"): path for path in folders}
        not_concepts = {"kjennetegn", "enheter", "kodelister"}
        return frozenset(f"{v}/{n}" for v, path in vocabularies.items() if v not in not_concepts for n in folders[path])

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of every judged table of a name (``felt.csv``), file by file."""
        for path, rows in sorted(self.tables.items()):
            if PurePosixPath(path).name == name:
                yield from rows

    def shared(self, name: str) -> list[Row]:
        """The rows of a table that everyone shares (``eiere.csv``)."""
        path = f"{SHARED_FOLDER}/{name}"
        self.needs.add(f"file {path}")
        reading = self._reading(path)
        return reading.rows if reading is not None else []

    def short(self, iri: str) -> str:
        """An IRI as people write it in tables and messages: ``personell/sykefravaer``."""
        return iri.removeprefix(self.base).removeprefix("begrep/")

    def place(self, subject: str, predicate: str = "", value: Term | None = None) -> tuple[str, int, int]:
        """File, line and column of a fact; of the subject's first line when the fact is not there.

        A fact about a nameless node is placed where that node is a value.
        """
        while subject.startswith("_:"):
            value = BlankNode()
            subject, predicate = self._owner_of(subject)
        home = self._home(subject) or self._home(subject.partition("#")[0])
        if home is None:
            return "", 1, 1
        iri = term(predicate) if ":" in predicate and "/" not in predicate else predicate
        text = "[" if isinstance(value, BlankNode) else None if value is None else value.value
        language = (value.language or "") if isinstance(value, Literal) else None
        line, column = home.outline.find(subject, iri, text, language)
        return home.path, line, column

    def found(
        self, rule_id: str, variant: str, subject: str, predicate: str = "", value: Term | None = None, **values: Any
    ) -> Finding:
        """A finding at a fact of a subject (``predicate`` as a prefixed name or an IRI)."""
        file, line, column = self.place(subject, predicate, value)
        return finding(rule_id, variant, file=file, line=line, column=column, **values)
