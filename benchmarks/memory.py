"""Memory of one web worker: the application itself in one granian worker, asked many things, then weighed.

The worker's resident memory counts files that are mapped (the index, shared with other workers and given back
when the machine needs it); its anonymous part is what the process alone holds. Linux only (/proc).
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.speed import Asked

START_SECONDS = 60
REQUESTS = 150
HOST = "127.0.0.1"


class NoWorkerError(Exception):
    """The server did not start, or a page could not be had; the text says which."""


def measure(asked: Sequence[Asked], pages: Sequence[str]) -> dict[str, float]:
    """Megabytes after searches and `pages`: rss, anonymous, file; {} where there is no /proc. Raises NoWorkerError."""
    if not Path("/proc/self/status").exists():
        return {}
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", "1", "--log-level", "warning", "lovende.web.wsgi:application"]
    server = subprocess.Popen(command, env={**os.environ, "PYTHONUTF8": "1"})
    try:
        wait(port, server)
        for text, filters in asked[:REQUESTS]:
            get(
                port,
                "/?" + urlencode([("q", text), *((name, key) for name in filters for key in filters[name])]),
            )
        for page in pages:
            get(port, quote(page))
        return weigh(worker_of(server.pid))
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


def wait(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            get(port, "/")
            return
        except OSError:
            time.sleep(0.2)
    raise NoWorkerError("the web server does not answer")


def get(port: int, address: str) -> None:
    """Fetch a page whole."""
    link = http.client.HTTPConnection(HOST, port, timeout=60)
    link.request("GET", address)
    answer = link.getresponse()
    answer.read()
    link.close()
    if answer.status != 200:
        raise NoWorkerError(f"{address}: status {answer.status}")


def worker_of(parent: int) -> int:
    """The heaviest child of the server: its one worker."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return max((int(child) for child in children), key=lambda child: weigh(child)["rss"])


def weigh(process: int) -> dict[str, float]:
    """Megabytes (10^6 bytes) of a process by /proc/PID/status (proc(5): VmRSS, RssAnon, RssFile, in kibibytes)."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    names = {"rss": "VmRSS", "anonymous": "RssAnon", "file": "RssFile"}
    return {name: int(lines[field].split()[0]) * 1024 / 1e6 for name, field in names.items()}
