"""The command ``begrep harmonise``: figures that may be passed on, in the other party's terms, in a new file."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from server.cli.options import WRONG_USE, language_option, store_option, with_settings
from server.progress import Reporter
from server.settings import Settings

if TYPE_CHECKING:
    from datetime import date

    from graph.harmonising.local_table import LocalTable
    from server.catalogue import Served

SOMETHING_REFUSED: Final = 3
_COMMON: Final = "felles"
TERMINATED: Final = 128 + signal.SIGTERM


@click.command()
@store_option
@click.option("--from", "source", metavar="VIRKSOMHET/SYSTEM/TABELL", required=True, help="tabellen filen er fra")
@click.option(
    "--to", "target", metavar="VIRKSOMHET/SYSTEM/TABELL", required=True, help="tabellen den skal ligne, eller «felles»"
)
@click.option("--period", metavar="PERIODE", required=True, help="perioden tallene gjelder; se over")
@click.option("--accept-caveat", is_flag=True, help="ta også med tall som bare kan sammenlignes med forbehold")
@click.option(
    "-o", "result", metavar="UT.csv", required=True, type=click.Path(path_type=Path), help="filen som skrives"
)
@language_option
@click.argument("file", metavar="INN.csv", type=click.Path(path_type=Path))
@with_settings
def harmonise(
    settings: Settings,
    file: Path,
    source: str,
    target: str,
    period: str,
    accept_caveat: bool,
    result: Path,
    lang: str,
) -> None:
    """Skriv en ny fil der tallene kan stå ved siden av en annens: kolonner får nytt navn og tall regnes om.

    Tall som ikke kan sammenlignes, og kolonner katalogen ikke kjenner, blir utelatt, med grunnen.  Kan ingen tall være
    med, blir ingen fil skrevet.  Tall som ikke kan stemme (en andel over 100 prosent), og rader med samme nøkkel blir
    med, men du får beskjed, med linjene.  Ved siden av UT.csv ligger UT.csv-metadata.json (CSVW).  Ingen verdier blir
    lagret eller logget.  Avslutter med 0 når alt er med, 3 når noe er utelatt eller kan være galt, 1 når filen har
    feil, 2 når kommandoen er brukt feil.

    PERIODE er et år (2025), en del av det (2025K1, 2025H1, 2025T1, 2025-03, 2025U07), en dag (2025-03-01), et skoleår
    (2024/25), eller to av dem med / mellom: 2024/2025 er to hele år, 2025-01-01/2025-06-30 et halvt.

    Kolonner med fødselsnummer stopper kjøringen, også når de ellers ville blitt utelatt.

    Tall kan skrives 8,4, 8.4, 1234,5 eller 1 234,5.

    Eksempel: begrep harmonise inn.csv --from oslo/hr/fravaer --to bergen/personal/sykefravaer --period 2025 -o ut.csv
    """
    from graph.harmonising.harmonise import Request
    from loaders.harmonised_file import Job, harmonise_file
    from server.cli.opened import ending, opened
    from server.cli.telling import notices_text, plan_text, rows_text
    from server.cli.words import word

    if file.resolve() == result.resolve():
        _wrong(word("same-file", lang))
    served = opened(settings, lang)
    question = _asked(served, source, target, period, lang)
    # The half-written file beside the result is removed whatever ends the run.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    with ending(lang, reading=file):
        request = Request(*question, accept_caveat)
        job = Job(file, result, request, served.measures, served.manifest)
        with Reporter(sys.stderr) as reporter:
            outcome = harmonise_file(job, reporter)
    click.echo(plan_text(outcome.plan, lang))
    passed_on = outcome.passed_on if outcome.written else None
    click.echo(rows_text(outcome.plan, result, passed_on, outcome.dropped, lang))
    if outcome.notices:
        click.echo(notices_text(outcome.notices, lang))
    sys.exit(0 if outcome.whole and not outcome.doubtful else SOMETHING_REFUSED)


def _asked(
    served: Served, source: str, target: str, period: str, lang: str
) -> tuple[LocalTable, LocalTable | None, date, date]:
    """The two tables and the days; ends the command, with everything that is wrong with them, when one is unknown."""
    from graph.errors import TableUnclear
    from graph.harmonising.local_table import load_table
    from graph.harmonising.period_value import asked_period
    from server.cli.words import word

    days = asked_period(period)
    wrong = [] if days else [word("bad-period", lang, period=period)]
    tables = []
    for path in [source] if target == _COMMON else [source, target]:
        try:
            tables.append(load_table(served.store, served.manifest.base, path))
        except TableUnclear as error:
            wrong.append(error.words[lang])
    if wrong or days is None:
        _wrong(*wrong)
    return tables[0], tables[1] if target != _COMMON else None, *days


def _wrong(*messages: str) -> NoReturn:
    for message in messages:
        click.echo(message, err=True)
    sys.exit(WRONG_USE)
