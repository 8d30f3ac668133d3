from truceline.errors import BadInput, TrucelineError


class ParcelLost(BadInput):
    """A parcel did not arrive."""

    code = "parcel.lost"
    text = "Parcel {number} is lost. Ask at the counter."


def test_an_error_keeps_its_facts_and_words_them() -> None:
    error = ParcelLost(number=7)
    assert str(error) == "Parcel 7 is lost. Ask at the counter."
    assert error.facts == {"number": 7}
    assert isinstance(error, TrucelineError)
