"""The command line: what it says, what it exits with, and what it leaves behind."""

import json
import socket
import subprocess
from datetime import date
from pathlib import Path

import pytest

from graph.builds import Build, current_build
from loaders.source import ContentFolders

ROOT = Path(__file__).parents[2]


def run(begrep: list[str], *arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run([*begrep, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def options(content: ContentFolders) -> list[str]:
    """Return the options that name the content."""
    return ["--vocabularies", str(content.vocabularies), "--mappings", str(content.mappings)]


def break_line(path: Path, old: str, new: str) -> None:
    """Replace ``old`` in a file; fail when it is not there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_check_says_that_all_is_well(begrep: list[str], content: ContentFolders) -> None:
    """Content in order: exit 0 and one line that says how much was checked."""
    done = run(begrep, "check", *options(content))
    assert done.returncode == 0, done.stdout
    assert "filer kontrollert" in done.stdout


@pytest.mark.parametrize(("lang", "word"), [("nb", "feil"), ("nn", "feil"), ("en", "error")])
def test_check_names_file_line_and_remedy(begrep: list[str], content: ContentFolders, lang: str, word: str) -> None:
    """A misspelt prefix: exit 1, file and line, what is wrong and what to write instead."""
    concept = content.vocabularies / "personell" / "fravaer.ttl"
    break_line(concept, "    skos:scopeNote", "    sksos:scopeNote")
    line = next(
        number
        for number, text in enumerate(concept.read_text(encoding="utf-8").splitlines(), start=1)
        if "sksos:" in text
    )
    done = run(begrep, "check", "--lang", lang, *options(content))
    assert done.returncode == 1
    assert f"fravaer.ttl:{line}:" in done.stdout
    assert f" {word} " in done.stdout
    assert "skos" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_check_speaks_to_tools(begrep: list[str], content: ContentFolders) -> None:
    """JSON and SARIF are well-formed and carry the same finding."""
    break_line(content.mappings / "oslo" / "felt.csv", ";godkjent;", ";;godkjent;")
    as_json = run(begrep, "check", "--output", "json", *options(content))
    assert as_json.returncode == 1
    assert "FIL-02" in as_json.stdout
    json.loads(as_json.stdout)
    sarif = json.loads(run(begrep, "check", "--output", "sarif", *options(content)).stdout)
    assert sarif["version"] == "2.1.0"
    assert sarif["runs"][0]["results"][0]["ruleId"] == "FIL-02"


def test_build_builds_nothing_twice(begrep: list[str], content: ContentFolders, tmp_path: Path) -> None:
    """A timer may run it ever so often: what is served stays, until it is told to build all the same."""
    command = ("build", *options(content), "--store", str(tmp_path))
    assert "Bygget katalogen" in run(begrep, *command).stderr
    served = current_build(tmp_path)
    again = run(begrep, *command)
    assert (again.returncode, again.stderr.strip()) == (0, "Innholdet er uendret siden forrige bygg.")
    assert current_build(tmp_path) == served
    assert "Bygget katalogen" in run(begrep, *command, "--force").stderr


def test_build_keeps_what_is_served_when_a_file_is_broken(
    begrep: list[str], content: ContentFolders, tmp_path: Path
) -> None:
    """The first build is in place; the second names the fault, exits 1 and changes nothing."""
    store = tmp_path / "store"
    assert run(begrep, "build", *options(content), "--store", str(store)).returncode == 0
    served = current_build(store)
    break_line(content.vocabularies / "personell" / "fravaer.ttl", '"fravær"@nb', '"fravær@nb')
    done = run(begrep, "build", *options(content), "--store", str(store))
    assert done.returncode == 1
    assert "fravaer.ttl" in done.stderr
    assert current_build(store) == served


def test_format_restores_the_canonical_form(begrep: list[str], content: ContentFolders) -> None:
    """Layout is mended, meaning is not touched; --check only tells."""
    concept = content.vocabularies / "personell" / "fravaer.ttl"
    before = concept.read_text(encoding="utf-8")
    concept.write_text(before.replace("    a skos:Concept ;\n", "    a   skos:Concept;\n"), encoding="utf-8")
    told = run(begrep, "format", "--check", *options(content))
    assert told.returncode == 1
    assert "fravaer.ttl" in told.stdout
    assert concept.read_text(encoding="utf-8") != before
    done = run(begrep, "format", *options(content))
    assert done.returncode == 0, done.stderr
    assert concept.read_text(encoding="utf-8") == before
    assert run(begrep, "format", "--check", *options(content)).returncode == 0
    assert not list(concept.parent.glob(".*"))


def test_format_leaves_a_broken_file_alone(begrep: list[str], content: ContentFolders) -> None:
    """What cannot be read is not rewritten."""
    concept = content.vocabularies / "personell" / "fravaer.ttl"
    break_line(concept, '"fravær"@nb', '"fravær@nb')
    before = concept.read_bytes()
    done = run(begrep, "format", *options(content))
    assert done.returncode == 1
    assert "fravaer.ttl" in done.stderr
    assert concept.read_bytes() == before


@pytest.mark.parametrize("command", ["check", "build", "serve"])
def test_a_missing_folder_is_named(begrep: list[str], tmp_path: Path, command: str) -> None:
    """Wrong use: exit 2 and which folder was not found."""
    done = run(begrep, command, "--vocabularies", str(tmp_path / "finnes-ikke"), "--mappings", str(tmp_path))
    assert done.returncode == 2
    assert "finnes-ikke" in done.stderr


def test_serve_needs_a_build(begrep: list[str], tmp_path: Path) -> None:
    """Nothing built and told not to build: exit 1 and what to do."""
    done = run(begrep, "serve", "--no-build", "--store", str(tmp_path))
    assert done.returncode == 1
    assert "begrep build" in done.stderr


def test_wrong_settings_are_wrong_use(begrep: list[str]) -> None:
    """A port that is no port: exit 2, without a traceback."""
    done = run(begrep, "serve", "--port", "99999")
    assert done.returncode == 2
    assert "--port: «99999»" in done.stderr
    assert "Traceback" not in done.stderr


def test_fix_mends_what_is_safe_and_says_so(begrep: list[str], content: ContentFolders) -> None:
    """A full stop, a stray space and a Norwegian date are mended; the file is then as it was."""
    concept = content.vocabularies / "personell" / "fravaer.ttl"
    before = concept.read_text(encoding="utf-8")
    break_line(concept, 'dct:modified "2026-11-21"', 'dct:modified "21.11.2026"')
    break_line(concept, 'skos:prefLabel "fravær"@nb', 'skos:prefLabel "fravær "@nb')
    done = run(begrep, "check", "--fix", *options(content))
    assert done.returncode == 0, done.stdout
    assert "fravaer.ttl:" in done.stderr
    assert "rettet" in done.stderr
    assert concept.read_text(encoding="utf-8") == before


def test_notes_are_shown_on_demand(begrep: list[str], content: ContentFolders) -> None:
    """Reminders that seldom ask for anything stand aside until somebody wants them; paths narrow what is shown."""
    plain = run(begrep, "check", *options(content)).stdout
    noted = run(begrep, "check", "--notes", *options(content)).stdout
    assert "merknad" not in plain
    assert "merknad TERM-05" in noted
    one = run(begrep, "check", "--notes", *options(content), str(content.vocabularies / "okonomi")).stdout
    assert "2 filer kontrollert" in one
    assert "personell" not in one


def test_an_explained_warning_is_counted_and_shown_on_demand(begrep: list[str], content: ContentFolders) -> None:
    """A note that begins with the rule sets its warning aside, unless notes are asked for or warnings fail."""
    concept = content.vocabularies / "personell" / "stillingsprosent.ttl"
    break_line(concept, '"Felles verdi er valgt', '"KJ-02: ikke avgjort. Felles verdi er valgt')
    place = str(concept)
    plain = run(begrep, "check", *options(content), place)
    assert "KJ-02" not in plain.stdout
    assert plain.stdout.endswith("1 advarsel er forklart i filen den gjelder, og vises med --notes.\n")
    assert "advarsel KJ-02" in run(begrep, "check", "--notes", *options(content), place).stdout
    strict = run(begrep, "check", "--strict", *options(content), place)
    assert (strict.returncode, "advarsel KJ-02" in strict.stdout) == (1, True)


@pytest.mark.parametrize("host", ["127.0.0.1", "finnes-ikke.invalid"])
def test_an_address_nobody_can_listen_on_is_told(begrep: list[str], small_build: Build, host: str) -> None:
    """A port in use, or a host that is not this machine: exit 1 and what to do, without a traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        store = str(small_build.folder.parents[1])
        done = run(begrep, "serve", "--no-build", "--store", store, "--host", host, "--port", port)
    assert done.returncode == 1
    assert f"{host}:{port}" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_that_start_at_once_are_not_both_served(begrep: list[str], small_build: Build) -> None:
    """One listens and says so when it answers; the other is told that the port is taken."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [*begrep, "serve", "--no-build", "--store", str(small_build.folder.parents[1]), "--port", port]
    both = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = []
    try:
        for process in both:
            assert process.stderr
            said.append(process.stderr.readline())
            if said[-1].startswith("Katalogen"):
                socket.create_connection(("127.0.0.1", int(port)), timeout=5).close()
    finally:
        for process in both:
            process.terminate()
            process.communicate(timeout=30)
    refused, shown = sorted(said)
    assert refused.startswith(f"Kan ikke lytte på 127.0.0.1:{port}")
    assert shown.startswith(f"Katalogen vises på http://127.0.0.1:{port}")


def test_a_rule_is_explained(begrep: list[str]) -> None:
    """Why, wrong, right and source in the language asked for; an unknown number is wrong use, with a suggestion."""
    done = run(begrep, "check", "--explain", "pro-02", "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.startswith("PRO-02: Nynorsk term missing (error)\n\nWhy: ")
    assert 'skos:prefLabel "sjukefråvær"@nn ;' in done.stdout
    unknown = run(begrep, "check", "--explain", "PRO-99", "--lang", "nn")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "Meinte du PRO-" in unknown.stderr


def committed(content: ContentFolders) -> Path:
    """Put the small catalogue in a repository of its own."""
    folder = content.vocabularies.parent
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Start"]):
        command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments]
        subprocess.run(command, cwd=folder, check=True)
    return folder


def test_a_change_is_judged_against_a_revision(begrep: list[str], content: ContentFolders) -> None:
    """A changed definition with an old date: told on the line of the date, mended by --fix, then all is well."""
    folder = committed(content)
    concept = folder / "vocabularies" / "personell" / "fravaer.ttl"
    break_line(concept, "tid da arbeidstakeren", "all tid da arbeidstakeren")
    line = concept.read_text(encoding="utf-8").split("dct:modified")[0].count("\n") + 1
    told = run(begrep, "check", "--against", "HEAD", folder=folder)
    assert told.returncode == 1
    assert f"vocabularies/personell/fravaer.ttl:{line}:5: feil STA-07: " in told.stdout
    mended = run(begrep, "check", "--against", "HEAD", "--fix", "--no-cache", folder=folder)
    assert mended.returncode == 0, mended.stdout
    assert f"vocabularies/personell/fravaer.ttl:{line}: rettet STA-07" in mended.stderr
    assert f'dct:modified "{date.today().isoformat()}"^^xsd:date ;' in concept.read_text(encoding="utf-8")
    assert run(begrep, "check", "--against", "HEAD", folder=folder).returncode == 0


@pytest.mark.parametrize(("lang", "words"), [("nb", "kjenner ikke"), ("nn", "kjenner ikkje"), ("en", "does not know")])
def test_a_revision_that_is_not_there(begrep: list[str], content: ContentFolders, lang: str, words: str) -> None:
    """Wrong use: exit 2, and what Git does not know."""
    done = run(begrep, "check", "--against", "finnes-ikke", "--lang", lang, folder=committed(content))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Git {words} " in done.stderr
    assert "«finnes-ikke»" in done.stderr.replace("“", "«").replace("”", "»")


def test_what_is_remembered_lies_in_a_folder_git_leaves_alone(begrep: list[str], content: ContentFolders) -> None:
    """The cache keeps itself out of the repository, and --no-cache makes none."""
    folder = committed(content)
    run(begrep, "check", "--no-cache", folder=folder)
    assert not (folder / ".begrep-cache").exists()
    first = run(begrep, "check", "--notes", folder=folder)
    again = run(begrep, "check", "--notes", folder=folder)
    assert (folder / ".begrep-cache").is_dir()
    assert first.stdout == again.stdout
    status = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=True)
    assert status.stdout == ""
