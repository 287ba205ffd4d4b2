"""One request to the query endpoint, answered (SPARQL 1.1 Protocol section 2.1, RFC 9110).

Everything the protocol decides happens before the engine is asked: what is asked, whether it may be, in which
format, and whether the client has the answer already.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from graph.errors import (
    EngineBusy,
    EngineFaulty,
    EngineSilent,
    NotWritable,
    QueryError,
    QueryTooLarge,
    QueryTooSlow,
    QueryUnanswered,
    SheetTooLarge,
    StoreMissing,
)
from graph.result_table import ResultTable
from server.cors import ASKED_BEFORE, EVERYBODY
from server.negotiation import accepts_gzip, choose
from server.operating import measured
from server.operating.observed import QUERY
from server.problems import MEDIA_TYPE, Problem, ProblemRaised
from server.sparql.answer_body import WORTH_COMPRESSING, Body, collect, compressed
from server.sparql.engine import Question
from server.sparql.formats import GRAPHS, HTML, RESULTS_JSON, SHEETS, choose_format, content_type, offered
from server.sparql.guard import REMEMBERED, QueryFacts, inspect
from server.sparql.http_messages import FileBody, HttpRequest, HttpResponse
from server.sparql.page import read_table
from server.sparql.problems import refusal
from server.sparql.request import METHODS, Operation, read_operation
from server.sparql.service import Build, Running, SparqlService
from server.sparql.spreadsheet import as_sheet

SLOW: Final = 0.02
# The results a spreadsheet is made from are held in memory.
SHEET_BYTES: Final = 64 << 20
_LOG: Final = logging.getLogger("begrep.sparql")
# How a query that got no answer ended, by the problem its client was told of; any other was refused.
_OUTCOMES: Final = {
    "feil": "failed",
    "for-stort-svar": "too-large",
    "for-treg": "timeout",
    "motoren-feiler": "failed",
    "motoren-stoppet": "killed",
    "motoren-svarer-ikke": "timeout",
    "opptatt": "queue-full",
    "utilgjengelig": "failed",
}
_SAFE: Final = frozenset(("GET", "HEAD", "QUERY"))
_COMMON: Final = {
    "Vary": "Accept, Accept-Encoding",
    **EVERYBODY,
    "X-Content-Type-Options": "nosniff",
}
# An answer can hold markup from a query's own text; shown as XML it must not run in the site's name.
_NOT_A_PAGE: Final = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}
_REVALIDATE: Final = "public, max-age=0, must-revalidate"
_PREFLIGHT: Final = {
    "Allow": ", ".join(METHODS),
    "Accept-Query": "application/sparql-query, application/x-www-form-urlencoded",
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    **ASKED_BEFORE,
}


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the page of the endpoint shows: the query as it was sent, and its answer or what is wrong with it.

    ``build`` is the one the answer is from.
    """

    query: str = ""
    result: ResultTable | None = None
    problem: Problem | None = None
    graph: bool = False
    build: Build | None = None


PageMaker = Callable[[PageContent], str]


def respond(service: SparqlService, request: HttpRequest, page: PageMaker | None = None) -> HttpResponse | None:
    """Return the answer to ``request``, or None when it is a page and there is no ``page`` to make it with.

    The body of ``request`` has been read then; see server.sparql.wsgi for how to hand it on.
    """
    asked = _Asked(service, request, page)
    try:
        response = asked.answer()
    except ProblemRaised as raised:
        response = asked.problem(raised.problem)
    except Exception:
        _LOG.exception("query %s", asked.name)
        response = asked.problem(refusal("feil").problem)
    if response is None:
        return None
    response.headers = _COMMON | response.headers
    if request.method == "HEAD":
        _close(response)
        response.body = ()
    asked.note()
    return response


