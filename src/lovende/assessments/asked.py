"""What the address of the office's queue asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from lovende.applications.models import Application
from lovende.assessments.models import Stage

WITHDRAWN = "withdrawn"
STAGES = (*Stage.values, WITHDRAWN)
SIZES = (25, 100, 200)
UNASSIGNED = "ingen"
NEWEST, OLDEST, HIGHEST = "nyeste", "eldste", "belop"
SORTS = (NEWEST, OLDEST, HIGHEST)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything it does not know is left out."""

    q: str = ""
    call: str = ""
    area: str = ""
    stage: str = ""
    kind: str = ""
    officer: str = ""
    mine: bool = False
    sort: str = NEWEST
    page: int = 1
    size: int = SIZES[0]

    NAMES = {
        "utlysning": "call",
        "omrade": "area",
        "status": "stage",
        "type": "kind",
        "saksbehandler": "officer",
    }

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """From the query string, with its Norwegian names."""

        def one_of(name: str, allowed: Any, otherwise: str = "") -> str:
            value = given.get(name, "")
            return value if value in allowed else otherwise

        size, page = given.get("antall", ""), given.get("side", "")
        return cls(
            q=given.get("q", "").replace("\0", "").strip()[:200],
            call=given.get("utlysning", "").replace("\0", "")[:60],
            area=given.get("omrade", "").replace("\0", "")[:40],
            stage=one_of("status", STAGES),
            kind=one_of("type", Application.Kind.values),
            officer=given.get("saksbehandler", "").replace("\0", "")[:40],
            mine=given.get("mine") == "1",
            sort=one_of("sorter", SORTS, NEWEST),
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            size=int(size) if size in map(str, SIZES) else SIZES[0],
        )

    def address(self, **changes: Any) -> str:
        """The query string of the same with changes, back on the first page unless one is given."""
        asked = replace(self, **({"page": 1} | changes))
        names = [("q", asked.q), *((name, getattr(asked, field)) for name, field in self.NAMES.items())]
        names += [("mine", "1" if asked.mine else "")]
        usual = (("sorter", asked.sort, NEWEST), ("antall", asked.size, SIZES[0]), ("side", asked.page, 1))
        names += [(name, value) for name, value, default in usual if value != default]
        return "?" + urlencode([(name, value) for name, value in names if value])
