from typing import Any

import pytest
from tests.verifier.corpus import HASH, OTHER, Log

from truceline.journal.entries import EntryUnfit
from truceline.journal.envelope import check, is_log

FIELDS = Log().fields()


def test_takes_an_entry_whatever_it_says() -> None:
    check(FIELDS)
    check(FIELDS | {"type": "invented", "v": 99, "body": {"about": "a", "anything": [None]}})


def test_says_which_fields_are_missing_or_unknown() -> None:
    more = {key: value for key, value in FIELDS.items() if key != "seq"} | {"more": 1}
    with pytest.raises(EntryUnfit, match="more, seq"):
        check(more)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("author", ""),
        ("body", {}),
        ("body", {"about": "a", "blobs": ["b"]}),
        ("claimed", "2017-02-29T00:00:00.000Z"),
        ("claimed", 1),
        ("log", "zone/node"),
        ("prev", HASH.upper()),
        ("received", "2017-09-15T24:00:00.000Z"),
        ("refs", [[OTHER.name, 0]]),
        ("sealed", [{"alg": "age1"}]),
        ("seen", {OTHER.name: [1]}),
        ("seq", True),
        ("type", None),
        ("v", 0),
    ],
)
def test_names_the_field_that_is_not_of_its_form(field: str, value: Any) -> None:
    # Every rule and each way to break it: tests/verifier/corpus.py.
    with pytest.raises(EntryUnfit, match=f"its field '{field}'"):
        check(FIELDS | {field: value})


def test_a_log_is_named_by_zone_node_and_random_bits() -> None:
    assert is_log(OTHER.name)
    assert not any(map(is_log, ["a/b", "a/b/c", f"a/b/c/{1:032x}", 1, None]))
