"""Two people at once: what Git merges by itself, and where it asks."""

from __future__ import annotations

from pathlib import Path

from graph.turtle.canonical import canonical
from tests.git_content import GitContent

RATE = "vocabularies/personell/sykefravaersprosent.ttl"
TEXT = "tapte dagsverk på grunn av egen sykdom i en periode"


def concept(content: GitContent, name: str) -> None:
    """Add a concept as somebody would: a copy of another, in a file of its own, in canonical form."""
    text = content.read("vocabularies/personell/fravaer.ttl").replace("personell/fravaer", f"personell/{name}")
    text = text.replace("personell:fravaer\n", f"personell:{name}\n").replace('"fravær"', f'"{name}"')
    (content.root / f"vocabularies/personell/{name}.ttl").write_text(canonical(text), encoding="utf-8")


def on_two_branches(content: GitContent, one: object, other: object) -> str:
    """Do one thing on each of two branches, and merge the second into the first; returns what Git says."""
    for name, change in (("ene", one), ("andre", other)):
        content.git("switch", "--quiet", "--create", name, "main")
        assert callable(change)
        change()
        content.commit(f"Endring på {name}")
    content.git("switch", "--quiet", "ene")
    return content.git("merge", "--no-edit", "andre", check=False)


def test_two_new_concepts_merge_by_themselves(tmp_path: Path) -> None:
    """Each in a file of its own, membership from the folder: nothing to quarrel about."""
    content = GitContent.small(tmp_path / "innhold")
    said = on_two_branches(content, lambda: concept(content, "permisjon"), lambda: concept(content, "ferie"))
    assert "CONFLICT" not in said
    assert content.git("status", "--porcelain") == ""
    assert (content.root / "vocabularies/personell/permisjon.ttl").is_file()
    assert (content.root / "vocabularies/personell/ferie.ttl").is_file()


def test_two_edits_of_one_definition_conflict_in_one_line(tmp_path: Path) -> None:
    """One fact per line: the conflict is that line, from both sides, and nothing around it."""
    content = GitContent.small(tmp_path / "innhold")
    said = on_two_branches(
        content,
        lambda: content.edit(RATE, TEXT, "dagsverk som er tapt på grunn av sykdom i en periode"),
        lambda: content.edit(RATE, TEXT, "tapte dagsverk på grunn av egen sykdom eller skade i en periode"),
    )
    assert f"CONFLICT (content): Merge conflict in {RATE}" in said
    lines = content.read(RATE).splitlines()
    start, middle, end = (
        next(n for n, line in enumerate(lines) if line.startswith(m)) for m in ("<<<<", "====", ">>>>")
    )
    assert (middle - start, end - middle) == (2, 2)
    assert all(lines[n].strip().startswith("rdf:value ") for n in (start + 1, middle + 1))
    assert sum(line.startswith("<<<<<<<") for line in lines) == 1


def test_edits_of_two_facts_of_one_concept_merge(tmp_path: Path) -> None:
    """Another fact is another line, as long as they do not stand side by side."""
    content = GitContent.small(tmp_path / "innhold")
    said = on_two_branches(
        content,
        lambda: content.edit(RATE, "sickness absence rate", "sick leave rate"),
        lambda: content.edit(RATE, TEXT, "tapte dagsverk på grunn av sykdom i en periode"),
    )
    assert "CONFLICT" not in said
