import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from truceline.journal import keys


def test_a_key_comes_back_and_is_its_owners_only(tmp_path: Path) -> None:
    made = keys.make(tmp_path / "node.pem")
    assert keys.read(tmp_path / "node.pem").private_bytes_raw() == made.private_bytes_raw()
    assert stat.S_IMODE((tmp_path / "node.pem").stat().st_mode) == 0o600


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    keys.make(tmp_path / "node.pem")
    with pytest.raises(FileExistsError):
        keys.make(tmp_path / "node.pem")


def test_says_what_to_do_without_a_key(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyMissing, match="truceline restore"):
        keys.read(tmp_path / "node.pem")


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        X25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
    ],
)
def test_refuses_what_is_no_signing_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "node.pem").write_bytes(content)
    with pytest.raises(keys.KeyUnreadable, match=r"node\.pem"):
        keys.read(tmp_path / "node.pem")


def test_tells_which_files_are_open_to_others(tmp_path: Path) -> None:
    (tmp_path / "shut").touch(mode=0o600)
    (tmp_path / "open").touch()
    (tmp_path / "open").chmod(0o640)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder").chmod(0o755)
    found = list(keys.exposed(tmp_path / name for name in ("shut", "open", "folder")))
    assert [f.facts["fit"] for f in found] == ["600", "700"]
    assert "mode 0640" in str(found[0])
    assert str(found[1]).endswith(f"chmod 700 {tmp_path / 'folder'}")
