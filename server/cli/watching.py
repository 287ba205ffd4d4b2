"""Building at every save, beside the server: a process of its own, so that building takes nothing from who answers.

What has been checked, and what follows from a vocabulary, is remembered from one save to the next.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
from watchfiles import Change, watch

from server.cli.building import build_now, plan_of
from server.cli.words import word
from server.settings import Settings

# A save is several events; so is a change of branch.
_TOGETHER_MS: Final = 300
_STEP_MS: Final = 100
# How soon a server that was killed is noticed.
_LOOK_MS: Final = 1000


@contextmanager
def watching(settings: Settings, lang: str) -> Iterator[None]:
    """Build ``settings``' content at every save as long as the block runs."""
    # Not forked: the server's own process holds threads and locks that a copy would wait for.
    process = multiprocessing.get_context("spawn").Process(
        target=build_at_every_save, args=(settings, lang, os.getpid()), daemon=True
    )
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def build_at_every_save(settings: Settings, lang: str, server: int) -> None:
    """Build whenever a content file has changed, until the process ``server`` that started this one is gone."""
    # Ctrl-C goes to everybody at the terminal; the server ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from loaders.build import up_to_date

    plan, begun = plan_of(settings, remember=True), False
    folders = (settings.vocabularies, settings.mappings)
    click.echo(word("watch-begun", lang, folders=", ".join(map(str, folders))), err=True)
    for changes in watch(
        *folders,
        watch_filter=_is_content,
        debounce=_TOGETHER_MS,
        step=_STEP_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        if os.getppid() != server:
            return
        # Nobody saw what was saved between the server's own build and the first look.
        missed = not begun and not changes and up_to_date(plan) is None
        begun = True
        if changes:
            names = sorted({Path(path).name for _, path in changes})
            click.echo(word("watch-saved", lang, files=", ".join(names)), err=True)
        if (changes or missed) and not build_now(plan, lang):
            click.echo(word("build-kept", lang), err=True)


def _is_content(change: Change, path: str) -> bool:
    """Whether a file that changed is content, and not what an editor writes beside it."""
    name = Path(path).name
    return name.endswith((".ttl", ".csv")) and not name.startswith((".", "#", "~"))
