"""The arithmetic of the chain: any change to any event shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fss.audit.rules import FIRST, Link, first_break, link_hash

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
payloads = st.lists(
    st.dictionaries(st.text(max_size=5), values, max_size=3), min_size=1, max_size=8
)


def chain(payloads):
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    links, previous = [], FIRST
    for number, payload in enumerate(payloads, start=1):
        link = Link(
            "s", number, at + timedelta(seconds=number), None, "A", "x:y", "x", None, payload
        )
        stated = link_hash(previous, link)
        links.append((link, previous, stated))
        previous = stated
    return links


@given(payloads)
def test_an_untouched_chain_holds(payloads):
    assert first_break(chain(payloads)) is None


@given(payloads, st.data())
def test_a_changed_event_is_found_at_its_place(payloads, data):
    links = chain(payloads)
    where = data.draw(st.integers(0, len(links) - 1))
    name, value = data.draw(
        st.sampled_from(
            [
                ("actor", "B"),
                ("verb", "x:z"),
                ("subject_id", "1"),
                ("actor_id", "1"),
                ("at", datetime(2020, 1, 1, tzinfo=UTC)),
                ("payload", {"changed": "yes, this"}),
                ("stream", "t"),
            ]
        )
    )
    link, previous, stated = links[where]
    links[where] = (replace(link, **{name: value}), previous, stated)

    assert first_break(links) == where + 1


@given(payloads, st.data())
def test_a_changed_event_with_a_new_hash_is_found_at_the_next_one(payloads, data):
    links = chain([*payloads, {}])
    where = data.draw(st.integers(0, len(links) - 2))
    link, previous, _ = links[where]
    forged = replace(link, actor="Forger")
    links[where] = (forged, previous, link_hash(previous, forged))

    assert first_break(links) == where + 2


@given(payloads, st.data())
def test_a_removed_event_is_found(payloads, data):
    links = chain([*payloads, {}])
    where = data.draw(st.integers(0, len(links) - 2))

    del links[where]

    assert first_break(links) == where + 1


@given(payloads, st.data())
def test_two_events_cannot_change_places(payloads, data):
    links = chain([*payloads, {}])
    where = data.draw(st.integers(0, len(links) - 2))

    links[where], links[where + 1] = links[where + 1], links[where]

    assert first_break(links) == where + 1
