"""The reference portfolio: what the five documents name, with a locator for every fact."""

import re

import pytest

from lovende.figures.models import Claim
from lovende.measures.models import Measure, Relation
from lovende.people.models import Organisation
from lovende.records.audit import verify
from lovende.records.models import AuditEvent
from lovende.reference.demo import load_demo
from lovende.reference.reading import DATA, PortfolioError, read_portfolio
from lovende.schemes.models import Scheme

CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|(?<!\d)\d{2} \d{2} \d{2} \d{2}(?!\d)|(?i:tlf|telefon|mobil)\W+\d+"
)
PROMISING = {
    "festesona",
    "jobbsentralen-asker",
    "skolekompasset-grunerlokka",
    "oygarden-modellen",
    "nye-monstre-grimstad",
    "back-to-school-midt-telemark",
    "nav-frogner-ssa",
}


@pytest.fixture(scope="module")
def portfolio_files():
    return read_portfolio()


def _of(document):
    return [m for m in read_portfolio()["measures"] if (m.get("source") or {}).get("document") == document]


def test_what_002_names_is_there():
    """002 notes G1: 19 municipal projects, 3 recipes, KLAR."""
    kinds = [m["kind"] for m in _of("002")]
    assert len(kinds) == 23 and kinds.count("recipe") == 3


def test_what_003_names_is_there():
    assert PROMISING <= {m["id"] for m in _of("003")}


def test_the_eight_of_004_stay_under_their_pseudonyms(portfolio_files):
    assert len(_of("004")) == 8
    owners = {m["owner"] for m in _of("004") if isinstance(m["owner"], str)}
    pseudonyms = {o["id"] for o in portfolio_files["organisations"] if o.get("pseudonym")}
    assert owners <= pseudonyms


def test_the_36_budget_lines_of_001_are_there():
    """001: each budget line bears a code such as 2021-38; that one is Bærekraftige fellesskap of 000."""
    codes = [
        alias for m in _of("001") for alias in m.get("aliases") or () if re.fullmatch(r"20\d\d-\d+", alias)
    ]
    assert "2021-38" in codes
    assert len(set(codes)) >= 36


def test_every_record_has_a_locator_and_every_figure_its_lines(portfolio_files):
    for measure in portfolio_files["measures"]:
        name = measure.get("id") or measure["adds_to"]
        assert measure["source"]["lines"], name
        for figure in measure.get("figures") or ():
            assert figure.get("lines"), f"{name}: {figure['id']}"
        for answer in (measure.get("answers") or {}).values():
            assert answer.get("lines"), name


def test_no_address_or_telephone_is_in_the_files():
    for path in DATA.rglob("*.yaml"):
        found = CONTACT.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found.group()}"


def test_no_address_of_the_sources_is_in_the_files(sources):
    """Every e-mail address in the documents, and the part before its @, is absent."""
    text = " ".join(path.read_text(encoding="utf-8", errors="replace") for path in sources.glob("*.txt"))
    addresses = set(re.findall(r"[\w.+-]+@[\w-]+(?:\.\w+)+", text))
    assert len(addresses) > 20
    written = " ".join(path.read_text(encoding="utf-8") for path in DATA.rglob("*.yaml")).lower()
    for address in addresses:
        assert address.lower() not in written


def test_a_measure_twice_is_refused(tmp_path):
    folder = tmp_path / "000"
    folder.mkdir()
    (folder / "a.yaml").write_text("measures: [{id: x, title: X}, {id: x, title: Y}]")
    with pytest.raises(PortfolioError, match="x is defined twice"):
        read_portfolio(tmp_path)


def test_an_unknown_kind_of_record_is_refused(tmp_path):
    folder = tmp_path / "000"
    folder.mkdir()
    (folder / "a.yaml").write_text("meassures: [{id: x}]")
    with pytest.raises(PortfolioError, match="meassures"):
        read_portfolio(tmp_path)


@pytest.mark.django_db
@pytest.mark.usefixtures("portfolio")
class TestLoaded:
    def test_loading_again_changes_nothing(self):
        before = AuditEvent.objects.count(), Measure.objects.count()
        counts = load_demo()
        assert (AuditEvent.objects.count(), Measure.objects.count()) == before
        assert counts["measures"] == Measure.objects.count() >= 90
        assert verify().intact

    @pytest.mark.parametrize(
        ("measure", "kind", "to"),
        [
            ("oslo-hurtigspor-2-0", "continues", "oslo-hurtigspor-1-0"),
            ("grorud-vegetar-expressen", "spun-off-from", "grorud-jobbskap-romsas"),
            ("nye-monstre-grimstad", "replicates", "nye-monstre-kristiansand"),
            ("oppskrift-halden-en-dor-inn", "recipe-of", "halden-en-dor-inn"),
        ],
    )
    def test_relations_that_a_source_states(self, measure, kind, to):
        assert Relation.objects.filter(measure__public_id=measure, kind=kind, to__public_id=to).exists()

    def test_ssa_builds_on_the_swedish_sprakombud(self):
        relation = Relation.objects.get(measure__public_id="nav-frogner-ssa", kind="inspired-by")
        assert "Språkombud" in relation.to_text

    def test_the_co_creation_project_is_a_line_of_the_2023_programme(self):
        measure = Measure.objects.get(public_id="baerekraftige-fellesskap")
        assert "2021-38" in measure.aliases
        assert {claim.source.key for claim in measure.claims.all()} == {"000", "001"}

    def test_owner_and_administrator_are_apart_and_a_contradiction_is_said(self):
        scheme = Scheme.objects.get(key="barnefattigdom")
        assert scheme.owner and scheme.administrator and scheme.owner != scheme.administrator
        assert scheme.caveat

    def test_pseudonyms_have_no_place_beyond_what_the_report_says(self):
        for organisation in Organisation.objects.filter(is_pseudonym=True).select_related("municipality"):
            assert organisation.district is None
            assert organisation.municipality is None or organisation.municipality.number == "0301"

    def test_002_holds_no_kroner_amounts(self):
        """002 notes G24: the file names not one amount; a sum by scheme must say so, never 0."""
        assert not Claim.objects.filter(source__key="002", unit__in=["NOK", "kr", "kroner"]).exists()
