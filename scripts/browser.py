"""Find, or get, a Chromium for the browser tests.

Prints the browser's path and exits 0, or one line on the error stream and exits 3 when none can be had.
Order: what LOVENDE_BROWSER names, what the machine has, Debian's package (as root, where apt-get is),
Playwright's own download. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge-stable",
)
PLACES = (
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NONE_FOUND = 3


def runs(path: str) -> bool:
    """Whether the file starts and tells its version: a dangling wrapper (an empty snap) does not count."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and bool(done.stdout.strip())


def downloaded() -> list[str]:
    """Browsers which Playwright keeps in its cache, newest first."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    roots = [Path(named)] if named else [Path.home() / ".cache/ms-playwright"]
    roots.append(Path.home() / "Library/Caches/ms-playwright")
    found: list[str] = []
    for root in roots:
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"):
            found.extend(str(path) for path in sorted(root.glob(pattern), reverse=True))
    return found


def find() -> str | None:
    """The first browser that runs, or None."""
    named = os.environ.get("LOVENDE_BROWSER")
    candidates = [named] if named else []
    candidates += [path for path in map(shutil.which, NAMES) if path]
    candidates += [path for path in PLACES if Path(path).exists()]
    candidates += downloaded()
    return next((path for path in candidates if runs(path)), None)


def quietly(command: list[str], seconds: int) -> str:
    """Run a command; return "" when it succeeded, else the line that tells most of why not."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    lines = (done.stdout + done.stderr).strip().splitlines()
    telling = [line for line in lines if "rror" in line or line.startswith("E:")]
    return "" if done.returncode == 0 else (telling or lines or [f"exit {done.returncode}"])[-1].strip()[:300]


def install() -> list[str]:
    """Try the ways of getting a browser, best first; return what went wrong (empty when one worked)."""
    troubles: list[str] = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        steps = (["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", "chromium"])
        trouble = next((said for said in (quietly(step, 600) for step in steps) if said), "")
        if not trouble:
            return []
        troubles.append(f"apt-get: {trouble}")
    playwright = Path(sys.prefix) / "bin" / "playwright"
    trouble = quietly([str(playwright), "install", "chromium"], 600)
    return [*troubles, f"playwright: {trouble}"] if trouble else []


def main() -> int:
    """Print the browser's path (see the module's text); `--find` only looks and installs nothing."""
    path = find()
    if path is None and "--find" not in sys.argv[1:]:
        print("No Chromium or Chrome here; fetching one for the browser tests …", file=sys.stderr)
        troubles = install()
        path = find()
        if path is None:
            print(f"No browser can be had ({'; '.join(troubles) or 'it does not start'}).", file=sys.stderr)
    if path is None:
        return NONE_FOUND
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
