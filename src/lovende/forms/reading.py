"""The forms that come with the product, as files."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def form_files() -> list[Path]:
    return sorted(DATA.glob("*.yaml"))
