from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from truceline.actions import delegates
from truceline.journal.signatures import valid


def test_a_drafted_key_signs_and_is_for_its_owner_only(tmp_path: Path) -> None:
    file = delegates.key_file(tmp_path / "delegates", "iran")
    delegate = delegates.draft("iran", file)
    assert not file.exists()
    delegates.keep(file)
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    again = delegates.read("iran", file)
    assert again.public == delegate.public
    assert valid(again.public, "text", again.sign("text"))


def test_a_party_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    assert delegates.key_file(tmp_path, "../../node").parent == tmp_path


def test_a_file_without_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(delegates.KeyFileMissing, match="--key"):
        delegates.read("iran", tmp_path / "none.pem")
    other = X25519PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, content in (("other.pem", pem), ("text.pem", b"no key")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(delegates.KeyFileUnfit):
            delegates.read("iran", tmp_path / name)
