"""The ground: environment scripts, locks, the embedded database and its keeper, the server's address."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from lovende import embedded
from lovende.web import serving

ROOT = Path(__file__).resolve().parent.parent
USE = "import os, time; from lovende.embedded import database_url; url = database_url()\n"
HOLD = USE + "print(os.getpid(), url, flush=True); time.sleep(600)"
FORK = USE + "if os.fork() == 0:\n    print(os.getpid(), url, flush=True); time.sleep(600)"


HELD: list[int] = []


def _holder(home: Path, code: str = HOLD) -> tuple[int, str]:
    """A process that uses the database of this home: its number, and the address it got."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**environment, "LOVENDE_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process.stdout as told:  # type: ignore[union-attr]
        pid, url = told.readline().split()
    HELD.append(int(pid))
    return int(pid), url


def _postmaster(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def _keeper(home: Path) -> int:
    """The server's parent."""
    told = subprocess.run(["ps", "-o", "ppid=", "-p", str(_postmaster(home))], capture_output=True, text=True)
    return int(told.stdout)


def _gone(pid: int, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def _answers(url: str, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with psycopg.connect(url) as link:
                return link.execute("SELECT upper('æøå')").fetchone() == ("ÆØÅ",)
        except psycopg.OperationalError:
            time.sleep(0.1)
    return False


@pytest.fixture
def place() -> Iterator[Path]:
    """A home of its own; its database vanishes with its last user."""
    folder = Path(tempfile.mkdtemp(prefix="lovende-ground-"))
    folder.chmod(0o711)
    (folder / "ephemeral").touch()
    HELD.clear()
    yield folder
    for pid in HELD:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with suppress(FileNotFoundError):
        assert _gone(_postmaster(folder)), "a server was left running"
    shutil.rmtree(folder, ignore_errors=True)


class TestEmbedded:
    def test_a_named_server_goes_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://a@b/c")
        assert embedded.database_url() == "postgresql://a@b/c"

    def test_shared_and_gone_with_the_last_user(self, place: Path) -> None:
        """Two users share a server; it outlives the first and ends with the second, both killed outright."""
        first, url = _holder(place)
        second, other = _holder(place)
        assert url == other
        server = _postmaster(place)
        os.kill(first, signal.SIGKILL)
        time.sleep(1)
        assert _answers(url)
        os.kill(second, signal.SIGKILL)
        assert _gone(server)
        time.sleep(0.5)
        assert not place.exists(), "an ephemeral home was left behind"

    def test_a_forked_child_keeps_the_server(self, place: Path) -> None:
        """The parent that started it ends at once; its child still uses it."""
        child, url = _holder(place, FORK)
        server = _postmaster(place)
        time.sleep(1)
        assert _answers(url)
        os.kill(child, signal.SIGKILL)
        assert _gone(server)

    def test_a_killed_server_comes_back(self, place: Path) -> None:
        """What was committed is there again."""
        _, url = _holder(place)
        with psycopg.connect(url) as link:
            link.execute("SET synchronous_commit = on")
            link.execute("CREATE TABLE kept AS SELECT 1 AS one")
        first = _postmaster(place)
        os.kill(first, signal.SIGKILL)
        assert _gone(first)
        assert _answers(url)
        with psycopg.connect(url) as link:
            assert link.execute("SELECT one FROM kept").fetchone() == (1,)

    def test_a_killed_keeper_is_replaced(self, place: Path) -> None:
        """The server lives on without its keeper; the next user has it kept, and it ends with the last."""
        first, _ = _holder(place)
        server = _postmaster(place)
        os.kill(_keeper(place), signal.SIGKILL)
        second, url = _holder(place)
        assert _postmaster(place) == server
        assert _answers(url)
        os.kill(first, signal.SIGKILL)
        os.kill(second, signal.SIGKILL)
        assert _gone(server)

    def test_a_cluster_half_made_is_made_anew(self, place: Path) -> None:
        (place / "postgres" / "data.new").mkdir(parents=True)
        (place / "postgres" / "data.new" / "PG_VERSION").write_text("18\n")
        _, url = _holder(place)
        assert _answers(url)

    def test_lock_files_of_the_dead_do_not_stop_it(self, place: Path) -> None:
        """A machine that went down leaves postmaster.pid, and the number may now be somebody else's: ours."""
        user, _ = _holder(place)
        server, keeper = _postmaster(place), _keeper(place)
        (place / "ephemeral").unlink()
        left = (place / "postgres/data/postmaster.pid").read_text().splitlines()
        os.kill(keeper, signal.SIGKILL)
        os.kill(server, signal.SIGKILL)
        os.kill(user, signal.SIGKILL)
        assert _gone(server)
        (place / "postgres/data/postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
        (place / "ephemeral").touch()
        _, url = _holder(place)
        assert _answers(url)

    @pytest.mark.parametrize("name", ["long-" + "x" * 120, "with space, comma and 'quote'", "bærekraftig-åø"])
    def test_any_folder_name_will_do(self, place: Path, name: str) -> None:
        """A socket's path is short and an address parts hosts at commas; folders know neither."""
        home = place / name
        home.mkdir(mode=0o711)
        (home / "ephemeral").touch()
        user, url = _holder(home)
        assert _answers(url)
        server = _postmaster(home)
        os.kill(user, signal.SIGKILL)
        assert _gone(server)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that the server's user cannot reach")
    def test_root_keeps_its_folders_closed(self, place: Path) -> None:
        closed = place / "closed"
        closed.mkdir(mode=0o700)
        home = closed / "home"
        user, url = _holder(home)
        assert _answers(url)
        assert (closed.stat().st_mode & 0o777) == 0o700
        server, elsewhere = _postmaster(home), (home / "postgres").resolve()
        assert elsewhere.is_relative_to(embedded.ELSEWHERE)
        os.kill(user, signal.SIGKILL)
        assert _gone(server)
        shutil.rmtree(elsewhere)

    def test_another_version_is_one_line(self, place: Path) -> None:
        data = place / "postgres" / "data"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("16\n")
        done = subprocess.run(
            [sys.executable, "-c", USE],
            env={**os.environ, "LOVENDE_HOME": str(place), "DATABASE_URL": ""},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1 and "PostgreSQL 16" in done.stderr
        shutil.rmtree(place)


class TestServing:
    def test_a_port_in_use_is_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            with pytest.raises(SystemExit) as stopped:
                serving.check_address("127.0.0.1", taken.getsockname()[1])
        assert stopped.value.code == 2
        said = capsys.readouterr().err
        assert said.startswith("error: port ") and said.count("\n") == 1

    @pytest.mark.parametrize("host, port", [("no.such.host.invalid", 8000), ("127.0.0.1", 70000)])
    def test_an_address_that_is_none_is_one_line(
        self, host: str, port: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            serving.check_address(host, port)
        assert capsys.readouterr().err.count("\n") == 1


class TestLocks:
    @pytest.mark.parametrize("name", ["run", "test", "node"])
    def test_hashed_and_without_addresses(self, name: str) -> None:
        """Every requirement is pinned with a hash; no index, no folder of a machine."""
        from lock import ADDRESS

        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        assert not ADDRESS.search(text)
        entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"\n\s*#.*", "", text).strip(), flags=re.IGNORECASE)
        assert entries
        for entry in entries:
            assert re.match(r"[\w.\-\[\]]+==\S+", entry), entry
            assert "--hash=sha256:" in entry, entry

    def test_test_and_run_agree(self) -> None:
        pins = [
            dict(re.findall(r"^([\w.\-]+)==([^\s;]+)", (ROOT / f"requirements/{name}.txt").read_text(), re.M))
            for name in ("run", "test")
        ]
        both = set(pins[0]) & set(pins[1])
        assert {name: pins[0][name] for name in both} == {name: pins[1][name] for name in both}

    def test_npm_lock_names_no_registry(self) -> None:
        lock = json.loads((ROOT / "package-lock.json").read_text())
        assert lock["lockfileVersion"] == 3
        for name, entry in lock["packages"].items():
            assert "resolved" not in entry
            assert not name or entry.get("integrity"), name

    def test_vendored_files_are_whole(self) -> None:
        import vendor

        assert vendor.whole(ROOT)


def test_bootstrap_sees_a_half_made_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No stamp, or one of other contents or another place, means the part is made again."""
    import bootstrap

    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    before = bootstrap.digest("pyproject.toml")
    assert not bootstrap.stamped("run", before)
    bootstrap.stamp("run", before)
    assert bootstrap.stamped("run", before)
    assert not bootstrap.stamped("run", bootstrap.digest("pyproject.toml", "requirements/run.txt"))
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    assert not bootstrap.stamped("run", bootstrap.digest())


def test_pyproject_reads() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"lovende": "lovende.cli:main"}
