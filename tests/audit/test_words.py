"""An event in plain words."""

from __future__ import annotations

from fss.audit.rules import VALUES, WORDS, Change, describe, describe_values, tell


def test_an_update_tells_what_was_and_what_is():
    payload = {
        "old": {"acres": 40.0, "stage": "call_for_sites"},
        "new": {"acres": 42.5, "stage": "triage"},
    }

    told = tell("site:update", payload)

    assert told.what == "Site changed"
    assert told.changes == (
        Change("Acres", "40", "42.5"),
        Change("Stage", "call for sites", "triage"),
    )


def test_a_verb_that_a_feature_described_is_told_in_its_words(monkeypatch):
    monkeypatch.setitem(WORDS, "test:advance", "")
    describe("test:advance", "stage changed from {old} to {new}")

    told = tell("test:advance", {"old": "triage", "new": "call_for_sites", "reason": "All agreed."})

    assert told.what == "Stage changed from triage to call for sites"
    assert told.reason == "All agreed."


def test_what_was_emptied_or_is_new_is_said_in_words():
    told = tell(
        "site:update",
        {"old": {"zoning": "M-1", "rail": False}, "new": {"zoning": None, "rail": True}},
    )

    assert told.changes == (Change("Zoning", "M-1", "nothing"), Change("Rail", "no", "yes"))


def test_several_values_are_a_list_and_one_stands_in_the_line(monkeypatch):
    monkeypatch.setitem(WORDS, "test:facts", "Values stated: {values}")

    several = tell("test:facts", {"values": {"acres": "40 acres", "rail": "No"}})
    one = tell("test:facts", {"values": {"acres": "40 acres"}})

    assert several.what == "Values stated"
    assert several.changes == (Change("Acres", None, "40 acres"), Change("Rail", None, "No"))
    assert (one.what, one.changes) == ("Values stated: acres: 40 acres", ())


def test_a_stored_value_is_told_as_its_feature_says(monkeypatch):
    monkeypatch.setitem(VALUES, "color", {})
    describe_values("color", {"gr": "Green"})

    told = tell("test:update", {"old": {"color": "gr"}, "new": {"color": "bl"}})

    assert told.changes == (Change("Color", "Green", "bl"),)


def test_ids_and_the_time_of_making_are_left_out():
    new = {"name": "North", "organization_id": "1-2-3", "created_at": "2026-11-22T10:20:58+00:00"}

    told = tell("site:create", {"new": new})

    assert told.what == "Site added"
    assert told.changes == (Change("Name", None, "North"),)


def test_an_unknown_verb_is_still_told_with_all_it_says():
    told = tell("proposal:packet:sent", {"files": ["a.pdf", "b.docx"], "copies": 2})

    assert told.what == "Proposal: packet sent"
    assert told.changes == (Change("Files", None, "a.pdf, b.docx"), Change("Copies", None, "2"))


def test_braces_in_what_people_typed_stay_text(monkeypatch):
    monkeypatch.setitem(WORDS, "test:note", "Note: {text}")

    assert (
        tell("test:note", {"text": "{reason} %s {0}", "reason": "r"}).what
        == "Note: {reason} %s {0}"
    )
