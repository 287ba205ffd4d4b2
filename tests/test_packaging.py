"""A newcomer's first minute, and the wheel: from nothing but Python and make to a page in the browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

ROOT = Path(__file__).parents[1]
CONCEPT = "begrep/personell/sykefravaersprosent"
NODE = {"node", "npm", "npx", "nodejs", "corepack"}
# Installing from the registry and a first build, on a slow line.
PATIENCE_SECONDS = 420


def copy_of_the_checkout(target: Path) -> Path:
    """Copy what Git would commit of the working tree: what a fresh clone of it holds."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def path_without_node(folder: Path) -> str:
    """Return a PATH that holds every program there is but Node.js."""
    folder.mkdir()
    for place in os.get_exec_path():
        for program in Path(place).iterdir() if Path(place).is_dir() else ():
            link = folder / program.name
            if program.name not in NODE and program.is_file() and not link.is_symlink():
                link.symlink_to(program)
    return str(folder)


def empty_environment(path: str, home: Path, port: int) -> dict[str, str]:
    """Return an environment with a PATH, an empty home and the registries' settings, and nothing else."""
    registries = re.compile(r"(PIP|NPM_CONFIG|NODE|SSL|REQUESTS)_|.*_PROXY$", re.IGNORECASE)
    kept = {name: value for name, value in os.environ.items() if registries.match(name)}
    home.mkdir()
    for name in (".npmrc", ".config/pip/pip.conf", ".pip/pip.conf"):
        if (Path.home() / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path.home() / name, home / name)
    return kept | {"PATH": path, "HOME": str(home), "BEGREP_PORT": str(port), "LANG": "C.UTF-8"}


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str], port: int) -> Iterator[str]:
    """Run a command that serves the catalogue; yields its address once it answers."""
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, process, log)
            yield address
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(timeout=60)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until ``address`` answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        try:
            requests.get(f"{address}/helse", timeout=2)
            return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_make_serve_on_a_fresh_checkout_without_node(tmp_path: Path) -> None:
    """One command, nothing installed: the concept page has definition, source and fields, and looks as it should.

    With Node.js, where there is any, it is what has set up the checkout that these tests run in.
    """
    checkout = copy_of_the_checkout(tmp_path / "begrepskatalog")
    path = path_without_node(tmp_path / "bin")
    port = free_port()
    environment = empty_environment(path, tmp_path / "home", port)
    assert not shutil.which("npm", path=path)
    with running(["make", "serve"], checkout, environment, port) as address:
        page = requests.get(f"{address}/{CONCEPT}", timeout=60)
        assert page.status_code == 200
        assert "tapte dagsverk på grunn av egen sykdom" in page.text
        assert "https://www.ssb.no/arbeid-og-lonn/statistikker/sykefratot" in page.text
        assert len(set(re.findall(r'href="/felt/[^"]+"', page.text))) >= 5
        sheets = re.findall(r'href="(/static/assets/[^"]+\.css)"', page.text)
        assert sheets
        assert requests.get(address + sheets[0], timeout=60).status_code == 200
        assert "sjukefråværsprosent" in requests.get(f"{address}/nn/{CONCEPT}", timeout=60).text
        assert "Vocabularies" in requests.get(f"{address}/en/", timeout=60).text
    started = time.monotonic()
    with running(["make", "serve"], checkout, environment, port) as address:
        assert requests.get(f"{address}/{CONCEPT}", timeout=60).status_code == 200
    assert "Innholdet er uendret" in (checkout / "serve.log").read_text(encoding="utf-8")
    assert time.monotonic() - started < 60


def test_the_wheel_works_elsewhere(tmp_path: Path) -> None:
    """Built, installed in another environment and started in another folder, with content of one's own."""
    # What builds it is installed here, all but Node.js where this machine has none.
    here = ["--no-isolation"] if shutil.which("npm") else []
    subprocess.run(
        [sys.executable, "-m", "build", *here, "--wheel", "--outdir", str(tmp_path), str(ROOT)],
        env=os.environ | {"PIP_CONSTRAINT": str(ROOT / "requirements-build.lock")},
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    # What it needs is lent from here; that it can be installed is seen on a fresh checkout.
    (packages,) = (tmp_path / "env").glob("lib/python*/site-packages")
    lent = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(wheel)], check=True
    )
    subprocess.run([str(python), "-m", "pip", "check"], check=True)
    begrep = str(tmp_path / "env" / "bin" / "begrep")
    elsewhere = tmp_path / "et annet sted"
    shutil.copytree(ROOT / "tests" / "data" / "liten", elsewhere / "innhold")
    shown = subprocess.run([begrep, "--help"], cwd=elsewhere, capture_output=True, text=True, check=True)
    assert {"build", "check", "serve"} <= set(shown.stdout.split())
    port = free_port()
    command = [begrep, "serve", "--vocabularies", "innhold/vocabularies", "--mappings", "innhold/mappings"]
    with running([*command, "--port", str(port)], elsewhere, dict(os.environ), port) as address:
        page = requests.get(f"{address}/nn/{CONCEPT}", timeout=60)
        assert page.status_code == 200
        assert "sjukefråværsprosent" in page.text
        assert re.search(r'href="/static/assets/[^"]+\.css"', page.text)
        answer = requests.get(
            f"{address}/sparql", params={"query": "ASK { ?c a <http://www.w3.org/2004/02/skos/core#Concept> }"},
            headers={"Accept": "application/sparql-results+json"}, timeout=60,
        )  # fmt: skip
        assert answer.json()["boolean"] is True
