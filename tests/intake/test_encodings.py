from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.intake.encodings import Decoder, EncodingUnknown, Undecodable, guess

ARABIC = "قصف على مدينة دوما وحرستا وعربين في الغوطة الشرقية بالمدفعية"
RUSSIAN = "обстрел в провинции Хама, нарушений не зафиксировано"
WESTERN = "Déir ez-Zor: l'été, après les tirs, côté gare"


def translate(decoder: Decoder, data: bytes, cuts: list[int]) -> bytes:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    pieces = [data[a:b] for a, b in pairwise(edges)]
    return b"".join(decoder.feed(piece) for piece in pieces if piece) + decoder.finish()


@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    st.lists(st.integers(0)),
)
def test_text_comes_through_wherever_it_is_cut(text: str, encoding: str, cuts: list[int]) -> None:
    done = translate(Decoder(encoding), text.encode(encoding), cuts)
    assert done.decode() == (text if encoding == "utf-16" else text.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        (ARABIC, "cp1256", "cp1256"),
        (RUSSIAN, "windows-1251", "windows-1251"),
        (WESTERN, "windows-1252", "windows-1252"),
        (WESTERN, "utf-16", "utf-16"),
        (WESTERN, "utf-16-le", "utf-16-le"),
        (WESTERN, "utf-16-be", "utf-16-be"),
    ],
)
def test_guesses_what_the_text_is_in(text: str, encoding: str, guessed: str) -> None:
    data = text.encode(encoding)
    assert guess(data, data) == guessed


def test_names_the_byte_and_its_place_in_the_whole_file() -> None:
    decoder = Decoder(None)
    decoder.feed("abcé".encode())
    with pytest.raises(Undecodable) as caught:
        decoder.feed(b"xy\xe9z")
    assert (caught.value.offset, caught.value.byte) == (7, 0xE9)


def test_names_the_first_byte_of_a_character_that_is_split_and_wrong() -> None:
    decoder = Decoder(None)
    assert decoder.feed(b"abc\xd9") == b"abc"
    with pytest.raises(Undecodable) as caught:
        decoder.feed(b"zz")
    assert (caught.value.offset, caught.value.byte) == (3, 0xD9)


def test_a_character_that_is_cut_off_at_the_end_is_marked() -> None:
    decoder = Decoder(None)
    assert decoder.feed("دو".encode()[:-1]) == "د".encode()
    assert decoder.finish().decode() == "\ufffd"


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13"])
def test_an_encoding_must_be_one_of_text(name: str) -> None:
    with pytest.raises(EncodingUnknown, match=name):
        Decoder(name)
