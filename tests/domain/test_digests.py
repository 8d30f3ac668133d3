import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from truceline.domain.digests import digest, digest_of_text

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(plain, plain)
def test_two_values_share_a_digest_only_if_json_writes_them_alike(one: Any, other: Any) -> None:
    def written(value: Any) -> str:
        return json.dumps(value, sort_keys=True)

    assert (digest(one) == digest(other)) == (written(one) == written(other))


def test_the_order_of_keys_does_not_matter_and_that_of_a_list_does() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest([1, 2]) != digest([2, 1])
    assert digest(["ab"]) != digest(["a", "b"])
    assert digest("1") != digest(1) != digest(1.0)


def test_known_digests() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of_text("") == empty
    assert digest([["belt", 1.5], None]) == digest_of_text("ll4:belti1.5eeiNoneee")
