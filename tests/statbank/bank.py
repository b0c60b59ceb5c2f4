"""A statistics bank made of files, for tests: it answers as the real one is documented to, or not at all."""

from pathlib import Path

import httpx

from lovende.statbank.client import Client

DATA = Path(__file__).parent / "data"
ADDRESS = "https://bank.invalid/v2"


class Bank:
    """`is_up` False for no net. `asked` keeps what it was asked; `files` says what it answers."""

    def __init__(self) -> None:
        self.asked: list[httpx.URL] = []
        self.is_up = True
        self.files = {
            "/v2/tables/08764/metadata": "metadata-08764.json",
            "/v2/tables/07459/metadata": "metadata-07459.json",
            "/v2/tables/08764/data": "data-08764-moss-2016.json",
            "/v2/tables/13995/data": "data-13995-two-cells.json",
            "/v2/tables/10540/data": "data-10540-moss-2016M11.json",
            "/v2/tables": "tables-lavinntekt.json",
        }

    def answer(self, request: httpx.Request) -> httpx.Response:
        if not self.is_up:
            raise httpx.ConnectError("no net")
        self.asked.append(request.url)
        name = self.files.get(request.url.path)
        if name is None:
            return httpx.Response(404, content=(DATA / "error-404.json").read_bytes())
        return httpx.Response(200, content=(DATA / name).read_bytes())

    def client(self) -> Client:
        return Client(ADDRESS, transport=httpx.MockTransport(self.answer))
