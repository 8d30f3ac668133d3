"""Run the bench: `python -m bench.imports [--quick]`."""

import sys

from bench.imports import ROWS, TURNS, main

quick = "--quick" in sys.argv
main(rows=ROWS // 10 if quick else ROWS, turns=3 if quick else TURNS)
