"""The commands ``begrep compare`` and ``begrep crosswalk``: answers about figures, without touching any."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from server.cli.options import WRONG_USE, language_option, store_option, with_settings
from server.settings import Settings

if TYPE_CHECKING:
    from graph.comparing.comparison import Comparison
    from graph.comparing.measure import Measure
    from graph.comparing.question import Known, Question
    from graph.sheets.csv_file import Value

COMPARE_OUTPUTS: Final = ("text", "json")
CROSSWALK_OUTPUTS: Final = ("text", "csv", "json")


@click.command()
@store_option
@click.option("--from", "first", metavar="DATO", default="", help="første dag; år eller måned går også")
@click.option("--to", "last", metavar="DATO", default="", help="siste dag, medregnet")
@language_option
@click.option("--output", type=click.Choice(COMPARE_OUTPUTS), default="text", help="form på svaret")
@click.argument("concept", metavar="BEGREP")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@with_settings
def compare(settings: Settings, concept: str, a: str, b: str, first: str, last: str, lang: str, output: str) -> None:
    """Si om tallene i A og B kan sammenlignes, og hvorfor ikke.

    A og B er felt (virksomhet/system/tabell/kolonne), virksomheter, systemer (virksomhet/system) eller «felles».
    Perioden kan være år: --from 2019 --to 2024.  Uten datoer gjelder svaret dagen
    katalogen ble bygget.  Avslutter med 0 når spørsmålet er besvart, 2 når det ikke kan besvares slik det er stilt.

    Eksempel: begrep compare sykefravaersprosent oslo/hr/fravaer/sykefr_pst bergen --from 2024 --to 2025
    """
    from graph.comparing.comparison import answer
    from graph.comparing.figure import require_concept
    from graph.comparing.likeness import likeness
    from graph.comparing.period import read_period
    from graph.comparing.question import Question, find_measure, find_side
    from server.cli.opened import ending, opened

    served = opened(settings, lang)
    with ending(lang):
        measure = find_measure(served.known, concept)
        period = read_period(first, last, served.manifest.build_date)
        sides = {name: find_side(served.known, measure, name, text, period) for name, text in (("a", a), ("b", b))}
        question = Question(measure, sides["a"], sides["b"], period)
        if question.single:
            require_concept(served.measures, measure, {name: side.figures[0] for name, side in sides.items()})
        found = [answer(served.measures, measure, one, other, period) for one, other in question.pairs]
        found.sort(key=likeness)
    if not found:
        # In JSON the list of answers is empty; why, is said beside it.
        click.echo(_instead(served.known, question, lang), err=output == "json")
    if output == "json":
        click.echo(_as_json(found, single=question.single))
    elif found:
        click.echo(_as_text(found, lang))


@click.command()
@store_option
@click.option("--to", "to", metavar="VIRKSOMHET", required=True, help="en virksomhet, eller «felles»")
@click.option(
    "--period", metavar="PERIODE", default="", help="perioden tallene gjelder, f.eks. 2024, 2024K2 eller 2023/2024"
)
@click.option("--table", metavar="VIRKSOMHET/SYSTEM/TABELL", default="", help="tabellen filen er fra")
@language_option
@click.option("--output", type=click.Choice(CROSSWALK_OUTPUTS), default="text", help="form på svaret")
@click.argument("file", metavar="FIL.csv", type=click.Path(path_type=Path))
@with_settings
def crosswalk(settings: Settings, file: Path, to: str, period: str, table: str, lang: str, output: str) -> None:
    """Vis hva hver kolonne i en fil svarer til hos en annen.  Leser bare overskriften.

    Uten --table finnes tabellen av kolonnenavnene, når bare én tabell passer.  Avslutter med 1 når filen ikke
    kan leses, 2 når tabellen eller virksomheten ikke er klar.

    Eksempel: begrep crosswalk oslo.csv --to bergen
    """
    from graph.comparing.period import Period
    from graph.harmonising import crosswalk as walk
    from graph.harmonising.local_table import table_for
    from graph.harmonising.period_value import asked_period
    from loaders.csv_form import read_form
    from server.cli.opened import ending, opened
    from server.cli.words import word

    served = opened(settings, lang)
    store, base, today = served.store, served.manifest.base, served.manifest.build_date
    stated = asked_period(period) if period else None
    if period and not stated:
        click.echo(word("bad-period", lang, period=period), err=True)
        sys.exit(WRONG_USE)
    asked = Period(*stated) if stated else Period(today, today, stated=False)
    with ending(lang, reading=file):
        header = read_form(file).header
        source, taken = table_for(store, base, header, table)
        others = walk.find_others(served.known, to)
        links = walk.crosswalk(served.measures, header, source, others, asked)
    names = walk.named(store, links)
    if taken and output == "text":
        click.echo(taken[lang])
    if output == "csv":
        from server.comparison.crosswalk_forms import csv_rows

        _write_csv(csv_rows(source.path, links, names, asked, lang, taken))
    elif output == "json":
        from server.comparison.crosswalk_forms import document

        click.echo(_json(document(source.path, to, asked, links, names, taken)))
    else:
        from server.cli.telling import crosswalk_text

        click.echo(crosswalk_text(source.path, asked, links, names, lang))


def _as_json(found: Sequence[Comparison], *, single: bool) -> str:
    from server.comparison.api import document

    documents = [document(comparison) for comparison in found]
    return _json(documents[0] if single else documents)


def _instead(known: Known, question: Question, lang: str) -> str:
    """Why there are no pairs, and which concepts both sides have figures for."""
    from graph.comparing.comparison import breaks_of
    from graph.comparing.question import asked_instead
    from server.cli.telling import break_lines
    from server.cli.words import word

    lines = [question.lack[lang]] if question.lack else []
    for figure, found in breaks_of(known.measures, question.figures, question.period):
        lines += ["", *break_lines(question.measure, figure, found, lang)]
    near = asked_instead(known, question)
    if near:
        meant = ", ".join(_measured_in(each.measure, lang) for each in near)
        lines.append(word("with-figures", lang, meant=meant))
    return "\n".join(lines)


def _measured_in(measure: Measure, lang: str) -> str:
    """A concept as commands write it, with what its figures are measured in."""
    from graph.comparing.figure import concept_address

    address = concept_address(measure.concept)
    return f"{address} ({measure.unit.label[lang]})" if measure.unit else address


def _as_text(found: Sequence[Comparison], lang: str) -> str:
    from server.cli.telling import comparison_text

    return "\n\n".join(comparison_text(comparison, lang) for comparison in found)


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _write_csv(rows: Iterable[Sequence[Value]]) -> None:
    from graph.sheets.csv_file import EXCEL, written

    for piece in written(rows, EXCEL):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
