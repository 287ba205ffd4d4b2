"""Settings: one table that the program, ``begrep serve --help`` and the documentation read.

Every setting is an environment variable; the command line overrides it. Values are checked when read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

PREFIX: Final = "BEGREP_"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class SettingsError(Exception):
    """A setting that cannot be used; the message (bokmål) names it and says what is expected."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's default, as the text of an environment variable, and what it is, in bokmål and in English."""

    default: str
    help: str
    english: str


TABLE: Final[Mapping[str, Setting]] = {
    "vocabularies": Setting("vocabularies", "mappen med vokabularer (Turtle)", "the folder of vocabularies (Turtle)"),
    "mappings": Setting("mappings", "mappen med koblinger (CSV)", "the folder of mappings (CSV)"),
    "store": Setting("store", "mappen der bygde kataloger ligger", "the folder built catalogues lie in"),
    "keep_builds": Setting(
        "3",
        "hvor mange bygg som beholdes, så det går an å gå tilbake",
        "how many builds are kept to go back to",
    ),
    "cache": Setting(
        ".begrep-cache",
        "mappen der begrep check husker hva som er kontrollert",
        "the folder where `begrep check` remembers what has been checked",
    ),
    "official_shapes": Setting(
        "",
        "mappen med profilens offisielle SHACL-former, for begrep check --second-opinion",
        "a folder with the profile's official SHACL shapes, for `begrep check --second-opinion`",
    ),
    "base": Setting(
        "",
        "basis-IRI som skal erstatte den filene er skrevet med",
        "the base IRI to put in place of the one the files are written with",
    ),
    "publisher": Setting(
        "", "IRI til virksomheten som skal stå som utgiver", "the IRI of the body to stand as publisher"
    ),
    "publisher_name": Setting(
        "", "navnet på virksomheten som skal stå som utgiver", "the name of the body to stand as publisher"
    ),
    "history_names": Setting(
        "nei",
        "om historikken skal si hvem som gjorde endringene: ja eller nei",
        "whether the history tells who made the changes: ja (yes) or nei (no)",
    ),
    "host": Setting("127.0.0.1", "adressen tjeneren lytter på", "the address the server listens on"),
    "port": Setting("8000", "porten tjeneren lytter på", "the port the server listens on"),
    "workers": Setting("2", "antall prosesser som svarer", "how many processes answer"),
    "query_seconds": Setting("20", "sekunder en SPARQL-spørring får bruke", "seconds a SPARQL query may take"),
    "query_workers": Setting(
        "4", "antall SPARQL-spørringer som regnes samtidig", "how many SPARQL queries run at once"
    ),
    "query_memory_mb": Setting(
        "1024", "megabyte minne en SPARQL-spørring får bruke", "megabytes of memory a SPARQL query may use"
    ),
    "proposal_url": Setting(
        "",
        "adressen der endringer foreslås, med {path} for filens plass, {term} for det som mangler, eller begge",
        "where changes are proposed, with {path} for the file's place, {term} for what is missing, or both",
    ),
    "sparql_url": Setting(
        "",
        "adressen til en SPARQL-motor som har katalogen, i stedet for en som bygges her",
        "the address of a SPARQL engine that holds the catalogue, instead of one built here",
    ),
    "artifact": Setting(
        "",
        "stien eller adressen til en artefakt som skal vises, i stedet for innhold som bygges her",
        "the path or address of a release artefact to serve, instead of content built here",
    ),
    "artifact_hash": Setting(
        "",
        "hashen artefakten skal ha; uten den gjelder den som ligger ved siden av",
        "the hash the artefact must have; without it, the one that lies beside it counts",
    ),
    "artifact_seconds": Setting(
        "60", "sekunder mellom hver gang en ny artefakt blir sett etter", "seconds between looks for a new artefact"
    ),
    "artifact_max_mb": Setting(
        "4096",
        "megabyte en artefakt får være på, pakket og utpakket",
        "megabytes an artefact may have, packed and unpacked",
    ),
    "artifact_store_mb": Setting(
        "500",
        "megabyte N-Quads som mest pakkes i en artefakt; er det mer, pakkes lageret selv",
        "megabytes of N-Quads packed in an artefact at most; when there are more, the store itself is packed",
    ),
    "trust_proxy": Setting(
        "nei",
        "om en mellomtjener foran setter X-Forwarded-Proto: ja eller nei",
        "whether a proxy in front sets X-Forwarded-Proto: ja (yes) or nei (no)",
    ),
    "accessibility_statement_url": Setting(
        "",
        "adressen til tilgjengelighetserklæringen hos uustatus.no",
        "where the accessibility statement is, at uustatus.no",
    ),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What TABLE holds, with types; empty texts that mean «not set» are None."""

    vocabularies: Path
    mappings: Path
    store: Path
    keep_builds: int
    cache: Path
    official_shapes: Path | None
    base: str | None
    publisher: str | None
    publisher_name: str | None
    history_names: bool
    host: str
    port: int
    workers: int
    query_seconds: int
    query_workers: int
    query_memory_mb: int
    proposal_url: str | None
    sparql_url: str | None
    artifact: str | None
    artifact_hash: str | None
    artifact_seconds: int
    artifact_max_mb: int
    artifact_store_mb: int
    trust_proxy: bool
    accessibility_statement_url: str | None

    def to_environment(self) -> dict[str, str]:
        """Return the settings as environment variables, for the processes that answer requests."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {PREFIX + name.upper(): _written(value) for name, value in values.items()}


def from_environment(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Return the settings of ``environment`` (the process's own by default), ``overrides`` that are not None first.

    Raises SettingsError when one cannot be used.
    """
    environment = os.environ if environment is None else environment
    given = {name: str(value) for name, value in overrides.items() if value is not None}
    texts = {
        name: given.get(name, environment.get(PREFIX + name.upper(), setting.default)).strip()
        for name, setting in TABLE.items()
    }
    settings = Settings(
        vocabularies=Path(texts["vocabularies"]).absolute(),
        mappings=Path(texts["mappings"]).absolute(),
        store=Path(texts["store"]).absolute(),
        keep_builds=_whole("keep_builds", texts["keep_builds"], 1, 1000),
        cache=Path(texts["cache"]).absolute(),
        official_shapes=Path(texts["official_shapes"]).absolute() if texts["official_shapes"] else None,
        base=_base(texts["base"]),
        publisher=_address("publisher", texts["publisher"]),
        publisher_name=texts["publisher_name"] or None,
        history_names=_yes("history_names", texts["history_names"]),
        host=texts["host"],
        port=_whole("port", texts["port"], 0, 65535),
        workers=_whole("workers", texts["workers"], 1, 64),
        query_seconds=_whole("query_seconds", texts["query_seconds"], 1, 3600),
        query_workers=_whole("query_workers", texts["query_workers"], 1, 64),
        query_memory_mb=_whole("query_memory_mb", texts["query_memory_mb"], 64, 1 << 20),
        proposal_url=_proposal_url(texts["proposal_url"]),
        sparql_url=_address("sparql_url", texts["sparql_url"]),
        artifact=texts["artifact"] or None,
        artifact_hash=_hash("artifact_hash", texts["artifact_hash"]),
        artifact_seconds=_whole("artifact_seconds", texts["artifact_seconds"], 1, 86400),
        artifact_max_mb=_whole("artifact_max_mb", texts["artifact_max_mb"], 1, 1 << 20),
        artifact_store_mb=_whole("artifact_store_mb", texts["artifact_store_mb"], 0, 1 << 20),
        trust_proxy=_yes("trust_proxy", texts["trust_proxy"]),
        accessibility_statement_url=_address("accessibility_statement_url", texts["accessibility_statement_url"]),
    )
    if bool(settings.publisher) != bool(settings.publisher_name):
        raise SettingsError(f"{PREFIX}PUBLISHER og {PREFIX}PUBLISHER_NAME må settes sammen.")
    return settings


def _written(value: object) -> str:
    """Return the value of a setting as an environment variable has it."""
    if value is None:
        return ""
    return ("ja" if value else "nei") if isinstance(value, bool) else str(value)


def _base(value: str) -> str | None:
    address = _address("base", value)
    if address and not address.endswith(("/", "#")):
        raise SettingsError(f"{PREFIX}BASE må slutte med «/», men er «{value}».")
    return address


def _proposal_url(value: str) -> str | None:
    address = _address("proposal_url", value)
    if address and not ("{path}" in address or "{term}" in address):
        raise SettingsError(
            f"{PREFIX}PROPOSAL_URL må ha {{path}} der filens plass skal stå, {{term}} der begrepet skal stå, "
            f"eller begge, men er «{value}»."
        )
    return address


def _address(name: str, value: str) -> str | None:
    if value and not value.startswith(("http://", "https://")):
        raise SettingsError(f"{PREFIX}{name.upper()} må være en adresse (https://…), men er «{value}».")
    return value or None


def _hash(name: str, value: str) -> str | None:
    if value and not _SHA256.fullmatch(value.lower()):
        raise SettingsError(f"{PREFIX}{name.upper()} må være en SHA-256 i 64 heksadesimale tegn, men er «{value}».")
    return value.lower() or None


def _yes(name: str, value: str) -> bool:
    if value not in {"ja", "nei"}:
        raise SettingsError(f"{PREFIX}{name.upper()} må være ja eller nei, men er «{value}».")
    return value == "ja"


def _whole(name: str, value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingsError(f"{PREFIX}{name.upper()} må være et helt tall fra {least} til {most}, men er «{value}».")
    return int(value)
