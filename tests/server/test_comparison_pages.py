"""The pages about comparability: the answer first, the reasons with their sources, in three languages."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from graph.comparing.verdict import Verdict

RATE = "/sammenligning?begrep=personell/sykefravaersprosent"
PAIR = f"{RATE}&a=oslo/hr/fravaer/sykefr_pst&b=bergen/personal/sykefravaer/andel"
GATED = (
    "/sammenligning?begrep=stillingsprosent&a=fint/fint/arbeidsforhold/ansettelsesprosent"
    "&b=fint/fint/arbeidsforhold/lonnsprosent"
)
MATRIX = "/begrep/personell/ansatt/sammenligning"
PAGES = ["/sammenligning", PAIR, f"{PAIR}&fra=2018&til=2026", GATED, f"{RATE}&a=oslo&b=stavanger", MATRIX]
PAGES += [f"{MATRIX}?virksomhet=oslo&mot=kommuner&fra=2020&til=2026", f"{RATE}&a=oslo/hr/fravaer/sykefr_pst&b=felles"]
HEADINGS = {"": "Kan tallene", "/nn": "Kan tala", "/en": "Can the figures"}


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    """Return the page at ``path`` as a browser asks for it."""
    response = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.status_code == status, path
    assert response.content_type == "text/html; charset=utf-8"
    return unescape(response.text)


def text(page: str) -> str:
    """Return the words of a page with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def answer(page: str) -> str:
    """Return the verdict the page is about, by its code."""
    (found,) = re.findall(r'<section class="answer" data-verdict="([a-z-]+)"', page)
    return str(found)


@pytest.mark.parametrize("prefix", HEADINGS)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_in_every_language(client: FlaskClient, prefix: str, path: str) -> None:
    """One heading, a title of its own, the language of the address, and links that stay in it."""
    page = get(client, prefix + path)
    assert f'<html lang="{prefix.strip("/") or "nb"}"' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r"<title>[^<]{10,}</title>", page)
    links = re.findall(r'<a class="answer-link" href="([^"]+)"', page)
    assert all(link.startswith(prefix + "/sammenligning?") for link in links)


@pytest.mark.parametrize("prefix", HEADINGS)
def test_titles_tell_the_pages_apart(client: FlaskClient, prefix: str) -> None:
    """Pages about different figures, concepts or periods have different titles; the matrix is one page."""
    paths = [path for path in PAGES if not path.startswith(MATRIX + "?")]
    titles = [re.findall(r"<title>([^<]*)</title>", get(client, prefix + path))[0] for path in paths]
    assert len(set(titles)) == len(paths)


def test_the_answer_comes_first_then_the_formula_then_why(client: FlaskClient) -> None:
    """Verdict in words and sign, formula, day, and that it rests on examples, all before the reasons."""
    page = get(client, PAIR)
    words = text(page)
    assert answer(page) == "convertible"
    order = ["Sammenlignbare etter omregning", "Bergen = Oslo × 0,01", "dagen katalogen ble bygd",
             "Svaret bygger på eksempler", "Hvorfor", "Oslo (HR) bruker prosent", "Side om side"]  # fmt: skip
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    assert '<span class="verdict__sign" aria-hidden="true">=*</span>' in page


def test_reasons_tell_characteristic_source_and_direction(client: FlaskClient) -> None:
    """A difference leads to its characteristic, and shows its source and the known direction of the bias."""
    page = get(client, f"{RATE}&a=oslo/hr/fravaer/legem_pst&b=bergen/personal/sykefravaer/andel")
    assert 'href="/kjennetegn/fravaerstype"' in page
    words = text(page)
    assert "Kilde: SSB" in words
    assert "Om forskjellen:" in words
    assert "Regn om fra Bergen (Personal) til Oslo (HR): p(legemeldt) = p(lege-og-egen)" in words
    assert "Regn om fra Bergen (Personal) til Oslo (HR): Oslo = Bergen × 100" in words


