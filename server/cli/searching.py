"""The command ``begrep search``: the search of the site, in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from server.cli.options import language_option, store_option, with_settings
from server.settings import Settings

if TYPE_CHECKING:
    from graph.searching.answer import Answer, Hit

OUTPUTS: Final = ("text", "csv", "json")
TYPES: Final = ("begrep", "virksomhet", "vokabular", "system", "kjennetegn", "kodeliste", "kode", "felt")
IN_LANGUAGE: Final = ("nb", "nn", "en", "mangler-nb", "mangler-nn", "mangler-en")
MAPPED: Final = ("nei", "ja")
_KIND_WORDS: Final = {
    "pref_label": "kind-pref_label",
    "alt_label": "kind-alt_label",
    "hidden_label": "kind-hidden_label",
    "name": "kind-name",
    "field": "kind-field",
    "code": "kind-code",
    "number": "kind-number",
    "initials": "kind-initials",
    "definition": "kind-definition",
    "note": "kind-note",
}
_TYPE_WORDS: Final = {
    "concept": "type-concept",
    "organisation": "type-organisation",
    "vocabulary": "type-vocabulary",
    "system": "type-system",
    "characteristic": "type-characteristic",
    "codelist": "type-codelist",
    "code": "type-code",
    "field": "type-field",
}
_LIMIT: Final = 10
_MOST: Final = 200
_INDENT: Final = "    "


@click.command()
@store_option
@click.option("--type", "type_", type=click.Choice(TYPES), default=None, help="bare det som er av denne typen")
@click.option(
    "--terms-in",
    type=click.Choice(IN_LANGUAGE),
    default=None,
    help="bare begreper med (eller uten) anbefalt term på språket",
)
@click.option(
    "--has-field", type=click.Choice(MAPPED), default=None, help="bare begreper noen (eller ingen) har koblet felt til"
)
@click.option("--limit", type=click.IntRange(1, _MOST), default=_LIMIT, show_default=True, help="antall treff")
@language_option
@click.option("--output", type=click.Choice(OUTPUTS), default="text", help="form på svaret")
@click.argument("words", metavar="ORD...", nargs=-1, required=True)
@with_settings
def search(
    settings: Settings,
    words: tuple[str, ...],
    type_: str | None,
    terms_in: str | None,
    has_field: str | None,
    limit: int,
    lang: str,
    output: str,
) -> None:
    """Søk i termer, definisjoner, feltnavn, koder, virksomheter og systemer.

    Svarer som søket på nettstedet: de beste treffene først, med grunnen til at de ble funnet.  Avslutter med 0 når noe
    ble funnet, 1 når ingenting ble det.

    Eksempel: begrep search sykefravaer
    """
    from graph.searching import filters as known
    from graph.searching.answer import Question
    from graph.searching.findable import TYPES as NAMES
    from server.cli.opened import ending, opened

    served = opened(settings, lang)
    filters = known.Filters(
        type=dict(zip(TYPES, NAMES, strict=True))[type_] if type_ else None,
        language=dict(zip(IN_LANGUAGE, known.IN_LANGUAGE, strict=True))[terms_in] if terms_in else None,
        mapped=dict(zip(MAPPED, known.MAPPED, strict=True))[has_field] if has_field else None,
    )
    with ending(lang):
        answer = served.search.find(Question(" ".join(words), lang, filters, limit=limit))
    if output == "csv":
        _write_csv(answer, lang)
    elif output == "json":
        from server.search.data import document

        click.echo(json.dumps(document(answer, served.manifest.base, None), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(answer, served.manifest.base, lang)))
    sys.exit(0 if answer.hits else 1)


def _lines(answer: Answer, base: str, lang: str) -> Iterator[str]:
    from server.cli.words import rows, word

    typed = answer.question.text
    if not answer.hits:
        yield word("search-none", lang, query=typed)
        if answer.nearest:
            yield ""
            yield word("search-nearest", lang)
            for hit in answer.nearest:
                yield from _hit(hit, base, lang)
        return
    if answer.corrected:
        yield word("search-corrected", lang, typed=typed)
    if answer.suggestion:
        yield word("search-suggestion", lang, query=answer.suggestion)
    counted = "search-more" if answer.more else "search-hits"
    yield rows(counted, answer.total, lang, query=answer.corrected or typed)
    for hit in answer.hits:
        yield ""
        yield from _hit(hit, base, lang)
    if answer.total > len(answer.hits):
        yield ""
        yield rows("search-shown", len(answer.hits), lang)


def _hit(hit: Hit, base: str, lang: str) -> Iterator[str]:
    """The name and what it is; what it means; why it was found, where the name does not say so."""
    from graph.texts import best
    from server.cli.words import word

    thing = hit.thing
    label = best(thing.label, lang)
    owners = [text.value for owner in thing.owners if (text := best(owner.label, lang))]
    kind = ", ".join([word(_TYPE_WORDS[thing.type], lang), *owners])
    held = "" if thing.valid else word("search-invalid", lang)
    yield f"{label.value if label else ''}{f' ({held})' if held else ''} – {kind}"
    description = best(thing.description, lang)
    if description and description != hit.matched:
        yield f"{_INDENT}{description.value}"
    if hit.matched != label:
        place = f" ({hit.place.iri.removeprefix(base + 'felt/')})" if hit.place else ""
        yield f"{_INDENT}{word(_KIND_WORDS[hit.kind], lang)}: {hit.matched.value}{place}"
    yield f"{_INDENT}{thing.iri}"


def _write_csv(answer: Answer, lang: str) -> None:
    from graph.sheets.csv_file import EXCEL, written
    from server.cli.words import word
    from server.search.data import rows

    for piece in written(rows(answer, lambda kind: word(_KIND_WORDS[kind], lang)), EXCEL):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
