"""`python -m lovende`, the same as the command `lovende`."""

from lovende.cli import main

main()
