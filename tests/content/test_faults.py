"""Two hundred random faults of the kinds people make, put into the real content one at a time."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.checks.report import as_text
from graph.finding import Finding
from graph.namespaces import BASE
from loaders.checking.check import check
from loaders.checking.stamped import StampedFiles
from loaders.progress import silent
from loaders.source import ContentFolders

ROOT = Path(__file__).parents[2]
FAULTS = 200
SEED = 20261128
STRING = re.compile(r'"(?:[^"\\]|\\.)*"(?:@[A-Za-z-]+)?')
ADDRESS = re.compile(r"<[^>]*>")
NAME = re.compile(r"(?<![\w<:/#])([a-z][a-z0-9-]*):([A-Za-z][\w-]*)")

Files = dict[str, bytes]


class Fault(NamedTuple):
    """A fault: the changed files, the files it may be told in, and the line it is on."""

    files: Files
    told_in: set[str]
    line: int


def lines_of(raw: bytes) -> list[str]:
    """The lines of a file."""
    return raw.decode("utf-8-sig").split("\n")


def joined(path: str, lines: list[str]) -> bytes:
    """Lines as bytes, tables with the mark Excel knows them by."""
    return ("\ufeff" if path.endswith(".csv") else "").encode() + "\n".join(lines).encode()


class Faults:
    """Makes faults in some files, the same ones for the same seed."""

    def __init__(self, files: Files, seed: int) -> None:
        """Draw from the content files."""
        self.files = files
        self.chance = random.Random(seed)
        self.turtle = [path for path in files if path.endswith(".ttl")]
        self.concepts = [path for path in self.turtle if b"xkos:specializes" in files[path]]
        self.tables = [path for path in files if path.endswith(".csv")]

    def _line(self, paths: list[str], fits: Callable[[str], object]) -> tuple[str, list[str], int]:
        """A random line that fits, of a random file that has one."""
        while True:
            path = self.chance.choice(paths)
            lines = lines_of(self.files[path])
            numbers = [number for number, line in enumerate(lines) if fits(line)]
            if numbers:
                return path, lines, self.chance.choice(numbers)

    def _changed(self, path: str, lines: list[str], number: int) -> Fault:
        return Fault({path: joined(path, lines)}, {path}, number + 1)

    def _swapped(self, word: str) -> str:
        places = [n for n in range(len(word) - 1) if word[n] != word[n + 1]]
        at = self.chance.choice(places)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def dropped_character(self) -> Fault:
        """One character of the skeleton gone: what is said in words or elsewhere on the web no program can know."""

        def places(line: str) -> list[int]:
            hidden = [m.span() for m in STRING.finditer(line)]
            hidden += [m.span() for m in ADDRESS.finditer(line)] if not line.startswith("@prefix") else []
            free = (n for n in range(len(line)) if not any(start < n < end - 1 for start, end in hidden))
            return [n for n in free if not line[n].isspace()] if not re.search(r"\s[-\d.]+ ;$|^#", line) else []

        path, lines, number = self._line(self.turtle, places)
        at = self.chance.choice(places(lines[number]))
        lines[number] = lines[number][:at] + lines[number][at + 1 :]
        return self._changed(path, lines, number)

    def misspelt_property(self) -> Fault:
        """Two letters of a property the other way round."""
        predicate = re.compile(r"(    (?:skos|dct|euvoc|cmp|xkos|skosno|dcat|rdf|rdfs|owl|qb):)(\w{4,})( )")
        path, lines, number = self._line(self.turtle, predicate.match)
        lines[number] = predicate.sub(lambda m: m[1] + self._swapped(m[2]) + m[3], lines[number])
        return self._changed(path, lines, number)

    def misspelt_prefix(self) -> Fault:
        """Two letters of a prefix the other way round."""

        def fits(line: str) -> object:
            return not line.startswith("@") and NAME.search(STRING.sub("", line)) and len(set(name(line))) > 1

        def name(line: str) -> str:
            found = NAME.search(STRING.sub("", line))
            return found[1] if found else ""

        path, lines, number = self._line(self.turtle, fits)
        word = name(lines[number])
        lines[number] = lines[number].replace(f"{word}:", f"{self._swapped(word)}:", 1)
        return self._changed(path, lines, number)

    def windows_1252(self) -> Fault:
        """One line saved in the old encoding of Windows."""
        path, lines, number = self._line([*self.turtle, *self.tables], lambda line: re.search("[æøåÆØÅ]", line))
        raw = self.files[path].split(b"\n")
        raw[number] = lines[number].encode("cp1252", "replace")
        return Fault({path: b"\n".join(raw)}, {path}, number + 1)

    def conflict(self) -> Fault:
        """A merge that nobody has finished."""
        path, lines, number = self._line([*self.turtle, *self.tables], lambda line: line.strip())
        lines[number : number + 1] = ["<<<<<<< HEAD", lines[number], "=======", lines[number], ">>>>>>> forslag"]
        return self._changed(path, lines, number)

    def excel(self) -> Fault:
        """A cell that a spreadsheet has changed, or a separator too many."""
        header = {lines_of(self.files[path])[0] for path in self.tables}
        path, lines, number = self._line(
            self.tables, lambda line: ";" in line and line not in header and '"' not in line
        )
        cells = lines[number].split(";")
        at = self.chance.randrange(len(cells))
        cells[at] = self.chance.choice(["SANN", "#REF!", "1,2E+05", "=A1", "x;y"])
        lines[number] = ";".join(cells)
        return self._changed(path, lines, number)

    def duplicated_iri(self) -> Fault:
        """A file copied to begin a new concept, and its addresses left as they were."""
        path = self.chance.choice(self.concepts)
        copy = path.replace(".ttl", "-kopi.ttl")
        subject = next(n for n, line in enumerate(lines_of(self.files[path])) if re.match(r"[a-z-]+:[\w-]+$", line))
        return Fault({copy: self.files[path]}, {copy}, subject + 1)

    def cycle(self) -> Fault:
        """A broader concept that is made narrower than its own narrower one."""
        step = re.compile(r"    xkos:specializes ([a-z-]+):([\w-]+) ;")
        path, lines, number = self._line(self.concepts, step.match)
        found = step.match(lines[number])
        assert found
        other = f"vocabularies/{found[1]}/{found[2]}.ttl"
        narrower = path.split("/")
        upper = lines_of(self.files[other])
        at = next(n for n, line in enumerate(upper) if "dct:publisher" in line)
        address = f"<{BASE}begrep/{narrower[1]}/{narrower[2].removesuffix('.ttl')}>"
        upper.insert(at, f"    xkos:specializes {address} ;")
        return Fault({other: joined(other, upper)}, {path, other}, at + 1)

    def language_tag(self) -> Fault:
        """A language tag that is none of ours."""
        path, lines, number = self._line(self.turtle, lambda line: re.search(r'"@(nb|nn|en) ;$', line))
        wrong = self.chance.choice(["no", "nb-NO", "bm", "nn-NO", "eng"])
        lines[number] = re.sub(r'"@(nb|nn|en) ;$', f'"@{wrong} ;', lines[number])
        return self._changed(path, lines, number)

    @property
    def kinds(self) -> tuple[Callable[[], Fault], ...]:
        """Every kind of fault."""
        return (
            self.dropped_character,
            self.misspelt_property,
            self.misspelt_prefix,
            self.windows_1252,
            self.conflict,
            self.excel,
            self.duplicated_iri,
            self.cycle,
            self.language_tag,
        )


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real content that a test may change."""
    folder = tmp_path_factory.mktemp("ekte-innhold")
    for name in ("vocabularies", "mappings"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def bytes_of(folder: Path) -> Files:
    """The content files below a folder."""
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in {".ttl", ".csv"}]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def words(found: Finding) -> tuple[str, str, str]:
    """A finding without its place, so that it is known again when lines have moved."""
    return found.rule, found.file, found.message["nb"]


