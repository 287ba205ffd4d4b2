"""What a request to the REST API asks: parameters as Skosmos reads them, and errors as it says them."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from flask import request

_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_TRUE: Final = frozenset({"true", "1", "yes", "on"})
_FALSE: Final = frozenset({"false", "0", "no", "off", ""})
_MOST_DIGITS: Final = 9


class Refused(Exception):
    """A request that has no answer: the status, what Skosmos says of it, and the status's own reason text."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def bad(message: str) -> Refused:
    """The error for a request that is wrong."""
    return Refused(HTTPStatus.BAD_REQUEST, message)


def missing(message: str) -> Refused:
    """The error for something that is not there."""
    return Refused(HTTPStatus.NOT_FOUND, message)


def argument(name: str) -> str:
    """The parameter ``name``, without white space after it."""
    return request.args.get(name, "").rstrip()


def wanted(name: str) -> str:
    """The parameter ``name``; raises Refused when it is missing."""
    value = argument(name)
    if not value.strip():
        raise bad(f"{name} parameter missing")
    return value


def language(name: str = "lang", default: str = "") -> str:
    """The language in a parameter, ``default`` when it is missing; raises Refused when it is none (BCP 47)."""
    value = argument(name)
    if value and not _LANGUAGE.match(value):
        raise bad(f"{name} parameter is invalid")
    return value or default


def words(name: str) -> tuple[str, ...]:
    """The values of a parameter that may have several, between spaces."""
    return tuple(argument(name).split())


def flag(name: str, default: bool = False) -> bool:
    """A parameter that is yes or no, as people and programming languages write it."""
    value = argument(name).lower()
    return default if value not in _TRUE | _FALSE or not value else value in _TRUE


def count(name: str) -> int:
    """A number from 0 in a parameter, 0 when it is missing; raises Refused when it is none."""
    value = argument(name)
    if not value:
        return 0
    if not (value.isascii() and value.isdigit()):
        raise bad(f"{name} parameter is invalid")
    return int(value[:_MOST_DIGITS])


def lenient_count(name: str, default: int = 0) -> int:
    """The same where Skosmos takes what it cannot read for nothing said."""
    value = argument(name)
    return int(value[:_MOST_DIGITS]) if value.isascii() and value.isdigit() else default
