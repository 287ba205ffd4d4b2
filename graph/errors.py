"""The errors of the catalogue, as one tree.

CatalogueError              anything the catalogue itself refuses
  StoreMissing              no readable store where one was expected
  BuildMissing              no kept build of the name asked for
  BuildFailed               a build that could not be written: no room, or a folder that cannot be written in
  SearchUnavailable         no search index where one was expected, or none this program can read
  QueryNotFound             no graph/queries/<name>.rq
  QueryError                SPARQL that cannot be run, with the parser's own words and position
  QueryUnanswered           SPARQL that is right, and yet gets no answer now
    QueryTooSlow            it passed its deadline
    QueryTooLarge           its answer passed the size an answer may have
    EngineStopped           the engine stopped underneath it: out of memory, or a fault of its own
    EngineBusy              others are being answered; it may be asked again later
    EngineFaulty            an engine elsewhere cannot be reached, or answers with what is none
    EngineSilent            an engine elsewhere did not answer in time
  NotFound                  nothing is described under the IRI asked for
  SearchRefused             a search that cannot be answered as it is put
  ReleaseChanged            a release that is no longer what was released
  QuestionRefused           a question about comparability that cannot be answered as it is put
  SheetTooLarge             more rows than a workbook made here can have
  TableUnclear              it does not follow from the question which table is meant
  FileUnusable              a file of somebody's own that cannot be used as it stands, with the line
  RevisionMissing           Git, the repository or the revision to compare with is not there
  ReleaseRefused            a release that cannot be made now
  CellRefused               a cell of a workbook with a text that cannot stand there
  WorkbookRefused           a workbook that cannot be used as it is
  ImportRefused             something from elsewhere that cannot be imported
  TransferFailed            something from elsewhere that did not come, or not whole
  ArtifactRefused           a release artefact that cannot be made or used
  ContentError              content files with errors; carries the findings
  FileRefused               one file that cannot be rewritten as it stands; carries the finding
    TurtleError             a Turtle file
      TurtleSyntaxError     it does not parse
      CommentLost           a comment stands where rewriting would drop it
      BlankNodeError        blank nodes that are not a tree
      NotIsomorphic         the rewritten text would not mean the same (our fault)
    TableError              a CSV table: header, number of cells or quoting
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.finding import Finding


class CatalogueError(Exception):
    """Anything the catalogue itself refuses; the message is for a person."""


class StoreMissing(CatalogueError):
    """No readable store in the folder the message names."""


class BuildMissing(CatalogueError):
    """There is no kept build of the name in the message."""


class BuildFailed(CatalogueError):
    """A build could not be written, and the one before is served.

    ``kind`` is ``full`` (no room is left) or ``unwritable``; ``problem`` is what the system or the engine said.
    """

    def __init__(self, kind: str, folder: str, problem: str) -> None:
        super().__init__(f"{kind}: {folder}: {problem}")
        self.kind = kind
        self.folder = folder
        self.problem = problem


class SearchUnavailable(CatalogueError):
    """There is no search: ``kind`` names why (``graph/searching/trouble.toml``), ``values`` fill its words."""

    def __init__(self, kind: str, **values: str) -> None:
        super().__init__(f"{kind}: {values}")
        self.kind = kind
        self.values = values


class SearchRefused(CatalogueError):
    """A search that cannot be answered as it is put; ``kind`` and ``values`` as in SearchUnavailable."""

    def __init__(self, kind: str, **values: str) -> None:
        super().__init__(f"{kind}: {values}")
        self.kind = kind
        self.values = values


class QueryNotFound(CatalogueError):
    """There is no query file of that name."""


class QueryError(CatalogueError):
    """A SPARQL query that cannot be run; the message is the parser's.

    ``line`` and ``column`` count from 1 and are None when the fault has no one place.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryUnanswered(CatalogueError):
    """A SPARQL query that is right, and yet gets no answer now."""


class QueryTooSlow(QueryUnanswered):
    """The query passed its deadline."""


class QueryTooLarge(QueryUnanswered):
    """The answer passed the size an answer may have."""


class NotWritable(QueryUnanswered):
    """The answer cannot be written in the format asked for; the message is the engine's."""


class EngineStopped(QueryUnanswered):
    """The engine stopped underneath the query: out of memory, or a fault of its own."""