def test_an_unknown_answer_says_what_is_needed_and_who_can_answer(client: FlaskClient) -> None:
    """The preliminary answer stands with its reasons, then why it is not final; each need has somebody to ask."""
    page = get(client, GATED)
    words = text(page)
    assert answer(page) == "unknown"
    why = words[words.index("Foreløpig svar: ≠ ikke sammenlignbare") :]
    assert why.index("måler noe annet") < why.index("Derfor er svaret ikke endelig") < why.index("er ikke kontrollert")
    needs = words[words.index("Hva som trengs") :]
    assert "Dette gjør svaret endelig. Det gjør ikke tallene sammenlignbare." in needs
    assert "Kontroller og godkjenn koblingen for FINT" in needs
    assert "Svaret bygger på eksempler" not in words


def test_a_period_shows_its_segments_and_the_breaks_in_the_series(client: FlaskClient) -> None:
    """Each part of the period with its own answer, and the day a column changed its meaning."""
    words = text(get(client, f"{PAIR}&fra=2018&til=2026"))
    assert "Gjelder 1. januar 2018 til og med 31. desember 2026" in words
    assert "01.01.2018 – 30.09.2018" in words
    assert "Brudd i tallserien" in words
    assert "01.01.2025" in words[words.index("Brudd i tallserien") :]


@pytest.mark.parametrize(
    ("prefix", "headline"),
    [
        ("", "Kan sammenlignes 2019–2026, ukjent 2016–2018"),
        ("/nn", "Kan samanliknast 2019–2026, ukjent 2016–2018"),
        ("/en", "Comparable 2019–2026, unknown 2016–2018"),
    ],
)
def test_an_answer_that_varies_says_which_years(client: FlaskClient, prefix: str, headline: str) -> None:
    """The headline and the parts under it tell what can be compared when; no formula stands without its days."""
    page = get(client, f"{prefix}{PAIR}&fra=2016&til=2026")
    assert answer(page) == "unknown"
    head, _, why = page.partition('id="grunner"')
    assert headline in text(head)
    assert text(head).index("2016 – 2018") < text(head).index("2019 – 2026", text(head).index("2016 – 2018"))
    assert "<code>" not in head[head.index('class="answer"') :]
    parts = why.partition('id="trengs"')[0].split('class="stretch"')[1:]
    starts = [re.findall(r'<time datetime="([^"]+)"', part)[0] for part in parts]
    assert starts == ["2016-01-01", "2018-10-01", "2019", "2025"]
    formulas = [("nevner [" in part, bool(re.search("× 0[,.]01", part))) for part in parts]
    assert formulas[2:] == [(True, False), (False, True)]


def test_days_nobody_described_get_a_preliminary_answer(client: FlaskClient) -> None:
    """KS' old series is described from 2026 only: for its own years the answer is unknown, and says what it assumes."""
    asked = client.get(f"{RATE}&a=ks&b=ssb&fra=2016&til=2017", headers={"Accept": "text/html"})
    page = get(client, asked.headers["Location"])
    assert answer(page) == "unknown"
    against = text(page)
    assert "kjent fra 21.11.2026, gjelder også her" in against
    assert "Foreløpig svar: ≠ ikke sammenlignbare" in against
    assert "Forutsetning: Når KS (KS sykefraværsstatistikk) begynte, er ikke oppgitt." in against
    assert against.index("Grunner som gjelder hvis forutsetningen holder") < against.index("Dette vet vi ikke ennå")
    missing = against[against.index("Dette vet vi ikke ennå") : against.index("Derfor er svaret ikke endelig")]
    assert "er ikke oppgitt for KS" in missing


def test_the_same_on_both_sides_says_so(client: FlaskClient) -> None:
    """Nothing is compared with itself in a title that seems to."""
    page = get(client, f"{RATE}&a=felles&b=felles")
    assert "<title>Det samme på begge sider: sykefraværsprosent" in page
    assert "<h1>Det samme på begge sider: den felles definisjonen</h1>" in page


def test_the_break_leads_to_before_against_after(client: FlaskClient) -> None:
    """The link compares the two meanings of the column, whatever the day."""
    page = get(client, PAIR)
    (link,) = re.findall(r'href="(/sammenligning[^"]*/2018-10-01&b=[^"]*/2025-01-01)"', page)
    assert answer(get(client, link)) == "convertible"


