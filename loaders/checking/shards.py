"""Work on many files shared out over processes; the answers come back as they are ready.

A process is told once what all its work needs. Where processes are copied (Linux) that costs nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from graph.checks.every import Examined, Judged, examine, judge
from graph.checks.library import Library
from loaders.checking.ledger import LedgerClaims

ENOUGH: Final = 400
_CHUNK: Final = 64

Unit = tuple[str, list[str]]
"""A unit of files: its name and its readable paths."""

Item = TypeVar("Item", contravariant=True)
Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


class Worker(Protocol[Item, Answer]):
    """Does pieces of one kind of work."""

    def answer(self, items: Sequence[Item]) -> list[Answer]:
        """The answers to some pieces of work."""
        ...


@dataclass
class Examiner:
    """Examines files by themselves."""

    files: Mapping[str, bytes]
    base: str

    def answer(self, items: Sequence[str]) -> list[tuple[str, Examined]]:
        """Each path with what was found out about the file."""
        return [(path, examine(path, self.files[path], self.base)) for path in items]


@dataclass
class Judge:
    """Judges units of files with what they look up in a library."""

    library: Library

    def answer(self, items: Sequence[Unit]) -> list[tuple[str, Judged]]:
        """Each unit with what was found out about it."""
        return [(name, judge(self.library, paths)) for name, paths in items]


@dataclass
class DistantJudge:
    """The same in a process of its own, which opens the ledger with the claims for itself."""

    files: Mapping[str, bytes]
    base: str
    unread: frozenset[str]
    ledger: Path

    @cached_property
    def _judge(self) -> Judge:
        claims = LedgerClaims.at(self.ledger)
        claims.load()
        return Judge(Library(self.files, self.unread, claims, self.base))

    def answer(self, items: Sequence[Unit]) -> list[tuple[str, Judged]]:
        """Each unit with what was found out about it."""
        return self._judge.answer(items)


def processes(items: int) -> int:
    """How many processes some items of work are worth: one for few, else as many as there are cores for us.

    Fewer than some hundred files are judged faster than processes start.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if items >= ENOUGH else 1


def spread(worker: Worker[Piece, Answer], items: Sequence[Piece], count: int) -> Iterator[list[Answer]]:
    """The answers to all items, some at a time and in no order, from ``count`` processes (1: from this one)."""
    chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
    if count == 1:
        yield from map(worker.answer, chunks)
        return
    # A process with threads must not be copied: a lock may be held in the copy for ever.
    can_copy = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if can_copy else "spawn")
    with ProcessPoolExecutor(count, context, _become, (worker,)) as pool:
        for done in as_completed([pool.submit(_work, chunk) for chunk in chunks]):
            yield done.result()


_workers: Final[list[Worker[Any, Any]]] = []
"""The one worker this process is."""


def _become(worker: Worker[Any, Any]) -> None:
    _workers[:] = [worker]


def _work(items: Sequence[Any]) -> list[Any]:
    return _workers[0].answer(items)
