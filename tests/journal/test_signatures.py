import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from truceline.journal.signatures import public_half, sign, valid

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


@given(st.text(), st.text())
def test_a_signature_is_of_one_text_by_one_key(text: str, other: str) -> None:
    signature = sign(KEY, text) if text.isprintable() else sign(KEY, "plain")
    text = text if text.isprintable() else "plain"
    assert valid(public_half(KEY), text, signature)
    assert valid(public_half(KEY), other, signature) == (text == other)
    assert not valid(public_half(OTHER), text, signature)


@pytest.mark.parametrize("wrong", ["", "zz", "00" * 63, "00" * 64])
def test_what_is_no_signature_or_key_is_refused_in_silence(wrong: str) -> None:
    assert not valid(public_half(KEY), "text", wrong)
    assert not valid(wrong, "text", sign(KEY, "text"))
