from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.builds import Build
from graph.errors import EngineBusy, EngineStopped, NotWritable, QueryError, QueryTooSlow, StoreMissing
from server.sparql.engine import Question
from server.sparql.limits import Limits
from server.sparql.nursery import arguments
from server.sparql.pool import Nursery, QueryPool

JSON = "application/sparql-results+json"
YES = b'{"head":{},"boolean":true}'
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LIMITS = Limits(deadline=1.5, memory_bytes=256 << 20, workers=2, heavy=1, heavy_after=0.3, queue_seconds=1.0)

MakePool = Callable[[Limits], QueryPool]


def question(query: str, media_type: str = JSON) -> Question:
    """A question about the catalogue."""
    return Question(query, media_type, "https://w3id.org/begrepskatalog/")


def answer(pool: QueryPool, query: str, media_type: str = JSON) -> bytes:
    """Return the whole answer."""
    return b"".join(pool.answer(question(query, media_type)))


def too_slow(pool: QueryPool) -> None:
    """Ask for what takes too long."""
    with pytest.raises(QueryTooSlow):
        answer(pool, ENDLESS)


def children(root: int | None = None) -> set[int]:
    """Return every process that runs below ``root`` (this process by default)."""
    root = root or os.getpid()
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(status.parent.name)] = int(parent)
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}


def eventually(promise: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Return whether ``promise`` holds before the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if promise():
            return True
        time.sleep(0.02)
    return promise()


@pytest.fixture(scope="module")
def make_pool(small_build: Build) -> Iterator[MakePool]:
    """Pools over the small catalogue, one per set of limits, closed when the tests are done."""
    pools: dict[Limits, QueryPool] = {}

    def make(limits: Limits) -> QueryPool:
        if limits not in pools:
            pools[limits] = QueryPool(small_build.store, limits)
        return pools[limits]

    yield make
    for pool in pools.values():
        pool.close()


@pytest.fixture
def pool(make_pool: MakePool) -> QueryPool:
    """A pool with tight limits."""
    return make_pool(LIMITS)


def test_answers(pool: QueryPool) -> None:
    """A worker gives the same answers as the engine at home, small and large."""
    assert answer(pool, "ASK { ?s ?p ?o }") == YES
    rows = answer(pool, "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20000", "text/csv").count(b"\r\n")
    assert rows == 20_001
    assert b"@prefix " in answer(pool, "CONSTRUCT WHERE { ?s a ?o } LIMIT 3", "text/turtle")


def test_dataset_crosses_over(pool: QueryPool) -> None:
    """The graphs of the protocol reach the worker."""
    asked = question("ASK { ?s ?p ?o }")._replace(default_graphs=("http://ingen.example/graf",))
    assert b"".join(pool.answer(asked)) == b'{"head":{},"boolean":false}'


def test_errors_cross_over(pool: QueryPool) -> None:
    """What is wrong with a query is told with its place, and the worker lives on."""
    with pytest.raises(QueryError) as raised:
        answer(pool, "SELECT *\n{ ?s ?p }")
    assert (raised.value.line, raised.value.column) == (2, 10)
    before = children()
    with pytest.raises(NotWritable):
        answer(pool, "CONSTRUCT WHERE { ?s ?p ?o }", JSON)
    with pytest.raises(QueryError):
        list(pool.answer(question("ASK {}")._replace(default_graphs=("http://[",))))
    assert children() == before


def test_deadline_ends_the_query_and_its_worker(pool: QueryPool) -> None:
    """At the deadline the worker is gone, its successor stands ready, and nobody else is touched."""
    started = time.monotonic()
    with pytest.raises(QueryTooSlow):
        answer(pool, ENDLESS)
    assert 1.4 < time.monotonic() - started < 2.5
    assert answer(pool, "ASK {}") == YES


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (" + "CONCAT(" * 30_000 + '"a"' + ")" * 30_000 + " AS ?x) {}",
        "SELECT * { " + "{" * 120_000 + "}" * 120_000 + " }",
        "SELECT (" + "IF(true, " * 60_000 + "1" + ", 2)" * 60_000 + " AS ?x) {}",
    ],
    ids=["calls", "groups", "conditions"],
)
def test_a_crash_costs_one_worker(make_pool: MakePool, query: str) -> None:
    """A query that overflows the stack, had the guard let it through, ends its worker and nothing else."""
    pool = make_pool(Limits(deadline=20.0, memory_bytes=2 << 30, heavy_after=20.0))
    with pytest.raises(EngineStopped):
        answer(pool, query)
    assert answer(pool, "ASK {}") == YES


