"""Start the web server: worker processes that each open the served build and answer requests."""

from __future__ import annotations

import os
from typing import Final

import click
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from server.settings import Settings, from_environment

# A reader on a slow line holds a thread while it reads, so there are many more threads than cores.
_THREADS: Final = 64
# How long a worker that is told to stop may finish what it is answering.
_PATIENCE_SECONDS: Final = 10


def run(settings: Settings) -> None:
    """Serve ``settings`` until interrupted; a worker process that dies is replaced."""
    # The workers are processes of their own and read their settings where every process finds them.
    os.environ.update(settings.to_environment())
    click.echo(f"Katalogen vises på http://{settings.host}:{settings.port}", err=True)
    Server(
        "server.run:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=_THREADS,
        backpressure=_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_PATIENCE_SECONDS,
        factory=True,
        log_level=LogLevels.error,
        process_name=None,
    ).serve()


def application() -> Flask:
    """Return the application a worker process serves, with the settings of its environment."""
    from server.app import create_app
    from server.sparql.endpoint import service_of

    app = create_app(from_environment())
    # Started now, so that the first query does not wait for it.
    service_of(app).running()
    return app
