"""SPARQL engines of others, each started on the small catalogue; those that are not installed are skipped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import requests

SECONDS = 90.0
FUSEKI = "jena-fuseki-server"


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Engine:
    """A running engine: where it answers, and how to stop it."""

    def __init__(self, url: str, command: Sequence[str], folder: Path) -> None:
        self.url = url
        self._process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def wait(self) -> None:
        """Return when it answers."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                if requests.post(self.url, data={"query": "ASK {}"}, timeout=5).ok:
                    return
            except requests.RequestException:
                assert self._process.poll() is None, "the engine stopped by itself"
            time.sleep(0.2)
        self.stop()
        raise AssertionError("the engine did not answer")

    def stop(self) -> None:
        """Stop it and everything it started."""
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def oxigraph(dump: Path, folder: Path) -> Engine:
    """`oxigraph serve`, from PyPI; its default graph is not the union, as it comes."""
    address = f"127.0.0.1:{free_port()}"
    binary = str(Path(sys.executable).with_name("oxigraph"))
    engine = Engine(f"http://{address}/query", (binary, "serve", "--bind", address), folder)
    engine.wait()
    headers = {"Content-Type": "application/n-quads"}
    requests.post(f"http://{address}/store", data=dump.read_bytes(), headers=headers, timeout=60).raise_for_status()
    return engine


def fuseki(dump: Path, folder: Path) -> Engine:
    """Apache Jena Fuseki, from Maven Central."""
    jars = sorted(Path.home().glob(f".m2/repository/org/apache/jena/{FUSEKI}/*/{FUSEKI}-*.jar"))
    if shutil.which("java") is None or not jars:
        pytest.skip(f"Apache Jena Fuseki is not here (mvn dependency:get -Dartifact=org.apache.jena:{FUSEKI}:5.2.0)")
    port = str(free_port())
    command = ("java", "-Xmx512m", "-jar", str(jars[-1]), "--port", port, "--localhost", f"--file={dump}", "/katalog")
    engine = Engine(f"http://127.0.0.1:{port}/katalog/query", command, folder)
    engine.wait()
    return engine


def virtuoso(dump: Path, folder: Path) -> Engine:
    """Virtuoso, from Debian."""
    if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
        pytest.skip("Virtuoso is not installed (apt-get install virtuoso-opensource)")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(folder=folder, data=dump.parent, sql=sql, http=http))
    engine = Engine(
        f"http://127.0.0.1:{http}/sparql", ("virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"), folder
    )
    engine.wait()
    load = f"DB.DBA.TTLP_MT(file_to_string_output('{dump}'), '', 'urn:standard', 512); checkpoint;"
    subprocess.run(("isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={load}"), check=True, capture_output=True)
    return engine


ENGINES: dict[str, Callable[[Path, Path], Engine]] = {"oxigraph": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso}

_VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}, {data}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DefaultIsolation = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 1000000
"""
