"""An event in plain words."""

from __future__ import annotations

from fss.audit.rules import WORDS, Change, describe, tell


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


def test_ids_are_left_out():
    told = tell("site:create", {"new": {"name": "North", "organization_id": "1-2-3"}})

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
