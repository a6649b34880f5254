"""Files that once broke the reading: refused in words, whatever the library raises."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

import openpyxl
import pytest
from docx import Document

from fss.errors import RuleError
from fss.files.papers import check_paper
from fss.files.rules import BROKEN_ZIP, Kind, check_archive, check_upload, read_geojson
from tests.factories.archives import repacked, spoiled

TYPES = "[Content_Types].xml"
LZMA_PROPERTIES = 4


def workbook() -> bytes:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


def letter() -> bytes:
    made = io.BytesIO()
    Document().save(made)
    return made.getvalue()


def test_the_spoiled_parts_raise_what_they_are_to_raise() -> None:
    packed = spoiled(repacked(workbook(), zipfile.ZIP_LZMA), TYPES, skip=LZMA_PROPERTIES)

    for data, error in ((spoiled(workbook(), TYPES), zlib.error), (packed, lzma.LZMAError)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive, pytest.raises(error):
            archive.read(TYPES)
        assert issubclass(error, BROKEN_ZIP)


@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.DOCX])
def test_an_office_file_whose_list_of_parts_is_spoiled_is_refused(kind: Kind) -> None:
    data = workbook() if kind is Kind.XLSX else letter()

    with pytest.raises(RuleError, match="damaged"):
        check_upload(spoiled(data, TYPES), allowed={kind})


def test_a_letter_whose_relations_are_spoiled_is_refused() -> None:
    with pytest.raises(RuleError, match="damaged"):
        check_paper(spoiled(letter(), "word/_rels/document.xml.rels"), name="letter.docx")


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_archive_packed_as_no_office_program_does_is_refused(method: int) -> None:
    data = repacked(workbook(), method)

    for check in (lambda: check_upload(data, allowed={Kind.XLSX}), lambda: check_archive(data)):
        with pytest.raises(RuleError, match="damaged"):
            check()


@pytest.mark.parametrize(
    "kind", ['["Polygon"]', '{"Polygon": 1}', "null", "7", '"polygon"'], ids=str
)
def test_an_outline_whose_type_is_no_known_word_is_refused(kind: str) -> None:
    with pytest.raises(RuleError, match="not GeoJSON"):
        read_geojson(f'{{"type": {kind}, "coordinates": []}}'.encode())


@pytest.mark.parametrize("number", ["1" * 5000, "[" * 2000, '{"a":' * 100_000])
def test_an_outline_that_no_program_would_write_is_refused(number: str) -> None:
    with pytest.raises(RuleError, match="not GeoJSON"):
        read_geojson(f'{{"type": "Point", "coordinates": [{number}, 1]}}'.encode())
