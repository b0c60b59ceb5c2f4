"""An invented catalogue, read into an import; the people who may go through it and one who may not."""

from pathlib import Path

import pytest

from lovende.catalogue.actions import start_import, write_sections
from lovende.catalogue.models import CatalogueImport
from lovende.catalogue.reading import read
from lovende.people.models import User

DATA = Path(__file__).resolve().parent / "data"
KATALOG = DATA / "katalog.txt"
# What of the catalogue is personal, and must never be public: names, addresses and numbers, all invented.
PERSONAL = (
    "Kvasthaug",
    "Torfinn",
    "Myrhaugen",
    "Eldbjørg",
    "eldbjorg",
    "@example.no",
    "912 34 567",
    "9876543",
    "815 00 000",
)


@pytest.fixture(scope="session")
def katalog() -> Path:
    return KATALOG


@pytest.fixture(scope="session")
def personal() -> tuple[str, ...]:
    return PERSONAL


@pytest.fixture
def officer(portfolio) -> User:
    return User.objects.get(email="case-officer@demo.invalid")


@pytest.fixture
def other_officer(portfolio) -> User:
    return User.objects.get(email="programme-officer@demo.invalid")


@pytest.fixture
def applicant(portfolio) -> User:
    return User.objects.get(email="applicant@demo.invalid")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Kept files go with the test."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def batch(officer) -> CatalogueImport:
    """The invented catalogue, read and up for review: Verkstedet, Kafé Fossen, and two projects in one."""
    content = KATALOG.read_bytes()
    made = start_import(
        name="katalog.txt",
        content=content,
        key="diktet-2016",
        title="Diktet katalog 2016",
        year=2016,
        actor=officer,
        defer=False,
    )
    return write_sections(public_id=str(made.public_id), catalogue=read(content, "katalog.txt", 2016))


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client
