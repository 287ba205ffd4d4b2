"""A crosswalk as rows of a CSV file and as JSON, for the command and the page alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from typing import Any, Final

from graph.comparing.comparability import Comparability
from graph.comparing.conversion import Conversion
from graph.comparing.figure import COMMON, concept_address
from graph.comparing.period import Period
from graph.harmonising.crosswalk import Link
from graph.harmonising.csvw import told
from graph.mapping import Mapping
from graph.sheets.csv_file import Value
from graph.texts import LANGUAGES, Reference, best
from graph.words import Words

COLUMNS: Final = (
    "kolonne", "rolle", "begrep", "begrep_navn", "virksomhet", "system", "tabell", "felt", "svar", "svar_kode",
    "foreløpig", "grunn", "omregning", "merknad", "fra", "til", "kilde", "eksempel", "fra_tabell", "valg_av_tabell",
)  # fmt: skip


def target_name(target: Mapping | None) -> str:
    """How a counterpart is written: ``organisation/system/table/column``, or «felles»."""
    if target is None:
        return ""
    return COMMON if target.common else target.field.path


def concept_name(link: Link, names: MappingOf[str, Reference], lang: str) -> str:
    """What the concept of a link is called, empty when there is none."""
    concept = link.concept or ""
    text = best(names[concept].label, lang) if concept in names else None
    return text.value if text else concept_address(concept)


def csv_rows(
    table: str,
    links: Iterable[Link],
    names: MappingOf[str, Reference],
    period: Period,
    lang: str,
    taken: Words | None = None,
) -> Iterator[Sequence[Value]]:
    """The header, then a row for each link, in ``lang``; ``taken`` is why the table was, where nobody named it."""
    yield COLUMNS
    for link in links:
        place = link.target.field if link.target and not link.target.common else None
        verdict = link.comparability.verdict if link.comparability else None
        preliminary = link.comparability.preliminary if link.comparability else None
        yield (
            link.column,
            link.use.role if link.use else "",
            concept_address(link.concept or ""),
            concept_name(link, names, lang) if link.concept else "",
            place.organisation_name if place else "",
            place.system if place else "",
            place.table if place else "",
            place.name if place else target_name(link.target),
            verdict.words[lang] if verdict is not None else "",
            verdict.code if verdict is not None else "",
            preliminary.words[lang] if preliminary is not None else "",
            link.reason[lang],
            _conversion(None if link.varies else link.comparability, lang),
            " ".join(remark[lang] for remark in link.remarks),
            period.start.isoformat(),
            period.end.isoformat(),
            link.decisive.source if link.decisive else "",
            link.example,
            table,
            taken[lang] if taken else "",
        )


def document(
    table: str,
    to: str,
    period: Period,
    links: Iterable[Link],
    names: MappingOf[str, Reference],
    taken: Words | None = None,
) -> dict[str, Any]:
    """The whole crosswalk as JSON: verdicts by their codes, things by their IRIs, texts in nb, nn and en.

    ``taken`` is why the table was, where nobody named it.
    """
    return {
        "table": table,
        "table_taken": dict(taken) if taken else None,
        "to": to,
        "date": period.end.isoformat(),
        "period": {"from": period.start.isoformat(), "to": period.end.isoformat()},
        "columns": [_link(link, names) for link in links],
    }


def _conversion(answer: Comparability | None, lang: str) -> str:
    """Every step of the conversion in one cell, numbered where there are several."""
    steps = answer.conversions if answer else ()
    told = [step.text[lang] + (f". {step.takes[lang]}" if step.takes else "") for step in steps]
    return told[0] if len(told) == 1 else "; ".join(f"{number}) {text}" for number, text in enumerate(told, 1))


def _step(step: Conversion) -> dict[str, Any]:
    takes = {lang: step.takes[lang] for lang in LANGUAGES} if step.takes else None
    return {"from": dict(step.source), "to": dict(step.target), "text": dict(step.text), "takes": takes}


def _link(link: Link, names: MappingOf[str, Reference]) -> dict[str, Any]:
    answer = link.comparability
    return {
        "column": link.column,
        "role": link.use.role if link.use else None,
        "concept": link.concept,
        "label": {lang: concept_name(link, names, lang) for lang in LANGUAGES} if link.concept else None,
        "target": target_name(link.target) or None,
        "target_column": link.target.field.name if link.target and not link.target.common else None,
        "verdict": answer.verdict.code if answer else None,
        "preliminary": answer.preliminary.code if answer and answer.preliminary is not None else None,
        "conversions": [_step(step) for step in answer.conversions] if answer else [],
        "text": {lang: link.reason[lang] for lang in LANGUAGES},
        "reasons": [told(reason) for reason in answer.reasons] if answer else [],
        "varies": link.varies,
        "remarks": [dict(remark) for remark in link.remarks],
        "example": link.example,
    }
