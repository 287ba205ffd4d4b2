"""Progress of something that takes time: a bar that fills on a terminal, plain lines in a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Final, TextIO

import click

_REDRAW_SECONDS: Final = 0.1
_LOG_SECONDS: Final = (1.0, 10.0)
_BAR: Final = 30


class Reporter:
    """Shows steps on ``stream``: call it with the step's name, how many are done, and how many there are."""

    def __init__(self, stream: TextIO) -> None:
        """Show progress on ``stream``.

        On a terminal one line is drawn anew; elsewhere a step that takes over a second gets a line, and one more for
        every ten seconds.
        """
        self._stream = stream
        self._terminal = stream.isatty()
        self._step = ""
        self._said = self._started = time.monotonic()
        self._patience = _LOG_SECONDS[0]

    def __enter__(self) -> Reporter:
        """Return the reporter itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the progress line away again."""
        self._clear()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` parts of ``step`` are done."""
        if self._terminal:
            self._draw(step, done, total)
        else:
            self._log(step, done, total)

    def _draw(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step != self._step or done == total or now - self._said > _REDRAW_SECONDS:
            self._step, self._said = step, now
            click.echo(f"\r\033[K{step} {_bar(done, total)}", file=self._stream, nl=False)

    def _log(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step != self._step:
            self._step, self._started, self._said, self._patience = step, now, now, _LOG_SECONDS[0]
        elif now - self._said > self._patience:
            self._said, self._patience = now, _LOG_SECONDS[1]
            share = f", {_percent(done, total)}" if total > 1 else ""
            click.echo(f"{step} ({now - self._started:.0f} s{share}) …", file=self._stream)

    def _clear(self) -> None:
        if self._terminal and self._step:
            click.echo("\r\033[K", file=self._stream, nl=False)


def _bar(done: int, total: int) -> str:
    if total <= 1:
        return "…"
    filled = _BAR * min(done, total) // total
    return f"[{'#' * filled}{'.' * (_BAR - filled)}] {_percent(done, total)}"


def _percent(done: int, total: int) -> str:
    return f"{100 * min(done, total) // total} %"
