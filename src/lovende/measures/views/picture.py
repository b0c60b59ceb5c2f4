"""The tile map of Norway by county: where the tiles stand, and the map as a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os.path import commonprefix

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lovende.measures.queries.register import MapTile

FORMATS = {"svg": "image/svg+xml", "csv": "text/csv; charset=utf-8"}
TILE, GAP = 100, 6
# Light scheme, for the picture as a file; on a page the style sheet has the say.
FILLS = ("#f1f3f5", "#ddeaf6", "#afcee9", "#2a7cc5", "#003d75")
INKS = ("#24272b", "#002c54", "#002c54", "#ffffff", "#ffffff")


@dataclass(frozen=True)
class Drawn:
    """One tile in the picture's own units; `lines` are its name, cut where it is too long for one line."""

    tile: MapTile
    href: str
    x: int
    y: int
    fill: str
    ink: str
    lines: list[str]
    short: str


@dataclass(frozen=True)
class Picture:
    tiles: list[Drawn]
    width: int
    height: int


def draw(tiles: Sequence[tuple[MapTile, str]]) -> Picture:
    """Place (tile, address) pairs; the picture is as wide and high as its tiles need."""
    step = TILE + GAP
    short = short_names([tile.tile.name for tile, _ in tiles])
    drawn = [
        Drawn(
            tile,
            href,
            tile.tile.column * step,
            tile.tile.row * step,
            FILLS[tile.step],
            INKS[tile.step],
            _lines(tile.tile.name),
            short[tile.tile.name],
        )
        for tile, href in tiles
    ]
    width = max((tile.x for tile in drawn), default=0) + TILE
    height = max((tile.y for tile in drawn), default=0) + TILE
    return Picture(drawn, width, height)


def short_names(names: Sequence[str]) -> dict[str, str]:
    """The first three letters; for names that begin alike their first letter and the two where they part.

    >>> short_names(["Vestfold", "Vestland", "Oslo"])
    {'Vestfold': 'Vfo', 'Vestland': 'Vla', 'Oslo': 'Osl'}
    """
    short = {}
    for name in names:
        twins = [other for other in names if other != name and other[:3] == name[:3]]
        shared = max((len(commonprefix([name, other])) for other in twins), default=0)
        short[name] = name[0] + name[shared : shared + 2] if twins else name[:3]
    return short


def _lines(name: str) -> list[str]:
    """«Møre og Romsdal» → «Møre og», «Romsdal»."""
    head, space, tail = name.rpartition(" ")
    return [head, tail] if space else [name]


def file_response(request: HttpRequest, format: str, tiles: Sequence[MapTile]) -> HttpResponse:
    """The map as SVG or CSV, to save."""
    if format == "csv":
        content = as_csv(tiles)
    else:
        picture = draw([(tile, "") for tile in tiles])
        content = render_to_string("measures/register_map.svg", {"picture": picture}, request).encode()
    response = HttpResponse(content, content_type=FORMATS[format])
    response["Content-Disposition"] = f'attachment; filename="lovende-fylker.{format}"'
    return response


def as_csv(tiles: Iterable[MapTile]) -> bytes:
    """Semicolons and a byte-order mark, as Excel on a Norwegian machine reads it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([_("Fylkesnummer"), _("Fylke"), _("Tiltak")])
    writer.writerows([tile.tile.number, tile.tile.name, tile.count] for tile in tiles)
    return out.getvalue().encode("utf-8-sig")
