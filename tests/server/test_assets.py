from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.assets import Assets


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A static folder with the plain style sheet only."""
    (tmp_path / "base.css").write_text("body { margin: 0 }", encoding="utf-8")
    return tmp_path


def built(static: Path, files: dict[str, str]) -> None:
    """Write a manifest that names ``files``, and the files themselves."""
    folder = static / "assets"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    for name in files.values():
        (folder / name).write_bytes(b"x")


def test_plain_style_is_enough(static: Path) -> None:
    """Without built assets the site has its own style sheet and no font of its own."""
    assets = Assets.load(static)
    assert [sheet.partition("?")[0] for sheet in assets.stylesheets] == ["base.css"]
    assert assets.font is None


def test_built_assets_come_after_the_plain_style(static: Path) -> None:
    """The plain style sheet orders the cascade layers, so it is loaded before the bundle."""
    built(static, {"site.css": "site-AB.css", "inter-latin-wght-normal.woff2": "inter-CD.woff2"})
    assets = Assets.load(static)
    assert [sheet.partition("?")[0] for sheet in assets.stylesheets] == ["base.css", "assets/site-AB.css"]
    assert assets.font == "assets/inter-CD.woff2"


def test_changed_plain_style_has_a_new_address(static: Path) -> None:
    """A browser that keeps the plain style sheet asks anew when it has changed."""
    before = Assets.load(static).stylesheets
    (static / "base.css").write_text("body { margin: 1px }", encoding="utf-8")
    assert Assets.load(static).stylesheets != before


@pytest.mark.parametrize("damage", ["{", '{"stamp": "x"}'])
def test_damaged_manifest_counts_as_none(static: Path, damage: str) -> None:
    """A manifest that cannot be read leaves the plain style, not an error page."""
    built(static, {"site.css": "site-AB.css"})
    (static / "assets" / "manifest.json").write_text(damage, encoding="utf-8")
    assert len(Assets.load(static).stylesheets) == 1


def test_missing_file_is_not_linked(static: Path) -> None:
    """A file the manifest names but the folder lacks is not asked for by the pages."""
    built(static, {"site.css": "site-AB.css"})
    (static / "assets" / "site-AB.css").unlink()
    assert len(Assets.load(static).stylesheets) == 1
