"""Renew the requirement locks: `make lock`. Needs network; installs the resolver into a folder of its own.

The locks are universal (every platform, Python 3.11 upward), hashed, and name no registry: pip takes the
packages from whichever index the machine is set up with.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORM = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
SILENT = ["--no-emit-index-url", "--no-emit-find-links", "--no-header"]
# In this order: each keeps to the versions of those before it.
NAMES = ("run", "order", "test", "node")
ADDRESS = re.compile(r"https?://|file:|find-links|index-url|(?<![\w.])/(?:home|root|opt|tmp|work|usr)/")


def main() -> int:
    """Resolve each under the versions of those before it; fail if a lock names an address or a folder."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "uv"], check=True)
        for name in NAMES:
            files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
            subprocess.run(
                [f"{folder}/bin/uv", "pip", "compile", *FORM, *SILENT, *sys.argv[1:], *files],
                cwd=ROOT,
                check=True,
            )
    leaks = [name for name in NAMES if ADDRESS.search((ROOT / f"requirements/{name}.txt").read_text())]
    if leaks:
        print(f"Lovende: an address or a folder got into {', '.join(leaks)}.txt", file=sys.stderr)
    return 2 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
