"""The tree: what it refuses, and that it comes back from JSON as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from fss.documents.blocks import (
    ComparisonTable,
    Cover,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Mark,
    Paragraph,
    Run,
    Verdict,
)
from fss.documents.frozen import content_hash, from_json, to_json
from fss.documents.words import plain_text
from fss.errors import RuleError
from tests.documents.builders import a_map, document, every_block, jpeg


def test_a_document_comes_back_from_json_as_it_was() -> None:
    text = to_json(every_block())

    assert from_json(text) == every_block()
    assert to_json(from_json(text)) == text


def test_images_can_be_kept_apart_from_the_json() -> None:
    images: dict[str, bytes] = {}

    text = to_json(every_block(), images=images)

    assert list(images.values()) == [jpeg()]
    assert from_json(text, images=images) == every_block()
    assert content_hash(from_json(text, images=images)) == content_hash(every_block())


def test_a_changed_or_missing_image_is_noticed() -> None:
    images: dict[str, bytes] = {}
    text = to_json(every_block(), images=images)

    with pytest.raises(ValueError, match="missing or was changed"):
        from_json(text)
    with pytest.raises(ValueError, match="missing or was changed"):
        from_json(text, images=dict.fromkeys(images, jpeg() + b"x"))


def test_the_hash_follows_the_content() -> None:
    one, other = document(Paragraph("One")), document(Paragraph("Two"))

    assert content_hash(one) == content_hash(document(Paragraph("One")))
    assert content_hash(one) != content_hash(other)


def test_the_hash_does_not_depend_on_the_zone_of_the_clock() -> None:
    utc = datetime(2026, 11, 20, 15, tzinfo=UTC)
    chicago = utc.astimezone(timezone(timedelta(hours=-6)))

    assert content_hash(document(created=utc)) == content_hash(document(created=chicago))


@pytest.mark.parametrize(
    "text",
    ["[]", '{"format":99}', '{"format":1,"document":{"type":"Exploit"}}'],
)
def test_json_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"document|block"):
        from_json(text)


def test_a_block_with_unknown_parts_is_refused() -> None:
    tree = json.loads(to_json(document(Paragraph("One"))))
    tree["document"]["blocks"][0]["color"] = "red"

    with pytest.raises(ValueError, match="parts it does not know"):
        from_json(json.dumps(tree))


def test_a_picture_needs_a_description() -> None:
    with pytest.raises(RuleError, match="Describe the picture"):
        Figure(jpeg(), " ")


@pytest.mark.parametrize(
    "svg",
    [
        "<svg",
        "<html/>",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>1</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="x()"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g style="x:url(http://a)"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g fill="url(http://a/#b)"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><image href="file:///x"/></svg>',
        '<!DOCTYPE x [<!ENTITY e "e">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_a_drawing_can_neither_run_nor_fetch(svg: str) -> None:
    with pytest.raises(RuleError):
        Figure(svg, "A drawing")


def test_a_picture_must_be_a_png_a_jpeg_or_a_drawing() -> None:
    with pytest.raises(RuleError, match="PNG"):
        Figure(b"GIF89a", "A picture")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//x"]
)
def test_a_link_leads_only_to_the_web_mail_or_telephone(link: str) -> None:
    with pytest.raises(RuleError, match="A link must start"):
        Run("here", link=link)


def test_headings_may_not_skip_a_level() -> None:
    with pytest.raises(RuleError, match="skips a level"):
        document(Heading(1, "One"), Heading(3, "Three"))


def test_a_cover_stands_first() -> None:
    with pytest.raises(RuleError, match="first block"):
        document(Paragraph("One"), Cover("Late"))


def test_two_headings_may_not_share_an_anchor() -> None:
    with pytest.raises(RuleError, match="share the anchor"):
        document(Heading(1, "One", anchor="a"), Heading(1, "Two", anchor="a"))


def test_every_row_of_a_comparison_has_a_cell_for_each_column() -> None:
    with pytest.raises(RuleError, match="one cell for each column"):
        ComparisonTable("Sites", ("Requirement", "North"), (("Land",),))


def test_a_verdict_has_a_word_besides_its_mark() -> None:
    with pytest.raises(RuleError, match="needs a word"):
        Verdict("", Mark.MEETS)


def test_there_are_one_to_four_key_figures() -> None:
    with pytest.raises(RuleError, match="one to four"):
        KeyFigures(())


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        document(created=datetime(2026, 11, 20))  # noqa: DTZ001


def test_control_characters_and_turning_marks_are_gone() -> None:
    paragraph = Paragraph("a\x00b\x0bc\u202ed\ufeff\ud800e\r\nf\tg")

    assert paragraph.text == "abcde\nf g"


def test_equal_texts_are_equal_blocks() -> None:
    assert Paragraph("One") == Paragraph((Run("One"),))


def test_plain_text_reads_a_picture_by_its_description() -> None:
    made: Document = document(a_map())

    assert plain_text(made).split("\n") == [
        "Proposal for Project Falcon",
        "Map of the county with three sites",
        "Sites",
    ]
