"""The commands about changes: diff, workbook and release, as somebody at a terminal meets them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from server.cli import main
from tests.git_content import GitContent

RATE = "vocabularies/personell/sykefravaersprosent.ttl"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> GitContent:
    return GitContent.small(tmp_path_factory.mktemp("opphav") / "innhold")


@pytest.fixture
def content(origin: GitContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitContent:
    """A clone a test may change, which the commands are run in."""
    subprocess.run(["git", "clone", "--quiet", str(origin.root), str(tmp_path / "innhold")], check=True)
    monkeypatch.chdir(tmp_path / "innhold")
    return GitContent(tmp_path / "innhold")


def begrep(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"BEGREP_CACHE": str(Path.cwd().parent / "cache")})


@pytest.fixture
def changed(content: GitContent) -> GitContent:
    """A common answer is another now."""
    content.edit(RATE, "fravaerstype#lege-og-egen", "fravaerstype#legemeldt")
    return content


class TestDiff:
    @pytest.mark.parametrize(
        ("lang", "said"),
        [
            ("nb", "felles verdi: legemeldt og egenmeldt → bare legemeldt"),
            ("nn", "felles verdi: legemeldt og eigenmeldt → berre legemeldt"),
            ("en", "common value: doctor- and self-certified → doctor-certified only"),
        ],
    )
    def test_text_in_three_languages(self, changed: GitContent, lang: str, said: str) -> None:
        """What changed, whom it concerns, and which answers are others."""
        told = begrep("diff", "HEAD", "--lang", lang)
        assert told.exit_code == 0
        assert said in told.stdout
        assert "Oslo · HR · SYKEFR_PST" in told.stdout

    def test_markdown_and_html(self, changed: GitContent) -> None:
        """Struck through and bold; ins and del with words for screen readers; signs of the form are escaped."""
        changed.edit(RATE, '"fraværsprosent"@nb', '"fravær *og* <b>prosent"@nb')
        markdown = begrep("diff", "HEAD", "--output", "markdown").stdout
        assert "~~fraværsprosent~~" in markdown
        assert "\\*og\\* \\<b\\>" in markdown
        page = begrep("diff", "HEAD", "--output", "html", "--lang", "nn").stdout
        assert '<ins><span class="ds-sr-only" lang="nn">lagt til: </span>' in page
        assert "&lt;b&gt;prosent" in page
        assert "<style>.ds-sr-only{position:absolute;" in page

    def test_json_has_every_language(self, changed: GitContent) -> None:
        """The class, each change with what it was and is, the fields to review and the verdicts."""
        document = json.loads(begrep("diff", "HEAD", "--output", "json").stdout)
        assert document["class"] == "breaking"
        (thing,) = document["things"]
        assert thing["changes"][0]["kind"] == "reference-value"
        assert set(thing["changes"][0]["after"]) == {"nb", "nn", "en"}
        assert thing["review"]["organisations"] == 2
        assert {verdict["class"] for verdict in thing["verdicts"]} <= {"breaking", "substantial"}

    def test_two_graphs(self, changed: GitContent) -> None:
        """What was put in and what was taken out, as statements any RDF tool reads."""
        text = begrep("diff", "HEAD", "--output", "ttl").stdout
        quads = list(ox.parse(text.encode(), ox.RdfFormat.TRIG))
        names = {str(quad.graph_name).rpartition("/")[2]: quad.object for quad in quads}
        assert {name: str(value).rpartition("#")[2] for name, value in names.items()} == {
            "satt-inn>": "legemeldt>",
            "fjernet>": "lege-og-egen>",
        }

    def test_exit_codes(self, changed: GitContent) -> None:
        """0 unless asked to fail; then 1 for what is that grave, whatever is shown."""
        assert begrep("diff", "HEAD").exit_code == 0
        assert begrep("diff", "HEAD", "--fail-on", "breaking").exit_code == 1
        assert begrep("diff", "HEAD", "--fail-on", "breaking", "--only", "editorial").exit_code == 1
        assert "sykefraværsprosent" not in begrep("diff", "HEAD", "--only", "editorial").stdout
        changed.git("checkout", "--quiet", ".")
        assert begrep("diff", "HEAD", "--fail-on", "editorial").exit_code == 0

    def test_between_two_revisions_and_since_a_branch_parted(self, content: GitContent) -> None:
        """Two revisions are compared as they are; with one, what others did there since does not count."""
        content.git("switch", "--quiet", "--create", "gren")
        content.edit(RATE, "sickness absence rate", "sick leave rate")
        content.commit("Min")
        content.git("switch", "--quiet", "main")
        content.edit("vocabularies/personell/fravaer.ttl", '"fravær"@nb', '"borteværelse"@nb')
        content.commit("Andres")
        content.git("switch", "--quiet", "gren")
        assert "borteværelse" not in begrep("diff", "main").stdout
        both = begrep("diff", "main", "gren").stdout
        assert "borteværelse" in both
        assert "[-sickness absence-] {+sick leave+} rate" in both

    def test_what_is_not_there(self, content: GitContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An unknown revision, a file that cannot be read, and no repository: told, with the file and its line."""
        unknown = begrep("diff", "finnes-ikke")
        assert (unknown.exit_code, "finnes-ikke" in unknown.stderr) == (2, True)
        content.edit(RATE, "    a skos:Concept ;", "    a skos:Concept")
        broken = begrep("diff", "HEAD")
        assert broken.exit_code == 1
        assert f"{RATE}:" in broken.stderr
        (content.root / ".git").rename(tmp_path / "bort")
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
        assert begrep("diff", "HEAD").exit_code == 2

    def test_a_preview_opens_without_a_server(self, content: GitContent, tmp_path: Path) -> None:
        """The changed concept's page as it will be, with its styles beside it, and the change."""
        content.edit(RATE, "    skos:hiddenLabel", '    skos:altLabel "sykeprosent"@nb ;\n    skos:hiddenLabel')
        assert begrep("diff", "HEAD", "--preview", str(tmp_path / "ut")).exit_code == 0
        page = (tmp_path / "ut" / "personell-sykefravaersprosent.html").read_text(encoding="utf-8")
        assert "<h1>sykefraværsprosent</h1>" in re.sub(r"\s*\n\s*", "", page)
        assert not re.search(r'(?:href|src)="/', page)
        for sheet in re.findall(r'href="(static/[^"]+\.css)"', page):
            assert (tmp_path / "ut" / sheet).is_file()
        assert "sykeprosent" in page
        assert "sykeprosent" in (tmp_path / "ut" / "endringer.html").read_text(encoding="utf-8")

    def test_content_with_errors_has_no_preview(self, changed: GitContent, tmp_path: Path) -> None:
        """A field says «lik» and differs now: the change is told all the same, and why there are no pages."""
        told = begrep("diff", "HEAD", "--preview", str(tmp_path / "ut"))
        assert (told.exit_code, "bare legemeldt" in told.stdout) == (0, True)
        assert "har feil" in told.stderr


