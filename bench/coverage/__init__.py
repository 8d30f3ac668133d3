"""Exact events, masked to a coarser class and attributed again: does the answer hold the truth?"""

from bench.coverage.study import main

__all__ = ["main"]
