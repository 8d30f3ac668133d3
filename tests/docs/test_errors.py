"""Errors help: a stable code of their own, the facts, and what to do next."""

import importlib
import pkgutil
import re

import pytest

import truceline
from truceline.errors import TrucelineError

for _module in pkgutil.walk_packages(truceline.__path__, "truceline."):
    if _module.name != "truceline.__main__":
        importlib.import_module(_module.name)


def _concrete(family: type[TrucelineError]) -> list[type[TrucelineError]]:
    return [e for e in family.__subclasses__() for e in [e, *_concrete(e)] if "code" in vars(e)]


ERRORS = sorted({e.code: e for e in _concrete(TrucelineError)}.items())


def test_no_two_errors_share_a_code() -> None:
    codes = [e.code for e in _concrete(TrucelineError)]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize(("code", "error"), ERRORS)
def test_every_error_says_what_to_do(code: str, error: type[TrucelineError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*", code)
    assert error.__doc__
    sentences = re.split(r"(?<=[.:;!?])\s+", error.text.strip())
    assert len(sentences) >= 2, "the facts, then what to do next"
    assert error.text.rstrip()[-1] in ".}`"
