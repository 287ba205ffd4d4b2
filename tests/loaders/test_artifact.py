"""The release artefact: packed the same each time, verified before anything of it is used, put in place whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.builds import Build, current_build, switch
from graph.errors import ArtifactRefused, BuildFailed, ReleaseRefused
from graph.history.snapshots import snapshots
from graph.searching.answer import Question
from graph.searching.search_index import SearchIndex
from graph.store import CatalogueStore
from loaders.artifact.contents import FORMAT
from loaders.artifact.of_release import build_release
from loaders.artifact.packing import Packed, pack
from loaders.artifact.taking_up import Source, take_up
from loaders.artifact.unpacking import unpack
from loaders.build import BuildPlan
from loaders.fetching import Limits
from loaders.git.releasing import prepare, write
from tests.artifact_server import shelf
from tests.build_copies import copied, marked
from tests.git_content import GitContent

pytestmark = pytest.mark.many

ROOT = Path(__file__).parents[2]
MOST = 64 << 20
QUICK = Limits(connect=2.0, read=1.0, whole=5.0, size=MOST, pauses=(0.0,))


def source(address: Path | str, sha256: str | None = None, most: int = MOST) -> Source:
    return Source(str(address), sha256, most, QUICK)


@pytest.fixture(scope="session")
def made(small_build: Build, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Packed]:
    """An artefact of the small catalogue; read it, do not change it."""
    target = tmp_path_factory.mktemp("artefakt") / "a.tar.gz"
    return target, pack(small_build.folder.parents[1], target, store_above=MOST)


@pytest.fixture
def node(small_build: Build, tmp_path: Path) -> Path:
    """A folder of builds that serves something already."""
    copied(small_build, tmp_path / "node", "20260101T000000000000-aaaaaaaaaaaa", "a" * 64)
    return tmp_path / "node"


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")} - {"build.lock"}


def test_the_same_build_gives_the_same_bytes(made: tuple[Path, Packed], small_build: Build, tmp_path: Path) -> None:
    """Packed again, elsewhere, it is the same file; its hash is written beside it as sha256sum reads it."""
    again = tmp_path / "b.tar.gz"
    packed = pack(small_build.folder.parents[1], again, store_above=MOST)
    assert again.read_bytes() == made[0].read_bytes()
    assert packed.sha256 == hashlib.sha256(again.read_bytes()).hexdigest()
    assert (tmp_path / "b.tar.gz.sha256").read_text() == f"{packed.sha256}  b.tar.gz\n"
    assert {path.name for path in tmp_path.iterdir()} == {"b.tar.gz", "b.tar.gz.sha256"}


@pytest.mark.parametrize("store_above", [MOST, 0], ids=["n-quads", "store"])
def test_what_is_taken_up_is_what_was_built(
    small_build: Build, small_store: CatalogueStore, tmp_path: Path, store_above: int
) -> None:
    """Quads, search, history, downloads and manifest are those of the build; a second look finds nothing new."""
    target = tmp_path / "a.tar.gz"
    packed = pack(small_build.folder.parents[1], target, store_above=store_above)
    assert packed.contents.data == ("n-quads" if store_above else "store")
    taken = take_up(source(target), tmp_path / "node", 3)
    assert taken
    assert current_build(tmp_path / "node") == taken
    assert taken.manifest == small_build.manifest
    assert set(CatalogueStore.open(taken.store).quads()) == set(small_store.quads())
    index = SearchIndex.open(taken.search)
    assert index.find(Question("sykefravaer")).hits
    index.close()
    for path in (small_build.folder / "nedlasting").iterdir():
        assert (taken.folder / "nedlasting" / path.name).read_bytes() == path.read_bytes()
    assert take_up(source(target), tmp_path / "node", 3) is None


def test_going_back_lasts_until_the_address_has_something_new(
    made: tuple[Path, Packed], small_build: Build, node: Path, tmp_path: Path
) -> None:
    """A node that an operator turned back stays so; what was taken before is not unpacked again."""
    first = current_build(node)
    here = tmp_path / "a.tar.gz"
    here.write_bytes(made[0].read_bytes())
    taken = take_up(source(here), node, 3)
    switch(node, first.id)
    assert take_up(source(here), node, 3) is None
    assert current_build(node) == first
    pack(marked(small_build, tmp_path / "annet", "merke1").folder.parents[1], here, store_above=MOST)
    second = take_up(source(here), node, 3)
    here.write_bytes(made[0].read_bytes())
    here.with_name("a.tar.gz.sha256").unlink()
    assert second != taken
    assert take_up(source(here), node, 3) == taken


Spoil = Callable[[bytes], bytes]


def repacked(change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], object]) -> Spoil:
    """The artefact with its members changed, packed as a hostile hand would."""

    def spoiled(body: bytes) -> bytes:
        with tarfile.open(fileobj=io.BytesIO(body)) as archive:
            members = [(member, archive.extractfile(member).read()) for member in archive]  # type: ignore[union-attr]
        change(members)
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz") as archive:
            for member, content in members:
                archive.addfile(member, io.BytesIO(content))
        return out.getvalue()

    return spoiled


def relisted(change: Callable[[dict[str, object]], object]) -> Spoil:
    """The artefact with its list of contents changed."""

    def changed(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        listed = json.loads(members[0][1])
        change(listed)
        raw = json.dumps(listed).encode()
        members[0][0].size = len(raw)
        members[0] = (members[0][0], raw)

    return repacked(changed)


def _outside(listed: dict[str, object]) -> None:
    files = listed["files"]
    assert isinstance(files, dict)
    files["../../ute.txt"] = {"size": 0, "sha256": hashlib.sha256().hexdigest()}


def _link(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    link = tarfile.TarInfo("data.nq")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    members[1] = (link, b"")


def _renamed(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[1][0].name = "../data.nq"


def _other_text(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[1] = (members[1][0], members[1][1].replace(b"frav", b"FRAV"))


SPOILED: dict[str, tuple[Spoil, str]] = {
    "truncated": (lambda body: body[: len(body) // 2], "er ikke hel"),
    "without its end": (lambda body: body[:-8], "er ikke hel"),
    "empty": (lambda body: b"", "er ikke hel"),
    "a page": (lambda body: b"<html>404</html>" * 100, "er ikke hel"),
    "something else packed": (lambda body: gzip.compress(b"noe annet" * 1000), "er ingen artefakt"),
    "of another version": (
        relisted(lambda listed: listed.update({"begrepskatalog-artefakt": FORMAT + 1, "program": "9.0"})),
        "er laget av begrep 9.0",
    ),
    "a way out of the folder": (relisted(_outside), "er ingen artefakt"),
    "a name of a build with a way out": (relisted(lambda listed: listed.update(build="../x-y")), "er ingen artefakt"),
    "a link": (repacked(_link), "er ingen artefakt"),
    "another name": (repacked(_renamed), "er ingen artefakt"),
    "another text": (repacked(_other_text), "data.nq"),
    "a file left out": (repacked(lambda members: members.pop()), "er ingen artefakt"),
    "a file too many": (repacked(lambda members: members.append(members[-1])), "er ingen artefakt"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_artefact_is_not_used(name: str, made: tuple[Path, Packed], node: Path, tmp_path: Path) -> None:
    """The error says what is wrong, the build before is served, and nothing is left of the other."""
    spoil, says = SPOILED[name]
    (tmp_path / "a.tar.gz").write_bytes(spoil(made[0].read_bytes()))
    before = everything(node)
    with pytest.raises(ArtifactRefused) as refused:
        take_up(source(tmp_path / "a.tar.gz"), node, 3)
    assert says in refused.value.words["nb"]
    assert set(refused.value.words) == {"nb", "nn", "en"}
    assert everything(node) - {"builds"} == before - {"builds"}
    assert not (tmp_path / "ute.txt").exists()


@given(st.randoms(use_true_random=False))
def test_a_changed_byte_is_found(made: tuple[Path, Packed], tmp_path_factory: pytest.TempPathFactory,
                                 chance: random.Random) -> None:  # fmt: skip
    """Wherever one byte is another, or the rest is gone, either nothing comes of it or every file is as it was."""
    body = bytearray(made[0].read_bytes())
    place = chance.randrange(len(body))
    if chance.random() < 0.3:
        del body[place:]
    else:
        body[place] ^= 1 << chance.randrange(8)
    folder = tmp_path_factory.mktemp("ut")
    try:
        contents = unpack(io.BytesIO(body), folder, MOST, "a")
    except ArtifactRefused:
        return
    assert contents == made[1].contents
    for name, file in contents.files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file.sha256


def test_limits_and_hashes(made: tuple[Path, Packed], node: Path) -> None:
    """Too large to fetch, too large to unpack, and another hash than was asked for: each said in its own words."""
    path, packed = made
    for most in (1000, path.stat().st_size + 1):
        with pytest.raises(ArtifactRefused, match="BEGREP_ARTIFACT_MAX_MB"):
            take_up(source(path, most=most), node, 3)
    with pytest.raises(ArtifactRefused, match="skulle hatt 00000"):
        take_up(source(path, "0" * 64), node, 3)
    assert take_up(source(path, packed.sha256), node, 3)


def test_over_http(made: tuple[Path, Packed], node: Path) -> None:
    """Asked for by its tag; broken off, gone, or with a hash that is not its own, it is refused and asked for again."""
    body = made[0].read_bytes()
    with shelf() as held:
        here = source(f"{held.address}/a.tar.gz")
        with pytest.raises(ArtifactRefused, match="404"):
            take_up(here, node, 3)
        held.put("a.tar.gz", body)
        held.breaks_off_after = 1000
        with pytest.raises(ArtifactRefused, match="brutt av"):
            take_up(here, node, 3)
        held.breaks_off_after = None
        held.files["/a.tar.gz.sha256"] = b"0" * 64
        with pytest.raises(ArtifactRefused, match="hører sammen") as refused:
            take_up(here, node, 3)
        # The same is not fetched again only to be refused again.
        assert take_up(here, node, 3, refused.value.mark) is None
        held.files["/a.tar.gz.sha256"] = b"<html>"
        with pytest.raises(ArtifactRefused, match="ingen hash"):
            take_up(here, node, 3)
        held.put("a.tar.gz", body)
        assert take_up(here, node, 3)
        assert take_up(here, node, 3) is None
        assert held.answers[-1] == ("/a.tar.gz", 304)
    with pytest.raises(ArtifactRefused, match="Fikk ikke kontakt"):
        take_up(here, node, 3)


def test_a_full_disk_leaves_what_is_served(made: tuple[Path, Packed], small_disk: Path, small_build: Build) -> None:
    """There is room for the artefact and not for what is in it: told as a full disk, and nothing of it is left."""
    (small_disk / "current").write_text(small_build.id + "\n")
    (small_disk / "fyll").write_bytes(bytes(700_000 - made[0].stat().st_size))
    with pytest.raises(BuildFailed, match="full"):
        take_up(source(made[0]), small_disk, 3)
    assert everything(small_disk) == {"current", "fyll", "builds"}
    assert (small_disk / "current").read_text().strip() == small_build.id


def test_there_must_be_a_build_to_pack(tmp_path: Path, small_build: Build) -> None:
    """An empty folder, and a build of an older program."""
    with pytest.raises(ArtifactRefused, match="begrep build"):
        pack(tmp_path, tmp_path / "a.tar.gz", store_above=MOST)
    copied(small_build, tmp_path, "20260101T0-a").search.unlink()
    with pytest.raises(ArtifactRefused, match=r"search\.sqlite"):
        pack(tmp_path, tmp_path / "a.tar.gz", store_above=MOST)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> BuildPlan:
    """The small catalogue in Git, with one release and a change after it."""
    content = GitContent.small(tmp_path_factory.mktemp("utgitt") / "innhold")
    write(content.folders, prepare(content.folders, "2027.1", date(2027, 1, 15)))
    content.commit("Utgivelse 2027.1")
    content.git("tag", "2027.1")
    content.edit("vocabularies/personell/fravaer.ttl", '"fravær"@nb', '"bortevær"@nb')
    content.commit("Et nytt navn")
    return BuildPlan(content.folders, content.root.parent / "store")


def test_a_release_is_packed_the_same_by_anybody(released: BuildPlan, tmp_path: Path) -> None:
    """What the tag holds, as on the day of the release, is the same file twice; a node shows the release."""
    packed = []
    for name in ("en", "to"):
        folder = build_release(released, "2027.1", tmp_path / name)
        packed.append(pack(folder, tmp_path / f"{name}.tar.gz", store_above=MOST))
    assert packed[0].contents == packed[1].contents
    assert packed[0].sha256 == packed[1].sha256
    taken = take_up(source(tmp_path / "en.tar.gz"), tmp_path / "node", 3)
    assert taken
    assert taken.manifest.build_date == date(2027, 1, 15)
    shown = snapshots(tmp_path / "node")["2027.1"]
    assert len(shown.verified()[0]) > 0
    assert not (tmp_path / "node" / "store").exists()


def test_only_what_was_released_is_packed_as_a_release(released: BuildPlan, tmp_path: Path) -> None:
    """An unknown version, and a tag that was moved."""
    with pytest.raises(ReleaseRefused, match="untagged"):
        build_release(released, "2027.2", tmp_path / "a")
    content = GitContent(released.content.vocabularies.parent)
    content.git("tag", "--force", "2027.1", "HEAD")
    with pytest.raises(ReleaseRefused, match="moved"):
        build_release(released, "2027.1", tmp_path / "b")


def test_a_killed_node_begins_again(made: tuple[Path, Packed], node: Path) -> None:
    """Killed at any moment of taking up, it serves a whole build, and the next attempt succeeds and tidies up."""
    before = current_build(node)
    code = "import sys; from pathlib import Path; from loaders.artifact.taking_up import Source, take_up; \
print('her', flush=True); take_up(Source(sys.argv[1]), Path(sys.argv[2]), 3)"
    for delay in (0.0, 0.02, 0.06, 0.12):
        command = [sys.executable, "-c", code, str(made[0]), str(node)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout
        process.stdout.readline()
        time.sleep(delay)
        process.kill()
        process.communicate()
        CatalogueStore.open(current_build(node).store)
    taken = take_up(source(made[0]), node, 3) or current_build(node)
    assert taken.id != before.id
    assert {path.name for path in (node / "builds").iterdir()} == {before.id, taken.id}
