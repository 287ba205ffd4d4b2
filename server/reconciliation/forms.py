"""The answers in JSON, in the form of version 0.2 and in that of the draft of 1.0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from graph.texts import LANGUAGES
from server.reconciliation.entity import Candidate, EntityValue, Kind, Property, Service, Value
from server.reconciliation.reading import BATCH, DRAFT, OLD, Extension
from server.reconciliation.spoken import EVERY_LANGUAGE
from server.reconciliation.words import pair, word

SCHEMA_SPACE: Final = "http://www.w3.org/2004/02/skos/core#"
WIDTH, HEIGHT = 430, 300


def manifest(service: Service, address: str, host: str, version: str, lang: str) -> dict[str, Any]:
    """The manifest of version 0.2 (section 3.1): ``address`` is that of the service, ``host`` that of the site."""
    return {
        "versions": ["0.1", OLD],
        "name": word("services", service.key, lang),
        "identifierSpace": service.space,
        "schemaSpace": SCHEMA_SPACE,
        "documentation": f"{host}/api#avstemming",
        "logo": f"{host}/static/icon.svg",
        "serviceVersion": version,
        "defaultTypes": [_kind(kind) for kind in service.kinds()[:1]],
        "view": {"url": f"{host}/id?uri={{{{id}}}}"},
        "batchSize": BATCH,
        "preview": {"url": f"{address}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            name: {"service_url": address, "service_path": f"/suggest/{name}"}
            for name in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": address, "service_path": "/extend/propose"},
            "property_settings": _settings(lang, "name", "label", "help_text"),
        },
    }


def draft_manifest(service: Service, host: str, version: str, lang: str) -> dict[str, Any]:
    """The manifest of the draft of 1.0 (section 3.1)."""
    return {
        "versions": [DRAFT],
        "name": word("services", service.key, lang),
        "documentation": f"{host}/api#avstemming",
        "logo": f"{host}/static/icon.svg",
        "serviceVersion": version,
        "defaultTypes": [_kind(kind) for kind in service.kinds()[:1]],
        "view": {"url": f"{host}/id?uri={{id}}"},
        "batchSize": BATCH,
        "preview": {"width": WIDTH, "height": HEIGHT},
        "suggest": dict.fromkeys(("entity", "property", "type"), True),
        "extend": {"proposeProperties": True, "propertySettings": _settings(lang, "id", "name", "helpText")},
        "standardizedScore": True,
    }


def candidate(found: Candidate) -> dict[str, Any]:
    """A candidate of version 0.2 (section 4.4)."""
    document = {
        "id": found.id,
        "name": found.name,
        "score": found.score,
        "match": found.match,
        "type": [{"id": kind.id, "name": kind.name} for kind in found.kinds],
        "features": [{"id": name, "value": value} for name, value in found.features.items()],
    }
    return document | ({"description": found.description} if found.description else {})


def draft_candidate(found: Candidate, lang: str) -> dict[str, Any]:
    """A candidate of the draft of 1.0, whose features have names (section 4.4)."""
    features = [
        {"id": name, "name": word("features", name, lang), "value": value} for name, value in found.features.items()
    ]
    return candidate(found) | {"features": features}


def suggestion(found: Candidate) -> dict[str, Any]:
    """A suggested entity (0.2 section 6.1)."""
    document = {
        "id": found.id,
        "name": found.name,
        "notable": [{"id": kind.id, "name": kind.name} for kind in found.kinds],
    }
    return document | ({"description": found.description} if found.description else {})


def property_suggestion(found: Property, lang: str) -> dict[str, str]:
    """A suggested or proposed property (0.2 sections 5.1 and 6.2)."""
    return {"id": found.id, "name": found.name[lang], "description": found.description[lang]}


def type_suggestion(kind: Kind) -> dict[str, Any]:
    """A suggested type (0.2 section 6.3)."""
    return _kind(kind)


def extension(service: Service, asked: Extension, addresses: Mapping[str, str], lang: str) -> dict[str, Any]:
    """The answer to a data extension in version 0.2 (section 5.3)."""
    rows = {entity: dict(_cells(service, entity, asked)) for entity in asked.ids}
    return {"meta": _meta(service, asked, addresses, lang), "rows": rows}


def draft_extension(service: Service, asked: Extension, addresses: Mapping[str, str], lang: str) -> dict[str, Any]:
    """The answer to a data extension in the draft of 1.0 (section 7.3)."""
    rows = [
        {
            "id": entity,
            "properties": [{"id": name, "values": values} for name, values in _cells(service, entity, asked)],
        }
        for entity in asked.ids
    ]
    return {"meta": _meta(service, asked, addresses, lang), "rows": rows}


def _cells(service: Service, entity: str, asked: Extension) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    for wanted in asked.properties:
        values = service.values(entity, [wanted.property], wanted.lang)[wanted.property]
        yield wanted.property, [_value(value) for value in (values[: wanted.limit] if wanted.limit else values)]


def _meta(service: Service, asked: Extension, addresses: Mapping[str, str], lang: str) -> list[dict[str, str]]:
    known = {each.id: each for each in service.properties()}
    found = []
    for wanted in asked.properties:
        property_ = known.get(wanted.property)
        column = {"id": wanted.property, "name": property_.name[lang] if property_ else wanted.property}
        if property_ and property_.service:
            column["service"] = addresses[property_.service]
        found.append(column)
    return found


def _value(value: Value) -> dict[str, Any]:
    if isinstance(value, EntityValue):
        return {"id": value.id, "name": value.name}
    if isinstance(value, date):
        # The API knows no day without a time.
        return {"date": f"{value.isoformat()}T00:00:00Z"}
    return {"int": value} if isinstance(value, int) else {"str": value}


def _kind(kind: Kind) -> dict[str, Any]:
    found: dict[str, Any] = {"id": kind.id, "name": kind.name}
    return found | ({"broader": [{"id": kind.broader.id, "name": kind.broader.name}]} if kind.broader else {})


def _settings(lang: str, key: str, name: str, help_text: str) -> list[dict[str, Any]]:
    limit, limit_help = pair("settings", "limit", lang)
    language, language_help = pair("settings", "sprak", lang)
    choices = [{"value": code, "name": code} for code in (*LANGUAGES, EVERY_LANGUAGE)]
    return [
        {key: "limit", name: limit, help_text: limit_help, "type": "number", "default": 0},
        {key: "sprak", name: language, help_text: language_help, "type": "select", "default": lang, "choices": choices},
    ]
