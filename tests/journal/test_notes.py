"""Signed notes and Ed25519, held against published examples and two other implementations."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from tests.verifier import ed25519

from truceline.journal import notes
from truceline.journal.notes import (
    MOST_TEXT,
    KeyUnfit,
    NoteUnfit,
    Signer,
    Verifier,
    from_base64,
    opened,
    text_of,
    verify_strict,
)

# The example of the specification, https://c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
""".encode()  # noqa: E501  as published


def signer(number: int, name: str = "zone/node") -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([number] * 32)))


ANN, BOB = signer(1, "ann"), signer(2, "bob")
TEXT = b"one\n\ntwo\n"
NOTE = ANN.sign(TEXT)
BY_BOB = BOB.sign(TEXT).removeprefix(TEXT + b"\n")


class TestNotes:
    def test_opens_the_example_of_the_specification(self) -> None:
        key = Verifier.parse(EXAMPLE_KEY)
        assert str(key) == EXAMPLE_KEY
        assert opened(EXAMPLE, [key]) == b"This is an example message.\n"

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
    def test_opens_what_was_signed(self, text: str) -> None:
        signed = f"{text}\n".encode()
        assert opened(ANN.sign(signed), [ANN.verifier]) == signed == text_of(ANN.sign(signed))

    def test_every_known_key_must_hold_and_one_is_enough(self) -> None:
        both = NOTE + BY_BOB
        for known in ([ANN.verifier], [BOB.verifier], [ANN.verifier, BOB.verifier]):
            assert opened(both, known) == TEXT
        assert opened(NOTE, [BOB.verifier, ANN.verifier]) == TEXT
        with pytest.raises(NoteUnfit, match="no known key"):
            opened(NOTE, [BOB.verifier])
        with pytest.raises(NoteUnfit, match="no known key"):
            opened(NOTE, [])
        bad = NOTE + BOB.sign(b"other\n").removeprefix(b"other\n\n")
        assert opened(bad, [ANN.verifier]) == TEXT
        with pytest.raises(NoteUnfit, match="the signature by bob"):
            opened(bad, [ANN.verifier, BOB.verifier])

    def test_a_key_is_known_by_its_name_and_its_id(self) -> None:
        namesake = signer(2, "ann")
        assert opened(NOTE, [namesake.verifier, ANN.verifier]) == TEXT
        with pytest.raises(NoteUnfit, match="no known key"):
            opened(NOTE, [namesake.verifier])
        with pytest.raises(NoteUnfit, match="no known key"):
            opened(NOTE, [signer(1, "anna").verifier])

    def test_takes_sixteen_signatures_and_no_more(self) -> None:
        assert opened(NOTE + BY_BOB * 15, [ANN.verifier]) == TEXT
        with pytest.raises(NoteUnfit, match="16 signatures"):
            opened(NOTE + BY_BOB * 16, [ANN.verifier])

    def test_takes_64_kib_of_text_and_no_more(self) -> None:
        longest = b"x" * (MOST_TEXT - 1) + b"\n"
        assert opened(ANN.sign(longest), [ANN.verifier]) == longest
        with pytest.raises(NoteUnfit, match="65536 bytes"):
            opened(ANN.sign(b"x" + longest), [ANN.verifier])
        with pytest.raises(NoteUnfit, match="too long"):
            opened(b"x" * 10_000_000, [ANN.verifier])

    @pytest.mark.parametrize(
        "spoiled",
        [
            b"",
            b"\n\n",
            TEXT,
            TEXT + b"\n",
            NOTE[:-1],
            NOTE + b"\n",
            NOTE + b"more\n",
            NOTE.replace(b"\n", b"\r\n"),
            NOTE.replace(b"one", b"o\tne"),
            NOTE.replace(b"one", b"o\0ne"),
            NOTE.replace(b"one", b"o\xffne"),
            NOTE.replace(b"one", b"o\xed\xa0\x80ne"),
            NOTE.replace("—".encode(), b"-"),
            NOTE.replace("— ".encode(), "—".encode()),
            NOTE.replace(b" ann ", b"  ann "),
            NOTE.replace(b" ann ", b" ann  "),
            NOTE.replace(b" ann ", b" a+n "),
            NOTE.replace(b" ann ", " a\u2003n ".encode()),
            NOTE.replace(b" ann ", b"  "),
            NOTE.replace(b"=\n", b"\n"),
            NOTE.replace(b"=\n", b"==\n"),
            NOTE.replace(b"=\n", b"= \n"),
            NOTE.replace(b"=\n", b"=!\n"),
            NOTE.replace(b"=\n", "=é\n".encode()),
            TEXT + b"\n" + "— ann AAAAAA==\n".encode(),
            TEXT + b"\n" + "— ann\n".encode(),
        ],
    )
    def test_refuses_every_other_form(self, spoiled: bytes) -> None:
        with pytest.raises(NoteUnfit):
            opened(spoiled, [ANN.verifier])
        with pytest.raises(NoteUnfit):
            text_of(spoiled)

    def test_base64_has_one_spelling(self) -> None:
        assert from_base64("YQ==") == b"a"
        for other in (
            "YR==",
            "YQ",
            "YQ=",
            "YQ===",
            "YQ==\n",
            " YQ==",
            "YQ==YQ==",
            "Y",
            "é",
            "Y_==",
        ):
            assert from_base64(other) is None


