"""LocalTable: one table of somebody's system with what each of its columns means, and the table a header is of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Final

from graph.checks.suggestion import nearest, question
from graph.errors import TableUnclear
from graph.harmonising.file_words import say
from graph.mapping import Column, Mapping, load_mappings
from graph.store import CatalogueStore, value_of
from graph.words import OR, Words, listed

_FIELDS: Final = "felt/"
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class LocalTable:
    """A table (``modelldcatno:ObjectType``): its IRI, and the uses of its columns by their exact names."""

    iri: str
    columns: MappingOf[str, tuple[Mapping, ...]]

    @property
    def path(self) -> str:
        """``organisation/system/table``, as commands and addresses write it."""
        return self.iri.partition(f"/{_FIELDS}")[2]

    @property
    def place(self) -> Column:
        """Any of its columns, which names the table, the system and the owner."""
        return next(iter(self.columns.values()))[0].field


@dataclass(frozen=True, slots=True)
class TableMatch:
    """A table that shares columns with a header: how many of its own it ``has``, how many are ``found``.

    ``telling`` says how much those tell: a name that few tables have tells more than one of many.
    """

    iri: str
    has: int
    found: int
    in_header: int
    telling: float = 0

    @property
    def exact(self) -> bool:
        """Does the header hold just the columns of the table?"""
        return self.found == self.has == self.in_header

    @property
    def path(self) -> str:
        """``organisation/system/table``."""
        return self.iri.partition(f"/{_FIELDS}")[2]


def load_table(store: CatalogueStore, base: str, path: str) -> LocalTable:
    """The table ``organisation/system/table`` (or its IRI); raises TableUnclear when there is none of that name.

    Where ``path`` names an organisation, or a system of one, the error tells which tables it has.
    """
    inside = path.strip().removeprefix(base + _FIELDS).strip("/").casefold()
    iri = f"{base}{_FIELDS}{inside}"
    columns: defaultdict[str, list[Mapping]] = defaultdict(list)
    if inside.count("/") == 2:
        for use in load_mappings(store, organisation=f"{base}organisasjon/{inside.partition('/')[0]}"):
            if use.field.iri.rpartition("/")[0] == iri:
                columns[use.field.name].append(use)
    if not columns:
        known = {match.partition(_FIELDS)[2] for match in _tables(store)}
        within = sorted(table for table in known if inside and table.startswith(f"{inside}/"))
        if within:
            raise TableUnclear(say("tables-within", path=path, tables=_or(within)))
        meant = nearest(inside, known)
        raise TableUnclear(say("no-such-table", path=path, meant=question(meant)))
    return LocalTable(iri, {name: tuple(uses) for name, uses in columns.items()})


def matches(store: CatalogueStore, header: Iterable[str]) -> list[TableMatch]:
    """The tables that share columns with ``header``, those that agree best first."""
    names, tables = set(header), _tables(store)
    having = Counter(name for columns in tables.values() for name in columns)
    found = [
        TableMatch(iri, len(columns), len(shared), len(names), sum(1 / having[each] for each in shared))
        for iri, columns in tables.items()
        if (shared := names & columns)
    ]
    return sorted(found, key=lambda match: (not match.exact, -match.found, -match.telling, match.has, match.iri))


def table_of(store: CatalogueStore, base: str, header: Collection[str]) -> LocalTable:
    """The one table with exactly the columns of ``header``, in any order; else the only one with all that are known.

    One shared column alone does not tell a table.

    Raises TableUnclear when there are several, or none; it then names those that are nearest.
    """
    ranked = matches(store, header)
    exact = [match for match in ranked if match.exact]
    if len(exact) == 1:
        return load_table(store, base, exact[0].path)
    if exact:
        paths = [match.path for match in exact]
        raise TableUnclear(say("several-tables", tables=_or(paths)), paths)
    if not ranked:
        raise TableUnclear(say("no-table"))
    known = set(header) & {name for columns in _tables(store).values() for name in columns}
    whole = [match for match in ranked if match.found == len(known) > 1]
    if len(whole) == 1:
        return load_table(store, base, whole[0].path)
    near = [_told(match) for match in ranked[:_SHOWN]]
    tables = {lang: listed([told[lang] for told in near], OR, lang) for lang in OR}
    raise TableUnclear(say("no-exact-table", tables=tables), [match.path for match in ranked[:_SHOWN]])


def table_for(store: CatalogueStore, base: str, header: Collection[str], path: str) -> tuple[LocalTable, Words | None]:
    """The table named ``path`` or, when that is empty, the one the header tells, and then why that one was taken.

    Raises TableUnclear as load_table and table_of do, and when the named table has none of the columns.
    """
    table = load_table(store, base, path) if path else table_of(store, base, header)
    found = sum(column in table.columns for column in header)
    if not found:
        raise TableUnclear(say("wrong-table", table=table.path))
    if path:
        return table, None
    return table, say("table-taken", table=table.path, found=str(found), total=str(len(header)))


def _tables(store: CatalogueStore) -> dict[str, set[str]]:
    columns: defaultdict[str, set[str]] = defaultdict(set)
    for row in store.select("table_columns"):
        columns[value_of(row["table"])].add(value_of(row["column"]))
    return columns


def _told(match: TableMatch) -> Words:
    return say("shares-columns", table=match.path, found=str(match.found), has=str(match.has))


def _or(items: Sequence[str]) -> dict[str, str]:
    return {lang: listed(items, OR, lang) for lang in OR}
