from __future__ import annotations

from datetime import date, datetime

import pytest

from graph.texts import Reference, Text
from server import filters

BASE = "https://w3id.org/begrepskatalog/"
TERMS = (Text("sickness absence", "en"), Text("sjukefråvær", "nn"), Text("sykefravær", "nb"))


@pytest.mark.parametrize(
    ("language", "term"), [("nb", "sykefravær"), ("nn", "sjukefråvær"), ("en", "sickness absence")]
)
def test_reader_gets_own_language(language: str, term: str) -> None:
    """A text in the reader's language is shown wherever there is one."""
    shown = filters.text_for(TERMS, language)
    assert shown is not None
    assert shown.value == term


def test_missing_nynorsk_is_shown_in_bokmal() -> None:
    """Without a nynorsk text the reader gets the bokmål one, with its own language tag to say so."""
    assert filters.text_for((Text("absence", "en"), Text("fravær", "nb")), "nn") == Text("fravær", "nb")


@pytest.mark.parametrize("texts", [(), None])
def test_no_text_gives_nothing(texts: tuple[Text, ...] | None) -> None:
    """Nothing to show is nothing, not an error."""
    assert filters.text_for(texts, "nb") is None
    assert filters.others(texts, "nb") == []


def test_others_are_all_but_the_shown_language() -> None:
    """Beside the shown text stand those in the other languages, nb before nn before en."""
    assert [text.lang for text in filters.others(TERMS, "nn")] == ["nb", "en"]
    assert [text.lang for text in filters.others(TERMS, "nb")] == ["nn", "en"]


@pytest.mark.parametrize(
    ("language", "words", "short"),
    [
        ("nb", "2. mars 2026", "02.03.2026"),
        ("nn", "2. mars 2026", "02.03.2026"),
        ("en", "2 March 2026", "2 Mar 2026"),
    ],
)
def test_dates_in_each_language(language: str, words: str, short: str) -> None:
    """Dates are written as the reader's language writes them, for a date and for a moment alike."""
    assert filters.long_date(date(2026, 3, 2), language) == words
    assert filters.long_date(datetime(2026, 3, 2, 14, 5), language) == words
    assert filters.short_date(date(2026, 3, 2), language) == short


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("SSB: tall, https://ssb.no/a?b=c&d=1; KS", 'href="https://ssb.no/a?b=c&amp;d=1"'),
        ("(se https://ssb.no/a).", 'href="https://ssb.no/a"'),
    ],
)
def test_addresses_in_a_text_are_links(text: str, html: str) -> None:
    """An address in a source is a link, without the punctuation of the sentence around it."""
    assert html in filters.linked(text)


@pytest.mark.parametrize(
    ("text", "before", "address", "name", "after"),
    [
        ("SSB: tall, https://ssb.no/a?b=c&d=1; KS", "", "https://ssb.no/a?b=c&amp;d=1", "SSB: tall", "; KS"),
        ("https://ssb.no/a", "", "https://ssb.no/a", "https://ssb.no/a", ""),
        ("se https://a.no/b for mer", "se ", "https://a.no/b", "https://a.no/b", " for mer"),
        ("<b>, https://a.no/b", "", "https://a.no/b", "&lt;b&gt;", ""),
    ],
)
def test_a_source_is_a_link_by_its_name(text: str, before: str, address: str, name: str, after: str) -> None:
    """A source that ends with its address is read by its name and leads to the address."""
    link = f'<a class="ds-link" href="{address}" rel="external">{name}</a>'
    assert filters.cited(text) == f"{before}{link}{after}"
    assert filters.cited("KS; egen vurdering") == "KS; egen vurdering"


def test_only_addresses_become_markup() -> None:
    """Whatever else a source holds stays text."""
    assert filters.linked("javascript:alert(1) <b>") == "javascript:alert(1) &lt;b&gt;"
    assert "<script" not in filters.linked('https://a.no/"><script>')


def test_no_date_is_empty() -> None:
    """A date nobody has stated is shown as nothing."""
    assert filters.long_date(None, "nb") == filters.short_date(None, "en") == ""


@pytest.mark.parametrize(
    ("language", "written"),
    [("nb", "1\u00a0234\u00a0567,5"), ("nn", "1\u00a0234\u00a0567,5"), ("en", "1,234,567.5")],
)
def test_numbers_in_each_language(language: str, written: str) -> None:
    """Norwegian has a decimal comma and hard spaces in thousands, English a point and commas."""
    assert filters.number(1234567.5, language) == written


def test_no_number_is_empty_but_zero_is_not() -> None:
    """Zero is a number; only a missing one is shown as nothing."""
    assert filters.number(None, "nb") == ""
    assert filters.number(0, "nb") == "0"


@pytest.mark.parametrize(
    ("language", "path"),
    [
        ("nb", "/begrep/personell/ansatt"),
        ("nn", "/nn/begrep/personell/ansatt"),
        ("en", "/en/begrep/personell/ansatt"),
    ],
)
def test_links_stay_on_the_host_and_in_the_language(language: str, path: str) -> None:
    """The catalogue's own things are linked relative to the host, in the language the reader has chosen."""
    assert filters.local_link(BASE + "begrep/personell/ansatt", BASE, language) == path


def test_fragment_is_kept() -> None:
    """A code inside a code list is linked to its place on the page of the list."""
    link = filters.local_link(BASE + "kjennetegn/gradering#vektet", BASE, "nb")
    assert link == "/kjennetegn/gradering#vektet"


@pytest.mark.parametrize("address", ["https://www.ssb.no/", "HTTP://ssb.no/", "mailto:post@example.no"])
def test_foreign_web_addresses_are_linked_as_they_are(address: str) -> None:
    """Sources outside the catalogue keep their address."""
    assert filters.local_link(address, BASE, "nn") == address


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "urn:isbn:82", "//evil.example/"])
def test_other_schemes_are_never_linked(address: str) -> None:
    """An address that could run something in the reader's browser, or is none, is not made a link."""
    assert filters.local_link(address, BASE, "nb") == ""


def test_parts_of_a_thing_are_not_linked_from_its_own_page() -> None:
    """Links to fragments of the page the reader is on are left out; texts and other things stay."""
    thing = BASE + "kjennetegn/gradering"
    elsewhere = Reference(BASE + "kjennetegn/gradering-ny#koder")
    values: list[Text | Reference] = [Reference(thing + "#koder"), elsewhere, Text("gradering", "nb")]
    assert filters.outward(values, thing) == [elsewhere, Text("gradering", "nb")]


def test_kind_is_the_first_type_with_a_word() -> None:
    """Types nobody has a word for are passed over, and a thing with none of ours has no kind."""
    agent = Reference("http://xmlns.com/foaf/0.1/Agent")
    body = Reference("http://www.w3.org/ns/org#Organization")
    assert filters.kind_of([agent, body]) == "Organization"
    assert filters.kind_of([agent]) == ""
