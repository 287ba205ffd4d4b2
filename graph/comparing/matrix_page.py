"""MatrixPage: the part of a matrix a reader looks at — whose rows, against whom, which sector, which page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from graph.checks.suggestion import nearest
from graph.comparing.matrix import Line, Matrix
from graph.errors import QuestionRefused
from graph.texts import local_name

MUNICIPALITIES: Final = "kommuner"
NATIONAL: Final = "nasjonale"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is shown: the rows of an organisation, the columns of another, one sector; empty strings choose nothing.

    An organisation is the last part of its IRI, or ``kommuner`` or ``nasjonale`` for all of that sort; a sector is
    the last part of its IRI.
    """

    rows: str = ""
    columns: str = ""
    sector: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The selection as parameters of an address, without what is not chosen."""
        found = {"virksomhet": self.rows, "mot": self.columns, "sektor": self.sector}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Axis:
    """One page of the lines along one side, and where it stands among the others; pages count from 1."""

    lines: tuple[Line, ...]
    page: int
    pages: int
    total: int

    @property
    def groups(self) -> tuple[tuple[Line, ...], ...]:
        """The lines with those of the same group, of the same sort of owner, together."""
        return tuple(tuple(lines) for _, lines in groupby(self.lines, key=lambda line: (line.national, line.group)))


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be selected: organisations as (name in addresses, name), and the IRIs of sectors."""

    municipal: tuple[tuple[str, str], ...]
    national: tuple[tuple[str, str], ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """One page of the rows against one page of the columns."""

    matrix: Matrix
    selection: Selection
    rows: Axis
    columns: Axis


def choices(matrix: Matrix) -> Choices:
    """The organisations and sectors that have fields in the matrix, in its own order of names."""
    owners = {(line.national, owner_of(line), line.figure.field.organisation_name) for line in matrix.lines}
    names = sorted(owners, key=lambda owner: owner[2].casefold())
    return Choices(
        tuple((slug, name) for national, slug, name in names if not national),
        tuple((slug, name) for national, slug, name in names if national),
        tuple(sorted({line.sector for line in matrix.lines if line.sector})),
    )


def selected(matrix: Matrix, selection: Selection) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The rows and the columns that are selected; raises QuestionRefused for who or what has no fields here."""
    of_sector = _of_sector(matrix.lines, selection.sector)
    return _of(of_sector, selection.rows, "virksomhet"), _of(of_sector, selection.columns, "mot")


def matrix_page(matrix: Matrix, selection: Selection, row_page: int, column_page: int, size: int) -> MatrixPage:
    """A page with at most ``size`` rows and columns; a page after the last is the last."""
    rows, columns = selected(matrix, selection)
    return MatrixPage(matrix, selection, _axis(rows, row_page, size), _axis(columns, column_page, size))


def pages_of(lines: Sequence[Line], size: int) -> list[tuple[Line, ...]]:
    """The lines in pages of at most ``size``; a group is not split when it fits on the next page whole and this one
    is at least half full. One empty page when there are no lines."""
    pages: list[list[Line]] = [[]]
    for block in _blocks(lines):
        room = size - len(pages[-1])
        if len(block) > room and len(block) <= size and len(pages[-1]) * 2 >= size:
            pages.append([])
        for line in block:
            if len(pages[-1]) == size:
                pages.append([])
            pages[-1].append(line)
    return [tuple(page) for page in pages]


def owner_of(line: Line) -> str:
    """The last part of the IRI of the organisation that owns the field."""
    return local_name(line.figure.field.organisation)


def _axis(lines: Sequence[Line], page: int, size: int) -> Axis:
    pages = pages_of(lines, size)
    page = min(page, len(pages))
    return Axis(pages[page - 1], page, len(pages), len(lines))


def _of_sector(lines: Sequence[Line], sector: str) -> tuple[Line, ...]:
    found = tuple(line for line in lines if not sector or local_name(line.sector or "") == sector)
    if sector and not found:
        known = {local_name(line.sector) for line in lines if line.sector}
        raise QuestionRefused("ukjent-sektor", "sektor", sector, meant=_near(sector, known))
    return found


def _of(lines: tuple[Line, ...], owner: str, parameter: str) -> tuple[Line, ...]:
    if owner in ("", MUNICIPALITIES, NATIONAL):
        return tuple(line for line in lines if not owner or line.national is (owner == NATIONAL))
    found = tuple(line for line in lines if owner_of(line) == owner)
    if not found:
        raise QuestionRefused("ukjent-virksomhet", parameter, owner, meant=_near(owner, {*map(owner_of, lines)}))
    return found


def _near(written: str, known: Iterable[str]) -> tuple[str, ...]:
    found = nearest(written, known)
    return (found,) if found else ()


def _blocks(lines: Iterable[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and (blocks[-1][0].group, blocks[-1][0].national) == (line.group, line.national):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks
