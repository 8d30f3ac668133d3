"""The tree, its proofs, and every forgery of them that changes one thing."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.journal.tree import (
    EMPTY_ROOT,
    Edge,
    ProofWrong,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)

MOST = 64
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(MOST)]

# The leaves and roots that implementations of RFC 6962 have been compared with since 2013.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
CT_LEAVES += ["606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def slow_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = max(2**power for power in range(8) if 2**power < len(leaves))
    left, right = slow_root(leaves[:split]), slow_root(leaves[split:])
    return sha256(b"\x01" + left + right).digest()


ROOTS = [slow_root(LEAVES[:size]) for size in range(MOST + 1)]


def holds(check: Callable[..., None], *arguments: Any) -> bool:
    try:
        check(*arguments)
    except ProofWrong:
        return False
    return True


def test_roots_are_those_of_certificate_transparency() -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    assert [root_of(leaves[: n + 1]).hex() for n in range(8)] == CT_ROOTS
    assert root_of([]) == EMPTY_ROOT


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=MOST))
def test_adding_one_by_one_gives_the_root_over_all(leaves: list[bytes]) -> None:
    edge = Edge()
    for leaf in leaves:
        edge = Edge.unpacked(edge.size, edge.packed()).add(leaf)
    assert edge.size == len(leaves)
    assert len(edge.peaks) == len(leaves).bit_count()
    assert edge.root() == root_of(leaves) == slow_root(leaves)


def test_roots_and_paths_agree_with_pymerkle() -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for size in range(1, MOST + 1):
        other.append_entry(b"entry %d" % (size - 1))
        assert other.get_root() == ROOTS[size]
        for index in range(size):
            path = other.prove_inclusion(index + 1, size).serialize()["path"]
            assert [LEAVES[index], *inclusion_proof(LEAVES[:size], index)] == [
                bytes.fromhex(sibling) for sibling in path
            ]


def inclusions() -> Iterator[tuple[int, int, list[bytes]]]:
    for size in range(1, MOST + 1):
        for index in range(size):
            yield index, size, inclusion_proof(LEAVES[:size], index)


def consistencies() -> Iterator[tuple[int, int, list[bytes]]]:
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            yield old, new, consistency_proof(LEAVES[:new], old)


def test_every_proof_of_inclusion_holds_for_its_own_place_only() -> None:
    for index, size, proof in inclusions():
        check_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
        for other in range(size + 1):
            # The same leaf elsewhere, and another leaf here.
            ours = other == index
            assert holds(check_inclusion, LEAVES[index], other, size, proof, ROOTS[size]) == ours
            if other < size:
                assert (
                    holds(check_inclusion, LEAVES[other], index, size, proof, ROOTS[size]) == ours
                )


def test_every_proof_of_consistency_holds_for_its_own_sizes_only() -> None:
    for old, new, proof in consistencies():
        check_consistency(old, new, ROOTS[old], ROOTS[new], proof)
        for other in range(new + 1):
            ours = other == old
            assert holds(check_consistency, other, new, ROOTS[other], ROOTS[new], proof) == ours
            assert holds(check_consistency, old, new, ROOTS[other], ROOTS[new], proof) == ours


def mutations(proof: list[bytes]) -> Iterator[list[bytes]]:
    """Every proof with one hash changed, dropped, doubled, inserted, cut or swapped."""
    alien = sha256(b"alien").digest()
    for at, sibling in enumerate(proof):
        before, after = proof[:at], proof[at + 1 :]
        yield [*before, bytes([sibling[0] ^ 1]) + sibling[1:], *after]
        yield [*before, sibling[:-1] + bytes([sibling[-1] ^ 128]), *after]
        yield [*before, alien, *after]
        yield [*before, sibling[:31], *after]
        yield [*before, sibling + b"\0", *after]
        yield [*before, *after]
        yield [*before, sibling, sibling, *after]
        yield [*before, alien, sibling, *after]
        if after and after[0] != sibling:
            yield [*before, after[0], sibling, *after[1:]]
    yield [*proof, alien]
    yield [*proof, EMPTY_ROOT]


def test_every_change_to_a_proof_of_inclusion_is_refused() -> None:
    tried = 0
    for index, size, proof in inclusions():
        for forged in mutations(proof):
            tried += 1
            assert not holds(check_inclusion, LEAVES[index], index, size, forged, ROOTS[size])
    assert tried > 90_000


def test_every_change_to_a_proof_of_consistency_is_refused() -> None:
    tried = 0
    for old, new, proof in consistencies():
        for forged in mutations(proof):
            tried += 1
            assert not holds(check_consistency, old, new, ROOTS[old], ROOTS[new], forged)
    assert tried > 90_000


def test_the_prover_has_no_say_in_the_shape() -> None:
    # pymerkle 6.1.0 took the shape from the proof, and so two unrelated roots seemed consistent.
    old, new = sha256(b"old").digest(), sha256(b"new").digest()
    for old_size in range(1, 20):
        for new_size in range(old_size, 20):
            for forged in ([], [new], [old], [new, old], [old, new]):
                assert not holds(check_consistency, old_size, new_size, old, new, forged)


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0), (2**63, 4)])
def test_there_is_no_proof_about_a_place_outside(index: int, size: int) -> None:
    with pytest.raises(ProofWrong, match=f"has none numbered {index}"):
        check_inclusion(LEAVES[0], index, size, [], ROOTS[0])


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_nothing_is_shown_about_an_empty_or_a_shrunk_log(old: int, new: int) -> None:
    with pytest.raises(ProofWrong, match=f"a tree of {old} leaves"):
        check_consistency(old, new, EMPTY_ROOT, EMPTY_ROOT, [])


def test_a_node_cannot_pass_for_a_leaf() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)
    inner = node_hash(left, right)
    assert not holds(check_inclusion, inner, 0, 4, inclusion_proof(LEAVES[:4], 0)[1:], ROOTS[4])


@pytest.fixture
def vectors(shared: Path) -> list[dict[str, Any]]:
    with gzip.open(shared / "data" / "vectors" / "rfc6962_proofs.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def test_all_vectors_are_judged_as_their_authors_did(vectors: list[dict[str, Any]]) -> None:
    """518 proofs of transparency-dev/merkle: honest ones, and one forgery of each kind.

    Those named `subtree` come from a later draft that also proves ranges [start, end). A range is
    a tree of its own, so the same rules must judge them; what is not in RFC 6962 is an empty range,
    and a range that does not begin where a full subtree can.
    """
    assert len(vectors) == 518
    of_nothing = [v for v in vectors if "size" in v and v["start"] == v["end"]]
    assert sum(not v["wantErr"] for v in of_nothing) == 6
    for vector in vectors:
        if vector not in of_nothing:
            assert verdict(vector) == (not vector["wantErr"]), vector["file"]


def verdict(vector: dict[str, Any]) -> bool:
    def hashes(*keys: str) -> Iterator[bytes]:
        return (base64.b64decode(vector[key] or "") for key in keys)

    proof = [base64.b64decode(sibling) for sibling in vector["proof"] or []]
    is_subtree = "start" in vector
    start = vector.get("start", 0)
    if "leafIdx" in vector:
        end = vector["end" if is_subtree else "treeSize"]
        leaf, root = hashes("leafHash", "root")
        place = vector["leafIdx"] - start, end - start
        held = holds(check_inclusion, leaf, *place, proof, root)
    else:
        end = vector["end" if is_subtree else "size1"]
        new = vector["size" if is_subtree else "size2"]
        held = holds(check_consistency, end, new, *hashes("root1", "root2"), proof)
    return held and (is_range(start, end) or not is_subtree)


def is_range(start: int, end: int) -> bool:
    width = 1 << max(end - start - 1, 0).bit_length()
    return 0 <= start < end and start % width == 0
