"""Progress: a bar on a terminal, few plain lines in a log, nothing left behind."""

from __future__ import annotations

import io

import pytest

from server.progress import Reporter


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that shows the number in the list."""
    now = [100.0]
    monkeypatch.setattr("server.progress.time.monotonic", lambda: now[0])
    return now


def test_a_bar_fills_on_a_terminal(clock: list[float]) -> None:
    """The line is drawn anew, with bar and per cent, and taken away at the end."""
    terminal = Terminal()
    with Reporter(terminal) as say:
        for done in range(0, 101, 25):
            clock[0] += 1
            say("Regner om", done, 100)
    drawn = terminal.getvalue().split("\r\033[K")
    assert drawn[3] == f"Regner om [{'#' * 15}{'.' * 15}] 50 %"
    assert drawn[5] == f"Regner om [{'#' * 30}] 100 %"
    assert drawn[-1] == ""


def test_the_bar_is_not_drawn_more_often_than_it_can_be_seen(clock: list[float]) -> None:
    """A thousand steps in no time are drawn twice: the first and the last."""
    terminal = Terminal()
    say = Reporter(terminal)
    for done in range(1000):
        say("Leser", done + 1, 1000)
    assert terminal.getvalue().count("\r") == 2


def test_a_log_gets_few_plain_lines(clock: list[float]) -> None:
    """A line after a second, then one every ten; no control characters, and none for what is quick."""
    log = io.StringIO()
    with Reporter(log) as say:
        say("Leser", 0, 1)
        say("Leser", 1, 1)
        for done in range(31):
            say("Regner om", done, 30)
            clock[0] += 1
    lines = log.getvalue().splitlines()
    assert lines == ["Regner om (2 s, 6 %) …", "Regner om (13 s, 43 %) …", "Regner om (24 s, 80 %) …"]
