"""Following an artefact, beside the server: a process of its own that looks for a new one and makes it the one served.

The server's own processes see the switch as they see any other, so nobody who asks meets a failure.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from server.cli.words import word
from server.progress import Reporter
from server.settings import Settings

if TYPE_CHECKING:
    from loaders.artifact.taking_up import Source

# How soon a server that was killed is noticed, and how long before a process that was killed is started again.
_LOOK_SECONDS: Final = 1.0
# An artefact that was refused is looked at again after so many rounds: its hash may have come since.
_REFUSED_ROUNDS: Final = 10


def take_up_now(settings: Settings, lang: str) -> None:
    """Take up the artefact of ``settings`` and say what came of it; what is in the folder stays when that fails."""
    _Follower(settings, lang).look()


@contextmanager
def following(settings: Settings, lang: str) -> Iterator[None]:
    """Look for a new artefact at the address of ``settings`` as long as the block runs."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep_following, args=(settings, lang, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep_following(settings: Settings, lang: str, over: threading.Event) -> None:
    """Have a process that follows, and another when it is killed, until ``over``."""
    # Not forked: the server's own process holds threads and locks that a copy would wait for.
    context = multiprocessing.get_context("spawn")
    while not over.is_set():
        process = context.Process(target=follow, args=(settings, lang, os.getpid()), daemon=True)
        process.start()
        while process.is_alive() and not over.wait(_LOOK_SECONDS / 4):
            pass
        process.terminate()
        process.join()
        over.wait(_LOOK_SECONDS)


def follow(settings: Settings, lang: str, server: int) -> None:
    """Look for a new artefact again and again, until the process ``server`` that started this one is gone."""
    # Ctrl-C goes to everybody at the terminal; the server ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    follower = _Follower(settings, lang)
    while True:
        until = time.monotonic() + settings.artifact_seconds
        while time.monotonic() < until:
            if os.getppid() != server:
                return
            time.sleep(min(_LOOK_SECONDS, settings.artifact_seconds))
        follower.look(waited=True)


class _Follower:
    """Takes up what lies at one address, and says each thing once."""

    def __init__(self, settings: Settings, lang: str) -> None:
        self._settings = settings
        self._lang = lang
        self._said = ""
        self._refused = ""
        self._rounds = 0

    def look(self, *, waited: bool = False) -> None:
        """Look once. ``waited`` says that this is not the first look, so that nothing is said when nothing is new."""
        from graph.errors import ArtifactRefused, BuildFailed
        from loaders.artifact.taking_up import take_up

        self._rounds += 1
        refused = self._refused if self._rounds % _REFUSED_ROUNDS else ""
        try:
            with Reporter(sys.stderr) as reporter:
                build = take_up(_source(self._settings), self._settings.store, self._settings.keep_builds,
                                refused, reporter)  # fmt: skip
        except ArtifactRefused as error:
            self._refused = error.mark
            self._say(error.words[self._lang], kept=True)
            return
        except BuildFailed as error:
            name = "build-full" if error.kind == "full" else "build-unwritable"
            self._say(word(name, self._lang, folder=error.folder, problem=error.problem), kept=True)
            return
        if build is not None:
            manifest = build.manifest
            values = {"built": f"{manifest.built:%Y-%m-%d %H:%M}", "revision": manifest.revision}
            concepts = manifest.counts.get("concepts", 0)
            self._say(word("artifact-taken", self._lang, source=self._address, concepts=concepts, **values))
            # Should the same trouble come again, it is told again.
            self._said = ""
        elif not waited:
            self._say(word("artifact-same", self._lang, source=self._address))

    @property
    def _address(self) -> str:
        return self._settings.artifact or ""

    def _say(self, message: str, *, kept: bool = False) -> None:
        if message == self._said:
            return
        self._said = message
        click.echo(message, err=True)
        from graph.builds import pointer_stamp

        if kept and pointer_stamp(self._settings.store) is not None:
            click.echo(word("artifact-kept", self._lang, seconds=self._settings.artifact_seconds), err=True)


def _source(settings: Settings) -> Source:
    from loaders.artifact.taking_up import Source
    from loaders.fetching import MEGABYTE

    return Source(settings.artifact or "", settings.artifact_hash, settings.artifact_max_mb * MEGABYTE)
