from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import Any

import pytest

import server
from graph.texts import LANGUAGES
from server.jskos.routes import PROBLEMS as JSKOS
from server.problems import SITE, Problems
from server.reconciliation.reading import PROBLEMS as RECONCILIATION
from server.sparql.problems import PROBLEMS as SPARQL
from server.sparql.problems import refusal

SERVER = Path(server.__file__ or "").parent
TABLES = (SPARQL, SITE, JSKOS, RECONCILIATION)
EVERY = [(table, kind) for table in TABLES for kind in table.entries]
VALUES: dict[str, Any] = dict.fromkeys(
    (name for table in TABLES for name in re.findall(r"\{(\w+)\}", table.table.read_text("utf-8"))), "7"
)


@pytest.mark.parametrize(("table", "kind"), EVERY)
def test_every_problem_is_worded_in_three_languages(table: Problems, kind: str) -> None:
    """Each kind has an error status and a title and a detail in each language, with every value filled in."""
    problem = table.refusal(kind, **VALUES).problem
    assert problem.status >= 400
    for texts in (problem.title, problem.detail):
        assert set(texts) == set(LANGUAGES)
        assert all(text and not set("{}") & set(text) for text in texts.values())


@pytest.mark.parametrize(("table", "kind"), EVERY)
def test_languages_take_the_same_values(table: Problems, kind: str) -> None:
    """No language leaves out a value that another one shows."""
    entry = table.entries[kind]
    asked = [
        {name for _, name, _, _ in string.Formatter().parse(entry["detail"][language]) if name}
        for language in LANGUAGES
    ]
    assert asked[0] == asked[1] == asked[2]


def test_every_kind_is_raised_somewhere() -> None:
    """The table holds no words that nothing says."""
    code = "".join(path.read_text("utf-8") for path in SERVER.rglob("*.py"))
    assert [kind for _, kind in EVERY if f'"{kind}"' not in code] == []


def test_json_has_the_members_of_the_standard() -> None:
    """The body has type, title, status and detail (RFC 9457 section 3.1) and the position as extensions."""
    problem = refusal("syntaks", members={"line": 2, "column": 7, "parser": None}).problem
    body = json.loads(problem.to_json("nn"))
    assert body["type"] == "/sparql#syntaks"
    assert body["title"] == "Spørjinga følgjer ikkje SPARQL 1.1"
    assert body["status"] == 400
    assert body["detail"] == "Tolkaren stoppa her, og seier på engelsk kva han venta."
    assert (body["line"], body["column"]) == (2, 7)
    assert "parser" not in body
    assert body["translations"]["nb"]["title"] == "Spørringen følger ikke SPARQL 1.1"
    assert set(body["translations"]) == {"nb", "en"}


def test_missing_value_is_an_error() -> None:
    """A view that forgets a value is found out at once."""
    with pytest.raises(KeyError):
        refusal("metode")


def test_unknown_kind_is_an_error() -> None:
    """There is no problem without words."""
    with pytest.raises(KeyError):
        refusal("noe-annet")
