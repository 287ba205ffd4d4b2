"""An answer under way, and what is to be done when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator


class Watched:
    """The body of an answer; calls ``over`` once, when it is sent or given up."""

    def __init__(self, body: Iterable[bytes], over: Callable[[], None]) -> None:
        """Watch ``body``."""
        self._body = body
        self._pieces = iter(body)
        self._over: Callable[[], None] | None = over

    def __iter__(self) -> Iterator[bytes]:
        """Return itself."""
        return self

    def __next__(self) -> bytes:
        """Return the next piece."""
        return next(self._pieces)

    def close(self) -> None:
        """Close what is watched; WSGI servers call this when the answer is sent or given up."""
        close = getattr(self._body, "close", None)
        try:
            if close is not None:
                close()
        finally:
            over, self._over = self._over, None
            if over is not None:
                over()
