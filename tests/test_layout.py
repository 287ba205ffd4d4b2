"""The house holds: who may import whom, where tests lie, how large a module may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("graph", "loaders", "server")
ALLOWED = {"graph": {"graph"}, "loaders": {"loaders", "graph"}, "server": {"server", "graph"}}
COMPOSITION_ROOT = "server/cli/"
NOT_IN_SERVER = {"rdflib", "pyshacl", "skosify"}
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level name of every module ``path`` imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_package_is_seen() -> None:
    """The rules below look at all three packages."""
    assert {name(path).split("/")[0] for path in MODULES} == set(PACKAGES)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_follow_the_arrows(path: Path) -> None:
    """loaders -> graph <- server; only the composition root knows all three."""
    if name(path).startswith(COMPOSITION_ROOT):
        return
    package = name(path).split("/")[0]
    assert {module for module in imported(path) if module in PACKAGES} <= ALLOWED[package]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_server_leaves_rdf_libraries_to_others(path: Path) -> None:
    """The server starts fast: no rdflib, pyshacl or skosify on its import path."""
    if name(path).startswith("server/"):
        assert not NOT_IN_SERVER & set(imported(path))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_graph_knows_no_web_and_no_command_line(path: Path) -> None:
    """graph answers questions; it neither serves nor parses a command line."""
    if name(path).startswith("graph/"):
        assert not {"flask", "werkzeug", "click", "requests", "socket"} & set(imported(path))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_stay_small(path: Path) -> None:
    """No module grows beyond 400 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_functions_stay_small(path: Path) -> None:
    """No function grows beyond 60 lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_tests_are_no_package() -> None:
    """An __init__.py under tests/ would shadow the packages under test."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_names_are_ascii() -> None:
    """File names can be typed and shown the same way everywhere."""
    for folder in (*PACKAGES, "tests", "vocabularies", "mappings"):
        for path in (ROOT / folder).rglob("*"):
            assert name(path).isascii(), name(path)
