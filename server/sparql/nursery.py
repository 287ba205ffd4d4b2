"""The process that query workers are forked from: it holds the store and runs no query itself.

It is a process of its own, with one thread, because forking the web process with its threads would be unsafe. The
web process asks by sending one end of a pair of sockets; the fork that gets it is the worker. When the web process
is gone, so is this.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Final

from graph.store import CatalogueStore
from server.sparql.limits import Limits
from server.sparql.worker import serve

READY: Final = b"R"
HIRE: Final = b"W"


def arguments(control: socket.socket, folder: Path, limits: Limits, *, in_memory: bool) -> list[str]:
    """Return the command line of a nursery for the store in ``folder`` that is told what to do on ``control``."""
    root = str(Path(__file__).parents[2])
    code = f"import sys; sys.path.insert(0, {root!r}); from server.sparql.nursery import main; main()"
    given = [str(control.fileno()), str(folder), json.dumps(asdict(limits)), "memory" if in_memory else "disk"]
    return [sys.executable, "-P", "-c", code, *given]


def main() -> None:
    """Load the store, say so, and fork a worker for every connection that is sent."""
    control = socket.socket(fileno=int(sys.argv[1]))
    folder, limits, in_memory = Path(sys.argv[2]), Limits(**json.loads(sys.argv[3])), sys.argv[4] == "memory"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Reading the store from disk leaves idle threads of the engine behind; a store in memory does not need them.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    store = CatalogueStore.open(folder).in_memory() if in_memory else folder
    gc.collect()
    gc.freeze()
    try:
        control.sendall(READY)
    except OSError:
        # The web process was stopped while the store was read.
        os._exit(0)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            os._exit(0)
        connection = socket.socket(fileno=descriptors[0])
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(connection, store, limits)
        connection.close()
