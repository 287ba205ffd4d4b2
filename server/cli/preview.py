"""The pages of changed concepts as they will be, as files: for those who judge a change and run no server."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from graph.changes.change import ThingChange
from graph.changes.report import as_html
from server.settings import Settings

CHANGES: Final = "endringer.html"
_LOCAL: Final = re.compile(r'(?P<name>href|src)="/(?P<path>[^"]*)"')


def write_preview(settings: Settings, changes: Sequence[ThingChange], folder: Path, lang: str) -> list[Path]:
    """Write the changes, and the page of each concept that changed and is still there, into ``folder``.

    The content is built from the files as they are, in a folder that is removed again; raises ContentError when it
    has errors. Returns the pages. Links to pages that are not among them are taken away.
    """
    from loaders.build import BuildPlan, build
    from loaders.source import ContentFolders
    from server.app import STATIC, create_app
    from server.sparql.endpoint import service_of

    folder.mkdir(parents=True, exist_ok=True)
    (folder / CHANGES).write_text(as_html(changes, lang), encoding="utf-8")
    concepts = [change for change in changes if change.kind == "concept" and change.state != "gone"]
    with tempfile.TemporaryDirectory() as store:
        build(BuildPlan(ContentFolders(settings.vocabularies, settings.mappings), Path(store)))
        app = create_app(replace(settings, store=Path(store)))
        try:
            client = app.test_client()
            names = {change.iri.partition("/begrep/")[2]: _file_name(change.iri) for change in concepts}
            pages = {path: client.get(f"/begrep/{path}", headers={"Accept": "text/html"}).text for path in names}
        finally:
            service_of(app).close()
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    written = []
    for path, page in pages.items():
        written.append(folder / names[path])
        written[-1].write_text(_standing_alone(page, names), encoding="utf-8")
    return written


def _file_name(iri: str) -> str:
    return f"{iri.partition('/begrep/')[2].replace('/', '-')}.html"


def _standing_alone(page: str, names: dict[str, str]) -> str:
    """The page with addresses that work from a folder: its own styles, the other pages there, nothing else."""

    def address(found: re.Match[str]) -> str:
        path = found["path"]
        if path.startswith("static/"):
            return f'{found["name"]}="{path}"'
        there = names.get(path.removeprefix("begrep/"))
        return f'{found["name"]}="{there}"' if there else ""

    return _LOCAL.sub(address, page)
