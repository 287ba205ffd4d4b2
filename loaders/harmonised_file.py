"""A file made comparable: rows stream through the plan into a new file beside its place, which it takes when whole.

Nothing of the rows is kept, and nothing is written for good before the last row has passed.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from graph.comparing.measure import Measure
from graph.errors import FileUnusable
from graph.harmonising.csv_numbers import DecimalMark, decimal_mark
from graph.harmonising.csvw import described
from graph.harmonising.file_words import say
from graph.harmonising.harmonise import Request, harmonise
from graph.harmonising.national_id import IdentityWatch
from graph.harmonising.plan import Drop, Plan
from graph.harmonising.rows import RowHarmoniser
from graph.harmonising.suspicions import Notice, Suspicions
from graph.manifest import Manifest
from loaders.csv_form import CsvForm, certain_form
from loaders.csv_rows import Batch, batches
from loaders.progress import Progress

METADATA = "-metadata.json"
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the plan, the rows passed on and those dropped, by why; ``written`` whether there is a file.

    ``notices`` are what there is to tell of the values of a file that was written.
    """

    plan: Plan
    passed_on: int
    dropped: Counter[Drop]
    written: bool = True
    notices: tuple[Notice, ...] = ()

    @property
    def whole(self) -> bool:
        """Is every column and every row of the file in the result?"""
        return len(self.plan.kept) == len(self.plan.columns) and not self.dropped

    @property
    def doubtful(self) -> bool:
        """May some value of the result be wrong?"""
        return any(notice.doubt for notice in self.notices)


class _NothingPassedOnError(Exception):
    """No row of the file may be passed on, so there is nothing to write."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to make comparable, where the result goes, and by which measures of which build."""

    source: Path
    result: Path
    request: Request
    measures: MappingOf[str, Measure]
    manifest: Manifest


def harmonise_file(job: Job, say_progress: Progress) -> Outcome:
    """Write ``job.result`` and its metadata, or neither; neither where no figure may be passed on.

    Raises FileUnusable, with the line where there is one, and OSError when a file cannot be read or written.
    """
    form = certain_form(job.source, _megabytes("Leser filen", say_progress))
    plan = harmonise(job.measures, form.header, job.request)
    if not any(column.use for column in plan.columns):
        raise FileUnusable(say("other-table", table=job.request.source.path), 1)
    if not plan.figures:
        return Outcome(plan, 0, Counter(), written=False)
    rows = RowHarmoniser(plan, form.header, _mark(job.source, form, plan))
    with suppress(_NothingPassedOnError):
        notices = _write_both(job, form, rows, say_progress)
        return Outcome(plan, rows.passed_on, rows.dropped, notices=notices)
    return Outcome(plan, 0, rows.dropped, written=False)


def _write_both(job: Job, form: CsvForm, rows: RowHarmoniser, say_progress: Progress) -> tuple[Notice, ...]:
    metadata = job.result.with_name(job.result.name + METADATA)
    with _beside(job.result, form.encoding) as result, _beside(metadata, "utf-8") as about:
        suspicions = Suspicions(rows.plan, job.measures, rows.mark.sign)
        _write(job.source, form, rows, suspicions, result, _megabytes("Regner om", say_progress))
        if rows.dropped and not rows.passed_on:
            raise _NothingPassedOnError
        notices = suspicions.found()
        document = described(rows.plan, job.manifest, job.result.name, _dialect(form), rows.mark.sign, notices)
        json.dump(document, about, ensure_ascii=False, indent=2)
        about.write("\n")
    return notices


def _write(
    source: Path, form: CsvForm, rows: RowHarmoniser, suspicions: Suspicions, result: TextIOWrapper, told: Any
) -> None:
    watch = IdentityWatch(form.header)
    if form.mark:
        result.write("\ufeff")
    writer = csv.writer(result, delimiter=form.delimiter, lineterminator=form.line_end)
    for name in rows.header:
        _refuse_unwritable(name, form.encoding)
    if rows.header:
        writer.writerow(rows.header)
    for batch in batches(source, form, told):
        if batch.suspicious:
            watch.look(batch.rows)
        writer.writerows(_passed_on(batch, rows))
        suspicions.look(batch.rows, batch.line, rows.uses)


def _passed_on(batch: Batch, rows: RowHarmoniser) -> Iterator[Sequence[str]]:
    try:
        yield from rows.rows(filter(None, batch.rows))
    except FileUnusable as error:
        error.line = batch.line(_first_refused(batch, rows))
        raise


def _first_refused(batch: Batch, rows: RowHarmoniser) -> int:
    """The place in the batch of the row that cannot be used, found by trying them one by one."""
    for index, cells in enumerate(batch.rows):
        try:
            list(rows.rows([cells] if cells else []))
        except FileUnusable:
            return index
    raise AssertionError("no row was refused by itself")


def _mark(source: Path, form: CsvForm, plan: Plan) -> DecimalMark:
    """The decimal mark of the file, as far as the figures of its first rows show one."""
    first = next(batches(source, form, lambda done, total: None), None)
    rows = first.rows if first else ()
    cells = (row[column.position] for row in rows if row for column in plan.figures)
    return decimal_mark(cells, form.decimal_mark)


def _refuse_unwritable(name: str, encoding: str) -> None:
    try:
        name.encode(encoding)
    except UnicodeEncodeError as error:
        raise FileUnusable(say("unwritable-name", column=name, encoding=encoding)) from error


def _dialect(form: CsvForm) -> dict[str, Any]:
    return {
        "encoding": form.encoding,
        "delimiter": form.delimiter,
        "lineTerminators": [form.line_end],
        "quoteChar": '"',
        "doubleQuote": True,
        "header": True,
    }


def _megabytes(step: str, say_progress: Progress) -> Any:
    return lambda done, total: say_progress(step, done // _MEGABYTE, total // _MEGABYTE)


@contextmanager
def _beside(path: Path, encoding: str) -> Iterator[TextIOWrapper]:
    """A new file beside ``path`` that takes its name when the block ends well, and is gone otherwise."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        stream = beside.open("w", encoding=encoding, newline="")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
