"""Measurements against the best peers, side by side in one run."""