class _Asked:
    """One request on its way to an answer; keeps what an error page needs."""

    def __init__(self, service: SparqlService, request: HttpRequest, page: PageMaker | None) -> None:
        self._service = service
        self._request = request
        self._page = page
        self._query = ""
        self._outcome = "ok"

    def answer(self) -> HttpResponse | None:
        """Return the answer; raise ProblemRaised when there is none."""
        if self._request.method == "OPTIONS":
            return HttpResponse(HTTPStatus.NO_CONTENT, dict(_PREFLIGHT))
        operation = read_operation(self._request, self._service.limits.request_bytes)
        self._query = operation.query or ""
        try:
            if operation.query is None:
                return self._description(operation)
            return self._result(operation, inspect(operation.query))
        except QueryError as error:
            members = {"line": error.line, "column": error.column, "parser": str(error)}
            raise refusal("syntaks", members=members) from error
        except SheetTooLarge as error:
            raise refusal("for-mange-rader", limit=str(error)) from error
        except (QueryUnanswered, StoreMissing) as error:
            raise self._unanswered(error) from error

    def problem(self, problem: Problem) -> HttpResponse | None:
        """Return an error as a page for people, as problem details (RFC 9457) for everyone else."""
        self._outcome = _OUTCOMES.get(problem.kind, "refused")
        wanted = choose(self._request.header("Accept"), (MEDIA_TYPE, "application/json", HTML))
        headers = {"Cache-Control": "no-store", **problem.headers}
        if wanted == HTML:
            return self._as_page(PageContent(self._query, problem=problem), problem.status, headers)
        language = self._request.language
        headers |= {"Content-Type": MEDIA_TYPE, "Content-Language": language, **_NOT_A_PAGE}
        body = problem.to_json(language)
        headers["Content-Length"] = str(len(body))
        return HttpResponse(problem.status, headers, [body])

    def note(self) -> None:
        """Count how the query ended, and note it for the log, by its hash; there is nothing to note of an empty one."""
        if self._query:
            measured.queries(self._outcome).inc()
            self._request.environ[QUERY] = lambda: {"sparql": self.name, "outcome": self._outcome}

    @property
    def name(self) -> str:
        """What the query is called in the log: the beginning of its SHA-256."""
        return hashlib.sha256(self._query.encode()).hexdigest()[:12]

    def _description(self, operation: Operation) -> HttpResponse | None:
        media_type = choose_format(self._request.header("Accept"), operation.format, GRAPHS)
        if media_type == HTML:
            return self._as_page(PageContent(), HTTPStatus.OK, {"Cache-Control": _REVALIDATE})
        running = self._service.running()
        endpoint = self._request.address
        tag = _tag(running.version, media_type, endpoint)
        if self._unchanged(tag):
            return HttpResponse(HTTPStatus.NOT_MODIFIED, {"ETag": tag, "Cache-Control": _REVALIDATE})
        data = self._service.description(running.build, endpoint, media_type)
        return self._sent(Body(len(data), data), media_type, tag)

    def _result(self, operation: Operation, facts: QueryFacts) -> HttpResponse | None:
        types = offered(facts.form)
        media_type = choose_format(self._request.header("Accept"), operation.format, types)
        if media_type == HTML:
            return self._result_page(operation, facts, graph=types is GRAPHS)
        if self._request.language != "nb":
            return self._elsewhere()
        running = self._service.running()
        question = self._question(operation, facts, media_type, running)
        repeatable = facts.repeatable and running.engine.frozen
        tag = _tag_of(question, running.version) if repeatable else None
        if tag and self._unchanged(tag):
            return HttpResponse(HTTPStatus.NOT_MODIFIED, {"ETag": tag, "Cache-Control": _REVALIDATE})
        return self._sent(self._run(running, question, tag), media_type, tag)

    def _run(self, running: Running, question: Question, tag: str | None) -> Body:
        """Return the answer to ``question``: one that is kept, or the engine's."""
        cache = self._service.cache
        kept = cache.get(tag) if tag else None
        if kept is not None:
            return Body(len(kept), kept)
        started = time.perf_counter()
        pieces = self._sheet(running, question) if question.media_type in SHEETS else running.engine.answer(question)
        body = collect(pieces, self._service.limits.answer_bytes)
        if tag and body.data is not None and time.perf_counter() - started > SLOW:
            cache.put(tag, body.data)
        return body

    def _sheet(self, running: Running, question: Question) -> Iterator[bytes]:
        """Yield the answer as a table for a spreadsheet, made from the whole of it."""
        limit = min(self._service.limits.answer_bytes, SHEET_BYTES)
        pieces = running.engine.answer(question._replace(media_type=RESULTS_JSON))
        with closing(collect(pieces, limit)) as results:
            yield from as_sheet(b"".join(results.pieces()), question.media_type)

    def _result_page(self, operation: Operation, facts: QueryFacts, *, graph: bool) -> HttpResponse | None:
        if self._page is None:
            return None
        running = self._service.running()
        result = read_table(
            lambda media_type: running.engine.answer(self._question(operation, facts, media_type, running)),
            graph=graph,
        )
        content = PageContent(self._query, result, graph=graph, build=running.build)
        return self._as_page(content, HTTPStatus.OK, {"Cache-Control": _REVALIDATE})

    def _question(self, operation: Operation, facts: QueryFacts, media_type: str, running: Running) -> Question:
        return Question(
            facts.text,
            media_type,
            running.build.manifest.base,
            operation.default_graphs,
            operation.named_graphs,
            facts.own_dataset,
        )

    def _as_page(self, content: PageContent, status: HTTPStatus, headers: dict[str, str]) -> HttpResponse | None:
        if self._page is None:
            return None
        body = self._page(content).encode()
        headers |= {"Content-Type": content_type(HTML), "Content-Length": str(len(body))}
        return HttpResponse(status, headers, [body])

    def _sent(self, body: Body, media_type: str, tag: str | None) -> HttpResponse:
        headers = {"Content-Type": content_type(media_type), "Cache-Control": "no-store", **_NOT_A_PAGE}
        if tag:
            headers |= {"ETag": tag, "Cache-Control": _REVALIDATE}
        if body.size >= WORTH_COMPRESSING and accepts_gzip(self._request.header("Accept-Encoding")):
            body = compressed(body)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(body.size)
        if body.file is None:
            return HttpResponse(HTTPStatus.OK, headers, [body.data or b""])
        if not self._service.downloads.acquire(blocking=False):
            body.close()
            raise self._unanswered(EngineBusy(self._service.limits.retry_after))
        return HttpResponse(HTTPStatus.OK, headers, FileBody(body.file, self._service.downloads.release))

    def _unchanged(self, tag: str) -> bool:
        """Return whether the client has the answer ``tag`` names (RFC 9110 section 13.1.2)."""
        known = self._request.header("If-None-Match")
        if known is None or self._request.method not in _SAFE:
            return False
        return known.strip() == "*" or tag.removeprefix("W/") in {
            part.strip().removeprefix("W/") for part in known.split(",")
        }

    def _elsewhere(self) -> HttpResponse:
        """Data has one address in all languages; a method with a body is repeated there as it is."""
        query = self._request.query_string
        status = HTTPStatus.SEE_OTHER
        if self._request.method not in ("GET", "HEAD"):
            status = HTTPStatus.PERMANENT_REDIRECT
        path = self._request.environ.get("SCRIPT_NAME", "") + "/sparql"
        return HttpResponse(status, {"Location": f"{path}?{query}" if query else path, "Content-Length": "0"})

    def _unanswered(self, error: Exception) -> ProblemRaised:
        limits = self._service.limits
        if isinstance(error, QueryTooSlow):
            return refusal("for-treg", seconds=round(limits.deadline))
        if isinstance(error, NotWritable):
            return refusal("ikke-i-formatet", members={"parser": str(error)})
        if isinstance(error, QueryTooLarge):
            return refusal("for-stort-svar", limit=limits.answer_bytes)
        seconds = error.retry_after if isinstance(error, EngineBusy) else limits.retry_after
        headers = {"Retry-After": str(seconds)}
        if isinstance(error, EngineBusy):
            return refusal("opptatt", seconds=seconds, headers=headers)
        if isinstance(error, EngineFaulty):
            _LOG.error("query %s: the engine: %s", self.name, error)
            return refusal("motoren-feiler")
        if isinstance(error, EngineSilent):
            return refusal("motoren-svarer-ikke", seconds=round(limits.deadline))
        if isinstance(error, StoreMissing):
            return refusal("utilgjengelig", seconds=seconds, headers=headers)
        return refusal("motoren-stoppet")


def _tag(*parts: str) -> str:
    """Return a weak entity tag: equal for answers that mean the same, whatever their coding and row order."""
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def _tag_of(question: Question, version: str) -> str:
    return _remembered_tag(question, version) if len(question.query) <= REMEMBERED else _new_tag(question, version)


def _new_tag(question: Question, version: str) -> str:
    graphs = " ".join(question.default_graphs), " ".join(question.named_graphs)
    return _tag(version, question.media_type, question.base_iri, *graphs, question.query)


_remembered_tag: Final = lru_cache(maxsize=512)(_new_tag)


def _close(response: HttpResponse) -> None:
    close = getattr(response.body, "close", None)
    if close is not None:
        close()
