"""The answer to «can the figure be compared with the common definition of its concept?» as values of properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from graph.comparing.comparison import Comparison
from server.reconciliation.entity import Value
from server.reconciliation.spoken import said_in

Languages = Sequence[str]


def _verdict(found: Comparison, langs: Languages) -> list[Value]:
    return [found.verdict.words[lang] for lang in langs]


def _preliminary(found: Comparison, langs: Languages) -> list[Value]:
    return [] if found.preliminary is None else [found.preliminary.words[lang] for lang in langs]


def _reasons(found: Comparison, langs: Languages) -> list[Value]:
    reasons = [reason for reason in (found.decisive, found.behind) if reason]
    return [reason.text[lang] for reason in reasons for lang in langs]


def _example(found: Comparison, langs: Languages) -> list[Value]:
    return [said_in(lang, "eksempel") for lang in langs] if found.example else []


# The answer, what it would be once the mapping is reviewed, why, and whether it rests on an illustration.
ANSWERS: Final[Mapping[str, Callable[[Comparison, Languages], list[Value]]]] = {
    "sammenlignbar": _verdict,
    "forelopig-svar": _preliminary,
    "begrunnelse": _reasons,
    "eksempel": _example,
}
