"""A long list, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Page ``number`` of ``pages`` of a list of ``total`` items, and the ``items`` on it."""

    items: Sequence[T]
    number: int
    pages: int
    total: int


def page_of(items: Sequence[T], size: int, parameter: str = "side") -> Page[T]:
    """Return the page of ``items`` that the address asks for with ``parameter``; the nearest when there is none."""
    pages = max(-(-len(items) // size), 1)
    number = max(min(request.args.get(parameter, 1, type=int), pages), 1)
    return Page(items[(number - 1) * size : number * size], number, pages, len(items))
