"""`python -m lovende.cli`."""

from lovende.cli import main

main()
