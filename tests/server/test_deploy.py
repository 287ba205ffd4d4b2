"""The examples of deployment: each is accepted by the program it is for, and the proxies lead to a real server.

Programs that are not installed are skipped, and named.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
import requests

from graph.builds import Build
from server.settings import TABLE, from_environment

DEPLOY: Final = Path(__file__).parents[2] / "server" / "deploy"
Start = Callable[..., tuple[str, subprocess.Popen[bytes]]]


def program(name: str, package: str) -> str:
    """The path of a program; the test is skipped where it is not installed."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        pytest.skip(f"{name} is not installed: apt-get install {package}")
    return found


@pytest.fixture(scope="module")
def behind(start: Start, small_build: Build, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """The port of a server that trusts proxies on this machine, and its log."""
    folder = tmp_path_factory.mktemp("bak")
    settings, told = folder / "begrep.toml", folder / "logg"
    settings.write_text('trusted_proxies = ["127.0.0.1"]\nlog_level = "info"\nlog_addresses = true\n')
    address, _ = start(small_build.folder.parents[1], "--no-build", "--settings", str(settings), told=told)
    return int(address.rpartition(":")[2]), told


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listened_to(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def proxy(command: list[str], port: int) -> Iterator[str]:
    """Run a proxy that listens on ``port``."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        latest = time.monotonic() + 10
        while not listened_to(port):
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < latest
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=10)


def judge(address: str, told: Path) -> None:
    """Through a proxy: pages and queries answer, measurements do not, and nobody pretends to be another."""
    faked = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "gopher", "X-Request-ID": "min-egen-id-1"}
    session = requests.Session()
    latest = time.monotonic() + 10
    while session.get(f"{address}/helse", timeout=10).status_code != 200:
        assert time.monotonic() < latest
        time.sleep(0.1)
    for path in ("/begrep", "/sparql?query=ASK%7B%7D"):
        assert session.get(address + path, headers=faked, timeout=10).status_code == 200
    assert session.post(f"{address}/sparql", data={"query": "ASK {}"}, timeout=10).json()["boolean"] is True
    assert session.get(f"{address}/metrics", timeout=10).status_code == 404
    log = told.read_text(encoding="utf-8")
    assert "192.0.2.7" not in log
    assert "client=127.0.0.1" in log


def test_nginx_leads_to_the_server(behind: tuple[int, Path], tmp_path: Path) -> None:
    """The example as it stands, but for ports and TLS."""
    nginx = program("nginx", "nginx-light")
    port, listening = behind[0], free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r" +ssl_certificate.*\n", "", text.replace("127.0.0.1:8000", f"127.0.0.1:{port}"))
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{listening};")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log stderr;\nevents {{}}\nhttp {{\n"
        + "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in KINDS_OF_TEMP)
        + f"{text}}}\n"
    )
    command = [nginx, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert "test is successful" in checked.stderr, checked.stderr
    with proxy(command, listening) as address:
        judge(address, behind[1])


KINDS_OF_TEMP: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def test_haproxy_leads_to_the_server(behind: tuple[int, Path], tmp_path: Path) -> None:
    """The example as it stands, but for ports and TLS."""
    haproxy = program("haproxy", "haproxy")
    port, listening = behind[0], free_port()
    text = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    text = re.sub(r"bind :443 .*", f"bind 127.0.0.1:{listening}", text)
    (tmp_path / "haproxy.cfg").write_text(text)
    command = [haproxy, "-f", str(tmp_path / "haproxy.cfg")]
    checked = subprocess.run([*command, "-c"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warning" not in checked.stderr.lower(), checked.stderr
    with proxy([*command, "-db"], listening) as address:
        judge(address, behind[1])


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """No line is unknown, and the hardening is what it says: of 10, little is exposed."""
    analyze = program("systemd-analyze", "systemd")
    units = sorted(DEPLOY.glob("begrep*.service")) + sorted(DEPLOY.glob("begrep*.timer"))
    for unit in units:
        # The program is not installed where the units look for it.
        text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"))
        (tmp_path / unit.name).write_text(re.sub(r"(?m)^(User|Group|Documentation)=.*\n", "", text))
    verify = [analyze, "verify", "--man=no", *(str(tmp_path / unit.name) for unit in units)]
    verified = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr
    assert [line for line in verified.stderr.splitlines() if "/begrep" in line] == []
    exposed = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", str(DEPLOY / "begrep.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert exposed.returncode == 0, exposed.stdout[-300:] + exposed.stderr


def test_the_settings_of_the_example_are_settings() -> None:
    """The file is accepted as it stands."""
    assert set(tomllib.loads((DEPLOY / "begrep.toml").read_text(encoding="utf-8"))) <= set(TABLE)
    assert from_environment({}, DEPLOY / "begrep.toml").trusted_proxies


def test_the_image_runs_as_nobody_and_checks_itself() -> None:
    """The Containerfile names a user without rights, a health check, and only files that are there."""
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    assert "USER 10001:10001" in lines
    assert any(line.startswith("HEALTHCHECK") and "/helse/live" in line for line in lines)
    for name in ("requirements.lock", "requirements-build.lock"):
        assert any(name in line for line in lines)
        assert (DEPLOY.parents[1] / name).is_file()
