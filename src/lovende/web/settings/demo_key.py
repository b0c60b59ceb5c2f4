"""The secret key of a demo: made once, kept beside the demo's data, readable to its owner alone."""

import os
import secrets
from pathlib import Path


def demo_key(home: Path) -> str:
    """Read or make `home/secret-key`; two processes that start at once agree on one key."""
    path = home / "secret-key"
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = home / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text()