def test_the_definition_has_its_own_question(client: FlaskClient) -> None:
    """A field against the definition is asked «does it follow?»."""
    assert "Følger Oslo (HR) den felles definisjonen?" in text(get(client, PAGES[-1]))


def test_two_organisations_show_every_pair_the_most_alike_first(client: FlaskClient) -> None:
    """All pairs of their fields: whole organisations before parts, the concept before what is narrower or wider."""
    page = get(client, f"{RATE}&a=Oslo&b=bergen")
    table, _, after = page[page.index('id="par"') :].partition("</table>")
    shown = re.findall(r'<a class="answer-link" href="([^"]+)"><span class="verdict" data-verdict="([a-z-]+)"', table)
    assert len(shown) == 8
    assert answer(page) == shown[0][1] == "convertible"
    assert "a=oslo/hr/fravaer/sykefr_pst&b=bergen/personal/sykefravaer/andel" in shown[0][0]
    whole = ["/oslo/hr/" in f"/{link.partition('a=')[2]}" for link, _ in shown]
    assert whole == sorted(whole, reverse=True)
    box = text(page[page.index('class="answer"') :].partition("</section>")[0])
    for name in ("Oslo", "SYKEFR_PST", "Bergen", "andel"):
        assert name in box
    assert "01.01.2025" in after[after.index('id="brudd"') :]
    assert re.search(r'<input[^>]*name="fra"', after)
    for link, code in shown:
        assert answer(get(client, link)) == code


def test_one_pair_is_its_own_page(client: FlaskClient) -> None:
    """When two organisations have one field each there is nothing to choose between."""
    response = client.get("/nn/sammenligning?begrep=klimagassutslipp&a=oslo&b=bergen", headers={"Accept": "text/html"})
    assert response.status_code == 303
    address = response.headers["Location"]
    assert address.startswith("/nn/sammenligning?begrep=eiendom-plan-miljo/klimagassutslipp&a=oslo/klima/")
    answer(get(client, address))


def test_an_organisation_without_figures_is_told(client: FlaskClient) -> None:
    """Kartverket has no sickness absence rate; the page says so and shows who has."""
    page = get(client, f"{RATE}&a=oslo&b=kartverket")
    assert "Kartverket har ingen tall for sykefraværsprosent i katalogen." in page
    assert 'href="/begrep/personell/sykefravaersprosent/sammenligning"' in page


def test_the_matrix_shows_all_five_answers_in_sign_and_word(client: FlaskClient) -> None:
    """A real table: headers with scope, each cell a sign and a word that leads to the reasons."""
    page = get(client, MATRIX)
    for verdict in Verdict:
        assert f'>{verdict.symbol}</span> <span class="verdict__word">{verdict.words["nb"]}</span>' in page
    table = page[page.index("<table") : page.index("</table>")]
    columns, rows = len(re.findall(r'<th scope="col"', table)), len(re.findall(r'<th scope="row"', table))
    assert columns == rows + 2 > 7
    assert len(re.findall(r"<td", table)) == rows * (rows + 1)
    assert "Felles definisjon" in table[: table.index("</thead>")]


def test_every_cell_leads_to_the_answer_it_shows(client: FlaskClient) -> None:
    """The page behind each cell gives the same answer as the cell, in whatever period the matrix is for."""
    for query in ("", "?fra=2016&til=2026"):
        page = get(client, MATRIX + query)
        shown = re.findall(
            r'<a class="answer-link" href="([^"]+)"><span class="verdict" data-verdict="([a-z-]+)"', page
        )
        assert len(shown) > 50
        for link, code in shown[::7]:
            assert answer(get(client, link)) == code, link


def test_the_matrix_is_narrowed_by_a_plain_form(client: FlaskClient) -> None:
    """What is chosen in the form is what is shown, and stays chosen."""
    page = get(client, f"{MATRIX}?virksomhet=oslo&mot=bergen&sektor=&fra=2024&til=")
    table = page[page.index("<table") : page.index("</table>")]
    owners = re.findall(r'<th scope="row"><a class="ds-link figure__owner"[^>]*>([^<]+)<', table)
    assert set(owners) == {"Oslo"}
    assert len(re.findall(r'<th scope="col"', table)) == 3
    assert '<option value="oslo" selected>' in page
    assert 'name="fra" value="2024-01-01"' in page
    assert f'href="{MATRIX}.csv?virksomhet=oslo&mot=bergen&fra=2024-01-01' in page


