"""Sets of numbers as whole numbers do what sets do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fss.sites.rules import bits

NUMBERS = st.sets(st.integers(min_value=0, max_value=3 * bits.BLOCK), max_size=60)


@given(NUMBERS, NUMBERS)
def test_sets_as_numbers_agree_with_sets(one: set[int], other: set[int]) -> None:
    a, b = bits.set_of(one), bits.set_of(other)

    assert list(bits.numbers_of(a)) == sorted(one)
    assert list(bits.numbers_of(a, turned=True)) == sorted(one, reverse=True)
    assert set(bits.numbers_of(a & b)) == one & other
    assert set(bits.numbers_of(bits.union([a, b]))) == one | other
    assert set(bits.numbers_of(bits.without(a, b))) == one - other
    assert a.bit_count() == len(one)


@given(NUMBERS)
def test_blocks_as_stored_hold_the_whole_set(numbers: set[int]) -> None:
    whole = bits.set_of(numbers)

    blocks = bits.split(whole)

    assert bits.joined(blocks) == whole
    assert set(blocks) == {bits.block_of(number) for number in numbers}
    assert all(len(data) <= bits.BLOCK // 8 for data in blocks.values())
    assert all(bits.to_bytes(bits.from_bytes(data)) == data for data in blocks.values())
