"""What the text of a setting may be: a kind for each, which reads it or says what is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final

from graph.texts import LANGUAGES
from graph.words import OR, Words, alike, listed

Network = IPv4Network | IPv6Network

_YES: Final = ("ja", "nei")
_CONTACT: Final = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]+\S*|tel:\+?[\d-]+)\Z")
_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")
_ADDRESS: Final = re.compile(r"https?://[^\s/]+\S*\Z")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its default as text, its kind with the bounds or choices it has, and what it is."""

    default: str
    kind: str
    help: Words
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Setting:
        """Return the setting that an entry of the table describes."""
        values = dict(entry) | {"choices": tuple(entry.get("choices", ()))}
        return cls(**values)

    @property
    def accepted(self) -> Words:
        """What values it accepts, in words."""
        if self.kind == "whole":
            bounds = {"least": self.least, "most": self.most}
            return {lang: text.format(**bounds) for lang, text in _ACCEPTED["whole"].items()}
        if self.kind in ("choice", "yes"):
            return {lang: listed(self.choices or _YES, OR, lang) for lang in LANGUAGES}
        return _ACCEPTED[self.kind]

    def read(self, text: str) -> Any:
        """Return the value of ``text``, None for an empty one; raise ValueError when it is not accepted."""
        if self.kind in ("choice", "yes"):
            return _chosen(text, self.choices) if self.kind == "choice" else _chosen(text, _YES) == "ja"
        if self.kind == "whole":
            return _whole(text, self.least, self.most)
        return _READERS[self.kind](text) if text else _EMPTY.get(self.kind)


def written(value: object) -> str:
    """Return the value of a setting as the text of an environment variable."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _whole(text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ValueError(text)
    return int(text)


def _chosen(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(text)
    return text


def _address(text: str) -> str:
    if not _ADDRESS.match(text):
        raise ValueError(text)
    return text


def _base(text: str) -> str:
    if not text.endswith(("/", "#")):
        raise ValueError(text)
    return _address(text)


def _proposal(text: str) -> str:
    if not ("{path}" in text or "{term}" in text):
        raise ValueError(text)
    return _address(text)


def _contact(text: str) -> str:
    if not _CONTACT.match(text):
        raise ValueError(text)
    return text


def _hash(text: str) -> str:
    if not _SHA256.match(text.lower()):
        raise ValueError(text)
    return text.lower()


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ip_network(part, strict=False) for part in re.split(r"[\s,]+", text.strip(" ,")))


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "address": _address,
    "base": _base,
    "contact": _contact,
    "day": date.fromisoformat,
    "folder": lambda text: Path(text).absolute(),
    "hash": _hash,
    "networks": _networks,
    "proposal": _proposal,
    "text": str,
}
_EMPTY: Final[Mapping[str, Any]] = {"networks": ()}
_ACCEPTED: Final[Mapping[str, Words]] = {
    "address": alike("https://…"),
    "base": {
        "nb": "en adresse som slutter med «/» eller «#» (https://…/)",
        "nn": "ei adresse som sluttar med «/» eller «#» (https://…/)",
        "en": "an address that ends with “/” or “#” (https://…/)",
    },
    "contact": alike("mailto:…@…, https://…, tel:+47…"),
    "day": {
        "nb": "en dag, skrevet ÅÅÅÅ-MM-DD",
        "nn": "ein dag, skriven ÅÅÅÅ-MM-DD",
        "en": "a day, written YYYY-MM-DD",
    },
    "folder": {"nb": "en mappe", "nn": "ei mappe", "en": "a folder"},
    "hash": {
        "nb": "en SHA-256: 64 heksadesimale tegn",
        "nn": "ein SHA-256: 64 heksadesimale teikn",
        "en": "a SHA-256: 64 hexadecimal digits",
    },
    "networks": {
        "nb": "IP-adresser eller nett med komma mellom (127.0.0.1, 10.0.0.0/8, ::1)",
        "nn": "IP-adresser eller nett med komma mellom (127.0.0.1, 10.0.0.0/8, ::1)",
        "en": "IP addresses or networks with commas between (127.0.0.1, 10.0.0.0/8, ::1)",
    },
    "proposal": {
        "nb": "en adresse (https://…) med {path}, {term} eller begge",
        "nn": "ei adresse (https://…) med {path}, {term} eller begge",
        "en": "an address (https://…) with {path}, {term} or both",
    },
    "text": {"nb": "en tekst", "nn": "ein tekst", "en": "a text"},
    "whole": {
        "nb": "et helt tall fra {least} til {most}",
        "nn": "eit heilt tal frå {least} til {most}",
        "en": "a whole number from {least} to {most}",
    },
}