def test_answers_to_the_characteristics_mark_what_deviates(client: FlaskClient) -> None:
    """The second table says in words what is as the definition, what deviates and what is not stated."""
    words = text(get(client, MATRIX).partition('id="kjennetegn"')[2])
    for told in ("som felles definisjon", "avviker", "ikke oppgitt", "felles definisjon sier det ikke", "svarer ulikt"):
        assert told in words


def test_the_concept_page_answers_after_the_definition(client: FlaskClient) -> None:
    """The section stands between definition and fields, counts the answers, and leads to the whole matrix."""
    page = get(client, "/begrep/personell/ansatt")
    definition, section, fields = (page.index(f'id="{name}"') for name in ("definisjon", "sammenlignbarhet", "felt"))
    assert definition < section < fields
    assert f'href="{MATRIX}"' in page
    assert 'class="tally"' in page
    counted = text(page[page.index('id="par-imellom"') :].partition("</ul>")[0])
    assert re.search(r"sammenlignbare \d+ herav \d+ med eksempler", counted)
    assert "sammenlignbarhet-tabell" not in get(client, "/begrep/befolkning/innbygger")


def test_a_concept_leads_to_those_near_it_with_figures(client: FlaskClient) -> None:
    """From the share of full time to who works full time, on its page and where two have no figures to compare."""
    page = get(client, "/begrep/personell/heltidsandel")
    near = page[page.index('id="naer"') :].partition("</ul>")[0]
    assert 'href="/begrep/personell/heltidsansatt"' in near
    assert "sykefraværsprosent" in get(client, "/begrep/personell/sykefravaer").partition('id="naer"')[2]
    none = get(client, "/sammenligning?begrep=heltidsandel&a=ks&b=ssb")
    assert "SSB har ingen tall for heltidsandel i katalogen." in none
    assert 'href="/sammenligning?begrep=personell/heltidsansatt&a=ks&b=ssb"' in none
    instead = text(none[none.index('id="naer"') :])
    assert "Heltidsandel er målt i prosent." in instead
    assert "personer ikke samme slags tall som heltidsandel (prosent)" in instead
    assert instead.index("KS heltidsstatistikk · heltid") < instead.index("ordforklaring 391734")
    aku = text(get(client, "/sammenligning?begrep=heltidsandel&a=ks&b=ssb/aku").partition('id="naer"')[2])
    assert "ordforklaring 391734" not in aku


def test_what_each_figure_counts_stands_with_the_pairs(client: FlaskClient) -> None:
    """Two organisations side by side show what each of their figures counts, not only what its column is called."""
    page = get(client, f"{RATE}&a=oslo&b=bergen")
    counted = text(page[page.index('id="kjennetegn"') :].partition("</section>")[0])
    assert counted.count("Oslo eksempel") == 4
    assert counted.count("Bergen eksempel") == 2
    assert "legemeldt, egenmeldt og sykt barn avviker" in counted


def test_counts_say_what_they_count(client: FlaskClient) -> None:
    """A field with two periods is one field in two rows; pairs are of fields, and the file has the definition too."""
    page = get(client, f"/begrep/{RATE.rpartition('=')[2]}")
    figures = int(re.findall(r"(\d+) felt har tall for begrepet", page)[0])
    fields = int(re.findall(r'id="felt">Lokale felt <span class="count">(\d+)', page)[0])
    assert f"Mot den felles definisjonen, {figures} felt:" in page
    assert f"Felt mot felt, {figures * (figures - 1) // 2} par:" in page
    rows = int(re.findall(r"(\d+) rader i alt", page)[0])
    assert figures == fields < rows
    matrix = get(client, f"/begrep/{RATE.rpartition('=')[2]}/sammenligning")
    pairs = figures * (figures + 1) // 2
    assert f"uten avgrensning: {pairs} par." in matrix
    assert client.get(f"{RATE}&format=json").get_json()["total"] == pairs


