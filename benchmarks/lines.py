"""One line of the table that `make bench` prints."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A figure; `passed` is None where nothing is required."""

    name: str
    value: str
    required: str = ""
    passed: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "pass", False: "MISS"}[self.passed]
        return f"  {self.name:46} {self.value:>22}   {self.required:14} {verdict}".rstrip()
