"""Keeper of the embedded PostgreSQL: starts it, restarts it when it dies, stops it when nobody uses it.

    python -m lovende.keeper PLACE

Started by `lovende.embedded`; detaches once the server answers (exit 0) or prints one line (exit 1).
PLACE is the folder that `embedded.place_for` gives. If its parent holds a file `ephemeral`, the server runs
without fsync and the whole parent is removed at the end.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from lovende.postgres import Server, Trouble

# How long the server outlives its last user, so that one command after another need not start it again.
LINGER_SECONDS = 3.0
PULSE_SECONDS = 0.25


def keep(server: Server) -> None:
    """Until no process holds the users' lock for a while: see that the server lives. Then stop it."""
    with (server.place / "users.lock").open("a") as users:
        idle_since = None
        while True:
            time.sleep(PULSE_SECONDS)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                idle_since = None
                if not server.alive():
                    server.start()
                continue
            now = time.monotonic()
            idle_since = idle_since or now
            if now - idle_since >= (0 if server.ephemeral else LINGER_SECONDS):
                break
            fcntl.flock(users, fcntl.LOCK_UN)
        server.stop()  # still holding the lock: who comes now waits, and then starts anew
        if server.ephemeral:
            shutil.rmtree(server.place.parent, ignore_errors=True)


def _end(server: Server) -> NoReturn:
    """On SIGTERM: stop the server whoever uses it."""
    server.stop()
    os._exit(0)


def detach(place: Path, tell: int) -> NoReturn:
    """The keeper proper, in its own session, with nothing of its starter's left open but the pipe `tell`."""
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    status = 1
    try:
        server = Server(place)
        server.start()
        signal.signal(signal.SIGTERM, lambda *_: _end(server))
        os.write(tell, b"ok")
        os.close(tell)
        keep(server)
        status = 0
    except (Trouble, OSError, subprocess.SubprocessError, SystemExit) as error:
        with (place / "server.log").open("a") as log:
            log.write(f"keeper: {error}\n")
        try:
            os.write(tell, str(error).encode())
        except OSError:
            pass  # told already: this came later
    os._exit(status)


def main(place: Path) -> int:
    """Take the keeper's lock, fork, wait for word. 0: a server answers. 1: one line on the error stream."""
    with (place / "keeper.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        hear, tell = os.pipe()
        if os.fork() == 0:
            os.close(hear)
            detach(place, tell)
        os.close(tell)
        with os.fdopen(hear, "rb") as words:
            word = words.read().decode(errors="replace")
    if word != "ok":
        print(word or "the keeper died", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