def test_memory_is_bounded(make_pool: MakePool) -> None:
    """A query that grows without end is ended when it has what it may have."""
    pool = make_pool(replace(LIMITS, deadline=30.0, heavy_after=30.0))
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(32))
    with pytest.raises(EngineStopped):
        answer(pool, f'SELECT ?x32 {{ BIND("sykefravær" AS ?x0) {doubled} }}')
    assert answer(pool, "ASK {}") == YES


def test_nothing_can_be_fetched(pool: QueryPool) -> None:
    """A worker cannot open a connection, so SERVICE reaches nobody even without the guard."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
        for silent in ("", "SILENT"):
            try:
                answer(pool, f"SELECT * {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}")
            except (EngineStopped, QueryError):
                assert not silent
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_giving_up_ends_the_worker(pool: QueryPool) -> None:
    """When nobody waits for an answer any more, its worker stops working on it."""
    before = children()
    pieces = pool.answer(question("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert eventually(lambda: len(children() & before) < len(before), 1.0)
    assert answer(pool, "ASK {}") == YES


def test_heavy_queries_do_not_hold_up_quick_ones(pool: QueryPool) -> None:
    """While more heavy queries than there are places come and go, quick ones are answered at once."""
    outcomes: list[str] = []

    def heavy(number: int) -> None:
        try:
            answer(pool, ENDLESS.replace("?n", f"?n{number}"))
        except (QueryTooSlow, EngineBusy) as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=heavy, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.8)
    slowest = 0.0
    while any(thread.is_alive() for thread in threads):
        started = time.monotonic()
        assert answer(pool, "ASK {}") == YES
        slowest = max(slowest, time.monotonic() - started)
    assert sorted(set(outcomes)) == ["EngineBusy", "QueryTooSlow"]
    assert slowest < 0.5


def test_light_queries_never_wait_for_what_is_unproven(make_pool: MakePool) -> None:
    """With every place for queries that nothing is known of taken, one whose like was light is answered at once."""
    pool = make_pool(Limits(deadline=1.5, workers=1, heavy_after=5.0, heavy_queue=0))
    assert answer(pool, "ASK { <http://a.example/1> ?p 'en' } # først") == YES.replace(b"true", b"false")
    busy = threading.Thread(target=too_slow, args=(pool,))
    busy.start()
    time.sleep(0.3)
    assert answer(pool, "ASK {  <http://a.example/2> ?p 'to' }") == YES.replace(b"true", b"false")
    with pytest.raises(EngineBusy):
        answer(pool, "ASK { ?s ?p <http://a.example/1> }")
    busy.join()


def test_a_heavy_query_yields_the_processor(make_pool: MakePool) -> None:
    """One that has taken its share has a lower priority than the others."""
    pool = make_pool(Limits(deadline=1.5, workers=1, heavy_after=0.05))
    busy = threading.Thread(target=too_slow, args=(pool,))
    busy.start()
    nursery = pool._nursery._process.pid

    def yields() -> bool:
        threads = [int(task.name) for pid in children(nursery) for task in Path(f"/proc/{pid}/task").iterdir()]
        niceness = os.getpriority(os.PRIO_PROCESS, 0)
        return any(os.getpriority(os.PRIO_PROCESS, thread) > niceness for thread in threads)

    assert eventually(yields, 1.4)
    busy.join()


def test_a_query_known_to_be_heavy_starts_among_the_heavy(make_pool: MakePool) -> None:
    """A second helping of a heavy query waits for the heavy ones' place and is told when to come back."""
    pool = make_pool(Limits(deadline=2.0, workers=2, heavy=1, heavy_after=0.1, queue_seconds=0.2))
    first = threading.Thread(target=too_slow, args=(pool,))
    first.start()
    time.sleep(0.5)
    with pytest.raises(EngineBusy) as raised:
        answer(pool, ENDLESS)
    assert raised.value.retry_after >= 1
    assert answer(pool, "ASK {}") == YES
    first.join()


def test_queue_is_bounded(make_pool: MakePool) -> None:
    """When the places and the queue are full, the next one is told so at once."""
    pool = make_pool(Limits(deadline=1.0, workers=1, heavy=1, heavy_after=5.0, queue_length=0))
    busy = threading.Thread(target=too_slow, args=(pool,))
    busy.start()
    time.sleep(0.3)
    started = time.monotonic()
    with pytest.raises(EngineBusy):
        answer(pool, "ASK {}")
    assert time.monotonic() - started < 0.6
    busy.join()


