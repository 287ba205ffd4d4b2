"""The pages of the rules that ``begrep check`` goes by: one with all of them, and one for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from graph.checks.explanation import STAGES, example, messages, source, stage_of
from graph.checks.rule import rule, rules
from graph.errors import NotFound
from server.filters import prefixed
from server.labels import N_
from server.language import language, words_language

rule_pages = Blueprint("rules", __name__)

SEVERITY: Final[Mapping[str, str]] = {"error": N_("feil"), "warning": N_("advarsel"), "info": N_("merknad")}
COLOUR: Final[Mapping[str, str]] = {"error": "danger", "warning": "warning", "info": "neutral"}


@rule_pages.get("/regler")
def rule_list() -> str:
    """Every rule, stage by stage."""
    found = rules()
    stages = [
        (words[words_language()], [each for each in found if stage_of(each) == stage])
        for stage, words in STAGES.items()
    ]
    return render_template("rules.html", stages=stages, severity=SEVERITY, colour=COLOUR)


@rule_pages.get("/regler/<rule_id>")
def rule_page(rule_id: str) -> ResponseReturnValue:
    """One rule: why, how its findings read, wrong and right, and its source."""
    try:
        found = rule(rule_id.upper())
    except KeyError as error:
        raise NotFound(rule_id) from error
    if found.id != rule_id:
        return redirect(prefixed(url_for("rules.rule_page", rule_id=found.id), language()), 301)
    return render_template(
        "rule.html",
        rule=found,
        stage=STAGES[stage_of(found)][words_language()],
        bad=example(found.bad),
        good=example(found.good),
        source=source(found, words_language()),
        messages=messages(found, words_language()),
        severity=SEVERITY,
        colour=COLOUR,
    )
