import pytest

from truceline.errors import BadInput, NotFound, Refused
from truceline.projections.refusals import Refusal, tried


class TooLittle(Refused):
    code = "refusals.too-little"
    text = "Only {count}. Bring more."


class Gone(NotFound):
    code = "refusals.gone"
    text = "Nothing. Bring some."


def fail(error: Exception) -> int:
    raise error


def test_an_answer_is_passed_on() -> None:
    assert tried(lambda: 3) == 3


def test_a_refusal_is_a_value_with_its_code_text_and_facts() -> None:
    refusal = tried(lambda: fail(TooLittle(count=2)))
    assert refusal == Refusal("refusals.too-little", "Only {count}. Bring more.", {"count": 2})
    assert tried(lambda: fail(Gone())) == Refusal("refusals.gone", Gone.text, {})


def test_a_fault_of_the_input_stays_an_error() -> None:
    with pytest.raises(BadInput):
        tried(lambda: fail(BadInput()))
    with pytest.raises(ZeroDivisionError):
        tried(lambda: 1 // 0)