class TestKeys:
    @pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u2028b", "a\nb", "a\0b"])
    def test_a_name_is_one_word(self, name: str) -> None:
        with pytest.raises(KeyUnfit, match="is no name"):
            Verifier(name, ANN.verifier.public)

    @pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), bytes(32), b"\xff" * 32])
    def test_a_key_is_a_sound_point(self, public: bytes) -> None:
        with pytest.raises(KeyUnfit, match="not a point"):
            Verifier("ann", public)

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "example.com/foo",
            "example.com/foo+530d903a",
            EXAMPLE_KEY.upper(),
            EXAMPLE_KEY.replace("530d903a", "530d903b"),
            EXAMPLE_KEY.replace("530d903a", "530D903A"),
            EXAMPLE_KEY.replace("foo", "bar"),
            EXAMPLE_KEY.replace("+A", "+B"),
            EXAMPLE_KEY.replace("3U2k", "3U2l"),
            EXAMPLE_KEY + "\n",
            EXAMPLE_KEY.replace("+Aeky", "+Beky"),
            EXAMPLE_KEY[:-4],
        ],
    )
    def test_a_key_is_written_in_one_way(self, written: str) -> None:
        with pytest.raises(KeyUnfit):
            Verifier.parse(written)


def by_nacl(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def all_say(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return the one answer of three implementations, or fail where they differ."""
    answers = {
        verify(public, message, signature)
        for verify in (verify_strict, by_nacl, ed25519.verify)
        if verify is not by_nacl or (len(public) == 32 and len(signature) == 64)
    }
    assert len(answers) == 1, (public.hex(), message, signature.hex())
    return answers.pop()


# The eight points whose order divides 8, each once.
TORSION = [
    ed25519.times(power, point)
    for point in [
        ed25519.decode(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
        )
    ]
    if point is not None
    for power in range(8)
]


class TestEd25519:
    def test_the_points_of_small_order_are_those_that_are_refused(self) -> None:
        encoded = {ed25519.encode(point) for point in TORSION}
        assert len(encoded) == 8
        ys = {int.from_bytes(point, "little") & (1 << 255) - 1 for point in encoded}
        assert ys == ed25519.SMALL_Y
        assert ed25519.encode(ed25519.times(8, TORSION[1])) == ed25519.encode(ed25519.NEUTRAL)

    def test_agrees_with_wycheproof(self, shared: Path) -> None:
        file = shared / "data" / "vectors" / "wycheproof_ed25519.json"
        vectors = json.loads(file.read_text(encoding="utf-8"))
        tried = 0
        for group in vectors["testGroups"]:
            public = bytes.fromhex(group["publicKey"]["pk"])
            for test in group["tests"]:
                message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
                said = all_say(public, message, signature)
                assert said == (test["result"] == "valid"), test["tcId"]
                tried += 1
        assert tried == vectors["numberOfTests"] == 151

    @given(st.binary(min_size=32, max_size=32), st.binary(max_size=40), st.data())
    def test_agrees_on_honest_signatures_and_on_changed_ones(
        self, seed: bytes, message: bytes, data: st.DataObject
    ) -> None:
        key = Ed25519PrivateKey.from_private_bytes(seed)
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        assert verify_strict(public, message, signature)
        at = data.draw(st.integers(0, 63))
        changed = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not verify_strict(public, message, changed)
        assert by_nacl(public, message, signature)
        assert not by_nacl(public, message, changed)

    def test_agrees_where_libraries_are_known_to_differ(self) -> None:
        answers = {True: 0, False: 0}
        for public, message, signature in edge_cases():
            answers[all_say(public, message, signature)] += 1
        # Keys with a torsion part pass where the equation without the cofactor holds.
        assert answers[True] > 10
        assert answers[False] > 100

    def test_the_identity_signs_nothing(self) -> None:
        # OpenSSL takes this signature for any message.
        identity = b"\1" + bytes(31)
        assert not verify_strict(identity, b"anything", identity + bytes(32))

    def test_refuses_on_its_own_whatever_the_library_says(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Yes:
            @staticmethod
            def from_public_bytes(_: bytes) -> "Yes":
                return Yes()

            def verify(self, *_: bytes) -> None:
                """Take anything."""

        monkeypatch.setattr(notes, "Ed25519PublicKey", Yes)
        # A key that no other test uses, as loaded keys are remembered.
        sound = ed25519.encode(ed25519.times(987_654_321, ed25519.BASE))
        s, late = (n.to_bytes(32, "little") for n in (ed25519.L - 1, ed25519.L))
        assert verify_strict(sound, b"", sound + s)
        assert not verify_strict(sound, b"", sound + late)
        for point in TORSION:
            for strange in encodings(point):
                assert not verify_strict(strange, b"", sound + s)
                assert not verify_strict(sound, b"", strange + s)
        beyond = (ed25519.P + 2).to_bytes(32, "little")
        assert not verify_strict(beyond, b"", sound + s)
        assert not verify_strict(sound, b"", beyond + s)

    @pytest.mark.parametrize(("public", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65)])
    def test_refuses_other_lengths(self, public: int, signature: int) -> None:
        assert not verify_strict(bytes(public), b"", bytes(signature))


def edge_cases() -> Iterator[tuple[bytes, bytes, bytes]]:
    """Signatures made with torsion in the key or in R, and with S written in other ways."""
    secret, nonce = 1234567890123456789 * 8, 9876543210987654321
    strange = [encoding for point in TORSION for encoding in encodings(point)]
    for a_part in TORSION:
        public = ed25519.encode(ed25519.add(ed25519.times(secret, ed25519.BASE), a_part))
        for r_part in TORSION:
            r = ed25519.encode(ed25519.add(ed25519.times(nonce, ed25519.BASE), r_part))
            for number in range(2):
                message = b"%d" % number
                s = (nonce + ed25519.challenge(r, public, message) * secret) % ed25519.L
                yield public, message, r + s.to_bytes(32, "little")
                yield public, message, r + (s + ed25519.L).to_bytes(32, "little")
            # R of small order: the equation holds where it undoes the torsion of the key.
            r = ed25519.encode(r_part)
            for number in range(8):
                message = b"%d" % number
                s = ed25519.challenge(r, public, message) * secret % ed25519.L
                yield public, message, r + s.to_bytes(32, "little")
    public = ed25519.encode(ed25519.times(secret, ed25519.BASE))
    for point in strange:
        for zero in (bytes(32), ed25519.L.to_bytes(32, "little")):
            yield point, b"", point + zero
            yield public, b"", point + zero
            yield point, b"", ed25519.encode(ed25519.times(nonce, ed25519.BASE)) + zero
            # A of small order: with S = 0 the equation holds where R undoes it.
            for r_part in TORSION:
                yield point, b"", ed25519.encode(r_part) + zero


def encodings(point: Any) -> Iterator[bytes]:
    """Yield the ways to write a point: y and y + p where it fits, with either sign."""
    y = int.from_bytes(ed25519.encode(point), "little") & (1 << 255) - 1
    for written in (y, y + ed25519.P):
        for sign in (0, 1 << 255):
            if written < 1 << 255:
                yield (written | sign).to_bytes(32, "little")
