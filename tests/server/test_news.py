"""What is new, a concept's history and the releases: as pages, as a feed, and for ever."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.builds import STORE, current_build
from graph.history.history import FILE_NAME, History
from graph.history.snapshots import FOLDER
from loaders.build import BuildPlan, build, up_to_date
from loaders.git.releases import build_releases, released
from loaders.git.releasing import prepare, write
from tests.conftest import MakeApp, settings_for
from tests.git_content import GitContent
from tests.rule_words import assert_told

RATE = "vocabularies/personell/sykefravaersprosent.ttl"
PAGE = "/begrep/personell/sykefravaersprosent"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
OLD, NEW = "working days lost to own illness", "agreed working days lost to own illness"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> GitContent:
    """Content with a past: a release, then a definition, a comma and a table changed on days of their own."""
    content = GitContent.small(tmp_path_factory.mktemp("nytt") / "innhold")
    write(content.folders, prepare(content.folders, "2026.1", dt.date(2026, 11, 22)))
    content.commit("Utgivelse 2026.1", "2026-11-22")
    content.git("tag", "2026.1")
    content.git("switch", "--quiet", "--create", "definisjon")
    content.edit(RATE, OLD, NEW)
    content.commit("Definisjonen", "2026-11-24")
    content.git("switch", "--quiet", "main")
    subject = "Merge pull request #12 from gruppa/definisjon"
    content.git("merge", "--no-ff", "-m", subject, "definisjon", day="2026-11-25")
    content.edit(RATE, 'dct:modified "2026-11-21"', 'dct:modified "2026-11-25"')
    content.commit("Dato", "2026-11-26")
    content.edit("mappings/oslo/kjennetegn.csv", "gradering;ukjent", "gradering;vektet")
    content.commit("Gradering er avklart (#14)", "2026-11-27")
    return content


@pytest.fixture(scope="module")
def folder(repository: GitContent) -> Path:
    """A folder of builds with that content."""
    store = repository.root.parent / "store"
    build(BuildPlan(repository.folders, store))
    return store


@pytest.fixture(scope="module")
def site(folder: Path, make_app: MakeApp) -> FlaskClient:
    return make_app(settings_for(folder)).test_client()


def text_of(site: FlaskClient, path: str, status: int = 200) -> str:
    answer = site.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_a_concept_shows_its_history(site: FlaskClient) -> None:
    """Date, class, words, version and the pull request it came with; the merge counts once, form not at all."""
    page = site.get(PAGE).text
    history = page[page.index('id="historikk"') :]
    assert history.count('<article class="change"') == 2
    assert "25. november 2026" in history
    assert "Endringsforslag 12" in history
    assert '<ins><span class="ds-sr-only" lang="nb">lagt til: </span>agreed</ins>' in history
    assert "brytende" in history
    assert "24. november" not in history
    assert 'href="/versjon/2026.1"' in history[history.index("21. november") :]


def test_nobody_is_named(site: FlaskClient, folder: Path) -> None:
    """Neither pages nor the kept file hold a person's name or address."""
    assert "Nordmann" not in site.get(PAGE).text + site.get("/nytt?alle=1").text
    kept = (current_build(folder).folder / FILE_NAME).read_text(encoding="utf-8")
    assert "Nordmann" not in kept
    assert "kari@" not in kept


def test_names_are_told_when_a_setting_says_so(repository: GitContent, tmp_path: Path) -> None:
    """By .mailmap's name, never an address; another choice is another build."""
    plan = BuildPlan(repository.folders, tmp_path / "store", history_names=True)
    history = History.read(build(plan).folder)
    assert {entry.author for entry in history.entries} == {"Kari Nordmann"}
    assert up_to_date(plan)
    assert not up_to_date(BuildPlan(repository.folders, tmp_path / "store"))


@pytest.mark.parametrize(("lang", "title"), [("", "Nytt i begrepskatalogen"), ("/nn", "Nytt i omgrepskatalogen"),
                                             ("/en", "What is new in the concept catalogue")])  # fmt: skip
