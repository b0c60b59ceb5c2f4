"""The `lovende` command: thin, a module for each theme. docs/cli.md is its contract.

Exit status: 0 done; 1 done and something was found; 2 the input is wrong, with one line on standard error.
"""

import os

import click

from lovende.cli import bringing_in, grants, keeping, register, selecting, serving, statistics
from lovende.cli.saying import Lovende

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.web.settings")

COMMANDS: tuple[click.Command, ...] = (
    register.search,
    register.similar,
    register.show,
    register.export,
    bringing_in.import_,
    grants.grants,
    selecting.selection,
    statistics.stats,
    keeping.demo,
    keeping.people,
    keeping.audit,
    serving.serve,
    serving.worker,
)


@click.group(cls=Lovende, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Lovende: from local trial to a method that works."""


for command in COMMANDS:
    main.add_command(command)
