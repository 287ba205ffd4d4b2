"""How much one query, and all queries together, may ask for."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the query endpoint; times in seconds, sizes in bytes.

    ``workers`` queries run at once. One that runs longer than ``heavy_after`` is heavy: it yields the processor to
    the others and counts among ``heavy`` instead, so that quick ones never wait for it. A worker is replaced after
    ``answers_per_worker``, so that what the engine leaves behind stays bounded. A store of more quads than
    ``in_memory_quads``, each of which takes about 1,300 bytes there, is read from disk.
    """

    request_bytes: int = 1 << 20
    answer_bytes: int = 256 << 20
    deadline: float = 20.0
    memory_bytes: int = 1 << 30
    workers: int = max(4, os.cpu_count() or 1)
    heavy: int = max(2, (os.cpu_count() or 1) // 2)
    heavy_after: float = 0.5
    answers_per_worker: int = 20_000
    queue_length: int = 256
    queue_seconds: float = 5.0
    in_memory_quads: int = 1_500_000
    cache_bytes: int = 32 << 20
    downloads: int = 8

    @property
    def retry_after(self) -> int:
        """The whole seconds after which a refused client may try again."""
        return max(1, round(self.queue_seconds))