def test_the_page_of_news(site: FlaskClient, lang: str, title: str) -> None:
    """Newest first, in three languages; editorial changes only when asked for."""
    text = text_of(site, f"{lang}/nytt?siden=2026-11-23")
    assert title in text
    page = site.get(f"{lang}/nytt?siden=2026-11-23").text
    assert page.count('<article class="change"') == 2
    assert site.get(f"{lang}/nytt?siden=2026-11-23&alle=1").text.count('<article class="change"') == 3


def test_the_start_page_tells_what_is_new(site: FlaskClient) -> None:
    """The latest changes that are more than editorial, newest first, and the way to all of them."""
    page = site.get("/nn/", headers={"Accept": "text/html"}).text
    section = page[page.index('class="news-list"') :]
    section = section[: section.index("</section>")]
    days = re.findall(r'<time datetime="([0-9-]+)"', section)
    assert len(days) == 5
    assert days == sorted(days, reverse=True)
    assert days[0] == "2026-11-27"
    assert f'href="/nn{PAGE}"' in section
    assert 'href="/nn/nytt"' in section


def test_the_feed(site: FlaskClient) -> None:
    """Atom with stable ids, the day of the commit, a category, and the words as HTML."""
    answer = site.get("/nytt.atom?begrep=personell/sykefravaersprosent")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)
    entries = feed.findall("a:entry", ATOM)
    assert [e.find("a:category", ATOM).attrib["term"] for e in entries] == ["endret", "brytende", "ny"]  # type: ignore[union-attr]
    identifier = entries[1].findtext("a:id", "", ATOM)
    assert re.fullmatch(r"tag:w3id\.org,2026-11-25:begrepskatalog/begrep/personell/\w+/[0-9a-f]{40}", identifier)
    assert entries[1].findtext("a:updated", "", ATOM).startswith("2026-11-25T12:00:00")
    assert "<ins>" in entries[1].findtext("a:content", "", ATOM)
    links = [link.attrib["href"] for link in entries[1].findall("a:link", ATOM)]
    assert links == [f"http://localhost{PAGE}"]
    assert feed.findtext("a:updated", "", ATOM).startswith("2026-11-27")
    assert feed.findtext("a:title", "", ATOM) == "Nytt om sykefraværsprosent (personell)"
    english = ElementTree.fromstring(site.get("/en/nytt.atom?vokabular=personell").data)
    assert english.findtext("a:title", "", ATOM) == "What is new about personell"
    assert (
        ElementTree.fromstring(site.get("/nytt.atom").data).findtext("a:title", "", ATOM) == "Nytt i begrepskatalogen"
    )


def test_feeds_of_vocabularies_and_concepts(site: FlaskClient) -> None:
    """Each vocabulary and each concept has news of its own; what is not there has none."""
    assert site.get("/nytt.atom?vokabular=okonomi").text.count("<entry>") == 1
    assert site.get("/nytt.atom?vokabular=personell").text.count("<entry>") == 6
    assert site.get("/nytt?begrep=personell/finnes-ikke").status_code == 404
    assert site.get("/nytt?vokabular=finnes-ikke").status_code == 404
    assert site.get("/nytt?siden=i-gaar").status_code == 400


def test_news_and_releases_as_tables(site: FlaskClient) -> None:
    """Every change is a row, of what the page was asked for; every release is one; the pages lead there."""

    def table(address: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(site.get(address).text)))

    rows = table("/nytt.csv?skilletegn=komma&alle=1")
    feed = ElementTree.fromstring(site.get("/nytt.atom?alle=1").data)
    assert len({(row["adresse"], row["fil"], row["commit"]) for row in rows}) == len(feed.findall("a:entry", ATOM))
    assert any(row["før"] and row["etter"] and row["klasse"] for row in rows)
    one = table("/nytt.csv?skilletegn=komma&begrep=personell/sykefravaersprosent")
    assert {row["adresse"] for row in one} == {f"https://w3id.org/begrepskatalog{PAGE}"}
    assert 'href="/nytt.csv?skilletegn=komma&amp;alle=1"' in site.get("/nytt?alle=1").text
    [release] = table("/versjon.csv?skilletegn=komma")
    assert (release["utgivelse"], release["tilstand"]) == ("2026.1", "vises")
    assert 'href="/versjon.xlsx"' in site.get("/versjon").text
    for path in ("/nytt.xlsx", "/versjon.xlsx"):
        assert site.get(path).data.startswith(b"PK")


