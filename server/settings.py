"""Settings: one table (``settings.toml``) that the program, ``begrep settings`` and the operator's guide read.

Each is an environment variable, ``BEGREP_`` and its name, and a key of the settings file (TOML), its name. An option of
the command line comes first, then the environment, then the file. All that is wrong is told at once.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from graph.texts import LANGUAGES
from graph.words import Words
from server.setting_values import Network, Setting, written

PREFIX: Final = "BEGREP_"
# The variable that names the settings file; not itself a setting, since no file can hold it.
FILE: Final = "BEGREP_SETTINGS"
_TABLE: Final = tomllib.loads(Path(__file__).with_name("settings.toml").read_text(encoding="utf-8"))
TABLE: Final[Mapping[str, Setting]] = {name: Setting.of(entry) for name, entry in _TABLE.items()}
# Options of the command line that are called something else.
_OPTIONS: Final = {"artifact_hash": "sha256"}
# Settings that mean something only together.
_PAIRS: Final = (("publisher", "publisher_name"), ("security_contact", "security_expires"))


class SettingsError(Exception):
    """Settings that cannot be used; ``problems`` says for each what it is, what stands there, and what is accepted."""

    def __init__(self, problems: Sequence[Words]) -> None:
        super().__init__("\n".join(problem["nb"] for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What TABLE holds, with types; what is not set is None, or no network."""

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
    proposal_url: str | None
    accessibility_statement_url: str | None
    sparql_url: str | None
    artifact: str | None
    artifact_hash: str | None
    artifact_seconds: int
    artifact_max_mb: int
    artifact_store_mb: int
    host: str
    port: int
    workers: int
    query_seconds: int
    query_workers: int
    query_memory_mb: int
    memory_quads: int
    header_kb: int
    header_seconds: int
    body_kb: int
    body_seconds: int
    connections: int
    client_requests: int
    stop_seconds: int
    trusted_proxies: tuple[Network, ...]
    metrics_from: tuple[Network, ...]
    log_format: str
    log_level: str
    log_addresses: bool
    log_queries: bool
    security_contact: str | None
    security_expires: date | None

    def to_environment(self) -> dict[str, str]:
        """Return the settings as environment variables, for the processes that answer requests; the file is read."""
        values = {PREFIX + field.name.upper(): written(getattr(self, field.name)) for field in fields(self)}
        return values | {FILE: ""}


@dataclass(frozen=True, slots=True)
class _Given:
    """The text of a setting, and where it stands."""

    text: str
    place: str


def from_environment(
    environment: Mapping[str, str] | None = None, file: Path | None = None, **options: Any
) -> Settings:
    """Return the settings of ``options`` that are not None, then of ``environment`` (the process's own), then ``file``.

    Without ``file``, the file that BEGREP_SETTINGS names is read. Raises SettingsError with everything that is wrong.
    """
    environment = os.environ if environment is None else environment
    named = environment.get(FILE, "").strip()
    file = file or (Path(named) if named else None)
    problems: list[Words] = []
    given = _in_file(file, problems) if file else {}
    for name, setting in TABLE.items():
        variable = PREFIX + name.upper()
        if options.get(name) is not None:
            given[name] = _Given(str(options[name]), _option(name))
        elif variable in environment:
            given[name] = _Given(environment[variable], variable)
        given.setdefault(name, _Given(setting.default, variable))
    values = {name: _value(name, given[name], problems) for name in TABLE}
    problems += _half_pairs(given)
    if problems:
        raise SettingsError(problems)
    return Settings(**values)


def _option(name: str) -> str:
    return "--" + _OPTIONS.get(name, name.replace("_", "-"))


def unknown_variables(environment: Mapping[str, str] | None = None) -> list[Words]:
    """Return a word about each variable of ``environment`` that looks like a setting and is none.

    They are told of and not refused: the environment is shared, and an older program must start with a newer one's.
    """
    environment = os.environ if environment is None else environment
    known = [FILE.removeprefix(PREFIX), *map(str.upper, TABLE)]
    given = sorted(name.removeprefix(PREFIX) for name in environment if name.startswith(PREFIX))
    return [_unknown(PREFIX + name, name, known, PREFIX) for name in given if name not in known]


def _in_file(file: Path, problems: list[Words]) -> dict[str, _Given]:
    """Return what ``file`` says of the settings; note in ``problems`` what it says of nothing."""
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        problems.append(_worded(_UNREADABLE, file=file, said=said))
        return {}
    problems += [_unknown(f"{file}: {name}", name, list(TABLE)) for name in entries if name not in TABLE]
    return {name: _Given(_text(value), f"{file}: {name}") for name, value in entries.items() if name in TABLE}


def _text(value: object) -> str:
    """Return a value of TOML as an environment variable has it."""
    return written(tuple(value) if isinstance(value, list) else value)


def _value(name: str, given: _Given, problems: list[Words]) -> Any:
    setting, text = TABLE[name], given.text.strip()
    try:
        return setting.read(text)
    except ValueError:
        accepted = setting.accepted
        problems.append(
            {lang: _REFUSED[lang].format(place=given.place, text=text, accepted=accepted[lang]) for lang in LANGUAGES}
        )


def _half_pairs(given: Mapping[str, _Given]) -> Iterator[Words]:
    for one, other in _PAIRS:
        if bool(given[one].text.strip()) != bool(given[other].text.strip()):
            yield _worded(_TOGETHER, one=PREFIX + one.upper(), other=PREFIX + other.upper())


def _unknown(place: str, name: str, known: Sequence[str], prefix: str = "") -> Words:
    near = get_close_matches(name, known, n=1)
    return _worded(_UNKNOWN_NEAR, place=place, near=prefix + near[0]) if near else _worded(_UNKNOWN, place=place)


def _worded(words: Words, **values: object) -> Words:
    return {lang: words[lang].format(**values) for lang in LANGUAGES}


_REFUSED: Final = {
    "nb": "{place}: «{text}» kan ikke brukes. Godtas: {accepted}.",
    "nn": "{place}: «{text}» kan ikkje brukast. Godteke: {accepted}.",
    "en": "{place}: “{text}” cannot be used. Accepted: {accepted}.",
}
_TOGETHER: Final = {
    "nb": "{one} og {other} må settes sammen.",
    "nn": "{one} og {other} må setjast saman.",
    "en": "{one} and {other} must be set together.",
}
_UNREADABLE: Final = {
    "nb": "{file}: Filen med innstillinger kan ikke leses ({said}). Godtas: TOML i UTF-8, som «port = 8000».",
    "nn": "{file}: Fila med innstillingar kan ikkje lesast ({said}). Godteke: TOML i UTF-8, som «port = 8000».",
    "en": "{file}: The settings file cannot be read ({said}). Accepted: TOML in UTF-8, such as “port = 8000”.",
}
_UNKNOWN: Final = {
    "nb": "{place} er ikke en innstilling. Kjør begrep settings for å se dem.",
    "nn": "{place} er ikkje ei innstilling. Køyr begrep settings for å sjå dei.",
    "en": "{place} is not a setting. Run begrep settings to see them.",
}
_UNKNOWN_NEAR: Final = {
    "nb": "{place} er ikke en innstilling. Mente du {near}?",
    "nn": "{place} er ikkje ei innstilling. Meinte du {near}?",
    "en": "{place} is not a setting. Did you mean {near}?",
}
