"""Answers kept because they were slow to work out, until the build or the space they take says otherwise."""

from __future__ import annotations

import threading
from collections import OrderedDict


class ResultCache:
    """The most recently used answers, up to a number of bytes; safe to use from many threads."""

    def __init__(self, limit: int) -> None:
        """Keep at most ``limit`` bytes of answers."""
        self._limit = limit
        self._bytes = 0
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """Return the answer kept under ``key``, None when there is none."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: str, answer: bytes) -> None:
        """Keep ``answer`` under ``key``; one that would take a quarter of the space is not kept."""
        if len(answer) > self._limit // 4:
            return
        with self._lock:
            self._bytes += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while self._bytes > self._limit:
                self._bytes -= len(self._answers.popitem(last=False)[1])

    def __len__(self) -> int:
        """Return the number of answers kept."""
        return len(self._answers)
