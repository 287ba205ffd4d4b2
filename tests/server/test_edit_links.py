from __future__ import annotations

from pathlib import Path

import pytest

from graph.checks.content_path import ContentPath
from server.browsing.edit_links import edit_link, file_of

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
