"""Photos are written anew: upright, small, and with nothing but pixels."""

from __future__ import annotations

import io

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from fss.errors import RuleError
from fss.files.images import make_safe, make_smaller

GPS = 0x8825
ORIENTATION = 0x0112


def picture(kind="JPEG", size=(80, 40), mode="RGB", color=(200, 30, 30), **options) -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size, color)
    if kind == "HEIF":  # the program's own library only reads
        pillow_heif.from_pillow(image).save(out, **options)
    else:
        image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_usual_kind_becomes_a_jpeg(kind):
    safe = make_safe(picture(kind))

    assert (safe.media_type, safe.width, safe.height) == ("image/jpeg", 80, 40)
    assert opened(safe.data).format == "JPEG"
    red, green, _ = opened(safe.data).getpixel((40, 20))
    assert red > 180
    assert green < 60


def test_what_can_be_seen_through_stays_so():
    safe = make_safe(picture("PNG", mode="RGBA", color=(200, 30, 30, 100)))

    assert safe.media_type == "image/png"
    assert opened(safe.data).getpixel((0, 0))[3] == 100


def test_place_camera_and_words_are_gone():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(GPS)[1] = "N"
    words = PngInfo()
    words.add_text("Comment", "SecretWords")

    photo = make_safe(picture(exif=exif.tobytes(), comment=b"SecretComment"))
    drawing = make_safe(picture("PNG", mode="RGBA", color=(1, 2, 3, 4), pnginfo=words))

    assert b"Secret" not in photo.data + drawing.data
    assert not opened(photo.data).getexif()


XMP = b"""<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description
xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:GPSLatitude='44,39.SecretN'/></rdf:RDF></x:xmpmeta>
<?xpacket end='w'?>"""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_place_is_gone_from_every_kind_in_exif_and_in_xmp(kind):
    sent = picture(kind, **hidden(kind))
    assert b"Secret" in sent

    safe = make_safe(sent)
    small = make_smaller(make_safe(picture(kind, size=(900, 300), **hidden(kind))), longest=300)

    assert small is not None
    for data in (safe.data, small.data):
        assert b"Secret" not in data
        assert b"xmpmeta" not in data
        assert not opened(data).getexif()
        assert set(opened(data).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
            "progressive", "progression", "jfif_units"
        }  # fmt: skip


def hidden(kind) -> dict:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(GPS).update({1: "N", 2: (44.0, 39.0, 5.0)})
    if kind == "PNG":
        words = PngInfo()
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return {"pnginfo": words, "exif": exif.tobytes()}
    return {"exif": exif.tobytes(), "xmp": XMP}


def test_a_smaller_picture_is_made_only_where_it_saves_much():
    large = make_safe(picture(size=(1600, 800)))

    small = make_smaller(large, longest=640)

    assert small is not None
    assert (small.width, small.height) == opened(small.data).size == (640, 320)
    assert make_smaller(make_safe(picture(size=(700, 500))), longest=640) is None


def test_a_photo_that_was_taken_upright_is_shown_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    safe = make_safe(picture(exif=exif.tobytes()))

    assert (safe.width, safe.height) == (40, 80)


def test_a_large_photo_is_made_smaller_and_a_small_one_is_left():
    assert make_safe(picture(size=(4000, 1000)), longest=800).width == 800
    assert make_safe(picture(size=(4000, 1000)), longest=800).height == 200
    assert make_safe(picture(), longest=800).width == 80


@pytest.mark.parametrize(
    ("kind", "mode", "color"),
    [
        ("JPEG", "CMYK", (0, 200, 200, 0)),
        ("JPEG", "L", 100),
        ("PNG", "P", 3),
        ("PNG", "1", 1),
        ("PNG", "I;16", 40000),
        ("PNG", "LA", (100, 255)),
    ],
)
def test_odd_color_modes_are_read(kind, mode, color):
    assert make_safe(picture(kind, mode=mode, color=color)).media_type == "image/jpeg"


@pytest.mark.parametrize("size", [(8000, 7000), (20_000, 20_000)])
def test_a_picture_of_too_many_pixels_is_refused(size):
    bomb = picture("PNG", size=size, mode="1", color=1)

    with pytest.raises(RuleError, match="50 megapixels"):
        make_safe(bomb)


def test_a_photo_that_was_cut_off_is_refused_even_where_a_library_allows_it():
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    whole = picture(size=(400, 400))

    with pytest.raises(RuleError, match="damaged"):
        make_safe(whole[: len(whole) // 2])

    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_what_is_hidden_behind_a_photo_is_gone():
    safe = make_safe(picture() + b"PK\x03\x04<script>alert(1)</script>")

    assert b"script" not in safe.data


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"GIF89a" + b"\x00" * 40,
        b"%PDF-1.7\n%%EOF",
        b"\xff\xd8\xff<script>",
        b"",
        b"hello",
    ],
)
def test_what_is_no_photo_is_refused(data):
    with pytest.raises(RuleError):
        make_safe(data)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_photo_is_read_or_refused_but_never_breaks(data):
    whole = bytearray(picture(data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"]))))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    try:
        safe = make_safe(bytes(whole))
    except RuleError:
        return
    assert opened(safe.data).format in ("JPEG", "PNG")
