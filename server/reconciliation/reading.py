"""Requests of either version read into queries, with a word on where one has the wrong form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.texts import LANGUAGES
from server.problems import ProblemRaised, Problems
from server.reconciliation.entity import Condition, Query
from server.reconciliation.spoken import EVERY_LANGUAGE

PROBLEMS: Final = Problems(Path(__file__).with_name("problems.toml"))
refusal: Final = PROBLEMS.refusal
BATCH: Final = 50
MOST: Final = 50
MOST_IDS: Final = 500
USUAL: Final = 5
OLD, DRAFT = "0.2", "1.0-draft"
_LONGEST_NAME: Final = 1000
_QUANTIFIERS: Final = ("any", "all", "none")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A property whose values are asked for, at most ``limit`` of them (0: all), in the language ``lang``."""

    property: str
    limit: int
    lang: str


@dataclass(frozen=True, slots=True)
class Extension:
    """Which properties of which entities are asked for."""

    ids: tuple[str, ...]
    properties: tuple[Wanted, ...]


def read_json(text: str | bytes) -> Any:
    """Return the JSON in ``text``; raises ProblemRaised when it is none, or holds what no text can (RFC 8259)."""
    try:
        document = json.loads(text, parse_constant=_no_number)
        # Halves of characters can be written in JSON, but nothing can be looked up by them.
        json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise refusal("not-json", line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise refusal("not-json", line=1, column=1) from error
    return document


def read_batch(document: Any, lang: str) -> dict[str, Query]:
    """Return the queries of a batch of version 0.2 (section 4.3), by their keys."""
    if not isinstance(document, Mapping):
        raise wrong("queries", "{ … }", OLD)
    _bounded(document, BATCH)
    return {key: _old_query(key, query, lang) for key, query in document.items()}


def read_draft_batch(document: Any, lang: str) -> list[Query]:
    """Return the queries of a batch of the draft of 1.0 (section 4), in their order."""
    if not isinstance(document, Mapping) or not isinstance(document.get("queries"), list):
        raise wrong("queries", "[ … ]", DRAFT)
    _bounded(document["queries"], BATCH)
    return [_draft_query(f"queries[{place}]", each, lang) for place, each in enumerate(document["queries"])]


def read_extension(document: Any, lang: str, version: str) -> Extension:
    """Return what a data extension asks for (0.2 section 5.2, draft section 7.2)."""
    if not isinstance(document, Mapping):
        raise wrong("extend", "{ … }", version)
    ids, properties = document.get("ids"), document.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise wrong("ids", '["…"]', version)
    if not isinstance(properties, list):
        raise wrong("properties", '[{ "id": "…" }]', version)
    _bounded(ids, MOST_IDS)
    return Extension(tuple(dict.fromkeys(ids)), tuple(_wanted(each, lang, version) for each in properties))


def wrong(place: str, expected: str, version: str) -> ProblemRaised:
    """The problem that something else was expected at ``place``."""
    return refusal("wrong-form", place=place, expected=expected, version=version)


def _old_query(key: str, query: Any, lang: str) -> Query:
    if not isinstance(query, Mapping):
        raise wrong(key, "{ … }", OLD)
    text = query.get("query")
    if text is not None and not isinstance(text, str):
        raise wrong(f"{key}.query", '"…"', OLD)
    given = query.get("properties") or []
    if not isinstance(given, list):
        raise wrong(f"{key}.properties", "[ … ]", OLD)
    conditions = tuple(_old_condition(key, each) for each in given)
    if not (text or "").strip() and not conditions:
        raise wrong(key, '"query"', OLD)
    names = (text.strip()[:_LONGEST_NAME],) if text and text.strip() else ()
    return Query(names, (), _types(key, query.get("type"), OLD), conditions, _limit(key, query, OLD), lang)


def _old_condition(key: str, given: Any) -> Condition:
    if not isinstance(given, Mapping) or not isinstance(given.get("pid"), str) or "v" not in given:
        raise wrong(f"{key}.properties", '{ "pid": "…", "v": "…" }', OLD)
    return Condition(given["pid"], _values(f"{key}.properties", given["v"], OLD))


def _draft_query(place: str, query: Any, lang: str) -> Query:
    if not isinstance(query, Mapping):
        raise wrong(place, "{ … }", DRAFT)
    given = query.get("conditions")
    if not isinstance(given, list) or not given:
        raise wrong(f"{place}.conditions", "[{ … }]", DRAFT)
    names: list[str] = []
    ids: list[str] = []
    conditions = []
    for condition in given:
        kind, values = _draft_values(place, condition)
        if kind == "name":
            names += values
        elif kind == "id":
            ids += values
        else:
            conditions.append(_draft_condition(place, condition, values))
    spoken = query.get("lang", lang)
    known = spoken.partition("-")[0] if isinstance(spoken, str) else ""
    in_language = known if known in LANGUAGES else lang
    types = _types(place, query.get("type"), DRAFT)
    return Query(tuple(names), tuple(ids), types, tuple(conditions), _limit(place, query, DRAFT), in_language)


def _draft_values(place: str, condition: Any) -> tuple[str, tuple[str, ...]]:
    """The kind of a condition and its values; the keys of the value have had two names."""
    if not isinstance(condition, Mapping) or condition.get("matchType") not in ("name", "id", "property"):
        raise wrong(f"{place}.conditions", '{ "matchType": "name" | "id" | "property" }', DRAFT)
    value = condition.get("propertyValue", condition.get("v"))
    if value is None:
        raise wrong(f"{place}.conditions", '"propertyValue"', DRAFT)
    return condition["matchType"], _values(f"{place}.conditions", value, DRAFT)


def _draft_condition(place: str, condition: Mapping[str, Any], values: tuple[str, ...]) -> Condition:
    name = condition.get("propertyId", condition.get("pid"))
    if not isinstance(name, str):
        raise wrong(f"{place}.conditions", '"propertyId"', DRAFT)
    quantifier = condition.get("matchQuantifier", "any")
    if quantifier not in _QUANTIFIERS:
        raise wrong(f"{place}.conditions.matchQuantifier", " | ".join(_QUANTIFIERS), DRAFT)
    return Condition(name, values, condition.get("required") is True, quantifier)


def _types(place: str, given: Any, version: str) -> tuple[str, ...]:
    if given is None or given == "":
        return ()
    found = [given] if isinstance(given, str) else given
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise wrong(f"{place}.type", '"…"', version)
    return tuple(found)


def _limit(place: str, query: Mapping[str, Any], version: str) -> int:
    given = query.get("limit", USUAL)
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 1:
        raise wrong(f"{place}.limit", "1, 2, 3 …", version)
    return int(min(given, MOST))


def _values(place: str, given: Any, version: str) -> tuple[str, ...]:
    return tuple(_value(place, each, version) for each in (given if isinstance(given, list) else [given]))


def _value(place: str, given: Any, version: str) -> str:
    if isinstance(given, Mapping):
        given = given.get("id")
    if isinstance(given, bool):
        return "true" if given else "false"
    if not isinstance(given, str | int | float):
        raise wrong(place, '"…" | { "id": "…" }', version)
    return str(given).strip()[:_LONGEST_NAME]


def _wanted(given: Any, lang: str, version: str) -> Wanted:
    if not isinstance(given, Mapping) or not isinstance(given.get("id"), str):
        raise wrong("properties", '{ "id": "…" }', version)
    settings = given.get("settings") or {}
    if not isinstance(settings, Mapping):
        raise wrong("properties.settings", "{ … }", version)
    limit, spoken = str(settings.get("limit", 0)).strip() or "0", str(settings.get("sprak", lang)) or lang
    if not (limit.isascii() and limit.isdigit()):
        raise wrong("properties.settings.limit", "0, 1, 2 …", version)
    if spoken not in (*LANGUAGES, EVERY_LANGUAGE):
        raise wrong("properties.settings.sprak", " | ".join((*LANGUAGES, EVERY_LANGUAGE)), version)
    return Wanted(given["id"], int(limit[:9]), spoken)


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _bounded(found: Sequence[Any] | Mapping[str, Any] | Iterable[Any], most: int) -> None:
    count = len(list(found))
    if count > most:
        raise refusal("too-many", limit=most, found=count)
