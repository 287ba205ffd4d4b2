from __future__ import annotations

from pathlib import Path

import pytest

from graph.checks.content_path import ContentPath
from server.browsing.edit_links import edit_link, file_of, new_concept_link

ROOT = Path(__file__).parents[2]
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "vocabularies").rglob("*.ttl"))
BASE = "https://w3id.org/begrepskatalog/"


def test_every_file_of_the_catalogue_is_led_to() -> None:
    """What a file must describe leads back to that file, for every file there is."""
    assert len(FILES) > 150
    for file in FILES:
        assert file_of("/" + ContentPath.of(file).subject().removeprefix(BASE)) == file


def test_fields_lead_to_their_owner_s_table() -> None:
    """A field, its table and its system are written in one file."""
    for path in ("/felt/oslo/hr", "/felt/oslo/hr/fravaer", "/felt/oslo/hr/fravaer/sykefr_pst/2020-01-01"):
        assert file_of(path) == "mappings/oslo/felt.csv"
    assert (ROOT / "mappings/oslo/felt.csv").is_file()


@pytest.mark.parametrize("path", ["/", "/om", "/sok", "/begrep", "/begrep/personell", "/sparql"])
def test_pages_without_a_file_lead_nowhere(path: str) -> None:
    """Only things that are written in a file can be changed there."""
    assert file_of(path) is None
    assert edit_link("https://git.example.org/{path}", path) == ""


def test_without_a_platform_there_is_no_address() -> None:
    """Nothing is set, nothing is offered."""
    assert edit_link(None, "/begrep/personell/ansatt") == ""
    assert new_concept_link(None, "ansatt") == ""


def test_one_address_serves_changes_and_new_concepts() -> None:
    """A form gets the file and what it is about; an editor of files is for what there is."""
    form = "https://git.example.org/saker/ny?title={term}&body={path}"
    file = "vocabularies/personell/ansatt.ttl"
    assert edit_link(form, "/begrep/personell/ansatt") == (
        f"https://git.example.org/saker/ny?title=begrep%2Fpersonell%2Fansatt&body={file}"
    )
    assert new_concept_link(form, "snømåking") == (
        "https://git.example.org/saker/ny?title=sn%C3%B8m%C3%A5king&body=vocabularies/"
    )
    editor = "https://git.example.org/edit/main/{path}"
    assert edit_link(editor, "/begrep/personell/ansatt") == f"https://git.example.org/edit/main/{file}"
    assert new_concept_link(editor, "snømåking") == ""
