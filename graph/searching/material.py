"""What can be searched for in a store: every findable thing of one catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from graph.organisation import organisations
from graph.scheme import ConceptScheme, concept_schemes
from graph.searching.findable import Findable, Name
from graph.store import CatalogueStore, Row, iri, value_of
from graph.texts import Text, Texts, day, in_order, local_name, string, text_of

NOT_VALID: Final = frozenset({"DEPRECATED", "RETIRED", "REJECTED"})


def findables(store: CatalogueStore, base: str, today: date) -> Iterator[Findable]:
    """Yield every findable thing published under ``base``; what has expired by ``today`` is not valid."""
    fields = _Fields(store.select("findable_fields"))
    schemes = concept_schemes(store, base)
    for scheme in schemes:
        yield Findable(scheme.iri, "vocabulary", scheme.title, _names(scheme.title), scheme.description)
        yield from _concepts(store, scheme, fields, today)
    yield from _organisations(store)
    yield from _titled(store.select("findable_systems"), "system")
    yield from fields.findables()
    # A vocabulary whose concepts have notations is none the less a vocabulary, and no code list.
    vocabularies = {scheme.iri for scheme in schemes}
    lists = [row for row in store.select("findable_lists") if string(row, "thing") not in vocabularies]
    yield from _titled((row for row in lists if "characteristic" in row), "characteristic", "characteristic")
    yield from _titled((row for row in lists if "characteristic" not in row), "codelist")
    yield from _codes(row for row in store.select("findable_codes") if string(row, "list") not in vocabularies)


class _Fields:
    """The local fields, and by concept the names they give it."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self.names: dict[str, dict[Name, None]] = defaultdict(dict)
        self.owners: dict[str, dict[str, None]] = defaultdict(dict)
        for row in rows:
            field = value_of(row["field"])
            self._rows[field].append(row)
            if "concept" in row:
                concept = value_of(row["concept"])
                self.names[concept][Name("field", Text(value_of(row["column"])), field)] = None
                self.owners[concept][value_of(row["organisation"])] = None
            if "value" in row and "target" in row:
                name = Name("code", Text(value_of(row["value"])), field)
                self.names[value_of(row["target"])][name] = None

    def findables(self) -> Iterator[Findable]:
        for field, rows in self._rows.items():
            column = Text(value_of(rows[0]["column"]))
            values = {value_of(row["value"]): None for row in rows if "value" in row}
            names = (Name("field", column), *(Name("code", Text(value)) for value in values))
            owners = (value_of(rows[0]["organisation"]), value_of(rows[0]["system"]))
            yield Findable(field, "field", (column,), names, _placed(rows), owners=owners)


def _placed(rows: Iterable[Row]) -> Texts:
    """What a field means, after the table it stands in, which tells it from others of its name in the same system."""
    rows = list(rows)
    table = value_of(rows[0]["table"])
    meanings = in_order(text_of(row["meaning"]) for row in rows if "meaning" in row)
    return tuple(Text(f"{table}: {text.value}", text.lang) for text in meanings) or (Text(table),)


def _concepts(store: CatalogueStore, scheme: ConceptScheme, fields: _Fields, today: date) -> Iterator[Findable]:
    texts: dict[str, dict[str, list[Text]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select("findable_texts", scheme=iri(scheme.iri)):
        texts[value_of(row["concept"])][value_of(row["kind"])].append(text_of(row["text"]))
    standing = {value_of(row["concept"]): row for row in store.select("findable_standing", scheme=iri(scheme.iri))}
    for concept, by_kind in sorted(texts.items()):
        row = standing.get(concept, {})
        status = local_name(string(row, "status") or "") or None
        expired = day(row, "until")
        names = [Name(kind, text) for kind, found in by_kind.items() for text in in_order(found)]
        yield Findable(
            concept,
            "concept",
            in_order(by_kind["pref_label"]),
            (*names, *fields.names.get(concept, ())),
            in_order(by_kind["definition"]),
            status,
            status not in NOT_VALID and not (expired and expired < today),
            (scheme.iri, *fields.owners.get(concept, ())),
        )


def _organisations(store: CatalogueStore) -> Iterator[Findable]:
    for organisation in organisations(store):
        name = Text(organisation.name)
        numbers = filter(None, (organisation.organisation_number, organisation.municipality_number))
        names = (Name("name", name), *(Name("number", Text(number)) for number in numbers))
        yield Findable(organisation.iri, "organisation", (name,), names)


def _titled(rows: Iterable[Row], type_: str, column: str = "thing") -> Iterator[Findable]:
    """Things that have a title and at most one owner."""
    for thing, found in _by(rows, column).items():
        title = in_order(text_of(row["title"]) for row in found)
        owners = dict.fromkeys(value_of(row["owner"]) for row in found if "owner" in row)
        yield Findable(thing, type_, title, _names(title), owners=tuple(owners))


def _codes(rows: Iterable[Row]) -> Iterator[Findable]:
    for code, found in _by(rows, "code").items():
        label = in_order(text_of(row["label"]) for row in found)
        notation = Name("code", Text(value_of(found[0]["notation"])))
        owners = dict.fromkeys(value_of(row.get("characteristic", row["list"])) for row in found)
        yield Findable(code, "code", label, (*_names(label), notation), owners=tuple(owners))


def _names(label: Texts) -> tuple[Name, ...]:
    return tuple(Name("name", text) for text in label)


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[value_of(row[column])].append(row)
    return grouped
