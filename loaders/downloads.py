"""The files to download, written once per build: compressed, so that serving them costs nothing."""

from __future__ import annotations

from pathlib import Path

from graph.downloads.download import Downloads, downloads
from graph.downloads.packing import packed
from graph.errors import SheetTooLarge
from graph.store import CatalogueStore
from loaders.progress import Progress


def write_downloads(folder: Path, store: CatalogueStore, base: str, say: Progress) -> None:
    """Write every file of ``store`` (see graph.downloads.download) to the new ``folder``.

    A workbook that would be too long is left out.
    """
    folder.mkdir()
    files, wanted = Downloads(store, base), downloads(store, base)
    for number, each in enumerate(wanted, start=1):
        say("Skriver nedlastinger", number, len(wanted))
        try:
            name, body = packed(each, files.content(each))
        except SheetTooLarge:
            continue
        (folder / name).write_bytes(body)
