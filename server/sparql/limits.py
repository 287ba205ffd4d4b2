"""How much one query, and all queries together, may ask for."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the query endpoint; times in seconds, sizes in bytes.

    ``workers`` queries run at once that are known to be light: queries of their shape took less than
    ``light_within`` of processor time. ``unproven`` others run beside them. One that has taken ``heavy_after`` of
    processor time is heavy: it runs when nobody else needs the processor and counts among ``heavy`` instead, as do
    those expected to be, so that light ones never wait for it; it has ``patience`` to find a place there, in which
    it goes on. ``queue_length`` light ones may wait for their turn and ``heavy_queue`` of each other kind; those who
    wait hold a thread each. A worker is replaced after ``answers_per_worker``, so that what the engine leaves behind
    stays bounded. A store of more quads than ``in_memory_quads``, each of which takes about 1,300 bytes there, is
    read from disk.
    """

    request_bytes: int = 1 << 20
    answer_bytes: int = 256 << 20
    deadline: float = 20.0
    memory_bytes: int = 1 << 30
    workers: int = max(4, os.cpu_count() or 1)
    heavy: int = max(2, (os.cpu_count() or 1) // 2)
    heavy_after: float = 0.1
    light_within: float = 0.02
    patience: float = 0.5
    answers_per_worker: int = 20_000
    queue_length: int = 256
    heavy_queue: int = 12
    queue_seconds: float = 5.0
    in_memory_quads: int = 1_500_000
    cache_bytes: int = 32 << 20
    downloads: int = 8

    @property
    def unproven(self) -> int:
        """The number of queries of unknown weight that run at once."""
        return max(1, self.workers // 2)

    @property
    def retry_after(self) -> int:
        """The whole seconds after which a refused client may try again."""
        return max(1, round(self.queue_seconds))
