"""Keeping the register: the demo, people, the audit trail."""

import sys
from typing import Any

import click

from lovende.cli.saying import as_json, fail, say, with_database


@click.group()
def demo() -> None:
    """The demo: the reference portfolio and one account a role."""


@demo.command()
@as_json
def load(as_json: bool) -> None:
    """Load what is not there yet."""
    with_database()
    from lovende.reference.demo import load_demo

    say({"loaded": load_demo()}, as_json, _counts)


@demo.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
def reset(yes: bool, as_json: bool) -> None:
    """Throw away all data of the demo and load it anew."""
    with_database()
    from lovende.reference.demo import reset_demo

    if not yes and not as_json:
        click.confirm("This removes everything in the demo database. Go on?", abort=True)
    say({"loaded": reset_demo()}, as_json, _counts)


def _counts(document: dict[str, Any]) -> str:
    counts = document["loaded"]
    width = max(map(len, counts))
    return "\n".join(f"{kind.replace('_', ' '):<{width}}  {count:>6}" for kind, count in counts.items())


@click.group()
def people() -> None:
    """People who work in the register."""


@people.command()
@click.argument("email")
@click.option("--name", default="", help="The person's name.")
@click.option("--role", required=True, help="A role, such as administrator or case-officer.")
@click.option("--at", "organisation", required=True, help="Id of the organisation the role is held at.")
@as_json
def add(email: str, name: str, role: str, organisation: str, as_json: bool) -> None:
    """Make an account with one role, and a link to choose a password by."""
    with_database()
    from lovende.people.commands import PeopleError, add_document, add_text

    try:
        document = add_document(email, name, role, organisation)
    except PeopleError as wrong:
        fail(str(wrong))
    say(document, as_json, add_text)


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@as_json
def verify(as_json: bool) -> None:
    """Walk the chain; exit status 1 when it is broken."""
    with_database()
    from lovende.records.audit import verify as verify_chain

    verdict = verify_chain()
    document = {"events": verdict.events, "intact": verdict.intact, "first_broken": verdict.first_broken}
    say(document, as_json, _verdict)
    sys.exit(0 if verdict.intact else 1)


def _verdict(document: dict[str, Any]) -> str:
    if document["intact"]:
        return f"{document['events']} events, chain intact"
    return f"{document['events']} events, chain BROKEN at event {document['first_broken']}"
