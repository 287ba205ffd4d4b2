"""The pages of the rules: every rule has one, in three languages, with what a finding's reader needs."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from graph.checks.explanation import STAGES, as_text, example, messages, stage_of
from graph.checks.report import address_of
from graph.checks.rule import LANGUAGES, Rule, rules

PREFIXES = {"nb": "", "nn": "/nn", "en": "/en"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_its_page(client: FlaskClient, lang: str) -> None:
    """Title, reason, wrong, right and how the messages read, in the language of the page."""
    for rule in rules():
        answer = client.get(f"{PREFIXES[lang]}/regler/{rule.id}")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert f"<h1>{escape(rule.title[lang])}</h1>" in page
        for text in (rule.why[lang], example(rule.bad), example(rule.good), *messages(rule, lang)[0]):
            assert str(escape(text)) in page, rule.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_links_to_every_rule(client: FlaskClient, lang: str) -> None:
    """Each rule stands once, under its stage."""
    page = client.get(f"{PREFIXES[lang]}/regler").get_data(as_text=True)
    for rule in rules():
        assert page.count(f'href="{PREFIXES[lang]}/regler/{rule.id}"') == 1
    assert all(f"<h2>{escape(words[lang])}</h2>" in page for words in STAGES.values())
    assert {stage_of(rule) for rule in rules()} == set(STAGES)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_can_be_explained(rule: Rule) -> None:
    """The same in a terminal: reason, wrong, right, messages and source; nothing left to fill in."""
    for lang in LANGUAGES:
        text = as_text(rule, lang)
        assert text.startswith(f"{rule.id}: {rule.title[lang]} (")
        assert messages(rule, lang), rule.id
        assert all("{" not in message.replace("{|}", "") for message, _ in messages(rule, lang))


def test_a_finding_leads_to_the_page(client: FlaskClient) -> None:
    """The address a finding gives is a page of the catalogue it belongs to."""
    address = address_of("PRO-02", "https://begrep.example.no/")
    assert client.get(address.removeprefix("https://begrep.example.no")).status_code == 200


def test_lower_case_is_led_on(client: FlaskClient) -> None:
    """Somebody who types the number in small letters gets to the one address."""
    answer = client.get("/nn/regler/pro-02")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/nn/regler/PRO-02")


@pytest.mark.parametrize("path", ["/regler/PRO-99", "/regler/XYZ-01", "/regler/..%2f..%2fetc", "/regler/-"])
def test_an_unknown_rule_is_not_found(client: FlaskClient, path: str) -> None:
    """No such rule: 404, whatever is written."""
    assert client.get(path).status_code == 404
