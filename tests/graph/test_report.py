from __future__ import annotations

import json
from dataclasses import replace

import pytest

from graph.checks.report import FOUND, OK, OUTPUTS, as_github, as_json, as_sarif, as_text, exit_code
from graph.checks.rule import finding
from graph.finding import Finding

ERROR = finding("SYN-01", "semicolon", file="vocabularies/personell/ansatt.ttl", line=12, column=21)
WARNING = finding("FIL-13", "layout", file="mappings/oslo/felt.csv", line=2, column=1, path="mappings/oslo/felt.csv")
BOTH = [ERROR, WARNING]


class TestText:
    def test_each_finding_is_a_line_and_a_remedy(self) -> None:
        """Findings are sorted by file and place, with what to do below, and a summary last."""
        assert as_text(BOTH, 3) == (
            "mappings/oslo/felt.csv:2:1: advarsel FIL-13: Filen er ikke i fast skriveform fra linje 2.\n"
            "    Rett: Kjør  begrep format mappings/oslo/felt.csv\n"
            "vocabularies/personell/ansatt.ttl:12:21: feil SYN-01: Linje 12 mangler semikolon på slutten.\n"
            "    Rett: Sett « ;» sist på linjen.\n"
            "\n"
            "Feil: vocabularies/personell/ansatt.ttl:12:21 (SYN-01)\n"
            "3 filer kontrollert: 1 feil, 1 advarsel. Feil må rettes før endringen kan slås sammen.\n"
            "Mer om en regel: begrep check --explain SYN-01\n"
        )

    def test_errors_alone_are_not_named_twice(self) -> None:
        """Only among other findings does an error drown."""
        assert as_text([ERROR, ERROR], 1).count("ansatt.ttl:12:21") == 2

    def test_many_errors_are_counted(self) -> None:
        """The first ten errors are named at the end, and how many more there are."""
        many = [replace(ERROR, line=line) for line in range(1, 13)]
        ending = as_text([*many, WARNING], 2, "en").split("\n\n")[1].splitlines()
        assert ending[9] == "Error: vocabularies/personell/ansatt.ttl:10:21 (SYN-01)"
        assert ending[10] == "… and 2 more."

    @pytest.mark.parametrize(
        ("lang", "words"),
        [
            ("nn", "2 filer kontrollerte: 2 feil, 1 åtvaring. Feil må rettast før endringa kan slåast saman."),
            ("en", "2 files checked: 2 errors, 1 warning. Errors must be mended before the change can be merged."),
        ],
    )
    def test_the_summary_is_in_the_language_asked_for(self, lang: str, words: str) -> None:
        """Counts are inflected in each language."""
        assert as_text([ERROR, ERROR, WARNING], 2, lang).splitlines()[-2] == words

    def test_nothing_found_is_said(self) -> None:
        """Silence is told apart from not having looked."""
        assert as_text([], 1) == "1 fil kontrollert: ingen funn.\n"


class TestExitCode:
    @pytest.mark.parametrize(
        ("findings", "strict", "code"),
        [([], False, OK), ([WARNING], False, OK), ([WARNING], True, FOUND), ([ERROR], False, FOUND), ([], True, OK)],
    )
    def test_errors_fail_and_warnings_only_when_strict(self, findings: list[Finding], strict: bool, code: int) -> None:
        """A warning never fails a check unless it is asked to."""
        assert exit_code(findings, strict) == code


class TestGithub:
    def test_a_finding_is_a_workflow_command(self) -> None:
        """GitHub shows message and remedy on the line of the file."""
        assert as_github([ERROR], 1, "en").splitlines()[0] == (
            "::error file=vocabularies/personell/ansatt.ttl,line=12,col=21,title=SYN-01::"
            "Line 12 has no semicolon at the end.%0AMend: Put “ ;” last on the line."
            "%0Ahttps://w3id.org/begrepskatalog/regler/SYN-01"
        )

    def test_file_names_are_escaped(self) -> None:
        """A comma, a colon or a per cent sign in a name does not break the command."""
        odd = finding("SYN-01", "semicolon", file="a,b:c%.ttl")
        assert "file=a%2Cb%3Ac%25.ttl,line=1" in as_github([odd], 1)


class TestJson:
    def test_all_languages_are_given(self) -> None:
        """A program gets the text asked for, and every language."""
        told = json.loads(as_json(BOTH, 3, "nn"))
        assert told["files"] == 3
        assert [found["rule"] for found in told["findings"]] == ["FIL-13", "SYN-01"]
        assert told["findings"][1]["text"] == told["findings"][1]["message"]["nn"]
        assert told["findings"][1]["fix"] == "Set « ;» sist på linja."


class TestSarif:
    def test_results_point_at_rules_and_places(self) -> None:
        """A SARIF log has one run, the broken rules, and a result with a region per finding."""
        log = json.loads(as_sarif(BOTH, 3))
        (run,) = log["runs"]
        assert log["version"] == "2.1.0"
        assert [found["id"] for found in run["tool"]["driver"]["rules"]] == ["FIL-13", "SYN-01"]
        help_uris = [found["helpUri"] for found in run["tool"]["driver"]["rules"]]
        assert help_uris[1] == "https://w3id.org/begrepskatalog/regler/SYN-01"
        result = run["results"][1]
        assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("SYN-01", 1, "error")
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "vocabularies/personell/ansatt.ttl"
        assert place["region"] == {"startLine": 12, "startColumn": 21}


@pytest.mark.parametrize("output", OUTPUTS)
def test_every_output_takes_no_findings(output: str) -> None:
    """Each form can say that nothing was found."""
    assert OUTPUTS[output]([], 2, "nb", "https://begrep.example.no/").endswith("\n")
