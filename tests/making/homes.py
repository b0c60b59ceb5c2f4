"""Homes of their own, for tests whose processes commit, run at once or are killed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Self

TESTS = Path(__file__).resolve().parents[1]
HOLD = "import sys; from lovende.embedded import database_url; database_url(); print(flush=True); sys.stdin.read()"
START = "import django, sys; django.setup()\n"
ANSWER_SECONDS = 300


class Home:
    """A folder and a database in demo mode; `env` is the environment in which a process uses them.

    Such a database vanishes with its last user (`lovende.embedded`), folder and all. One process holds it from
    the first to the last: else whoever comes after a killed user may find it gone, or going.
    """

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"lovende-{name}-"))
        self.folder.chmod(0o711)  # as root the server runs as another user, who must get through
        (self.folder / "ephemeral").touch()
        path = os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")]))
        self.env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self.env |= {"LOVENDE_MODE": "demo", "LOVENDE_HOME": str(self.folder), "PYTHONPATH": path}
        self.env["DJANGO_SETTINGS_MODULE"] = "lovende.web.settings"
        self._holder = self._spawn(HOLD)
        assert self._holder.stdout and self._holder.stdout.readline() == "\n", "the database started"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.communicate(timeout=60)
        until = time.monotonic() + 20
        while self.folder.exists() and time.monotonic() < until:
            time.sleep(0.05)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, code: str, *arguments: str) -> subprocess.Popen[str]:
        """A process that runs this program, Django set up; its input and what it prints are pipes."""
        return self._spawn(START + code, *arguments)

    def run(self, code: str, *arguments: str) -> str:
        """The last line that this program printed; it must end well."""
        lines = self.command("-c", START + code, *arguments).splitlines()
        return lines[-1] if lines else ""

    def command(self, *words: str) -> str:
        """What Python printed, run with these words; it must end well."""
        done = subprocess.run(
            [sys.executable, *words], env=self.env, capture_output=True, text=True, timeout=ANSWER_SECONDS
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def _spawn(self, code: str, *arguments: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.Popen(command, env=self.env, text=True, stdin=pipe, stdout=pipe)


class Site(Home):
    """`lovende serve` in such a home, at one `address`, which can be killed and started again."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = self.folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
        super().__exit__()

    def serve(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "lovende.cli", "serve", "--port", str(self.port)]
        with self.log.open("a") as log:
            # A group of its own, so that it can be killed whole.
            self.process = subprocess.Popen(
                command, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            try:
                urllib.request.urlopen(self.address + "/helse/", timeout=5).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the server did not answer: {self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """The server and every process of its group, outright."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
