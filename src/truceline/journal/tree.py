"""A Merkle tree over a log: its root, and short proofs about it.

A proof is a list of hashes and nothing else. Which of them stands left or right is derived from
numbers that the verifier already trusts, never taken from the one who made the proof.

Source: RFC 6962, section 2.1 (SHA-256; 0x00 before a leaf, 0x01 before a node).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from truceline.errors import BadInput

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32


class ProofWrong(BadInput):
    """A proof does not show what it is said to show."""

    code = "journal.proof-wrong"
    text = "The proof fails: {reason}. Ask for a new one, and keep this one as evidence."


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf: for an entry, of its whole signed note."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a tree: all that is needed to go on adding leaves to it."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()
    """Roots of the full subtrees, left to right: one for each bit that is set in `size`."""

    def add(self, leaf: bytes) -> Self:
        """Return the edge with one more leaf."""
        peaks, size = [*self.peaks, leaf], self.size
        while size & 1:
            right = peaks.pop()
            peaks.append(node_hash(peaks.pop(), right))
            size >>= 1
        return type(self)(self.size + 1, tuple(peaks))

    def root(self) -> bytes:
        """Return the root of the tree."""
        if not self.peaks:
            return EMPTY_ROOT
        *rest, root = self.peaks
        for peak in reversed(rest):
            root = node_hash(peak, root)
        return root

    def packed(self) -> bytes:
        """Return the peaks as bytes, for storage."""
        return b"".join(self.peaks)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> Self:
        """Return the edge that was packed; its root and number of peaks tell if it is right."""
        hashes = range(0, len(packed), HASH_BYTES)
        return cls(size, tuple(packed[at : at + HASH_BYTES] for at in hashes))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over some leaf hashes."""
    edge = Edge()
    for leaf in leaves:
        edge = edge.add(leaf)
    return edge.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that the leaf at `index` is among these, from the leaf upwards."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion_proof(left, index), root_of(right)]
    return [*inclusion_proof(right, index - split), root_of(left)]


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Return the proof that the tree of the first `size` leaves grew into the tree of all."""
    return _consistency(leaves, size, whole=True)


def _consistency(leaves: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if size <= split:
        return [*_consistency(left, size, whole=whole), root_of(right)]
    return [*_consistency(right, size - split, whole=False), root_of(left)]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf at `index` is in the tree of `size` leaves with this root.

    Raises:
        ProofWrong: It is not shown.
    """
    if not 0 <= index < size:
        raise ProofWrong(reason=f"a tree of {size} leaves has none numbered {index}")
    turns = []
    while size > 1:
        split = _split(size)
        turns.append(index >= split)
        index, size = (index - split, size - split) if index >= split else (index, split)
    _check_hashes([leaf, *proof], 1 + len(turns))
    for sibling, on_right in zip(proof, reversed(turns), strict=True):
        leaf = node_hash(sibling, leaf) if on_right else node_hash(leaf, sibling)
    if leaf != root:
        raise ProofWrong(reason="it leads to another root")


def check_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that a tree grew into another one by nothing but new leaves.

    Raises:
        ProofWrong: It is not shown. About an empty tree nothing can be shown.
    """
    if not 0 < old_size <= new_size:
        raise ProofWrong(reason=f"a tree of {old_size} leaves cannot have become one of {new_size}")
    # Down to the largest subtree of the new tree that ends where the old tree ended.
    turns, rest, size = [], old_size, new_size
    while rest < size:
        split = _split(size)
        turns.append(rest > split)
        rest, size = (rest - split, size - split) if rest > split else (rest, split)
    # Where that subtree is the whole old tree, its root is known and the proof leaves it out.
    whole = not any(turns)
    _check_hashes(proof, len(turns) + (not whole))
    old = new = old_root if whole else proof[0]
    for sibling, on_right in zip(proof[not whole :], reversed(turns), strict=True):
        if on_right:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    if (old, new) != (old_root, new_root):
        raise ProofWrong(reason="it leads to other roots")


def _check_hashes(hashes: Sequence[bytes], wanted: int) -> None:
    if len(hashes) != wanted:
        raise ProofWrong(reason=f"it has {len(hashes)} hashes where {wanted} belong")
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofWrong(reason=f"a hash in it is not {HASH_BYTES} bytes long")


def _split(size: int) -> int:
    """Return the largest power of two below `size`: where RFC 6962 parts a tree in two."""
    return 1 << (size - 1).bit_length() - 1