def test_a_lost_worker_is_replaced(pool: QueryPool) -> None:
    """Workers that somebody ends between two queries are not missed."""
    answer(pool, "ASK {}")
    nursery = pool._nursery._process.pid
    for pid in children(nursery):
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    assert answer(pool, "ASK {}") == YES


def test_a_lost_nursery_is_started_again(make_pool: MakePool) -> None:
    """When the process that workers come from is ended, another takes its place."""
    pool = make_pool(Limits(workers=1))
    process = pool._nursery._process
    process.kill()
    process.wait()
    for _ in range(3):
        assert answer(pool, "ASK {}") == YES
    while pool._idle:
        pool._idle.pop().close()
    assert answer(pool, "ASK {}") == YES
    assert pool._nursery._process.pid != process.pid


def test_no_process_outlives_the_pool(small_build: Build) -> None:
    """Closing ends the nursery and every worker."""
    before = children()
    pool = QueryPool(small_build.store, LIMITS)
    answer(pool, "ASK {}")
    assert children() - before
    pool.close()
    assert eventually(lambda: children() <= before)


def test_closing_lets_queries_end(small_build: Build) -> None:
    """A query that is under way when another build takes over gets its whole answer."""
    pool = QueryPool(small_build.store, replace(LIMITS, deadline=30.0))
    pieces = pool.answer(question("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000", "text/csv"))
    first = next(pieces)
    pool.close()
    assert (first + b"".join(pieces)).count(b"\r\n") == 100_001


def test_a_heavy_query_that_outlives_the_pool_leaves_nothing_behind(small_build: Build) -> None:
    """Its worker is spent when it ends, and no other is asked for, nor a nursery started to have it from."""
    before = children()
    pool = QueryPool(small_build.store, replace(LIMITS, heavy_after=0.01, deadline=20.0))
    pieces = pool.answer(question("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000", "text/csv"))
    next(pieces)
    time.sleep(0.2)
    pool.close()
    assert b"".join(pieces)
    assert eventually(lambda: children() == before)


def test_a_worker_says_when_an_answer_is_its_last(make_pool: MakePool) -> None:
    """One that has done its part is never asked again, so the change of workers costs nobody an answer."""
    pool = make_pool(replace(LIMITS, answers_per_worker=3))
    assert [answer(pool, "ASK {}") for _ in range(20)] == [YES] * 20


def test_disk_store(small_build: Build) -> None:
    """Without memory to hold the store, each worker opens it read-only on disk."""
    pool = QueryPool(small_build.store, LIMITS, in_memory=False)
    try:
        assert answer(pool, "ASK { ?s ?p ?o }") == YES
        assert answer(pool, "SELECT * { ?s ?p ?o } LIMIT 2000", "text/csv").count(b"\r\n") == 2001
    finally:
        pool.close()


def test_store_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder without a store is an error at once."""
    with pytest.raises(StoreMissing):
        Nursery(tmp_path, LIMITS, in_memory=True)


def test_a_nursery_whose_pool_is_gone_ends_without_a_word(small_build: Build) -> None:
    """A server that is stopped while the store is read leaves nothing in its log."""
    ours, theirs = socket.socketpair()
    command = arguments(theirs, small_build.store, LIMITS, in_memory=True)
    with theirs:
        process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), stderr=subprocess.PIPE)
    ours.close()
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, b"")


def test_many_lost_workers_leave_nothing_behind(make_pool: MakePool) -> None:
    """After twenty crashes there are as many workers and no more threads and open files than after the first."""
    limits = Limits(deadline=20.0, memory_bytes=2 << 30, heavy_after=20.0, workers=3)
    pool = make_pool(limits)
    nursery = pool._nursery._process.pid
    crash = "SELECT (" + "CONCAT(" * 30_000 + '"a"' + ")" * 30_000 + " AS ?x) {}"

    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    with pytest.raises(EngineStopped):
        answer(pool, crash)
    threads, files = threading.active_count(), open_files()
    for _ in range(20):
        with pytest.raises(EngineStopped):
            answer(pool, crash)
    assert eventually(lambda: len(children(nursery)) == limits.workers)
    # Threads of earlier tests may end meanwhile.
    assert threading.active_count() <= threads
    assert open_files() <= files
