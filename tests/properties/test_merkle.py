"""Merkle trees against the published vectors and their own definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit.merkle import Tree, leaf, proof, proves, root_of

INPUTS = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
RECORDS = st.lists(st.binary(max_size=6), min_size=1, max_size=40)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_are_found(size: int) -> None:
    """The roots over the inputs of the Certificate Transparency reference tests are the published ones."""
    tree = Tree()
    for raw in INPUTS[:size]:
        tree.add(raw)
    assert tree.root() == ROOTS[size - 1]


def test_the_empty_tree_has_the_root_of_the_rfc() -> None:
    """The root over nothing is the SHA-256 of nothing."""
    assert Tree().root() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(RECORDS)
def test_growing_gives_the_root_of_the_definition(raws: list[bytes]) -> None:
    """A tree grown record by record has the root that the definition gives."""
    tree = Tree()
    for raw in raws:
        tree.add(raw)
    assert tree.root() == root_of([leaf(raw) for raw in raws])
    assert tree.copy().root() == tree.root()


@given(RECORDS, st.data())
def test_a_proof_proves_its_record_in_its_place_only(raws: list[bytes], data: st.DataObject) -> None:
    """A record's proof leads to the root; for another record, place or size it does not."""
    place = data.draw(st.integers(0, len(raws) - 1))
    leaves = [leaf(raw) for raw in raws]
    path, root = proof(leaves, place), root_of(leaves)
    assert proves(path, raws[place], place, len(raws), root)
    assert not proves(path, raws[place] + b"x", place, len(raws), root)
    assert not proves(path, raws[place], place, len(raws), "ff" * 32)
    assert not proves([*path, bytes(32)], raws[place], place, len(raws), root)
    assert not proves(path[:-1], raws[place], place, len(raws), root) or not path
    assert not proves(path, raws[place], len(raws), len(raws), root)
