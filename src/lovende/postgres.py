"""The embedded PostgreSQL server over one place: making its cluster, starting, watching and stopping it.

Used by `lovende.keeper` alone. PLACE is the folder that `embedded.place_for` gives.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from lovende.embedded import NAME, POSTGRES, SOCKET, binaries, identity, listening, server_user, socket_folder

READY_SECONDS = 60
STOP_SECONDS = 60
LONGEST_LOG = 5_000_000
TRIES = 3


class Trouble(Exception):
    """The server cannot be started; the text is one line for the user."""


class Server:
    """One PostgreSQL server over one place, run by us or found running."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.data = place / "data"
        self.user = server_user(place)
        self.socket = socket_folder(place)
        self.ephemeral = (place.parent / "ephemeral").exists()
        self.bin = self._reachable(binaries())
        self.child: subprocess.Popen[bytes] | None = None
        self.pid = 0

    def start(self) -> None:
        """Make the cluster when there is none, start the server and wait until it answers. Raises Trouble."""
        if listening(self.place):
            self.pid = self._recorded_pid()  # its keeper was killed; it is ours now
            return
        self._make_socket_folder()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._check_version()
        for left in range(TRIES - 1, -1, -1):
            self._forget_the_dead()
            self.child = self._spawn()
            self.pid = self.child.pid
            if self._ready():
                return
            if left:
                time.sleep(1)  # children of a killed server may still hold its shared memory
        raise Trouble(self._last_line())

    def alive(self) -> bool:
        if self.child is not None:
            return self.child.poll() is None
        return listening(self.place)

    def stop(self) -> None:
        """Fast shutdown (SIGINT; PostgreSQL 18, section 18.5): sessions end, data are written."""
        try:
            os.kill(self.pid, signal.SIGINT)
        except ProcessLookupError:
            return
        until = time.monotonic() + STOP_SECONDS
        while self.alive() and time.monotonic() < until:
            time.sleep(0.02)
        if self.socket.parent != self.place:
            shutil.rmtree(self.socket, ignore_errors=True)

    def _command(self, name: str, *arguments: str) -> list[str]:
        return [str(self.bin / name), *arguments]

    def _environment(self) -> dict[str, str]:
        """Ours without what would steer PostgreSQL, and with messages that we can read."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
        return {**kept, "LC_ALL": "C"}

    def _spawn(self) -> subprocess.Popen[bytes]:
        quoted = str(self.socket).replace('"', '""')
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{quoted}"',
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "log_timezone": "UTC",
            "log_min_messages": "warning",
        }
        if self.ephemeral:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        chosen = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        log = self.place / "server.log"
        how = "wb" if log.exists() and log.stat().st_size > LONGEST_LOG else "ab"
        with log.open(how) as out:
            return subprocess.Popen(
                self._command("postgres", "-D", str(self.data), *chosen),
                cwd=self.place,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                **identity(self.user),
            )

    def _ready(self) -> bool:
        """Wait until the database answers, making ours when missing; False when the server gave up."""
        until = time.monotonic() + READY_SECONDS
        while self.child is not None and self.child.poll() is None and time.monotonic() < until:
            try:
                with psycopg.connect(
                    host=str(self.socket), user=NAME, dbname="postgres", autocommit=True, connect_timeout=5
                ) as link:
                    if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                        link.execute(f"CREATE DATABASE {NAME}")
                return True
            except psycopg.OperationalError:
                time.sleep(0.03)
        return False

    def _make_cluster(self) -> None:
        """Make the cluster aside and move it into place: one killed in the making is never taken for whole.

        The builtin locale sorts and folds case the same on every machine, with æ, ø and å in both cases.
        """
        aside = self.place / "data.new"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        self._give(aside)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        trust = ("--auth-local=trust", "--auth-host=reject")  # the socket's folder is closed to others
        extra = ("--no-sync",) if self.ephemeral else ()
        made = subprocess.run(
            self._command("initdb", "-D", str(aside), "-U", NAME, *trust, *locale, *extra),
            cwd=self.place,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **identity(self.user),
        )
        if made.returncode:
            lines = (made.stdout + made.stderr).strip().splitlines() or ["initdb failed"]
            raise Trouble(next((line for line in lines if "error" in line), lines[-1]))
        if self.data.exists():
            raise Trouble(f"{self.data} is no database; move it away")
        aside.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        wanted = POSTGRES.removeprefix("pginstall")
        if found != wanted:
            raise Trouble(
                f"{self.data} is of PostgreSQL {found}, this is {wanted}: export and import, or move it away"
            )

    def _make_socket_folder(self) -> None:
        """The socket's folder, ours alone. One that somebody else made in /tmp is refused. Raises Trouble."""
        self.socket.mkdir(mode=0o700, exist_ok=True)
        owner = self.socket.lstat().st_uid
        wanted = self.user.pw_uid if self.user else os.geteuid()
        if self.socket.is_symlink() or owner not in (os.geteuid(), wanted):
            raise Trouble(f"{self.socket} belongs to somebody else")
        self.socket.chmod(0o700)
        self._give(self.socket)

    def _give(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _recorded_pid(self) -> int:
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def _forget_the_dead(self) -> None:
        """Remove a gone server's lock files: PostgreSQL refuses when another process has its number."""
        if _is_postgres(self._recorded_pid()):
            return
        for stale in (self.data / "postmaster.pid", self.socket / f"{SOCKET}.lock", self.socket / SOCKET):
            stale.unlink(missing_ok=True)

    def _last_line(self) -> str:
        lines = (self.place / "server.log").read_text(errors="replace").strip().splitlines()
        telling = [line for line in lines[-20:] if "FATAL" in line or "PANIC" in line]
        return (telling or lines or ["it gave no reason"])[-1]

    def _reachable(self, folder: Path) -> Path:
        """The binaries or, as root where the server's user cannot run them, a copy beside the data."""
        if self.user is None or self._runs(folder):
            return folder
        stamp = f"{(folder / 'postgres').stat().st_mtime_ns:x}"
        package = folder.parent.parent
        copied = self.place / f"binaries-{stamp}"
        if not copied.exists():
            aside = self.place / "binaries.new"
            shutil.rmtree(aside, ignore_errors=True)
            parts = [package / POSTGRES, package.with_name(f"{package.name}.libs")]
            for part in filter(Path.exists, parts):
                target = aside / part.relative_to(package.parent)
                shutil.copytree(
                    part, target, symlinks=True, ignore=shutil.ignore_patterns("*.a", "include", "pgxs")
                )
            subprocess.run(["chmod", "-R", "a+rX", str(aside)], check=True)
            aside.rename(copied)
        return copied / package.name / POSTGRES / "bin"

    def _runs(self, folder: Path) -> bool:
        try:
            told = subprocess.run(
                [str(folder / "postgres"), "--version"],
                capture_output=True,
                cwd="/",
                **identity(self.user),
            )
        except PermissionError:
            return False
        return bool(told.returncode == 0)


def _is_postgres(pid: int) -> bool:
    """Whether the process of this number is a PostgreSQL (0 is none)."""
    if not pid:
        return False
    comm = Path(f"/proc/{pid}/comm")
    if Path("/proc/self/comm").exists():
        return comm.exists() and comm.read_text().startswith("postgres")
    told = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True)
    return "postgres" in told.stdout