def test_what_a_related_figure_is_stands_beside_the_answer(client: FlaskClient) -> None:
    """FINT's overview does not only say «beslektet», but what the percentage is."""
    section = get(client, "/organisasjon/fint").partition('id="felles"')[2]
    row = text(section[section.index("<code>lonnsprosent</code>") :].partition("</tr>")[0])
    assert "måler noe annet. Andel av årslønn som skal utbetales. Ikke avtalt stillingsomfang" in row


def test_sentences_of_a_reason_stand_apart(client: FlaskClient) -> None:
    """What waits for review follows what else there is to say as a sentence of its own, below a count of figures."""
    section = text(get(client, "/organisasjon/ks").partition('id="felles"')[2])
    assert "3 tall mot definisjonene av begrepene:" in section
    assert "Spør KS. Koblingen for KS" in section


def test_the_organisation_page_tells_what_follows_the_definitions(client: FlaskClient) -> None:
    """Each figure with its answer and the decisive reason, leading to the reasons."""
    page = get(client, "/organisasjon/oslo")
    section = page[page.index('id="felles"') : page.index("</section>", page.index('id="felles"'))]
    links = re.findall(r'href="(/sammenligning\?[^"]+b=felles)"', section)
    assert len(links) > 10
    assert "Ingen forskjeller." in section
    row = text(section[section.index("<code>SYKEFR_PST</code>") :].partition("</tr>")[0])
    assert "Den felles definisjonen sier ikke: Hvilke dager telles, Hvem er med" in row
    open_points = text(section[section.index('id="apent"') :])
    assert "sykefraværsprosent Hvilke dager telles" in open_points
    assert "Begrepskatalogen" in open_points
    counted = [int(count) for count in re.findall(r'class="tally__count">(\d+)<', section)]
    assert sum(counted) == len(links)
    answer(get(client, links[0]))


def test_three_clicks_from_the_start_page_to_an_answer(client: FlaskClient) -> None:
    """Without scripts: choose, ask, and follow the best answer to its reasons."""
    start = get(client, "/")
    form = start[start.index('<form class="question') : start.index("</form>", start.index('<form class="question'))]
    assert 'method="get"' in form
    assert re.findall(r'<(?:select|input)[^>]* name="([^"]+)"', form) == ["begrep", "a", "b", "fra", "til"]
    for value in ("personell/sykefravaersprosent", "oslo", "bergen", "ssb/aku"):
        assert f'<option value="{value}">' in form
    assert "SSB – Arbeidskraftundersøkelsen (AKU)" in form
    (action,) = re.findall(r'<form class="question[^"]*" action="([^"]+)"', form)
    pairs = get(client, f"{action}?begrep=personell/sykefravaersprosent&a=oslo&b=bergen&fra=2019&til=2024")
    first = re.findall(r'<a class="answer-link" href="([^"]+)"', pairs)[0]
    assert "Hvorfor" in text(get(client, first))


def test_the_form_keeps_what_was_right_and_marks_what_was_wrong(client: FlaskClient) -> None:
    """A refused question is a page with the fault in words, beside its field too, and the rest as it was chosen."""
    page = get(client, "/sammenligning?begrep=sykefravaersprosent&a=oslo&b=bergen&fra=2024-13", 400)
    assert "«2024-13» i «Fra» er ikke en dato." in page
    sides = get(client, "/en/sammenligning?begrep=sykefravaersprosent&a=Oslo", 400)
    assert "“against figures from” (b) is missing." in sides
    assert '<option value="oslo" selected>' in sides
    assert '<option value="personell/sykefravaersprosent" selected>' in page
    assert '<option value="oslo" selected>' in page
    (field,) = re.findall(r'<input[^>]*name="fra"[^>]*>', page)
    assert 'value="2024-13"' in field
    assert 'aria-invalid="true"' in field
    (fault,) = re.findall(r'aria-describedby="([^"]+-feil)"', field)
    assert f'id="{fault}"' in page


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_a_suggestion_is_a_link_that_works(client: FlaskClient, prefix: str) -> None:
    """«Did you mean» leads to the same question with that one thing mended."""
    page = get(client, f"{prefix}/sammenligning?begrep=sykefravarsprosent&a=oslo&b=bergen&fra=2025", 400)
    (link,) = re.findall(r'<a class="ds-link" href="([^"]*/sammenligning\?[^"]+)"', page)
    assert link == f"{prefix}/sammenligning?begrep=personell/sykefravaersprosent&a=oslo&b=bergen&fra=2025"
    get(client, link)