def test_a_feed_is_not_sent_again(site: FlaskClient) -> None:
    """ETag and If-Modified-Since."""
    first = site.get("/nytt.atom")
    assert site.get("/nytt.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert site.get("/nytt.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304


def test_a_shallow_clone_says_so(repository: GitContent, tmp_path: Path, make_app: MakeApp) -> None:
    """What was not fetched cannot be told, and the page says that."""
    shallow = GitContent(tmp_path / "grunn")
    repository.git("clone", "--quiet", "--depth", "1", f"file://{repository.root}", str(shallow.root))
    build(BuildPlan(shallow.folders, tmp_path / "store"))
    site = make_app(settings_for(tmp_path / "store")).test_client()
    assert "Historikken er ikke fullstendig" in text_of(site, PAGE)
    assert "Historikken er ikke fullstendig" in text_of(site, "/nytt")


def test_without_git_there_is_no_history(repository: GitContent, tmp_path: Path, make_app: MakeApp) -> None:
    """Content outside a repository is built and shown without one."""
    shutil.copytree(repository.root, tmp_path / "innhold", ignore=shutil.ignore_patterns(".git"))
    build(BuildPlan(GitContent(tmp_path / "innhold").folders, tmp_path / "store"))
    site = make_app(settings_for(tmp_path / "store")).test_client()
    assert "Historikk" not in text_of(site, PAGE)
    assert "Historikken er ikke med" in text_of(site, "/nytt")


class TestReleases:
    def test_a_concept_as_it_was(self, site: FlaskClient) -> None:
        """The release has the old definition, today the new one; the release says what it is."""
        assert NEW in text_of(site, f"/en{PAGE}")
        text = text_of(site, f"/en/versjon/2026.1{PAGE}")
        assert NEW not in text
        assert OLD in text
        assert "You are looking at release 2026.1 from 22 November 2026." in text

    def test_data_as_it_was(self, site: FlaskClient) -> None:
        """The same formats, the same IRIs, for ever; a header leads to what holds now."""
        answer = site.get(f"/versjon/2026.1{PAGE}", headers={"Accept": "text/turtle"})
        assert OLD in answer.text
        assert NEW not in answer.text
        assert "https://w3id.org/begrepskatalog/begrep/personell/sykefravaersprosent" in answer.text.replace(
            "begrep:personell\\/", "https://w3id.org/begrepskatalog/begrep/personell/"
        )
        assert answer.headers["Content-Location"] == f"/versjon/2026.1{PAGE}.ttl"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert f'<{PAGE}>; rel="latest-version"' in answer.headers.getlist("Link")
        assert site.get(f"/versjon/2026.1{PAGE}.ttl").text == answer.text

    def test_documents_as_they_were(self, site: FlaskClient) -> None:
        """The harvest document, the downloads and the lists of a release are made of it, and its pages lead to them."""
        for path in ("/katalog.ttl", "/nedlasting/vokabular-personell.ttl", "/nedlasting/begrepskatalog.csv"):
            then, now = (site.get(prefix + path).text for prefix in ("/versjon/2026.1", ""))
            assert OLD in then, path
            assert NEW not in then
            assert NEW in now
        page = site.get("/versjon/2026.1/vokabular/personell").text
        assert 'href="/versjon/2026.1/nedlasting/vokabular-personell.ttl"' in page
        assert 'href="/versjon/2026.1/vokabular/personell.ttl"' in page
        assert site.get("/versjon/2026.1/organisasjon/oslo.csv").status_code == 200

    def test_links_stay_in_the_release(self, site: FlaskClient) -> None:
        """From a page of a release one comes to pages of that release, in every language."""
        page = site.get(f"/nn/versjon/2026.1{PAGE}").text
        assert 'href="/nn/versjon/2026.1/vokabular/personell"' in page
        assert f'href="/en/versjon/2026.1{PAGE}"' in page
        assert f'href="/nn{PAGE}"' in page

    def test_the_verdicts_as_they_were(self, site: FlaskClient) -> None:
        """The answer for two fields at the release, and the one of today after an answer was filled in."""
        question = (
            "/sammenligning?begrep=personell/sykefravaersprosent&a=oslo/helse/fravaer/sykefr"
            "&b=oslo/hr/fravaer/sykefr_pst&format=json"
        )
        assert site.get(f"/versjon/2026.1{question}").get_json()["verdict"] == "unknown"
        assert site.get(question).get_json()["verdict"] != "unknown"

    def test_nothing_of_it_is_in_the_store_of_queries(self, site: FlaskClient) -> None:
        """A query of today finds one English definition."""
        query = f'SELECT ?t {{ ?n <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> ?t FILTER CONTAINS(?t, "{OLD}") }}'
        found = site.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text
        assert found.count(OLD) == 1

    def test_what_a_release_has_not(self, site: FlaskClient) -> None:
        """Search, queries and unknown releases are not found; the list of releases is."""
        for path in (
            "/versjon/2026.1/sparql",
            "/versjon/2026.1/sok",
            f"/versjon/2020.1{PAGE}",
            "/versjon/tull/begrep/a/b",
        ):
            assert site.get(path).status_code == 404, path
        assert site.get("/versjon/2026.1").status_code == 303
        assert "2026.1" in text_of(site, "/versjon")

    def test_a_moved_tag_is_noticed(self, repository: GitContent, tmp_path: Path, make_app: MakeApp) -> None:
        """The release answers 503 with an explanation, and check reports UTG-01 with its line."""
        other = GitContent(tmp_path / "innhold")
        repository.git("clone", "--quiet", str(repository.root), str(other.root))
        build(BuildPlan(other.folders, tmp_path / "store"))
        assert released(other.folders).findings == ()
        other.git("tag", "--force", "2026.1", "HEAD")
        (found,) = released(other.folders).findings
        assert found.severity == "error"
        assert_told(found, "UTG-01", "moved", ("utgivelser.toml", 5, 1), release="2026.1")
        build_releases(other.folders, tmp_path / "store")
        site = make_app(settings_for(tmp_path / "store")).test_client()
        assert "ikke lenger det som ble utgitt" in text_of(site, f"/versjon/2026.1{PAGE}", 503)
        assert "ikke lenger det som ble utgitt" in text_of(site, "/versjon")

    def test_a_missing_tag_and_a_broken_list_are_told(self, repository: GitContent, tmp_path: Path) -> None:
        """A tag that was not fetched is a warning; a list nobody can read is an error, at its first line."""
        other = GitContent(tmp_path / "innhold")
        repository.git("clone", "--quiet", "--no-tags", str(repository.root), str(other.root))
        (found,) = released(other.folders).findings
        assert found.severity == "warning"
        assert_told(found, "UTG-01", "missing", ("utgivelser.toml", 5, 1), release="2026.1")
        (other.root / "utgivelser.toml").write_text("[[utgivelse]]\nversjon = 2027.1\n", encoding="utf-8")
        (found,) = released(other.folders).findings
        assert_told(found, "UTG-02", "unreadable", ("utgivelser.toml", 1, 1))

    def test_an_artefact_that_was_changed_is_not_shown(
        self, repository: GitContent, folder: Path, tmp_path: Path, make_app: MakeApp
    ) -> None:
        """What lies in the store is held against its hash before anything is shown."""
        shutil.copytree(folder, tmp_path / "store")
        today = current_build(tmp_path / "store").store
        artefact = tmp_path / "store" / FOLDER / "2026.1" / STORE
        shutil.rmtree(artefact)
        shutil.copytree(today, artefact)
        site = make_app(settings_for(tmp_path / "store")).test_client()
        assert site.get(f"/versjon/2026.1{PAGE}").status_code == 503

    def test_without_git_the_artefacts_stay(self, repository: GitContent, folder: Path, tmp_path: Path) -> None:
        """A deployment that has the built folder, but no repository, still serves the release."""
        shutil.copytree(folder, tmp_path / "store")
        shutil.copytree(repository.root, tmp_path / "innhold", ignore=shutil.ignore_patterns(".git"))
        build_releases(GitContent(tmp_path / "innhold").folders, tmp_path / "store")
        states = (tmp_path / "store" / FOLDER / "tilstand.json").read_text(encoding="utf-8")
        assert '"state": "good"' in states
