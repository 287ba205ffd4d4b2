"""Which of the formats on offer a client gets: the Accept and Accept-Encoding headers of HTTP.

Pure functions of the header's text. Implements RFC 9110 sections 12.4.2 (quality values), 12.5.1 (Accept) and
12.5.3 (Accept-Encoding): weights with up to three decimals, ``q=0`` as a refusal, wildcards that yield to more
specific ranges, any case and any optional white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_QUALITY: Final = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\Z")
_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE: Final = re.compile(rf"(?:{_TOKEN})/(?:{_TOKEN})\Z")
_CODING: Final = re.compile(rf"{_TOKEN}\Z")
# A comma or a semicolon inside a quoted parameter value separates nothing (RFC 9110 section 5.6.4).
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_ELEMENT: Final = re.compile(rf"(?:{_QUOTED}|[^,\"]|\")+")
_PARAMETER: Final = re.compile(rf"(?:{_QUOTED}|[^;\"]|\")+")

_EVERYTHING: Final = "*/*"


class MediaRange(NamedTuple):
    """One element of an Accept header: a lower-case type, ``type/*`` or ``*/*``, and its weight from 0 to 1."""

    name: str
    quality: float


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the one of ``offered`` that ``accept`` weighs highest, or None when it accepts none of them.

    ``offered`` holds media types in the server's order of preference, which decides between equal weights. A
    header that is absent, empty or without one readable element accepts everything. Parameters of a media range
    other than ``q`` (``charset``, ``profile``, ``version``) do not narrow it.
    """
    return _chosen(accept or "", tuple(offered))


@lru_cache(maxsize=1024)
def _chosen(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = parse_accept(accept)
    if not ranges:
        return offered[0] if offered else None
    best: str | None = None
    best_quality = 0.0
    for media_type in offered:
        quality = _quality(media_type.lower(), ranges)
        if quality > best_quality:
            best, best_quality = media_type, quality
    return best


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """Return the media ranges of an Accept header, leaving out elements that cannot be read."""
    return tuple(_elements(header, _RANGE))


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: str | None) -> bool:
    """Return whether the Accept-Encoding header asks for or allows gzip.

    An absent or empty header does not: a client that did not ask may misread a coded body.
    """
    if not accept_encoding:
        return False
    weights = dict(parse_encodings(accept_encoding))
    for name in ("gzip", "x-gzip", "*"):
        if name in weights:
            return weights[name] > 0
    return False


def parse_encodings(header: str) -> tuple[MediaRange, ...]:
    """Return the content codings of an Accept-Encoding header with their weights."""
    return tuple(_elements(header, _CODING))


def _elements(header: str, name_pattern: re.Pattern[str]) -> Iterable[MediaRange]:
    for element in _ELEMENT.findall(header):
        name, *parameters = (part.strip() for part in _PARAMETER.findall(element))
        quality = _weight(parameters)
        if quality is not None and name_pattern.match(name):
            yield MediaRange(name.lower(), quality)


def _weight(parameters: Iterable[str]) -> float | None:
    """Return the weight among the parameters of one element, 1 without one, None when it is malformed."""
    for parameter in parameters:
        key, separator, value = parameter.partition("=")
        if key.strip().lower() == "q":
            text = value.strip()
            return float(text) if separator and _QUALITY.match(text) else None
    return 1.0


def _quality(media_type: str, ranges: Sequence[MediaRange]) -> float:
    """Return the weight of ``media_type``: that of the most specific range it falls under (RFC 9110, 12.5.1)."""
    main_type = media_type.partition("/")[0]
    for name in (media_type, f"{main_type}/*", _EVERYTHING):
        weights = [quality for range_name, quality in ranges if range_name == name]
        if weights:
            return max(weights)
    return 0.0
