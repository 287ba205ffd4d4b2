"""Is there any question that the server answers with a fault of its own, or any file a parser falls over?

Run by ``make fuzz``: schemathesis asks a real server whatever the OpenAPI description allows and much that it does not;
hypothesis gives the parsers (tests/fuzz) damaged files and queries. It fails on any answer of 500 or more, and on any
error that is not the catalogue's own. How many of each may be given: ``python tests/bench/fuzz.py --examples 200``.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders.build import BuildPlan, build  # noqa: E402
from loaders.source import ContentFolders  # noqa: E402
from tests.bench.results import note  # noqa: E402
from tests.bench.serving import served  # noqa: E402

SCHEMATHESIS: Final = ROOT / ".venv-bench" / "bin" / "schemathesis"
PARSERS: Final = ROOT / "tests" / "fuzz"


def main() -> None:
    """Run both; exit with 1 when either found something."""
    options = _options()
    good = _interfaces(options.examples) if options.only != "parsers" else True
    good = (_parsers(options.files) if options.only != "interfaces" else True) and good
    sys.exit(not good)


def _interfaces(examples: int) -> bool:
    """Ask a real server of the real catalogue; return whether it always kept its temper."""
    if not SCHEMATHESIS.exists():
        sys.exit("schemathesis er ikke installert; make fuzz gjør det")
    with tempfile.TemporaryDirectory() as folder:
        build(BuildPlan(ContentFolders(ROOT / "vocabularies", ROOT / "mappings"), Path(folder)))
        with served(Path(folder)) as server:
            began = time.monotonic()
            command = [str(SCHEMATHESIS), "run", f"{server.address}/api/openapi.json", "--url", server.address,
                       "--checks", "not_a_server_error", "--max-examples", str(examples), "--mode", "all",
                       "--phases", "examples,coverage,fuzzing", "--seed", "2026", "--continue-on-failure",
                       "--request-timeout", "60", "--no-color"]  # fmt: skip
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            seconds = time.monotonic() - began
    print(_told(done.stdout))
    operations = re.search(r"Selected: (\d+)/", done.stdout)
    cases = re.search(r"([\d,]+) generated", done.stdout)
    found = re.search(r"Server error: (\d+)", done.stdout)
    cells: dict[str, float | int | str] = {
        "stier og metoder": operations[1] if operations else "–",
        "forespørsler": cases[1] if cases else "–",
        "svar på 500 eller mer": int(found[1]) if found else 0,
        "s": seconds,
    }
    note("grensesnitt (schemathesis)", f"{examples} eksempler hver", cells)
    return done.returncode == 0


def _told(output: str) -> str:
    """What failed, and the summary; the advice about test data is of no use here."""
    failures = re.search(r"^=+ FAILURES =+$.*?(?=^=+ WARNINGS)", output, re.MULTILINE | re.DOTALL)
    return (failures[0] if failures else "") + output[output.rfind("= SUMMARY =") :]


def _parsers(files: int) -> bool:
    """Give the parsers damaged files; return whether all were read or refused in words."""
    environment = os.environ | {"BEGREP_TEST_PROFILE": "fuzz", "BEGREP_TEST_EXAMPLES": str(files)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--hypothesis-show-statistics",
        str(PARSERS),
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(done.stdout[-6000:])
    for name, passing, failing in re.findall(
        r"::(test_\w+):.*?generate phase .*?- (\d+) passing, (\d+) failing", done.stdout.replace("\n", " ")
    ):
        note("tolkere (hypothesis)", name.removeprefix("test_").replace("_", " "), {"lest eller avvist": int(passing),
                                                                                   "feil": int(failing)})  # fmt: skip
    return done.returncode == 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200, help="examples of each operation of the interfaces")
    parser.add_argument("--files", type=int, default=10_000, help="files or queries for each parser")
    parser.add_argument("--only", choices=["interfaces", "parsers"], help="leave out the other")
    return parser.parse_args()


if __name__ == "__main__":
    main()