@pytest.mark.parametrize(
    "query",
    ["begrep=%3Cscript%3Ealert(1)%3C/script%3E", "begrep=ansatt&a=%22%3E%3Cscript%3Ealert(1)&b=x/y/z/w", "a=%00&b=%ff"],
)
def test_nothing_written_in_an_address_is_run(client: FlaskClient, query: str) -> None:
    """Whatever is asked, the answer is a page with it as text."""
    response = client.get("/sammenligning?" + query, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert b"<script>alert" not in response.data


def test_a_concept_alone_is_its_matrix(client: FlaskClient) -> None:
    """Without two sides people are shown the whole table, in their language and for their period."""
    response = client.get("/en/sammenligning?begrep=ansatt&fra=2024&til=2024", headers={"Accept": "text/html"})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/en{MATRIX}?fra=2024-01-01&til=2024-12-31"


def test_data_of_the_same_question_is_one_click_away(client: FlaskClient) -> None:
    """JSON and CSV of the very question, period included."""
    page = get(client, f"{PAIR}&fra=2018&til=2026")
    for form in ("json", "csv"):
        (link,) = re.findall(rf'href="(/sammenligning\?[^"]*format={form})"', page)
        assert "fra=2018-01-01&til=2026-12-31" in link
        assert client.get(link).status_code == 200
        assert urlsplit(link).path == "/sammenligning"


@pytest.mark.parametrize(
    ("prefix", "part", "whole"),
    [("", "Helse og omsorg", "hele virksomheten"), ("/en", "Health and care", "the whole organisation")],
)
def test_a_part_beside_a_whole_is_told(client: FlaskClient, prefix: str, part: str, whole: str) -> None:
    """One sector's figures beside a whole municipality's: the page says that they are not about the same."""
    sector = "begrep=ansatt&a=oslo/helse/bemanning/ansatte&b=bergen/personal/ansatte/ansatte"
    page = client.get(f"{prefix}/sammenligning?{sector}", headers={"Accept": "text/html"}).get_data(as_text=True)
    notice = page.partition('class="answer"')[2].partition('id="grunner"')[0]
    assert part in notice
    assert whole in notice
    same = "begrep=sykefravaersprosent&a=oslo/hr/fravaer/sykefr_pst&b=bergen/personal/sykefravaer/andel"
    other = client.get(f"{prefix}/sammenligning?{same}", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert whole not in other


def test_a_field_is_described_as_it_was_in_the_period(client: FlaskClient) -> None:
    """What a field means now is not what its figures of another period say: side by side stands what held then."""
    then, now = (
        get(client, f"{PAIR}&{period}").partition('id="side-om-side"')[2] for period in ("fra=2017&til=2024", "")
    )
    assert "01.10.2018 – 31.12.2024" in text(then)
    assert "01.01.2025" not in text(then)
    assert "avtalte dagsverk minus ferie" in text(then)
    assert "01.01.2025" in text(now)


def test_pairs_tell_every_step(client: FlaskClient) -> None:
    """In the list of pairs a conversion of several steps is not cut to the first, and p is said to be the figure."""
    query = "begrep=sykefravaersprosent&a=oslo&b=bergen&fra=2025&til=2025"
    text = unescape(client.get(f"/sammenligning?{query}", headers={"Accept": "text/html"}).get_data(as_text=True))
    row = next(row for row in text.partition('id="par"')[2].split("<tr>") if "+ p(sykt barn)" in row)
    for part in ("har 2 steg", "Bergen = Oslo × 0,01", "Til det trengs", "p = tallet i feltet"):
        assert part in row, part