def written(folder: Path, fault: Fault, files: Files) -> Iterator[None]:
    """Put the fault in place, and afterwards the files back."""
    for path, raw in fault.files.items():
        (folder / path).write_bytes(raw)
    yield
    for path in fault.files:
        if path in files:
            (folder / path).write_bytes(files[path])
        else:
            (folder / path).unlink()


def test_every_fault_is_told_in_its_file(real: Path, tmp_path: Path) -> None:
    """Each fault is reported, in the right file, in words; how many pointed at the right line is printed.

    Each is met as an editor meets it: everything was checked before the file was changed, and only that is judged.
    """
    files = bytes_of(real)
    content = ContentFolders(real / "vocabularies", real / "mappings")
    ledger = tmp_path / "ledger.sqlite"
    usual = Counter(words(each) for each in check(StampedFiles(content), BASE, silent, ledger))
    checked = ledger.read_bytes()
    faults = Faults(files, SEED)
    on_line: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for number in range(FAULTS):
        kind = faults.kinds[number % len(faults.kinds)]
        fault = kind()
        ledger.write_bytes(checked)
        for _ in written(real, fault, files):
            found = check(StampedFiles(content), BASE, silent, ledger)
        left = Counter(usual)
        new = []
        for each in found:
            left[words(each)] -= 1
            new += [each] if left[words(each)] < 0 else []
        here = [each for each in new if each.file in fault.told_in]
        assert here, (number, kind.__name__, fault.told_in, fault.line, [words(each) for each in new])
        assert "Traceback" not in as_text(found, len(files))
        made[kind.__name__] += 1
        on_line[kind.__name__] += any(each.line == fault.line for each in here)
    print(f"{on_line.total()} of {made.total()} faults pointed at the right line:")
    print("\n".join(f"  {name}: {on_line[name]} of {made[name]}" for name in made))
    assert on_line.total() >= 0.9 * FAULTS


def test_the_command_prints_no_traceback(real: Path, begrep: list[str]) -> None:
    """One fault of each kind, through the command itself: exit 1, the file named, nothing of the program's insides."""
    files = bytes_of(real)
    faults = Faults(files, SEED + 1)
    for kind in faults.kinds:
        fault = kind()
        for _ in written(real, fault, files):
            done = subprocess.run(
                [
                    *begrep,
                    "check",
                    "--strict",
                    "--vocabularies",
                    real / "vocabularies",
                    "--mappings",
                    real / "mappings",
                ],
                cwd=ROOT,
                env={"BEGREP_CACHE": str(real / "cache"), "PATH": ""},
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        assert done.returncode == 1, kind.__name__
        assert "Traceback" not in done.stdout + done.stderr
        assert any(path in done.stdout for path in fault.told_in), kind.__name__