class TestWorkbook:
    def test_conflicts_are_told_and_marked(self, content: GitContent, tmp_path: Path) -> None:
        """Exit 1, the cell with three texts, a copy with the cell marked, and no file touched."""
        book = tmp_path / "bok.xlsx"
        assert begrep("workbook", "export", "personell", "-o", str(book)).exit_code == 0
        opened = load_workbook(book)
        page = opened["Begreper"]
        cell = next(c for row in page.iter_rows() for c in row if c.value == "sickness absence rate")
        cell.value = "absence rate"
        opened.save(book)
        content.edit(RATE, "sickness absence rate", "sick leave rate")
        before = content.git("diff")
        told = begrep("workbook", "import", str(book))
        assert told.exit_code == 1
        assert f"Begreper!{cell.coordinate}" in told.stderr
        assert "i Git «sick leave rate», i Excel «absence rate», opprinnelig «sickness absence rate»" in told.stderr
        assert "1 celle er endret både i Git og i Excel. Ingenting er skrevet. Cellen er merket i " in told.stderr
        assert content.git("diff") == before
        marked = load_workbook(tmp_path / "bok-konflikter.xlsx")["Begreper"][cell.coordinate]
        assert "sick leave rate" in marked.comment.text
        assert begrep("workbook", "import", str(book), "--resolve", "excel").exit_code == 0
        assert '"absence rate"@en' in content.read(RATE)

    def test_a_dry_run_writes_nothing(self, content: GitContent, tmp_path: Path) -> None:
        """What would be written is told with the change; the files stay."""
        book = tmp_path / "bok.xlsx"
        begrep("workbook", "export", "personell", "-o", str(book))
        opened = load_workbook(book)
        cell = next(c for row in opened["Begreper"].iter_rows() for c in row if c.value == "sickness absence rate")
        cell.value = "absence rate"
        opened.save(book)
        told = begrep("workbook", "import", str(book), "--dry-run")
        assert f"Ville ha skrevet {RATE}" in told.stdout
        assert "[-sickness-] absence rate" in told.stdout
        assert content.git("status", "--porcelain") == ""

    @pytest.mark.parametrize(("lang", "said"), [("nb", "kan ikke leses"), ("nn", "kan ikkje lesast"), ("en", "cannot")])
    def test_a_file_that_is_no_workbook(self, content: GitContent, tmp_path: Path, lang: str, said: str) -> None:
        (tmp_path / "bok.xlsx").write_text("nei", encoding="utf-8")
        told = begrep("workbook", "import", str(tmp_path / "bok.xlsx"), "--lang", lang)
        assert (told.exit_code, said in told.stderr) == (1, True)


