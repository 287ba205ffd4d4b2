"""The real vocabularies and mappings pass every check."""

from pathlib import Path

from graph.checks.every import check_all

ROOT = Path(__file__).parents[2]


def test_the_real_content_has_no_errors() -> None:
    """Nothing in the files people edit must be mended before it can be built."""
    folders = (ROOT / "vocabularies", ROOT / "mappings")
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in {".ttl", ".csv"}]
    found = check_all({path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths})
    assert [(each.file, each.line, each.message["nb"]) for each in found if each.severity == "error"] == []
