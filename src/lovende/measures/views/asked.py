"""What a person asked of the register, read from the address and written back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from lovende.measures.documents import FACETS
from lovende.measures.search.engine import SORTS

KINDS = ("list", "table", "map")
PAGE_SIZE = 10
LONGEST_TEXT = 400
MOST_KEYS = 60
LAST_PAGE = 500


@dataclass(frozen=True)
class Asked:
    """Text, filters (facet → keys), sort, kind of view and page. The address bar is the state."""

    text: str = ""
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    sort: str = ""
    kind: str = "list"
    page: int = 1

    @classmethod
    def read(cls, params: QueryDict) -> "Asked":
        """Read the address. What cannot be read is left out: an old link still shows the register."""
        filters = {facet: _keys(params.getlist(facet)) for facet in FACETS}
        page = params.get("page", "1")
        return cls(
            text=" ".join(params.get("q", "")[:LONGEST_TEXT].split()),
            filters={facet: keys for facet, keys in filters.items() if keys},
            sort=sort if (sort := params.get("sort", "")) in SORTS else "",
            kind=kind if (kind := params.get("kind", "")) in KINDS else "list",
            page=min(max(int(page), 1), LAST_PAGE)
            if page.isascii() and page.isdigit() and len(page) < 6
            else 1,
        )

    @property
    def is_blank(self) -> bool:
        """Nothing searched and nothing chosen: the whole register."""
        return not self.text and not self.filters

    @property
    def order(self) -> str:
        """The sort in force: by relevance for a text, else the newest first."""
        usual = "relevance" if self.text else "newest"
        return usual if self.sort in ("", "relevance") else self.sort

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    def address(self, **changes) -> str:
        """The query string for this, or for this with other `text`, `filters`, `sort`, `kind` or `page`.

        Anything but another page begins at the first page again. Defaults are left out; «?» for none.
        """
        other = replace(self, **{"page": 1, **changes})
        pairs = [("q", other.text)] if other.text else []
        pairs += [(facet, key) for facet in FACETS for key in other.filters.get(facet, ())]
        pairs += [("sort", other.sort)] if other.sort else []
        pairs += [("kind", other.kind)] if other.kind != "list" else []
        pairs += [("page", str(other.page))] if other.page > 1 else []
        return "?" + urlencode(pairs)

    def toggled(self, facet: str, key: str) -> dict[str, list[str]]:
        """The filters with one key more, or less when it was chosen."""
        keys = list(self.filters.get(facet, ()))
        if key in keys:
            keys.remove(key)
        else:
            keys.append(key)
        others = {name: list(chosen) for name, chosen in self.filters.items() if name != facet}
        return {**others, facet: keys} if keys else others


def _keys(values: list[str]) -> list[str]:
    keys = (value.strip()[:80] for value in values[:MOST_KEYS])
    return list(dict.fromkeys(key for key in keys if key and "\0" not in key))
