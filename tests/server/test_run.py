"""A server that is told to stop does, however it is told."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.builds import Build
from server.run import _Interrupt

Start = Callable[[Path], tuple[str, subprocess.Popen[bytes]]]


@pytest.mark.parametrize("worker_dies_too", [False, True])
def test_a_storm_of_signals_stops_the_server(start: Start, real_build: Build, worker_dies_too: bool) -> None:
    """make passes on the signal that the process already got; one handler then runs inside the other."""
    _, process = start(real_build.folder.parents[1])
    if worker_dies_too:
        os.killpg(process.pid, signal.SIGTERM)
    for number in range(2000):
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGTERM)
        # Handlers that interrupt each other at ever new places; a pause of no length lets signals melt into one.
        for _ in range(number % 37):
            pass
    assert process.wait(timeout=20) is not None


def test_interrupt_remembers_the_signal() -> None:
    """Forgetting a dead worker does not forget the signal to stop."""
    told = False
    interrupt = _Interrupt(lambda: told)
    interrupt.set()
    interrupt.clear()
    assert not interrupt.is_set()
    assert not interrupt.wait(0.01)
    told = True
    interrupt.clear()
    assert interrupt.is_set()
    assert interrupt.wait()


def test_interrupt_wakes_who_waits() -> None:
    """A worker's watcher is another thread; the wait ends soon after it speaks."""
    interrupt = _Interrupt(lambda: False)
    threading.Timer(0.1, interrupt.set).start()
    started = time.monotonic()
    assert interrupt.wait(10)
    assert time.monotonic() - started < 5