class EngineBusy(QueryUnanswered):
    """Others are being answered; ``retry_after`` is the number of seconds to wait before asking again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"busy, retry after {retry_after} s")
        self.retry_after = retry_after


class EngineFaulty(QueryUnanswered):
    """An engine elsewhere cannot be reached, or answers with what is no answer; the message is for the operator."""


class EngineSilent(QueryUnanswered):
    """An engine elsewhere did not answer in time."""


class NotFound(CatalogueError):
    """Nothing is described under the IRI asked for."""


class QuestionRefused(CatalogueError):
    """A question about comparability that cannot be answered as it is put.

    ``kind`` names what is wrong, ``parameter`` the part of the question it is about and ``value`` what stood there.
    ``meant`` holds what could stand there instead, best first; ``names`` what else the explanation needs.
    """

    def __init__(
        self,
        kind: str,
        parameter: str,
        value: str = "",
        *,
        meant: Sequence[str] = (),
        names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{kind}: {parameter}={value}")
        self.kind = kind
        self.parameter = parameter
        self.value = value
        self.meant = tuple(meant)
        self.names = dict(names or {})


class SheetTooLarge(CatalogueError):
    """More rows than a workbook made here can have; the message is how many it can."""


class TableUnclear(CatalogueError):
    """It does not follow from the question which table, or whose, is meant.

    ``words`` say why, in nb, nn and en; ``choices`` are tables it may be, the likeliest first.
    """

    def __init__(self, words: Mapping[str, str], choices: Sequence[str] = ()) -> None:
        super().__init__(words["nb"])
        self.words = words
        self.choices = tuple(choices)


class FileUnusable(CatalogueError):
    """A file of somebody's own that cannot be used as it stands.

    ``words`` say why, in nb, nn and en. ``line`` counts from 1; 0 when the file as a whole is meant, and until whoever
    reads the file has filled it in.
    """

    def __init__(self, words: Mapping[str, str], line: int = 0) -> None:
        super().__init__(words["nb"])
        self.words = words
        self.line = line


class RevisionMissing(CatalogueError):
    """There is no earlier state to compare with.

    ``kind`` is ``git``, ``repository`` (of ``folder``) or ``revision``; ``names`` holds these two.
    """

    def __init__(self, kind: str, **names: str) -> None:
        super().__init__(f"{kind}: {names}")
        self.kind = kind
        self.names = names


class ReleaseChanged(CatalogueError):
    """A release is no longer what was released, so it is not shown; the message is its version."""


class ReleaseRefused(CatalogueError):
    """A release that cannot be made.

    ``kind`` is ``version`` (it is no version), ``known`` (it does not come after ``previous``), ``changed`` (something
    is not committed) or ``findings`` (the content has errors: ``findings``, in so many ``files``); or, of a release to
    be packed, ``untagged`` or ``moved`` (its tag holds something else than was released).
    """

    def __init__(self, kind: str, *, previous: str = "", findings: Sequence[Finding] = (), files: int = 0) -> None:
        super().__init__(kind)
        self.kind = kind
        self.previous = previous
        self.findings = tuple(findings)
        self.files = files


class CellRefused(CatalogueError):
    """A cell of a workbook: its sheet and place, and in ``words`` (nb, nn, en) what is wrong and how to mend it.

    ``others`` are the refusals of other cells of the same workbook, found in the same reading.
    """

    def __init__(self, sheet: str, place: str, words: Mapping[str, str]) -> None:
        super().__init__(f"{sheet}!{place}: {words['nb']}")
        self.sheet = sheet
        self.place = place
        self.words = words
        self.others: tuple[CellRefused, ...] = ()


class WorkbookRefused(CatalogueError):
    """A workbook that cannot be used, or made; ``words`` say why in nb, nn and en."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words["nb"])
        self.words = words


class ImportRefused(CatalogueError):
    """Something from elsewhere that cannot be imported; ``words`` say why, and how to mend it, in nb, nn and en."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words["nb"])
        self.words = words


class TransferFailed(CatalogueError):
    """Something from elsewhere did not come, or not whole: ``kind`` names why, ``values`` fill the words for it."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(f"{kind}: {values}")
        self.kind = kind
        self.values = values


class ArtifactRefused(CatalogueError):
    """A release artefact that cannot be made or used; ``words`` say why, and what to do, in nb, nn and en.

    ``mark`` tells which it was, as Received has it: the same one is refused again. Empty when another try may do.
    """

    def __init__(self, words: Mapping[str, str], mark: str = "") -> None:
        super().__init__(words["nb"])
        self.words = words
        self.mark = mark


class ContentError(CatalogueError):
    """The content has errors, so nothing was built: the ``findings``, and how many ``files`` were checked."""

    def __init__(self, findings: Sequence[Finding], files: int) -> None:
        super().__init__(f"{len(findings)} findings in {files} files")
        self.findings = tuple(findings)
        self.files = files


class FileRefused(CatalogueError):
    """One file that cannot be rewritten as it stands.

    ``finding`` has the position and the words; its ``file`` is empty, for the text came without a name.
    """

    def __init__(self, finding: Finding) -> None:
        """Keep the finding; the exception's own text is bokmål."""
        super().__init__(f"{finding.line}:{finding.column}: {finding.message['nb']}")
        self.finding = finding


class TurtleError(FileRefused):
    """A Turtle file that cannot be rewritten."""


class TurtleSyntaxError(TurtleError):
    """The text is not Turtle."""


class CommentLost(TurtleError):
    """A comment stands where rewriting would drop it."""


class BlankNodeError(TurtleError):
    """Blank nodes that are shared, cyclic or belong to nothing."""


class NotIsomorphic(TurtleError):
    """The rewritten text would not mean the same."""


class TableError(FileRefused):
    """A CSV table with a wrong header, a wrong number of cells or broken quoting."""
