"""Norwegian alphabetical order: æ, ø and å last, aa as å; case and accents only break ties."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from graph.texts import Texts, best

T = TypeVar("T")

_LAST: Final = str.maketrans({"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"})


def sort_key(value: str) -> tuple[str, str]:
    """Return what to sort ``value`` by."""
    lowered = unicodedata.normalize("NFC", value).lower().replace("aa", "å").translate(_LAST)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return plain, value


def alphabetical(things: Iterable[T], language: str, names: Callable[[T], Texts]) -> list[T]:
    """Return ``things`` in the order of their ``names`` as a reader of ``language`` sees them."""

    def name(thing: T) -> tuple[str, str]:
        found = best(names(thing), language)
        return sort_key(found.value if found else "")

    return sorted(things, key=name)
