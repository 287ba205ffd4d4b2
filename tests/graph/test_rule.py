from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from graph.checks.rule import LANGUAGES, Rule, finding, rule, rules, stage_rules
from tests.rule_words import ELSEWHERE

ALL = rules()


def names(template: str) -> set[str]:
    """The names a template fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


class TestTable:
    def test_ids_are_unique_and_well_formed(self) -> None:
        """Each rule has an id of its own, made of its stage and a number."""
        ids = [found.id for found in ALL]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[A-Z]{2,4}-\d\d", rule_id) for rule_id in ids)

    @pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
    def test_a_rule_says_all_its_page_needs(self, found: Rule) -> None:
        """Title and reason exist in three languages, with an example of wrong and right, and a source."""
        assert set(found.title) == set(found.why) == set(LANGUAGES)
        assert all([*found.title.values(), *found.why.values(), found.bad.strip(), found.good.strip(), found.source])
        assert found.bad != found.good
        assert found.severity in {"error", "warning", "info"}

    @pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
    def test_the_languages_say_the_same(self, found: Rule) -> None:
        """Message and remedy fill in the same names in every language, and each ends as a sentence."""
        for message, remedy in found.say.values():
            assert names(message["nb"]) == names(message["nn"]) == names(message["en"])
            assert names(remedy["nb"]) == names(remedy["nn"]) == names(remedy["en"])
            assert all(text[-1] in ".?]}:" for text in message.values())

    def test_nynorsk_is_not_bokmal(self) -> None:
        """The two written standards are written separately: few reasons are equal in both."""
        assert sum(found.why["nb"] == found.why["nn"] for found in ALL) == 0

    def test_every_rule_has_its_case(self) -> None:
        """Each rule has a bad file with exact place and words in three languages, or a test that breaks it otherwise.

        What no file can break by itself is broken by the test its case names, which asserts the words of the case.
        """
        data = Path(__file__).parents[1] / "data" / "rules"
        cases = [
            case
            for name in ("cases.toml", "across.toml")
            for case in tomllib.loads((data / name).read_text(encoding="utf-8"))["case"]
        ]
        assert {rule.id for rule in ALL} == {case["rule"] for case in (*cases, *ELSEWHERE)}
        for case in (*cases, *ELSEWHERE):
            assert all(len(case[lang]) == 2 for lang in LANGUAGES), case["rule"]
        for case in ELSEWHERE:
            text = (data.parents[2] / case["test"]).read_text(encoding="utf-8")
            assert re.search(rf'"{case["rule"]}", "{case["variant"]}"', text), case


class TestFindings:
    def test_values_are_filled_in_by_language(self) -> None:
        """A value may itself be in three languages."""
        hint = {"nb": " Mente du skos?", "nn": " Meinte du skos?", "en": " Did you mean skos?"}
        found = finding("SYN-02", "unknown", file="a.ttl", line=3, column=5, prefix="sksos", hint=hint)
        assert (found.rule, found.severity, found.file, found.line, found.column) == ("SYN-02", "error", "a.ttl", 3, 5)
        assert found.message["nn"] == "Prefikset sksos er ikkje kjent. Meinte du skos?"

    def test_an_unknown_rule_is_a_key_error(self) -> None:
        """Neither an unknown number nor an unknown stage is a rule."""
        with pytest.raises(KeyError):
            rule("FIL-99")
        with pytest.raises(KeyError):
            rule("XYZ-01")

    def test_a_stage_holds_its_own_rules(self) -> None:
        """Every rule is found in the file of its stage."""
        assert all(found.id in stage_rules(found.id.split("-")[0].lower()) for found in ALL)
