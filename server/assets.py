"""Where style sheets and fonts are: hashed names if they were built, the plain style sheet always."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BASE_STYLE = "base.css"


@dataclass(frozen=True, slots=True)
class Assets:
    """Paths below ``/static/``: style sheets in loading order, the font worth fetching first, the SPARQL editor."""

    stylesheets: tuple[str, ...]
    font: str | None
    editor: str | None = None

    @classmethod
    def load(cls, static: Path) -> Assets:
        """Read ``assets/manifest.json`` in the folder ``static``; without it only the plain style is left."""
        files = _built_files(static / "assets")
        version = _version(static / BASE_STYLE)
        bundled = [f"assets/{files['site.css']}"] if "site.css" in files else []
        font = files.get("inter-latin-wght-normal.woff2")
        return cls(
            stylesheets=(f"{BASE_STYLE}?v={version}", *bundled),
            font=f"assets/{font}" if font else None,
            editor=f"assets/{files['sparql-editor.js']}" if "sparql-editor.js" in files else None,
        )


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


def _built_files(folder: Path) -> Mapping[str, str]:
    """Return the manifest's file names; nothing when the assets were not built or are damaged."""
    try:
        files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return {}
    return {name: hashed for name, hashed in files.items() if (folder / hashed).is_file()}
