"""Term pattern: a whole term as it is asked for, with ``*`` for any letters.

Case and the way letters are composed (NFC) do not count, and nothing else is folded: the tools that ask so, the
Skosmos REST API among them, expect whole terms and no likeness.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

ANY: Final = "*"
_LAST: Final = "\U0010ffff"


def compared(term: str) -> str:
    """Return ``term`` in the form in which whole terms are compared."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", term).casefold()).strip()


class TermPattern:
    """A pattern such as ``syke*``, ``*prosent`` or ``sykefravær``."""

    def __init__(self, written: str) -> None:
        self._text = compared(written)

    @property
    def is_open(self) -> bool:
        """Whether it has nothing but ``*``, and so fits every term."""
        return not self._text.strip(ANY)

    def chosen(self, known: Mapping[str, Any], ordered: Sequence[str]) -> Iterator[str]:
        """Yield the terms that fit, of those that are keys of ``known`` and stand sorted in ``ordered``."""
        if ANY not in self._text:
            yield from (self._text for _ in range(self._text in known))
            return
        start = self._text.partition(ANY)[0]
        first, last = bisect_left(ordered, start), bisect_left(ordered, start + _LAST)
        if self._text == start + ANY:
            yield from ordered[first:last]
            return
        fits = re.compile(".*".join(map(re.escape, re.split(r"\*+", self._text))), re.DOTALL).fullmatch
        yield from (term for term in ordered[first:last] if fits(term))
