"""Truceline keeps a negotiated ceasefire honest.

`truceline.open("my-centre")` gives a workspace's tables in Python.
"""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:  # noqa: ANN401  a module's attributes have no common type
    # Loaded when it is asked for: the command line must not wait for libraries it does not use.
    if name == "open":
        return import_module("truceline.notebook").open_tables
    raise AttributeError(name)
