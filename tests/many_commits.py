"""Repositories with a long history, made by one ``git fast-import``: files of concepts, edits, branches, merges."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from graph.namespaces import BASE
from loaders.source import ContentFolders
from tests.git_content import ENVIRONMENT

HEAD = """\
@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> .
@prefix her: <{iri}#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<{iri}>
    a skos:Concept ;
    skos:prefLabel "begrep {number}"@nb ;
    skos:prefLabel "omgrep {number}"@nn ;
    euvoc:xlDefinition her:def-nb ;
    owl:versionInfo "1.0.{edit}" ;
    .

her:def-nb
    a euvoc:XlNote ;
    rdf:value "tiltak nummer {number} som er endret {edit} ganger"@nb ;
    .
"""


def concept(number: int, edit: int) -> str:
    return HEAD.format(iri=f"{BASE}begrep/personell/begrep-{number}", number=number, edit=edit)


def repository(root: Path, files: int, commits: int) -> ContentFolders:
    """Make a repository of that many concept files and commits on the first-parent line; every fifth is a merge."""
    root.mkdir(parents=True)
    run(root, "init", "--quiet", "--initial-branch=main")
    run(root, "fast-import", "--quiet", stdin="".join(_stream(files, commits)))
    run(root, "checkout", "--quiet", "main")
    (root / "mappings").mkdir()
    return ContentFolders(root / "vocabularies", root / "mappings")


def run(root: Path, *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env=os.environ | ENVIRONMENT,
        check=True,
    )
    return done.stdout


def _stream(files: int, commits: int) -> Iterator[str]:
    chance = random.Random(commits)
    edits = [0] * files
    yield _commit(1, "main", "Alt", "".join(_file(number, 0) for number in range(files)))
    for number in range(2, commits + 1):
        changed = chance.sample(range(files), min(files, chance.randint(1, 3)))
        for file in changed:
            edits[file] += 1
        body = "".join(_file(file, edits[file]) for file in changed)
        if number % 5:
            yield _commit(number, "main", f"Endring (#{number})", body)
        else:
            # A branch of one commit, then its merge: the change counts once, when it came in.
            yield f"reset refs/heads/gren\nfrom refs/heads/main\n\n{_commit(number, 'gren', 'På grenen', body)}"
            merge = f"merge refs/heads/gren\n{body}"
            yield _commit(number, "main", f"Merge pull request #{number} from gren", merge)


def _commit(number: int, branch: str, subject: str, body: str) -> str:
    who = f"Kari Nordmann <kari@example.org> {1_700_000_000 + number * 86_400} +0100"
    return f"commit refs/heads/{branch}\ncommitter {who}\n{_data(subject)}{body}\n"


def _file(number: int, edit: int) -> str:
    return f"M 100644 inline vocabularies/personell/begrep-{number}.ttl\n{_data(concept(number, edit))}"


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"
