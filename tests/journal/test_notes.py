import base64

from truceline.journal.notes import Signer, key_id, text_of


def test_a_note_is_its_text_and_a_line_for_the_signature(signer: Signer) -> None:
    note = signer.sign(b"hello\n")
    text, line = note.split(b"\n\n")
    assert text == b"hello"
    dash, name, blob = line.decode().split(" ")
    assert (dash, name) == ("—", signer.name)
    raw = base64.b64decode(blob)
    assert raw[:4] == key_id(signer.name, signer.key.public_key())
    signer.key.public_key().verify(raw[4:], b"hello\n")


def test_the_text_comes_back_without_the_signatures(signer: Signer) -> None:
    assert text_of(signer.sign(b"two\nlines\n")) == b"two\nlines\n"
