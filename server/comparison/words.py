"""What the answers about comparability mean to whoever wants to use the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from graph.comparing.answer_table import Standing
from graph.comparing.verdict import Verdict
from server.labels import N_

_MEANINGS: Final[Mapping[Verdict, str]] = {
    Verdict.COMPARABLE: N_("Tallene kan stå ved siden av hverandre som de er."),
    Verdict.CONVERTIBLE: N_("Tallene kan stå ved siden av hverandre når de er regnet om."),
    Verdict.CAVEAT: N_("Tallene kan stå ved siden av hverandre når forbeholdet følger med."),
    Verdict.UNKNOWN: N_("Vi vet ikke nok til å svare. Tallene skal ikke stå ved siden av hverandre."),
    Verdict.NOT_COMPARABLE: N_("Tallene måler ikke det samme og skal ikke stå ved siden av hverandre."),
}
_STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.SAME: N_("som felles definisjon"),
    Standing.DIFFERENT: N_("avviker"),
    Standing.OPEN: N_("felles definisjon sier det ikke"),
    Standing.VAGUE: N_("ikke presist nok"),
    Standing.UNKNOWN: N_("ukjent"),
    Standing.MISSING: N_("ikke oppgitt"),
    Standing.NOT_ASKED: N_("ikke aktuelt"),
}


def verdict_meaning(verdict: Verdict) -> str:
    """What follows from an answer, in the language of the request."""
    return str(gettext(_MEANINGS[verdict]))


def verdicts() -> tuple[Verdict, ...]:
    """The five answers, best first."""
    return tuple(Verdict)


def standing_label(standing: Standing) -> str:
    """How an answer stands to the common definition's, in the language of the request; empty for its own."""
    message = _STANDINGS.get(standing)
    return str(gettext(message)) if message else ""
