"""Uses: what the local fields of one catalogue mean, read as questions need it and kept while they are asked again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import Final

from graph.mapping import Mapping, load_mappings
from graph.store import CatalogueStore, iri, value_of

_KEPT: Final = 24


class Uses:
    """The uses of a store that does not change; safe to ask from many threads."""

    def __init__(self, store: CatalogueStore) -> None:
        """Read from ``store``."""
        self._store = store
        self._kept: OrderedDict[str, tuple[Mapping, ...]] = OrderedDict()
        self._lock = Lock()

    def of_concept(self, concept: str) -> tuple[Mapping, ...]:
        """The uses, of all roles and periods, of every field that some use maps to ``concept``, sorted by IRI.

        A field that measures something else in another period is there with those uses too.
        """
        return self._remembered(concept, lambda: self._with_other_periods(concept))

    @cached_property
    def measured_concepts(self) -> frozenset[str]:
        """The IRIs of the concepts that at least one field is a figure of."""
        return frozenset(value_of(row["concept"]) for row in self._store.select("measured_concepts"))

    def of_field(self, field: str) -> tuple[Mapping, ...]:
        """The uses of one field, sorted by IRI; empty when there is no such field."""
        return tuple(load_mappings(self._store, field=field))

    def of_organisation(self, organisation: str) -> tuple[Mapping, ...]:
        """The uses of everything an organisation owns, sorted by IRI."""
        return self._remembered(organisation, lambda: tuple(load_mappings(self._store, organisation=organisation)))

    def _with_other_periods(self, concept: str) -> tuple[Mapping, ...]:
        found = {use.iri: use for use in load_mappings(self._store, concept=concept)}
        for row in self._store.select("fields_with_other_meanings", concept=iri(concept)):
            found |= {use.iri: use for use in self.of_field(value_of(row["field"]))}
        return tuple(found[key] for key in sorted(found))

    def _remembered(self, key: str, read: Callable[[], tuple[Mapping, ...]]) -> tuple[Mapping, ...]:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = read()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found
