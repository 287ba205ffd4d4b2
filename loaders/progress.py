"""How the loaders tell what they are doing to whoever waits for them."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many of it are done, and how many there are."""


def silent(step: str, done: int, total: int) -> None:
    """Report progress to nobody."""