class TestRelease:
    def test_what_must_be_in_order_first(self, content: GitContent) -> None:
        """A version of the right form and after the last, everything committed, and no errors."""
        assert begrep("release", "v2").exit_code == 2
        content.edit(RATE, "sickness absence rate", "sick leave rate")
        told = begrep("release", "2027.1")
        assert (told.exit_code, "git commit" in told.stderr) == (1, True)
        content.edit(RATE, '    skos:prefLabel "sjukefråværsprosent"@nn ;\n', "")
        content.commit("Uten nynorsk")
        told = begrep("release", "2027.1")
        assert told.exit_code == 1
        assert f"{RATE}:" in told.stderr
        assert not (content.root / "utgivelser.toml").exists()

    def test_the_changelog_is_the_difference(self, content: GitContent) -> None:
        """The second release tells what changed since the first, newest first; dry runs write nothing."""
        assert begrep("release", "2027.1", "--dry-run").exit_code == 0
        assert content.git("status", "--porcelain") == ""
        assert begrep("release", "2027.1").exit_code == 0
        content.commit("Utgivelse 2027.1")
        content.git("tag", "2027.1")
        content.edit(RATE, "    skos:hiddenLabel", '    skos:altLabel "sykeprosent"@nb ;\n    skos:hiddenLabel')
        content.edit(RATE, 'dct:modified "2026-11-21"', 'dct:modified "2026-11-28"')
        content.commit("Ny term")
        told = begrep("release", "2027.2")
        assert told.exit_code == 0, told.output
        assert "git tag -a 2027.2" in told.stdout
        changes = content.read("ENDRINGER.md")
        assert changes.index("## 2027.2") < changes.index("## 2027.1")
        assert "- Tillatt term (nb): **sykeprosent**" in changes
        catalogue = content.read("vocabularies/_katalog.ttl")
        assert 'dcat:version "2027.2" ;' in catalogue
        assert "dcat:previousVersion <https://w3id.org/begrepskatalog/versjon/2027.1/katalog> ;" in catalogue
        assert begrep("release", "2027.1").exit_code == 2
        assert content.git("tag") == "2027.1\n"

    def test_what_has_been_released_is_not_deleted(self, content: GitContent) -> None:
        """STA-02: a draft may be deleted until it has been part of a release."""
        draft = "vocabularies/personell/fravaer.ttl"
        assert "status:DRAFT" in content.read(draft)
        assert begrep("release", "2027.1").exit_code == 0
        content.commit("Utgivelse 2027.1")
        (content.root / draft).unlink()
        assert "STA-02" not in begrep("check", "--against", "HEAD").stdout
        content.git("tag", "2027.1")
        told = begrep("check", "--against", "HEAD")
        assert told.exit_code == 1
        assert f"{draft}:1:1: feil STA-02: personell/fravaer er utgitt og kan ikke slettes." in told.stdout

    def test_a_broken_list_of_releases_is_found(self, content: GitContent) -> None:
        """UTG-02, in check."""
        (content.root / "utgivelser.toml").write_text("[[utgivelse]]\nversjon = 2027.1\n", encoding="utf-8")
        told = begrep("check")
        assert told.exit_code == 1
        assert "utgivelser.toml:1:1: feil UTG-02" in told.stdout
